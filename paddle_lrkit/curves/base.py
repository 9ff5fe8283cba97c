"""The curve: a pure, immutable function from update to learning rate."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, islice
from typing import Any

from paddle_lrkit.curves.naming import show_function
from paddle_lrkit.errors import ConfigError, check_integer, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.notebook import NotebookPicture

Knots = tuple[int, ...] | Callable[[int], Iterable[int]]
Number = float
"""A number that a curve keeps as it is given, whole or not."""
MOST_KNOTS = 2_000_000
"""Most updates that `Curve.knots` lists; each takes about 100 bytes and some microseconds."""
MOST_REGULAR = 4000
"""Of regular knots, the first and the last so many are listed; `first_and_last`."""
_TOO_MANY_KNOTS = Message(
    "the curve jumps or bends at more than {:,} of {:,} updates, which is more than can be looked at; shorten the run "
    "or lengthen the steps of {}"
)


@dataclass(frozen=True)
class Formula:
    """What a curve family returns: the formula and where it ends and bends.

    Args:
        at: Value at an update; called with ``0 <= update <= length``, or for any update without a length.
        length: Updates until the last value is reached; None for a curve without an end.
        knots: Updates at which the curve jumps or bends; a function of ``stop`` for an endless curve. Between two of
            them the curve is monotonic; ``range`` when nothing is known about it.
        array: The same for an ascending int64 array of updates; it gets the array and the module ``numpy``. Often
            ``at`` itself, whose second argument is then ``math`` by default. None: one by one.
        holds: Whether ``at`` may be called past ``length`` too, because it gives the last value there itself.
    """

    at: Callable[[int], float]
    length: int | None = None
    knots: Knots = ()
    array: Callable[[Any, Any], Any] | None = None
    holds: bool = False


def first_and_last(numbers: range, most: int = MOST_REGULAR) -> Iterable[int]:
    """A range, or its first and last ``most`` numbers where it is much longer.

    The knots of a curve that repeats, or that falls in equal steps: the others tell nothing new about its extremes, and
    the cost does not grow with the run.

    Example:
        >>> list(first_and_last(range(0, 10**18, 10), most=2))
        [0, 10, 999999999999999980, 999999999999999990]
    """
    return chain(numbers[:most], numbers[-most:]) if numbers[2 * most :] else numbers


class Curve(NotebookPicture):
    """A pure function from update (0-based int) to learning rate (float).

    Defined for every update from 0 on; past ``length`` it holds its last value. Equality, hash and ``repr`` follow
    from the factory and its arguments, and the ``repr`` can be pasted back; it leaves out keyword-only arguments that
    have their default, so that an option that a factory gets later changes no fingerprint. Made by the factories of
    this package, never directly. A notebook draws it.

    Attributes:
        length: Updates until the last value is reached; None for a curve without an end.
        rate: The curve as a plain function for a builtin int >= 0, which is not checked: what a loop calls each update.

    Example:
        >>> from paddle_lrkit.curves import cosine, linear
        >>> c = linear(0.0, 0.1, 500).then(cosine(0.1, 0.0, 9500))
        >>> c(0), c(250), c(500), c.length
        (0.0, 0.05, 0.1, 10000)
    """

    __slots__ = ("_arguments", "_array", "_at", "_factory", "_knots", "length", "rate")

    _arguments: tuple[tuple[str, Any], ...]
    _array: Callable[[Any, Any], Any] | None
    _at: Callable[[int], float]
    _factory: Callable[..., Curve]
    _knots: Knots
    length: int | None
    rate: Callable[[int], float]

    def __init__(self, factory: Callable[..., Curve], arguments: tuple[tuple[str, Any], ...], shape: Formula) -> None:
        for name, value in (
            ("_factory", factory),
            ("_arguments", arguments),
            ("_array", shape.array),
            ("_at", shape.at),
            ("_knots", shape.knots),
            ("length", shape.length),
            ("rate", _held(shape)),
        ):
            object.__setattr__(self, name, value)

    def __call__(self, update: int) -> float:
        if type(update) is not int or update < 0:
            update = check_integer("update", update, at_least=0)
        try:
            return self.rate(update)
        except OverflowError as error:
            raise ConfigError(tr("{!r} is too large for a float at update {}", self, update)) from error

    def values(self, updates: Iterable[int]) -> Any:
        """The rates at many updates, in hundredths of a second a million where NumPy is installed.

        Args:
            updates: A range, an array of integers or a sequence, in any order, each >= 0.

        Returns:
            An array of NumPy, or an ``array.array`` without it; within 1e-15 of the largest rate of the curve and its
            parts they are those of single calls.

        Raises:
            ConfigError: An update is negative or no whole number, or a rate is too large for a float.

        Example:
            >>> from paddle_lrkit.curves import linear
            >>> linear(0.5, 0.0, 4).values(range(6)).tolist()
            [0.5, 0.375, 0.25, 0.125, 0.0, 0.0]
        """
        return _module("values").values(self, updates)

    def between(self, position: float) -> float:
        """The formula at a position between two updates; only for families whose formula takes such numbers.

        Example:
            >>> from paddle_lrkit.curves import cosine
            >>> round(cosine(0.1, 0.0, 3).between(1.5), 12)
            0.05
        """
        if self.length is not None and position >= self.length:
            position = self.length
        elif any(isinstance(value, Curve) for value in (*self._variadic(), *self.arguments.values())):
            check_integer("update", position, at_least=0)
        return self._at(position)  # type: ignore[arg-type]

    def knots(self, stop: int) -> list[int]:
        """The updates below ``stop`` at which the curve jumps or bends, ascending, each once.

        Raises:
            ConfigError: They are more than `MOST_KNOTS`, which would fill the memory.
        """
        known = self._knots(stop) if callable(self._knots) else self._knots
        found = list(islice((knot for knot in known if 0 <= knot < stop), MOST_KNOTS + 1))
        if len(found) > MOST_KNOTS:
            raise ConfigError(str(_TOO_MANY_KNOTS.filled(MOST_KNOTS, stop, shown(self))))
        return sorted(set(found))

    def peak(self, stop: int) -> float:
        """The largest value over the updates below ``stop``, from the knots alone."""
        return max((self(update) for update in self._candidates(stop)), default=self(0))

    def lowest(self, stop: int) -> float:
        """The smallest value over the updates below ``stop``, from the knots alone."""
        return min((self(update) for update in self._candidates(stop)), default=self(0))

    def _candidates(self, stop: int) -> Iterator[int]:
        last = max(stop - 1, 0)
        for knot in (0, *self.knots(stop), last):
            yield from (update for update in (knot - 1, knot, knot + 1) if 0 <= update <= last)

    @property
    def name(self) -> str:
        """Name of the factory, such as ``cosine``."""
        return self._factory.__name__

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the factory, defaults included."""
        return dict(self._arguments)

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that differ between different curves and never change for the same one."""
        import hashlib

        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def then(self, *following: Curve) -> Curve:
        """This curve, and at its end the next; see `join`."""
        parts = self._variadic() if self.name == "join" else (self,)
        return _module("compose").join(*parts, *following)

    def warmup(
        self, length: int, start_lr: float = 0.0, shape: str = "linear", power: float = 2.0, offset: int = 0
    ) -> Curve:
        """A ramp from ``start_lr`` to this curve's first value, then this curve; see `warmup`."""
        return _module("compose").warmup(self, length, start_lr, shape, power, offset)

    def scale(self, factor: float) -> Curve:
        """This curve times ``factor``; see `scale`."""
        return _module("compose").scale(self, factor)

    def clamp(self, low: float = 0.0, high: float | None = None) -> Curve:
        """This curve held between ``low`` and ``high``; see `clamp`."""
        return _module("compose").clamp(self, low, high)

    def shift(self, updates: int) -> Curve:
        """This curve ``updates`` later, or earlier when negative; see `shift`."""
        return _module("compose").shift(self, updates)

    def until(self, length: int) -> Curve:
        """The first ``length`` updates of this curve; see `until`."""
        return _module("compose").until(self, length)

    @property
    def written(self) -> dict[str, Any]:
        """The arguments without the keyword-only ones that have their default."""
        known = inspect.signature(self._factory).parameters
        options = {key for key, one in known.items() if one.kind is inspect.Parameter.KEYWORD_ONLY}
        return {key: value for key, value in self._arguments if key not in options or value != known[key].default}

    def __repr__(self) -> str:
        parts = [_show(item) for item in self._variadic()]
        name = _variadic_name(self._factory)
        parts += [f"{key}={_show(value)}" for key, value in self.written.items() if key != name]
        return f"{self.name}({', '.join(parts)})"

    def _variadic(self) -> tuple[Any, ...]:
        name = _variadic_name(self._factory)
        return next((value for key, value in self._arguments if key == name), ())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Curve):
            return NotImplemented
        return self._factory is other._factory and self._arguments == other._arguments

    def __hash__(self) -> int:
        return hash((self.name, self._arguments))

    def __reduce__(self) -> tuple[Any, ...]:
        keywords = {key: value for key, value in self._arguments if key != _variadic_name(self._factory)}
        return functools.partial(self._factory, *self._variadic(), **keywords), ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a curve cannot be changed; make a new one")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a curve cannot be changed; make a new one")


def _held(shape: Formula) -> Callable[[int], float]:
    """The formula, and past its end its last value."""
    at, length = shape.at, shape.length
    return at if length is None or shape.holds else lambda update: at(update if update < length else length)


def curve(family: Callable[..., Formula]) -> Callable[..., Curve]:
    """Turns a function that checks its arguments and returns a `Formula` into a factory of curves.

    Sequences among the arguments are kept as tuples, so that a later change of the caller's list changes nothing.
    """
    signature = inspect.signature(family)

    @functools.wraps(family)
    def factory(*args: Any, **kwargs: Any) -> Curve:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        for key, value in bound.arguments.items():
            bound.arguments[key] = _freeze(value, "float" in str(signature.parameters[key].annotation))
        arguments = tuple(bound.arguments.items())
        return Curve(factory, arguments, family(*bound.args, **bound.kwargs))

    return factory


def _freeze(value: Any, is_float: bool) -> Any:
    """Builtin, immutable and of the annotated kind, so that equal curves have equal arguments and one ``repr``."""
    if isinstance(value, (list, tuple)):
        return tuple(_freeze(item, is_float) for item in value)
    if hasattr(value, "item") and not isinstance(value, Curve):
        value = value.item()
    return float(value) if is_float and type(value) is int else value


def _show(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_show, value))}]"
    return show_function(value) if callable(value) and not isinstance(value, Curve) else repr(value)


def _variadic_name(factory: Callable[..., Curve]) -> str | None:
    parameters = inspect.signature(factory).parameters.values()
    return next((parameter.name for parameter in parameters if parameter.kind is parameter.VAR_POSITIONAL), None)


def _module(name: str) -> Any:
    return import_module(f"paddle_lrkit.curves.{name}")
