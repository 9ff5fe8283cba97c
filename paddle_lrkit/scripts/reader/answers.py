"""What the descriptions of libraries may ask about values."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, LibraryObject
from paddle_lrkit.scripts.read_options import NOMINAL
from paddle_lrkit.scripts.reader.objects import Instance
from paddle_lrkit.scripts.reader.value_names import RUN
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, rest_of

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_MOST_ITEMS = 400_000
_MOST_LETTERS = 500


class Answers:
    """The part of `Machine` that answers questions about values.

    The functions of the interpreter are imported when they are needed, since they need the machine themselves.
    """

    @property
    def _machine(self) -> Machine:
        return self  # type: ignore[return-value]

    def call(self, function: Any, positional: list[Any], named: Mapping[str, Any], place: CodePlace) -> Any:
        """Calls a function, class or method of the script or of a library."""
        machine = self._machine
        from paddle_lrkit.scripts.reader.calls import call_value

        return call_value(machine, function, Arguments(positional, dict(named), place, machine, {}, {}))

    def read_piece(self, source: str, names: dict[str, Any], place: CodePlace) -> None:
        """Reads statements as if they were at a place of the script."""
        machine = self._machine
        from paddle_lrkit.scripts.reader.pieces import read_piece

        read_piece(machine, source, names, place)

    def get(self, value: Any, name: str, place: CodePlace) -> Any:
        """``value.name``."""
        machine = self._machine
        from paddle_lrkit.scripts.reader.attributes import attribute

        return attribute(machine, value, name, place)

    def truth(self, value: Any) -> bool | None:
        """Whether a value is true; None when that is not known."""
        machine = self._machine
        from paddle_lrkit.scripts.reader.operations import truth

        return truth(machine, value)

    def length(self, value: Any, place: CodePlace) -> Any:
        """``len(value)``."""
        machine = self._machine
        if isinstance(value, Instance) and value.mapping is not None:
            value = value.mapping
        if isinstance(value, (list, tuple, dict, str, set, frozenset, range)):
            if id(value) in machine.inexact:
                return machine.unknown(f"len({machine.name_of(value)})", tr("changes in a loop"), place)
            rest = rest_of(value) if isinstance(value, (list, tuple)) else None
            return len(value) if rest is None else machine.derived(rest, "len", f"len({machine.name_of(value)})")
        if isinstance(value, LibraryObject):
            return value.length(machine, place)
        if isinstance(value, Instance):
            own = value.kind.find("__len__")
            if own is not None and hasattr(own, "node"):
                found = machine.call(machine.get(value, "__len__", place), [], {}, place)
                if not isinstance(found, Unknown):
                    return found
            elif value.inner is not None:
                return value.inner.length(machine, place)
            return machine.assume(f"len({machine.name_of(value)})", machine.options.steps_per_epoch or NOMINAL)
        if isinstance(value, Unknown):
            return machine.batches(value)
        return machine.unknown("len()", str(RUN), place)

    def doubt(self, container: Any) -> Any:
        """Notes that a list, dict or set has items that are not known."""
        machine = self._machine
        machine.inexact[id(container)] = container
        return container

    def evaluated(self, text: str, place: CodePlace) -> Any:
        """The value of an expression in a text, as the module that is being read sees it; None when it is none."""
        from paddle_lrkit.scripts.reader.expressions import evaluate

        machine = self._machine
        module = machine.module or machine.modules[machine.file]
        if len(text) > _MOST_LETTERS or module is None:
            return None
        pieces = machine.memory.setdefault("expressions", {})
        try:
            node = pieces[text, place] if (text, place) in pieces else ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return None
        pieces[text, place] = node
        for part in ast.walk(node):
            if hasattr(part, "lineno"):
                part.lineno, part.end_lineno = place.line, place.last_line or place.line  # type: ignore[attr-defined]
        return evaluate(machine, node, module.namespace)

    def imported(self, name: str) -> Any:
        """A module by its full name, as ``import`` gives it."""
        from paddle_lrkit.scripts.reader.modules import import_module

        return import_module(self._machine, name)

    def set(self, value: Any, name: str, new: Any, place: CodePlace) -> None:
        """``value.name = new``."""
        machine = self._machine
        from paddle_lrkit.scripts.reader.attributes import set_attribute

        set_attribute(machine, value, name, new, place)

    def has(self, value: Any, name: str, place: CodePlace) -> bool | None:
        """Whether ``value.name`` exists."""
        machine = self._machine
        from paddle_lrkit.scripts.reader.attributes import has_attribute

        return has_attribute(machine, value, name, place)

    def is_instance(self, value: Any, kind: Any) -> bool | None:
        """``isinstance(value, kind)``."""
        from paddle_lrkit.scripts.reader.kinds import is_instance

        return is_instance(value, kind)

    def items(self, value: Any) -> list[Any] | None:
        """The items of a list, tuple, dict, range and the like."""
        machine = self._machine
        if isinstance(value, Instance) and value.mapping is not None:
            value = value.mapping
        if isinstance(value, range) and len(value) > _MOST_ITEMS:
            return None
        if isinstance(value, (list, tuple)) and rest_of(value) is not None:
            return None
        if isinstance(value, (list, tuple, dict, str, set, frozenset, range)) and id(value) not in machine.inexact:
            return list(value)
        if isinstance(value, LibraryObject):
            inner = value.iterable(machine, machine.place(ast.Pass()))
            return list(inner) if isinstance(inner, (list, tuple)) else None
        return None

    def call_outside(self, function: Any, given: Arguments) -> Any:
        """Calls something outside the project."""
        machine = self._machine
        from paddle_lrkit.scripts.reader.calls import call_external

        return call_external(machine, function, given)

    def text_of(self, path: str) -> str | None:
        """The text of a file of the project that the script reads, or of one that the user names after ``--``."""
        machine = self._machine
        named = any(given == path or given.endswith(f"={path}") for given in machine.arguments)
        own = machine.folders[0]
        inside = (own.parent if len(own.parts) > 3 else own, Path.cwd())
        for folder in (*machine.folders, Path()):
            candidate = folder / path
            try:
                allowed = named or any(candidate.resolve().is_relative_to(root) for root in inside)
                if allowed and candidate.is_file():
                    return machine.files.text(str(candidate))
            except (ConfigError, OSError, ValueError):
                continue
        return None
