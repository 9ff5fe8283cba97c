"""The schedulers of Paddle, of PaddleNLP and of this package."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from paddle_lrkit.errors import ConfigError, NotWholeError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.built_rates import HOMES, built_rates, class_of
from paddle_lrkit.scripts.library.base import Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.signature import REQUIRED, bind, named
from paddle_lrkit.scripts.program import BuiltSchedule, NotKnown, TraceEvent
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, assumed, rests_on

BASE = "paddle.optimizer.lr.LRScheduler"
_FUNCTIONS = ("lr_lambda", "scale_fn")
_STATE = ("last_epoch", "last_lr", "base_lr")
_JUMPED = "stepped to a number"
_RECURSIVE = ("CosineAnnealingDecay", "LinearLR", "LinearWarmup")
"""Classes whose ``get_lr()`` gives another rate than the one that applies, because it computes the next one."""
_LOADS = ("set_state_dict", "set_dict", "load_state_dict")


class ScheduleObject(LibraryObject):
    """A scheduler.

    Args:
        built: What the program says of it.
    """

    def __init__(self, built: BuiltSchedule) -> None:
        self.built = built
        self.text = built.name
        self.kinds = (built.path, BASE)
        self.state: dict[str, Any] = {}
        """What the program assigns to it, and whether it was stepped."""

    @property
    def takes_metrics(self) -> bool:
        """Whether ``step`` needs a metric."""
        return self.built.name == "ReduceOnPlateau"

    def named(self, name: str, reader: Reader) -> None:
        """The first variable becomes its name."""
        if not self.built.variable:
            self.built.variable = name

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """Its methods, its state, and its arguments by their names."""
        if name in self.state and name != _JUMPED:
            return self.state[name]
        if name == "step":
            return Described(self.step, "step")
        if name == "get_lr":
            return Described(lambda arguments: self.rate(arguments.reader, arguments.place, "get_lr()"), "get_lr")
        if name in _LOADS:
            return Described(self._load, name)
        if name == "last_lr":
            return self.rate(reader, place, name)
        if name == "last_epoch":
            return self._position(reader, place)
        if name == "base_lr":
            return self._base(reader, place)
        if name in self.built.arguments:
            return self.built.arguments[name]
        found = class_of(self.built.path)
        default = REQUIRED if found is None else found.parameters.get(name, REQUIRED)
        return super().attribute(name, reader, place) if default is REQUIRED else default

    def set_attribute(self, name: str, value: Any, reader: Reader, place: CodePlace) -> None:
        """Assigning to its position moves it; to an argument gives other rates."""
        found = class_of(self.built.path)
        reader.changed(self.state, name, value)
        if name == "last_epoch":
            reader.changed(self.state, _JUMPED, True)
            reader.happens(TraceEvent("move", self.built.number, place, _number(value, reader)))
        elif name in _STATE or (found is not None and name in found.parameters and name != "verbose"):
            note(reader, self.built, place, tr("assigns `{}.{}`, so its rates are not known", self.text, name))

    def call(self, arguments: Arguments) -> Any:
        """The rate."""
        return self.rate(arguments.reader, arguments.place, "()")

    def step(self, arguments: Arguments, by: str = "") -> None:
        """``step()``, ``step(epoch)`` or ``step(metrics)``, called by the script or ``by`` a library."""
        names = {"metrics": REQUIRED, "epoch": None} if self.takes_metrics else {"epoch": None}
        owner = "ReduceOnPlateau" if self.takes_metrics else "LRScheduler"
        reader, number, place = arguments.reader, self.built.number, arguments.place
        if self.takes_metrics and not (arguments.positional or arguments.named or arguments.incomplete):
            reader.happens(TraceEvent("step", number, place, by=by))
        given = bind(arguments, f"{owner}.step", names)
        detail = "metric" if self.takes_metrics or arguments.incomplete else None
        if given.values.get("epoch") is not None:
            detail = reader.counted(given.values["epoch"])
        text = given.texts.get("epoch", given.texts.get("metrics", ""))
        reader.happens(TraceEvent("step", number, place, detail, text, by))
        position: Any = self._position(reader, place)
        if given.values.get("epoch") is not None:
            position = given.values["epoch"]
            reader.changed(self.state, _JUMPED, True)
        elif isinstance(position, int):
            position += 1
        reader.changed(self.state, "last_epoch", position)

    def rate(self, reader: Reader, place: CodePlace, name: str) -> Any:
        """The rate before the first step, and outside of loops also later; else it is not known."""
        self.built.is_read = True
        stepped, position = bool(self.state), self._position(reader, place)
        jumped = bool(self.state.keys() - {"last_epoch"}) or self.takes_metrics
        recursive = name == "get_lr()" and self.built.name in _RECURSIVE
        if stepped and (jumped or recursive or reader.in_loop or not isinstance(position, int)):
            return reader.unknown(f"{self.text}.{name}", tr("depends on how often it was stepped"), place)
        tick = position - self._start if stepped else 0
        try:
            return assumed(built_rates(self.built).curve(int(tick)), rests_on([*self.built.arguments.values(), tick]))
        except ConfigError:
            return reader.unknown(f"{self.text}.{name}", tr("depends on arguments that are not known"), place)

    @property
    def _start(self) -> Any:
        """``last_epoch`` before the first step of the script."""
        before = self.built.arguments.get("last_epoch", -1)
        return before + 1 if isinstance(before, int) else None

    def _position(self, reader: Reader, place: CodePlace) -> Any:
        position = self.state.get("last_epoch", self._start)
        if position is None:
            return reader.unknown(f"{self.text}.last_epoch", tr("depends on how often it was stepped"), place)
        return position

    def _base(self, reader: Reader, place: CodePlace) -> Any:
        base = self.built.arguments.get("learning_rate")
        if isinstance(base, (int, float)):
            return float(base)
        return reader.unknown(f"{self.text}.base_lr", tr("is not known without running the script"), place)

    def _load(self, arguments: Arguments) -> Any:
        arguments.reader.loaded("schedule", self.built.number, arguments.place)


class ScriptFunction:
    """A function of the script, as a plain one."""

    __slots__ = ("_function", "_place", "_reader")

    def __init__(self, function: Any, reader: Reader, place: CodePlace) -> None:
        self._function, self._reader, self._place = function, reader, place

    def __call__(self, tick: int) -> Any:
        return self._reader.apart(
            lambda: self._reader.call(self._function, [tick], {}, self._place),
            tr("the function in line {}", self._place.line),
        )


def schedule_of(value: Any) -> ScheduleObject | None:
    """The schedule that a value is: of a library, or an instance of a class of the script."""
    found = value if isinstance(value, ScheduleObject) else getattr(value, "scheduler", None)
    return found if isinstance(found, ScheduleObject) else None


def own_schedule(
    reader: Reader,
    path: str,
    place: CodePlace,
    arguments: Mapping[str, Any],
    rate_at: Callable[[int], float] | None = None,
    places: Mapping[str, CodePlace] | None = None,
    texts: Mapping[str, str] | None = None,
) -> ScheduleObject:
    """A scheduler of a class that the script defines.

    Args:
        reader: The reader.
        path: The class with its module.
        place: The call.
        arguments: Name -> value.
        rate_at: Rate after that many calls of ``step()``; None where it is not known.
        places: Name -> where the value is written.
        texts: Name -> its source text.
    """
    built = BuiltSchedule(0, path, place, dict(arguments), dict(places or {}), dict(texts or {}), rate_at)
    return _begin(reader, built)


def note(reader: Reader, built: BuiltSchedule, place: CodePlace, why: str) -> None:
    """Something about a schedule is not known, so that it is not drawn."""
    known = reader.program.not_known
    if not any(one.place == place and one.subject == built.number and one.kind == "schedule" for one in known):
        reader.changed(known, None, [*known, NotKnown(place, why, built.number)])


def build_schedule(arguments: Arguments, path: str) -> ScheduleObject:
    """A call of a scheduler class that is known."""
    found, name = class_of(path), path.rpartition(".")[2]
    parameters = {} if found is None else found.parameters
    given = named(arguments, parameters)
    values = {key: plain(value, key, arguments) for key, value in given.values.items()}
    built = BuiltSchedule(
        0, path, arguments.place, values, given.places, given.texts, unknown_arguments=arguments.incomplete
    )
    made = _begin(arguments.reader, built)
    bind(arguments, f"{name}.__init__", parameters)
    _check(arguments.reader, built)
    return made


def plain(value: Any, name: str, arguments: Arguments) -> Any:
    """An argument as `BuiltSchedule` has it."""
    inner = schedule_of(value)
    if inner is not None:
        return inner.built
    if isinstance(value, list):
        items = arguments.reader.items(value)
        if items is None:
            text = arguments.texts.get(name, name)
            return arguments.reader.unknown(text, tr("is changed in a way that is not followed"), arguments.place)
        return items
    known = value is None or isinstance(value, (bool, int, float, str, tuple, dict, Unknown))
    return ScriptFunction(value, arguments.reader, arguments.place) if name in _FUNCTIONS and not known else value


def _begin(reader: Reader, built: BuiltSchedule) -> ScheduleObject:
    """The schedule begins: a new one, or the one that an earlier round of a loop has built."""
    schedules = reader.program.schedules

    def same(number: int) -> bool:
        known = schedules[number].arguments
        return all(_same(known.get(name), value) for name, value in built.arguments.items())

    number = reader.again("schedule", built.place, same)
    if number is None:
        built.number = len(schedules)
        reader.changed(schedules, None, [*schedules, built])
    else:
        earlier, built = built, schedules[number]
        for name, value in earlier.arguments.items():
            if not _same(built.arguments.get(name), value):
                differs = reader.unknown(built.texts.get(name, name), tr("is not the same in every round"), built.place)
                reader.changed(built.arguments, name, differs)
    reader.happens(TraceEvent("build", built.number, built.place))
    return ScheduleObject(built)


def _number(value: Any, reader: Reader) -> Any:
    """A position as a `TraceEvent` has it."""
    return reader.counted(value) if isinstance(value, int) else value if isinstance(value, Unknown) else None


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, (Unknown, ScriptFunction)):
        return isinstance(other, type(one))
    return bool(one is other or one == other)


def _check(reader: Reader, built: BuiltSchedule) -> None:
    """Stops the program where the class refuses an argument."""
    values = built.arguments
    if built.unknown_arguments or any(_is_open(value) for value in values.values()):
        return
    try:
        built_rates(built)
    except ConfigError as error:
        value = values.get(error.key or "")
        kind = "TypeError" if isinstance(error, NotWholeError) and _is_float(value) else "ValueError"
        if kind == "TypeError" or not rests_on(list(values.values())):
            where = f"{built.name}: {error.key}: " if error.key else f"{built.name}: "
            reader.stop(kind, f"{where}{error.message}", built.place)


def _is_open(value: Any) -> bool:
    """Whether a value says too little to check it."""
    if isinstance(value, (list, tuple)):
        return any(_is_open(part) for part in value)
    if isinstance(value, BuiltSchedule):
        return value.unknown_arguments or any(_is_open(part) for part in value.arguments.values())
    return isinstance(value, (Unknown, ScriptFunction)) or (_is_float(value) and not math.isfinite(value))


def _is_float(value: Any) -> bool:
    return isinstance(value, float)


def _register(path: str) -> None:
    describes(path)(lambda arguments: build_schedule(arguments, path))


for _home, _classes in HOMES.items():
    for _name in _classes:
        _register(f"{_home}.{_name}")
