"""The options of an ``argparse`` parser, as the script adds them, and what they become in Python's own parser."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, Described, External, Reader
from paddle_lrkit.scripts.library.bounds import too_large
from paddle_lrkit.scripts.library.plain import obstacle
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

_ACTIONS = ("store", "store_const", "store_true", "store_false", "append", "append_const", "count", "extend")
_WITH_VALUE = ("store", "append", "extend")
_MOST_VALUES = 1000
_OPTIONAL_ACTION = "argparse.BooleanOptionalAction"


@dataclass(eq=False)
class ParserOption:
    """An option or positional argument.

    Args:
        names: ``-b``, ``--batch-size``, or the one name of a positional argument.
        settings: The other arguments of ``add_argument``.
        place: The call.
        group: The mutually exclusive group that it belongs to.
    """

    names: tuple[str, ...]
    settings: dict[str, Any]
    place: CodePlace
    group: Any = None
    unreadable: Unknown | None = field(default=None)

    @property
    def dest(self) -> str:
        """The attribute that it sets."""
        given = self.settings.get("dest")
        if isinstance(given, str):
            return given
        if not self.names:
            return ""
        if not self.is_option:
            return self.names[0]
        long = next((name for name in self.names if name.startswith("--")), self.names[0])
        return long.lstrip("-").replace("-", "_")

    @property
    def is_option(self) -> bool:
        """Whether it begins with a dash."""
        return self.names[0].startswith("-")

    @property
    def action(self) -> Any:
        """The name of its action; `BooleanOptionalAction` itself; None for an action that is not known."""
        action = self.settings.get("action", "store")
        if isinstance(action, External) and action.path == _OPTIONAL_ACTION:
            return argparse.BooleanOptionalAction
        return action if action in _ACTIONS else None

    @property
    def required(self) -> bool:
        """Whether the user must give it."""
        if self.is_option:
            return self.settings.get("required") is True
        return self.settings.get("nargs") not in ("?", "*", "...")

    def missing(self, name: str) -> Unknown:
        """Its value when it is required and not given."""
        shown = self.names[-1] if self.is_option else self.names[0]
        kind = tr("option") if self.is_option else tr("argument")
        return Unknown(
            f"{name}.{self.dest}", tr("rests on the required {} {}; give it after --", kind, shown), self.place
        )

    def keywords(self, reader: Reader, relaxed: bool) -> dict[str, Any]:
        """The arguments for `argparse.ArgumentParser.add_argument`.

        Args:
            reader: The reader.
            relaxed: Whether a required positional argument may be missing.
        """
        action = self.action
        found: dict[str, Any] = {"action": action if action is not None else "store"}
        if self.is_option and isinstance(self.settings.get("dest"), str):
            found["dest"] = self.settings["dest"]
        found["default"] = self._default()
        if "const" in self.settings and action in ("store", "store_const", "append_const"):
            found["const"] = self.settings["const"]
        if action in _WITH_VALUE or action is None:
            found |= self._for_values(reader, relaxed)
        return found

    def _default(self) -> Any:
        if self.required and "default" not in self.settings:
            return self.missing("args")
        fixed = {"store_true": False, "store_false": True}.get(self.action if isinstance(self.action, str) else "")
        return self.settings.get("default", fixed)

    def _for_values(self, reader: Reader, relaxed: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        nargs = self.settings.get("nargs")
        if isinstance(nargs, External):
            nargs = {"argparse.REMAINDER": "...", "argparse.ONE_OR_MORE": "+", "argparse.ZERO_OR_MORE": "*"}.get(
                nargs.path
            )
        if isinstance(nargs, (int, str)) and not isinstance(nargs, bool):
            found["nargs"] = nargs
        if relaxed and not self.is_option and self.required:
            found["nargs"] = "?" if nargs is None else "*"
        kind = self.settings.get("type")
        if kind is not None:
            found["type"] = converter(kind, reader, self.place)
        choices = self.settings.get("choices")
        if choices is not None and not too_large(choices) and obstacle(choices, reader) is None:
            found["choices"] = list(choices)
        return found


def converter(kind: Any, reader: Reader, place: CodePlace) -> Callable[[str], Any]:
    """The function that turns the text of an argument into its value."""
    if isinstance(kind, Described) and kind.kind in (int, float, str):
        return kind.kind

    def convert(text: str) -> Any:
        return reader.call(kind, [text], {}, place)

    convert.__name__ = getattr(kind, "name", "") or getattr(kind, "path", "") or "value"
    return convert


def option_of(arguments: Arguments, group: Any = None) -> ParserOption:
    """The option that a call of ``add_argument`` adds."""
    names = tuple(name for name in arguments.positional if isinstance(name, str))
    found = ParserOption(names, dict(arguments.named), arguments.place, group)
    size = arguments.named.get("nargs")
    too_many = isinstance(size, int) and size > _MOST_VALUES
    if arguments.incomplete or too_many or len(names) < len(arguments.positional) or not found.dest:
        unknown = next((name for name in arguments.positional if isinstance(name, Unknown)), None)
        found.unreadable = unknown if unknown is not None else arguments.unknown(tr("adds an option that is not known"))
    return found
