"""Values that are not known, and what messages call the values of a script."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.scripts.library.base import LibraryObject
from paddle_lrkit.scripts.reader.objects import Instance
from paddle_lrkit.scripts.reader.source_text import shortened
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

RUN = Message("is not known without running the script")


class ValueNames:
    """The part of `Machine` that makes unknown values and names values in messages."""

    @property
    def _machine(self) -> Machine:
        return self  # type: ignore[return-value]

    def place(self, node: ast.AST) -> CodePlace:
        """Where a piece of the script stands."""
        found: CodePlace | None = getattr(node, "_place", None)
        if found is None or found.file != self._machine.current_file:
            line = getattr(node, "lineno", 1)
            found = CodePlace(self._machine.current_file, line, getattr(node, "end_lineno", None) or line)
            node._place = found  # type: ignore[attr-defined]
        return found

    @property
    def current_file(self) -> str:
        """The file whose code is being read."""
        machine = self._machine
        return machine.module.file if machine.module is not None else machine.file

    def unknown(self, text: str, why: str | None = None, place: CodePlace | None = None) -> Unknown:
        """A value that is not known."""
        machine = self._machine
        return Unknown(shortened(text), why or str(RUN), place or CodePlace(machine.current_file, 1))

    def derived(self, value: Any, key: Any, text: str) -> Unknown:
        """A part of a value that is not known; the same part is the same value each time."""
        machine = self._machine
        known = machine._derived.get((id(value), key))
        if known is None:
            found = Unknown(shortened(text), value.why, value.place)
            known = machine._derived[id(value), key] = (value, found)
        return known[1]

    def named(self, value: Any, name: str) -> None:
        """Notes the first name that the script gives to an object, by which messages call it."""
        machine = self._machine
        named = value.base if isinstance(value, Instance) else value
        if isinstance(named, LibraryObject):
            named.named(name, machine)
        if isinstance(value, (Unknown, LibraryObject)) and id(value) not in machine._names:
            machine._names[id(value)] = (value, name)

    def name_of(self, value: Any) -> str:
        """The name of an object in messages."""
        machine = self._machine
        known = machine._names.get(id(value))
        return known[1] if known is not None else str(getattr(value, "text", type(value).__name__))

    def opaque(self, value: Instance, place: CodePlace) -> Unknown:
        """What is not known of an object of the script, because a base of its class is not followed."""
        return self.stand_in(value, str(RUN), self.name_of_instance(value), place)

    def name_of_instance(self, value: Instance) -> str:
        """The name of an object of the script in messages."""
        machine = self._machine
        known = machine._names.get(id(value))
        return known[1] if known is not None else value.kind.name

    def generator(self, function: Any) -> Unknown:
        """What a generator function gives, which is not followed."""
        why = tr("is a generator, which is not followed")
        return self.stand_in(function, why, f"{function.name}()", self.place(function.node))

    def missing(self, module: str, path: str) -> Unknown:
        """Something of a module that is not there to be read."""
        machine = self._machine
        known = machine._missing.get(path)
        if known is None:
            name = path.rpartition(".")[2]
            known = machine._missing[path] = machine.unknown(
                name, tr("comes from the module {}, which is not followed", module)
            )
        return known

    def stand_in(self, value: Any, why: str, text: str, place: CodePlace | None = None) -> Unknown:
        """The `Unknown` that stands for the parts of an object which are not known; each time the same."""
        machine = self._machine
        known = machine._derived.get((id(value), why))
        if known is None:
            known = machine._derived[id(value), why] = (value, machine.unknown(text, why, place))
        return known[1]

    def key_place(self, mapping: Any, key: Any, default: CodePlace) -> CodePlace:
        """Where a value of a dict is written."""
        machine = self._machine
        return machine.key_places.get((id(mapping), key), default)
