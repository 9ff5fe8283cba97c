"""Functions and classes of a script: how they are defined, and how objects are made of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, External, LibraryObject
from paddle_lrkit.scripts.reader.flow import Flow
from paddle_lrkit.scripts.reader.objects import ABSENT, BoundFunction, Function, Instance, Namespace, UserClass
from paddle_lrkit.scripts.reader.own_schedules import become_schedule, start_schedule
from paddle_lrkit.scripts.unknown import CodePlace

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_KINDS = {"staticmethod": "static", "classmethod": "class", "property": "property", "cached_property": "property"}
_SCHEDULERS = ("LRScheduler", "LearningRateDecay", "_LRScheduler")
_EXTENDED = ("argparse.ArgumentParser", "tqdm.tqdm", "tqdm.auto.tqdm")
_MAPPINGS = ("dict", "OrderedDict", "UserDict", "defaultdict", "EasyDict", "AttrDict", "Dict", "Box", "ConfigDict")


def defaults_of(machine: Machine, arguments: ast.arguments, space: Namespace) -> dict[str, Any]:
    """Parameter -> default value."""
    from paddle_lrkit.scripts.reader.expressions import evaluate

    by_position = [*arguments.posonlyargs, *arguments.args]
    first = len(by_position) - len(arguments.defaults)
    found = {
        part.arg: evaluate(machine, value, space)
        for part, value in zip(by_position[first:], arguments.defaults, strict=True)
    }
    for part, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            found[part.arg] = evaluate(machine, default, space)
    return found


def function_statement(machine: Machine, node: Any, space: Namespace) -> Flow:
    """``def name(...): ...``."""
    from paddle_lrkit.scripts.reader.targets import bind

    function = Function(node, space, node.name, defaults_of(machine, node.args, space))
    value: Any = function
    for decorator in reversed(node.decorator_list):
        value = _decorated(machine, decorator, function, value, space)
    bind(machine, node.name, value, space)
    return None


def _decorated(machine: Machine, node: ast.expr, function: Function, value: Any, space: Namespace) -> Any:
    from paddle_lrkit.scripts.reader.expressions import evaluate

    name = _last_name(node)
    if name in _KINDS:
        function.kind = _KINDS[name]
        return value
    if name in ("setter", "getter", "deleter"):
        return space.variables.get(function.name, value)
    decorator = evaluate(machine, node, space)
    if isinstance(decorator, (Function, BoundFunction, Described)) and isinstance(value, (Function, Described)):
        made = machine.call(decorator, [value], {}, machine.place(node))
        return made if isinstance(made, (Function, BoundFunction, Described)) else value
    return value


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def class_statement(machine: Machine, node: ast.ClassDef, space: Namespace) -> Flow:
    """``class Name(...): ...``."""
    from paddle_lrkit.scripts.reader.expressions import evaluate
    from paddle_lrkit.scripts.reader.statements import run
    from paddle_lrkit.scripts.reader.targets import bind

    found = [evaluate(machine, base, space) for base in node.bases]
    bases = [External(base.name) if isinstance(base, Described) else base for base in found]
    made = UserClass(node.name, [base for base in bases if base != External("object")], {}, space.module)
    body = Namespace(made.variables, space.module, space, class_body=True)
    run(machine, node.body, body)
    for value in made.variables.values():
        if isinstance(value, Function) and value.owner is None:
            value.owner = made
    if any(_last_name(each) in ("dataclass", "dataclass_json", "attrs", "define", "s") for each in node.decorator_list):
        inherited = [name for base in bases if isinstance(base, UserClass) and base.fields for name in base.fields]
        own = made.variables.get("__annotations__", [])
        made.fields = [*inherited, *(name for name in own if name not in inherited)]
    bind(machine, node.name, made, space)
    return None


def instance_of(machine: Machine, kind: UserClass, given: Arguments) -> Any:
    """``Name(...)``."""
    outside = kind.outside()
    made = Instance(kind)
    machine.journal.created(made.attributes)
    if any(path.rpartition(".")[2] in _MAPPINGS for path in outside):
        made.mapping = machine.journal.created({})
    if any(path.rpartition(".")[2] in _SCHEDULERS for path in outside):
        become_schedule(machine, made, given)
    if any(path.rpartition(".")[2] in ("Enum", "IntEnum", "StrEnum") for path in outside):
        return given.positional[0] if given.positional else machine.unknown(kind.name, place=given.place)
    start = kind.find("__init__")
    if isinstance(start, Function):
        named = dict(given.named)
        call = Arguments(
            [made, *given.positional],
            named,
            given.place,
            machine,
            {key + 1 if isinstance(key, int) else key: place for key, place in given.places.items()},
            {},
            given.incomplete,
            given.text,
        )
        from paddle_lrkit.scripts.reader.calls import call_function

        call_function(machine, start, call, made)
    elif kind.fields is not None:
        _fill(machine, made, given)
    else:
        outside_start(machine, made, given)
    return made


def _fill(machine: Machine, made: Instance, given: Arguments) -> None:
    """The fields of a dataclass."""

    for index, name in enumerate(made.kind.fields or []):
        value = given.get(index, name, ABSENT)
        if value is ABSENT:
            value = made.kind.find(name)
            factory = getattr(value, "default_factory", None) if isinstance(value, LibraryObject) else None
            if factory is not None:
                value = machine.call(factory, [], {}, given.place)
        if value is ABSENT:
            value = machine.unknown(f"{made.kind.name}.{name}", tr("is not given"), given.place)
        machine.journal.write(made.attributes, name, value)
    after = made.kind.find("__post_init__")
    if isinstance(after, Function):
        machine.call(BoundFunction(after, made), [], {}, given.place)


def outside_method(machine: Machine, instance: Any, name: str, place: CodePlace) -> Any:
    """A method of a base that the script does not define, as ``super()`` finds it."""
    if name == "__init__":
        return Described(lambda given: outside_start(machine, instance, given), name)
    if isinstance(instance, Instance) and instance.base is not None:
        return instance.base.attribute(name, machine, place)
    if isinstance(instance, Instance) and instance.mapping is not None:
        from paddle_lrkit.scripts.reader.attributes import of_plain

        found = of_plain(instance.mapping, {"__getitem__": "get", "__setitem__": "__setitem__"}.get(name, name))
        if found is not ABSENT:
            return found
    if name == "__setattr__" and isinstance(instance, Instance):
        return Described(lambda given: _set(machine, instance, given), name)
    return machine.unknown(f"super().{name}", place=place)


def _set(machine: Machine, instance: Instance, given: Arguments) -> None:
    if len(given.positional) == 2 and isinstance(given.positional[0], str):
        machine.journal.write(instance.attributes, given.positional[0], given.positional[1])


def outside_start(machine: Machine, instance: Any, given: Arguments) -> None:
    """``super().__init__(...)`` of a base that the script does not define."""
    if not isinstance(instance, Instance):
        return
    if instance.mapping is not None:
        for value in given.positional:
            source = (value if isinstance(value, dict) else getattr(value, "mapping", None)) or {}
            for key in source:
                machine.journal.write(instance.mapping, key, source[key])
        for key, value in given.named.items():
            machine.journal.write(instance.mapping, key, value)
    else:
        start_schedule(machine, instance, given)
        _start_inner(machine, instance, given)


def _start_inner(machine: Machine, instance: Instance, given: Arguments) -> None:
    """An object of a class that extends an optimizer, a loader or a model of Paddle, or a parser, is one."""
    outside = [path for path in instance.kind.outside() if path in LIBRARY]
    described = [path for path in outside if path.startswith("paddle") or path in _EXTENDED]
    if instance.scheduler is None and instance.inner is None and described:
        made = machine.call_outside(External(described[0]), given)
        if isinstance(made, LibraryObject):
            machine.changed(instance, "inner", made)
