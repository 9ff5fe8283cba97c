"""What a script defines itself: modules, functions, classes and their instances."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.scripts.library.base import External


@dataclass(eq=False, repr=False)
class Namespace:
    """The names of a module, a class body or a call of a function.

    Args:
        variables: Name -> value.
        module: The module of its code.
        outer: The namespace around it; None for a module.
        shared: Names that ``global`` or ``nonlocal`` gives to another namespace.
        owner: The class whose method runs here, for ``super()``.
        instance: The ``self`` of that method.
    """

    variables: dict[str, Any]
    module: Module
    outer: Namespace | None = None
    shared: dict[str, Namespace] = field(default_factory=dict)
    owner: UserClass | None = None
    instance: Any = None
    class_body: bool = False

    def holder(self, name: str) -> Namespace | None:
        """The namespace in which a name is looked up and found."""
        space: Namespace | None = self.shared.get(name, self)
        while space is not None:
            if name in space.variables and (space is self or not space.class_body):
                return space
            space = space.outer
        return None


@dataclass(eq=False, repr=False)
class Module:
    """A file of the project.

    Args:
        name: Its full name, ``__main__`` for the script.
        file: Its path.
        variables: Its names.
        stars: Modules outside the project of which it imports every name.
    """

    name: str
    file: str
    variables: dict[str, Any] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)

    @property
    def namespace(self) -> Namespace:
        """Its names, as a namespace."""
        return Namespace(self.variables, self)


@dataclass(eq=False, repr=False)
class Package:
    """A folder of the project whose modules are imported by name.

    Args:
        name: Its full name.
        modules: Name of a module in it -> `Module` or `Package`.
    """

    name: str
    modules: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, repr=False)
class Function:
    """A function, a method or a ``lambda``.

    Args:
        node: Its definition.
        space: Where it was defined.
        name: Its name.
        defaults: Parameter -> default value.
        kind: ``function``, ``static``, ``class`` or ``property``.
        owner: The class that it is a method of.
        attributes: Attributes that the script gives it.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    space: Namespace
    name: str
    defaults: dict[str, Any]
    kind: str = "function"
    owner: UserClass | None = None
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def parameters(self) -> list[str]:
        """The names of its parameters, without ``*args`` and ``**kwargs``."""
        given = self.node.args
        return [part.arg for part in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


@dataclass(eq=False, repr=False)
class UserClass:
    """A class of the script.

    Args:
        name: Its name.
        bases: Its bases: `UserClass`, `External`, or a value that is not known.
        variables: Its attributes and methods.
        module: The module that it is in.
        fields: Of a dataclass the fields in their order.
    """

    name: str
    bases: list[Any]
    variables: dict[str, Any]
    module: Module
    fields: list[str] | None = None

    def line(self) -> Iterator[UserClass]:
        """The class and its bases in the script, in the order in which names are looked up."""
        seen: list[UserClass] = []
        for base in (self, *(each for parent in self.bases if isinstance(parent, UserClass) for each in parent.line())):
            if base not in seen:
                seen.append(base)
        yield from seen

    def find(self, name: str, after: UserClass | None = None) -> Any:
        """An attribute of the class, or `ABSENT`; with ``after`` only in the bases behind that class."""
        line = list(self.line())
        if after is not None:
            line = line[line.index(after) + 1 :] if after in line else []
        return next((each.variables[name] for each in line if name in each.variables), ABSENT)

    def outside(self) -> list[str]:
        """Full names of the bases that the script does not define."""
        return [base.path for each in self.line() for base in each.bases if isinstance(base, External)]


@dataclass(eq=False, repr=False)
class Instance:
    """An object of a class of the script.

    Args:
        kind: Its class.
        attributes: Its attributes.
        mapping: Its items, when the class is a kind of ``dict``.
        scheduler: The schedule that it is, when the class is a kind of ``LRScheduler``.
        inner: The optimizer, loader or model of Paddle that it is, when the class extends one of theirs.
    """

    kind: UserClass
    attributes: dict[str, Any] = field(default_factory=dict)
    mapping: dict[Any, Any] | None = None
    scheduler: Any = None
    inner: Any = None

    @property
    def base(self) -> Any:
        """What it is in the words of a library: a schedule, an optimizer, a loader; None when nothing is described."""
        return self.inner if self.scheduler is None else self.scheduler


@dataclass(eq=False, repr=False)
class BoundFunction:
    """A method with its object.

    Args:
        function: The function.
        instance: Its first argument.
    """

    function: Function
    instance: Any


@dataclass(eq=False, repr=False)
class Super:
    """What ``super()`` gives: the bases behind a class.

    Args:
        owner: The class.
        instance: The object.
    """

    owner: UserClass
    instance: Any


ABSENT: Any = object()
"""No such attribute."""
