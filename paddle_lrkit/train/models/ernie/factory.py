"""Builds ``Architecture: {name: Ernie}``: sizes, the head of the task, and published weights."""

from __future__ import annotations

import os
from dataclasses import asdict, fields
from typing import Any, Literal

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import ConfigError, check_number
from paddle_lrkit.messages import tr
from paddle_lrkit.train.models.ernie.config import ErnieConfig, published_sizes

_FREE = ("hidden_dropout_prob", "attention_probs_dropout_prob", "initializer_range", "task_id")
_SPARE_ROWS = 0.02

Head = Literal["sequence", "token", "masked_lm"]


def ernie(
    head: Head,
    tokens: int,
    pad_token_id: int = 0,
    num_classes: int = 2,
    pretrained: FilePath | None = None,
    vocab_size: int | None = None,
    hidden_size: int | None = None,
    num_hidden_layers: int | None = None,
    num_attention_heads: int | None = None,
    intermediate_size: int | None = None,
    hidden_act: str | None = None,
    hidden_dropout_prob: float | None = None,
    attention_probs_dropout_prob: float | None = None,
    max_position_embeddings: int | None = None,
    type_vocab_size: int | None = None,
    use_task_id: bool | None = None,
    task_type_vocab_size: int | None = None,
    task_id: int | None = None,
    initializer_range: float | None = None,
    layer_norm_eps: float | None = None,
    classifier_dropout: float | None = None,
) -> Any:
    """Builds an ERNIE for a task; the parameters are the keys of ``Architecture``.

    The keys from ``vocab_size`` to ``layer_norm_eps`` are the fields of `ErnieConfig`. By default they have the values
    of ``config.json``, and without that file the size of the vocabulary and the sizes of ERNIE base. Only
    the dropout probabilities, ``initializer_range`` and ``task_id`` may differ from ``config.json``.

    Args:
        head: ``sequence``, ``token`` or ``masked_lm``; set by the task.
        tokens: Size of the vocabulary; set by the task.
        pad_token_id: Number of the padding token; set by the task.
        num_classes: Number of classes or tags; set by the task.
        pretrained: A run, a checkpoint, an export, a weight file, or a folder of PaddleNLP with
            ``model_state.pdparams`` and ``config.json``.
        classifier_dropout: Dropout before the last layer; by default ``hidden_dropout_prob``.

    Returns:
        A ``paddle.nn.Layer`` that maps token and segment numbers, int64 ``[n, length]``, to scores.

    Raises:
        ConfigError: A size is out of range, differs from ``config.json``, or does not match the vocabulary.
        DataError: The folder or its files cannot be used.
    """
    given = {name: value for name, value in locals().items() if name in _FIELDS and value is not None}
    published = published_sizes(pretrained) if pretrained and os.path.isdir(pretrained) else {}
    _check_same(given, published)
    config = ErnieConfig(**{"vocab_size": tokens, **published, **given})
    _check_vocabulary(tokens, config.vocab_size, bool(pretrained))
    dropout = config.hidden_dropout_prob if classifier_dropout is None else classifier_dropout
    check_number("classifier_dropout", dropout, at_least=0, below=1)
    model = _with_head(head, config, num_classes, dropout)
    if pretrained is not None:
        model.resolved_arguments = {name: value for name, value in asdict(config).items() if name != "pad_token_id"}
        from paddle_lrkit.train.models.initial_weights import read_initial_weights

        read_initial_weights(model, pretrained)
    return model


_FIELDS = frozenset(field.name for field in fields(ErnieConfig))


def _check_same(given: dict[str, Any], published: dict[str, Any]) -> None:
    padding = published.get("pad_token_id", given["pad_token_id"])
    if padding != given["pad_token_id"]:
        raise ConfigError(
            tr(
                "pads with token {}, but the padding token of the vocabulary is {}; Tokenizer.vocab and "
                "Architecture.pretrained must belong together",
                padding,
                given["pad_token_id"],
            ),
            key="pretrained",
        )
    for name in given.keys() & published.keys() - set(_FREE):
        if given[name] != published[name]:
            raise ConfigError(tr("is {!r}, but the pretrained model has {!r}", given[name], published[name]), key=name)


def _check_vocabulary(tokens: int, rows: int, pretrained: bool) -> None:
    """Raises a ConfigError when a vocabulary does not match an embedding; a published one may have spare rows."""
    if tokens > rows or (pretrained and tokens < rows * (1 - _SPARE_ROWS)):
        raise ConfigError(
            tr(
                "the vocabulary has {} tokens, but the word embedding {} rows; Tokenizer.vocab and "
                "Architecture.pretrained must belong together",
                tokens,
                rows,
            ),
            key="vocab_size",
        )


def _with_head(head: Head, config: ErnieConfig, num_classes: int, dropout: float) -> Any:
    from paddle_lrkit.train.models.ernie import heads

    if head == "sequence":
        return heads.ErnieForSequenceClassification(config, num_classes, dropout)
    if head == "token":
        return heads.ErnieForTokenClassification(config, num_classes, dropout)
    return heads.ErnieForMaskedLM(config)
