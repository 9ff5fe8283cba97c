"""Attributes and items of values."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, External, LibraryObject
from paddle_lrkit.scripts.reader.objects import (
    ABSENT,
    BoundFunction,
    Function,
    Instance,
    Module,
    Namespace,
    Package,
    Super,
    UserClass,
)
from paddle_lrkit.scripts.reader.source_text import text_of
from paddle_lrkit.scripts.reader.steadiness import Decision
from paddle_lrkit.scripts.unknown import CodePlace, Rest, Unknown, rest_of

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_SCHEDULER = (
    "base_lr",
    "last_lr",
    "last_epoch",
    "get_lr",
    "step",
    "state_dict",
    "set_state_dict",
    "set_dict",
    "verbose",
)


def attribute(machine: Machine, value: Any, name: str, place: CodePlace) -> Any:
    """``value.name``."""
    found = _found(machine, value, name, place)
    return machine.unknown(f"{machine.name_of(value)}.{name}", place=place) if found is ABSENT else found


def has_attribute(machine: Machine, value: Any, name: str, place: CodePlace) -> bool | None:
    """Whether ``value`` has an attribute; None when that is not known."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, LibraryObject):
        return value.has(name)
    found = _found(machine, value, name, place)
    if found is ABSENT:
        return None if isinstance(value, Instance) and _open(value.kind) else False
    return True


def _open(kind: UserClass) -> bool:
    """Whether a class has bases that are not followed, which may have more attributes."""
    return any(path not in ("object", "dict") for path in kind.outside()) or any(
        isinstance(base, Unknown) for each in kind.line() for base in each.bases
    )


def _found(machine: Machine, value: Any, name: str, place: CodePlace) -> Any:
    if isinstance(value, Unknown):
        return machine.derived(value, ("attribute", name), f"{value.text}.{name}")
    if isinstance(value, Instance):
        return _of_instance(machine, value, name, place)
    if isinstance(value, Module):
        return _of_module(machine, value, name)
    if isinstance(value, Package):
        from paddle_lrkit.scripts.reader.modules import submodule

        return submodule(machine, value, name)
    if isinstance(value, External):
        return external(f"{value.path}.{name}")
    if isinstance(value, LibraryObject):
        return value.attribute(name, machine, place)
    if isinstance(value, UserClass):
        if name in ("__name__", "__qualname__"):
            return value.name
        found = value.find(name)
        return bound(machine, found, value, value, place) if found is not ABSENT else ABSENT
    if isinstance(value, Super):
        return _of_super(machine, value, name, place)
    if isinstance(value, Function):
        return value.name if name == "__name__" else value.attributes.get(name, ABSENT)
    if isinstance(value, BoundFunction):
        return value.function.name if name == "__name__" else ABSENT
    if isinstance(value, Described):
        return external(f"{value.name}.{name}") if value.kind is not None else ABSENT
    return of_plain(value, name)


def external(path: str) -> Any:
    """A name outside the project: a described constant, or the name itself."""
    found = LIBRARY.get(path)
    return found if found is not None and not isinstance(found, Described) else External(path)


def of_plain(value: Any, name: str) -> Any:
    """A method of a string, list and the like, as `LIBRARY` describes it under ``str.split``."""
    for kind in type(value).__mro__:
        found = LIBRARY.get(f"{kind.__name__}.{name}")
        if isinstance(found, Described):
            return _with_self(found, value)
    return ABSENT


def _with_self(method: Described, value: Any) -> Described:
    def call(arguments: Arguments) -> Any:
        given = Arguments(
            [value, *arguments.positional],
            arguments.named,
            arguments.place,
            arguments.reader,
            arguments.places,
            arguments.texts,
            arguments.incomplete,
            arguments.text,
        )
        return method.function(given)

    return Described(call, method.name)


def _of_module(machine: Machine, module: Module, name: str) -> Any:
    if name == "__file__":
        return module.file
    if name in module.variables:
        return module.variables[name]
    from paddle_lrkit.scripts.reader.modules import star_name, submodule_of

    found = star_name(module, name)
    return found if found is not ABSENT else submodule_of(machine, module, name)


def _of_instance(machine: Machine, value: Instance, name: str, place: CodePlace) -> Any:
    if name in value.attributes:
        return value.attributes[name]
    if name == "__dict__":
        return value.attributes
    if name == "__class__":
        return value.kind
    found = value.kind.find(name)
    if found is not ABSENT:
        return bound(machine, found, value, value.kind, place)
    if value.base is not None:
        return value.base.attribute(name, machine, place)
    if value.mapping is not None:
        method = of_plain(value.mapping, name)
        if method is not ABSENT:
            return method
    getter = value.kind.find("__getattr__")
    if isinstance(getter, Function):
        return machine.call(BoundFunction(getter, value), [name], {}, place)
    if _open(value.kind):
        return machine.derived(
            machine.opaque(value, place), ("attribute", name), f"{machine.name_of_instance(value)}.{name}"
        )
    return ABSENT


def _of_super(machine: Machine, value: Super, name: str, place: CodePlace) -> Any:
    instance = value.instance
    kind = instance.kind if isinstance(instance, Instance) else instance
    found = kind.find(name, after=value.owner) if isinstance(kind, UserClass) else ABSENT
    if found is not ABSENT:
        return bound(machine, found, instance, kind, place)
    from paddle_lrkit.scripts.reader.classes import outside_method

    return outside_method(machine, instance, name, place)


def bound(machine: Machine, found: Any, instance: Any, kind: UserClass, place: CodePlace) -> Any:
    """An attribute of a class as its instances see it: a function becomes a method."""
    if not isinstance(found, Function):
        return found
    if found.kind == "static":
        return found
    if found.kind == "class":
        return BoundFunction(found, kind)
    if found.kind == "property":
        return machine.call(BoundFunction(found, instance), [], {}, place) if isinstance(instance, Instance) else found
    return BoundFunction(found, instance) if isinstance(instance, Instance) else found


def set_attribute(machine: Machine, value: Any, name: str, new: Any, place: CodePlace) -> None:
    """``value.name = new``."""
    if isinstance(value, Instance):
        setter = value.kind.find("__setattr__")
        if isinstance(setter, Function):
            machine.call(BoundFunction(setter, value), [name, new], {}, place)
        elif value.inner is not None and name == "_learning_rate":
            value.inner.set_attribute(name, new, machine, place)
        else:
            machine.journal.write(value.attributes, name, new)
    elif isinstance(value, LibraryObject):
        value.set_attribute(name, new, machine, place)
    elif isinstance(value, Unknown):
        machine.unread.gets(value, name, new, place)
    elif isinstance(value, (UserClass, Module)):
        machine.journal.write(value.variables, name, new)
    elif isinstance(value, Function):
        machine.journal.write(value.attributes, name, new)
    elif isinstance(value, Namespace):
        machine.journal.write(value.variables, name, new)


def item(machine: Machine, value: Any, key: Any, node: ast.AST) -> Any:
    """``value[key]``."""
    place = machine.place(node)
    if isinstance(value, Instance):
        getter = value.kind.find("__getitem__")
        if isinstance(getter, Function):
            return machine.call(BoundFunction(getter, value), [key], {}, place)
        if value.mapping is not None:
            value = value.mapping
    if isinstance(value, Unknown):
        return machine.derived(value, ("item", _key(key)), f"{value.text}[{_shown(key)}]")
    if isinstance(value, LibraryObject):
        return value.item(key, machine, place)
    if isinstance(value, External):
        return value
    if isinstance(key, Unknown):
        return machine.derived(key, ("chosen", id(node)), text_of(node))
    if isinstance(value, (list, tuple, str, dict, range, bytes)) and id(value) not in machine.inexact:
        rest = rest_of(value) if isinstance(value, (list, tuple)) else None
        if rest is not None and not _before_rest(value, key):
            return machine.derived(rest, ("item", _key(key)), text_of(node))
        try:
            found = value[key]
        except (KeyError, IndexError, TypeError):
            if isinstance(value, dict) and isinstance(key, str):
                return machine.unknown(text_of(node), tr("is not set"), place)
            return machine.unknown(text_of(node), tr("is not there"), place)
        if isinstance(key, int) and isinstance(value, (list, tuple, dict)):
            machine.decide(Decision(id(node), "Item", key, value, found))
        return found
    return machine.unknown(text_of(node), place=place)


def set_item(machine: Machine, value: Any, key: Any, new: Any, place: CodePlace) -> None:
    """``value[key] = new``."""
    if isinstance(value, Instance):
        setter = value.kind.find("__setitem__")
        if isinstance(setter, Function):
            machine.call(BoundFunction(setter, value), [key, new], {}, place)
            return
        value = value.mapping
    if isinstance(value, LibraryObject):
        value.set_item(key, new, machine, place)
    elif isinstance(value, dict):
        try:
            hash(key)
        except TypeError:
            return
        machine.journal.write(value, key, new)
    elif isinstance(value, list):
        if isinstance(key, int) and -len(value) <= key < len(value):
            machine.journal.write(value, key % len(value), new)
        elif isinstance(key, (slice, Unknown)):
            machine.inexact[id(value)] = value


def _before_rest(value: Any, key: Any) -> bool:
    """Whether an index or a slice takes only items before those that are not known."""
    known = next(index for index, part in enumerate(value) if isinstance(part, Rest))
    if isinstance(key, slice):
        start, stop = key.start or 0, key.stop
        return 0 <= start <= known and (key.step or 1) > 0 and (stop is None or 0 <= stop <= known)
    return isinstance(key, int) and 0 <= key < known


def _key(key: Any) -> Any:
    try:
        hash(key)
    except TypeError:
        return repr(key)
    return id(key) if isinstance(key, Unknown) else key


def _shown(key: Any) -> str:
    return key.text if isinstance(key, Unknown) else repr(key)[:40]
