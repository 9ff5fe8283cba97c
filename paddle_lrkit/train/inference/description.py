"""``inference.json``: what a prediction needs beside the network, so that it needs no training config and no data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.registry import Registry
from paddle_lrkit.errors import DataError, UsageError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import read_json

FILE_NAME = "inference.json"
VOCABULARY = "vocab"
"""The argument of a tokenizer that names the file of its vocabulary, in the folder of the export."""

_FORMAT = 1


@dataclass(frozen=True)
class InferenceDescription:
    """Preprocessing, names of classes and the task of a model.

    Args:
        task: Name of the task.
        values: What `Task.inference` says.
        source: The file or the run that it comes from, for messages.
        folder: Folder of the files that it names.
        tokenizer: The tokenizer of a text task, if it is built already.
    """

    task: str
    values: dict[str, Any]
    source: str
    folder: Path = Path()
    tokenizer: Any = None

    def transforms(self, registry: Registry) -> list[Any]:
        """The transforms of an image before the network.

        Args:
            registry: The transforms of the task.

        Raises:
            DataError: The preprocessing is not known.
            ConfigError: A transform is unknown or has a wrong argument.
        """
        listed = self.values.get("transforms")
        if not isinstance(listed, list):
            raise DataError(
                tr("{}: the preprocessing is not known, because the config has no Eval section", self.source)
            )
        document = Document({"transforms": listed}, file=self.source)
        return [_component(document, number, one).build(registry) for number, one in enumerate(listed)]

    @property
    def classes(self) -> list[str]:
        """Names of the classes or tags; empty if they are not known."""
        return [str(name) for name in self.values.get("classes") or []]

    def built_tokenizer(self, registry: Registry) -> Any:
        """The tokenizer of a text task.

        Args:
            registry: The tokenizers.

        Raises:
            LrkitError: It cannot be built.
        """
        if self.tokenizer is not None:
            return self.tokenizer
        arguments = dict(self.values.get("tokenizer") or {})
        if VOCABULARY in arguments:
            arguments[VOCABULARY] = str(self.folder / arguments[VOCABULARY])
        document = Document({"tokenizer": arguments}, file=self.source)
        name = arguments.pop("name", None)
        if not isinstance(name, str):
            raise document.error(tr("must have a name"), ("tokenizer",))
        return Component(name, arguments, document, ("tokenizer",)).build(registry)


def as_plain(components: list[Component]) -> list[Any]:
    """Components as they stand in a config: ``{Resize: {size: 16}}`` or ``Normalize``.

    Example:
        >>> as_plain([Component("Resize", {"size": 16}), Component("Normalize")])
        [{'Resize': {'size': 16}}, 'Normalize']
    """
    return [{one.name: one.arguments} if one.arguments else one.name for one in components]


def _component(document: Document, number: int, value: Any) -> Component:
    path = ("transforms", number)
    if isinstance(value, str):
        return Component(value, document=document, path=path)
    if isinstance(value, dict) and len(value) == 1:
        ((name, arguments),) = value.items()
        if isinstance(name, str) and isinstance(arguments, dict):
            return Component(name, arguments, document, path, nested=True)
    raise document.error(tr("must be a name, or a name with its arguments"), path)


def description_text(task: str, values: dict[str, Any]) -> str:
    """The content of the file."""
    return json.dumps({"format": _FORMAT, "task": task, **values}, ensure_ascii=False, indent=2) + "\n"


def read_description(folder: Path) -> InferenceDescription:
    """Reads the description of an export.

    Args:
        folder: What ``lrkit export`` wrote.

    Raises:
        UsageError: The file is missing, not JSON or of a newer format.
    """
    file = folder / FILE_NAME
    try:
        values = read_json(file)
    except FileNotFoundError:
        raise UsageError(tr("{}: the export has no {}; write it again with lrkit export", folder, FILE_NAME)) from None
    except (OSError, ValueError) as error:
        raise UsageError(tr("{}: not readable: {}", file, os_reason(error))) from None
    if not isinstance(values, dict) or not isinstance(values.get("task"), str):
        raise UsageError(tr("{}: not a description of an exported model; write it again with lrkit export", file))
    if values.get("format") != _FORMAT:
        raise UsageError(
            tr("{}: format {!r} is not known here; this lrkit reads {}", file, values.get("format"), _FORMAT)
        )
    return InferenceDescription(values["task"], values, str(file), folder)
