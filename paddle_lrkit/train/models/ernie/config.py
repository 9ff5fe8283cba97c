"""The sizes of an ERNIE encoder, also from PaddleNLP's ``config.json``."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from paddle_lrkit.config.load import load_config
from paddle_lrkit.errors import (
    CheckpointError,
    ConfigError,
    DataError,
    check_choice,
    check_integer,
    check_number,
    shown,
)
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import locate_checkpoint
from paddle_lrkit.runs.json_file import json_reason
from paddle_lrkit.runs.run_config import CONFIG

FILE_NAMES = ("config.json", "model_config.json")
ACTIVATIONS = ("gelu", "relu", "silu", "tanh")
_SIZES = (
    "vocab_size",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "max_position_embeddings",
    "type_vocab_size",
    "task_type_vocab_size",
)
_SHARES = ("hidden_dropout_prob", "attention_probs_dropout_prob")
_ANY_SIZE = 2**31
_EPSILON, _GRAM_EPSILON = 1e-12, 1e-5


@dataclass(frozen=True)
class ErnieConfig:
    """Sizes of an encoder, with PaddleNLP's names.

    Args:
        vocab_size: Rows of the word embedding.
        hidden_size: Width of the hidden states.
        num_hidden_layers: Transformer layers.
        num_attention_heads: Attention heads per layer; a divisor of ``hidden_size``.
        intermediate_size: Width of the feed-forward layers.
        hidden_act: ``gelu``, ``relu``, ``silu`` or ``tanh``.
        hidden_dropout_prob: Dropout probability outside of the attention.
        attention_probs_dropout_prob: Dropout probability of the attention weights.
        max_position_embeddings: Longest sequence.
        type_vocab_size: Segments; 2 for pairs.
        use_task_id: Whether a task-type embedding is added, as ERNIE 3.0 does.
        task_type_vocab_size: Rows of the task-type embedding.
        task_id: Row of the task-type embedding that is used.
        initializer_range: Standard deviation of random weights.
        layer_norm_eps: Epsilon of all layer norms.
        pad_token_id: Number of the padding token.

    Raises:
        ConfigError: A number is out of range.
    """

    vocab_size: int
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    use_task_id: bool = False
    task_type_vocab_size: int = 3
    task_id: int = 0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int = 0

    def __post_init__(self) -> None:
        for name in _SIZES:
            check_integer(name, getattr(self, name), at_least=1)
        for name in _SHARES:
            check_number(name, getattr(self, name), at_least=0, below=1)
        check_choice("hidden_act", self.hidden_act, ACTIVATIONS)
        check_number("initializer_range", self.initializer_range, above=0)
        check_number("layer_norm_eps", self.layer_norm_eps, above=0)
        check_integer("task_id", self.task_id, at_least=0, at_most=self.task_type_vocab_size - 1)
        check_integer("pad_token_id", self.pad_token_id, at_least=0, at_most=self.vocab_size - 1)
        if self.hidden_size % self.num_attention_heads:
            raise ConfigError(
                tr("must divide hidden_size ({}), got {}", self.hidden_size, self.num_attention_heads),
                key="num_attention_heads",
            )


def config_text(config: ErnieConfig, architecture: str, labels: int) -> str:
    """The text of ``config.json`` for PaddleNLP and `read_config_file`.

    Args:
        config: The sizes.
        architecture: PaddleNLP's class of the model.
        labels: Number of classes or tags; 0 for a model without a classifier.
    """
    kind = "ernie_gram" if config.layer_norm_eps == _GRAM_EPSILON else "ernie"
    head = {"num_labels": labels} if labels else {}
    return json.dumps({"architectures": [architecture], "model_type": kind, **asdict(config), **head}, indent=2) + "\n"


def published_sizes(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """The fields of `ErnieConfig` in a folder: those of its ``config.json``, or of the config of a run.

    Args:
        folder: A folder of PaddleNLP, an export, a run or a checkpoint.

    Raises:
        ConfigError: The config of the run cannot be read.
        DataError: As for `read_config_file`.
    """
    try:
        run, _ = locate_checkpoint(folder)
    except CheckpointError:
        return read_config_file(folder)
    architecture = load_config(run / CONFIG).get(("Architecture",), {}) if (run / CONFIG).is_file() else {}
    given = architecture if isinstance(architecture, dict) and architecture.get("name") == "Ernie" else {}
    return {field.name: given[field.name] for field in fields(ErnieConfig) if given.get(field.name) is not None}


def read_config_file(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """The fields of `ErnieConfig` in ``config.json`` (or the older ``model_config.json``) of a folder.

    Empty when the folder has no such file. The epsilon of the layer norms is PaddleNLP's for the type of model; like
    PaddleNLP, this ignores the value in the file.

    Raises:
        DataError: The file is not a JSON object, or describes another type of model.
    """
    found = next((Path(folder, name) for name in FILE_NAMES if Path(folder, name).is_file()), None)
    if found is None:
        return {}
    try:
        saved = json.loads(found.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(tr("{}: not a readable JSON file: {}", found, json_reason(error))) from None
    if not isinstance(saved, dict):
        raise DataError(tr("{}: must be a JSON object, got a {}", found, type(saved).__name__))
    flat = _flat(saved)
    kind = str(flat.get("model_type", "ernie"))
    if kind.replace("-", "_") not in ("ernie", "ernie_gram"):
        raise DataError(tr("{}: the model has type {!r}; it must be ernie or ernie_gram", found, kind))
    known = {field.name: flat[field.name] for field in fields(ErnieConfig) if flat.get(field.name) is not None}
    _check(known, found)
    names = [*_listed(flat.get("architectures")), flat.get("init_class", "")]
    gram = "gram" in kind or any("Gram" in str(name) for name in names)
    return {**known, "layer_norm_eps": _GRAM_EPSILON if gram else _EPSILON}


def _check(known: dict[str, Any], found: Path) -> None:
    """Raises a DataError when a value of the file is out of range."""
    if not isinstance(known.get("use_task_id", False), bool):
        raise DataError(tr("{}: use_task_id: must be true or false, got {}", found, shown(known["use_task_id"])))
    try:
        ErnieConfig(**{"vocab_size": _ANY_SIZE, **known})
    except ConfigError as error:
        raise DataError(tr("{}: {}", found, error)) from None


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _flat(saved: dict[str, Any]) -> dict[str, Any]:
    """Merges the arguments of the encoder, which the older form nests in ``init_args``."""
    merged: dict[str, Any] = {}
    for nested in _listed(saved.get("init_args")):
        if isinstance(nested, dict):
            merged.update(_flat(nested))
    return {**merged, **{key: value for key, value in saved.items() if key != "init_args"}}
