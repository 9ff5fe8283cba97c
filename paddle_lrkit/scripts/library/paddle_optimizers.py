"""The optimizers of Paddle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import MISSING, Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.optimizer_table import ARGUMENTS, OTHERS, USUAL_RATE, optimizer_parameters
from paddle_lrkit.scripts.library.paddle_schedules import note, schedule_of
from paddle_lrkit.scripts.library.signature import REQUIRED, bind, type_text
from paddle_lrkit.scripts.program import BuiltOptimizer, NotKnown, TraceEvent
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

BASES = ("paddle.optimizer.Optimizer", "paddle.optimizer.optimizer.Optimizer")
_CONFLICT = "optimizer's learning rate can't be LRScheduler when invoke this API, because this will lead to conflict."
_RATE = "_learning_rate"
_LOADS = ("set_state_dict", "set_dict", "load_state_dict")
_UPDATES = ("step", "minimize", "apply_gradients")
_NOTHING = ("clear_grad", "clear_gradients", "zero_grad", "backward")


class OptimizerObject(LibraryObject):
    """An optimizer.

    Args:
        built: What the program says of it.
        rate: What it holds: a number, a schedule or `Unknown`.
    """

    def __init__(self, built: BuiltOptimizer, rate: Any) -> None:
        self.built = built
        self.text = built.name
        self.kinds = (built.path, *BASES)
        self.state: dict[str, Any] = {_RATE: rate, "updated": False}

    def named(self, name: str, reader: Reader) -> None:
        """Its name in messages."""
        if self.text == self.built.name:
            self.text = name

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """Its methods and its learning rate."""
        if name == _RATE:
            return self.state[_RATE]
        if name in _UPDATES:
            return Described(self._update, name)
        if name in _NOTHING:
            return Described(lambda arguments: None, name)
        if name in _LOADS:
            return Described(lambda arguments: arguments.reader.loaded("optimizer", self.built.number, arguments.place))
        if name in ("get_lr", "current_step_lr"):
            return Described(lambda arguments: self.rate(arguments.reader, arguments.place), name)
        if name == "set_lr":
            return Described(self._set_lr, name)
        if name == "set_lr_scheduler":
            return Described(self._set_lr_scheduler, name)
        if name.startswith("_"):
            return PrivateAttribute(self, f"{self.text}.{name}")
        return super().attribute(name, reader, place)

    def set_attribute(self, name: str, value: Any, reader: Reader, place: CodePlace) -> None:
        """``_learning_rate`` is what it holds; another private attribute is written down."""
        if name == _RATE and (schedule_of(value) is not None or not self._has_map):
            self.hold(value, reader, place)
        elif name == _RATE:
            why = tr("assigns `{}.{}`, which Paddle does not use after the first update", self.text, _RATE)
            reader.changed(reader.program.not_known, None, [*reader.program.not_known, self._doubt(place, why)])
            reader.changed(self.state, _RATE, value)
        elif name.startswith("_"):
            reader.happens(TraceEvent("write", self.built.number, place, f"{self.text}.{name}"))

    @property
    def _has_map(self) -> bool:
        """Whether it has made its tensor of the rate, or may have."""
        return bool(self.state["updated"]) or schedule_of(self.state[_RATE]) is not None

    def hold(self, rate: Any, reader: Reader, place: CodePlace) -> None:
        """It gets another learning rate."""
        schedule, built = schedule_of(rate), vars(self.built)
        reader.changed(self.state, _RATE, rate)
        reader.changed(built, "rate", rate if schedule is None else schedule.built)
        reader.changed(built, "rate_place", place)
        if schedule is not None:
            reader.happens(TraceEvent("give", self.built.number, place, schedule.built.number))
        else:
            detail = float(rate) if type(rate) is int else rate
            reader.happens(TraceEvent("set_lr", self.built.number, place, detail))
        _doubt_choices(rate, reader, place)

    def rate(self, reader: Reader, place: CodePlace) -> Any:
        """Its learning rate now."""
        held = schedule_of(self.state[_RATE])
        return self.state[_RATE] if held is None else held.rate(reader, place, "()")

    def updates(self, reader: Reader, place: CodePlace, by: str = "") -> None:
        """It changes the weights."""
        reader.happens(TraceEvent("update", self.built.number, place, by=by))
        if not self.state["updated"]:
            reader.changed(self.state, "updated", True)

    def _update(self, arguments: Arguments) -> Any:
        self.updates(arguments.reader, arguments.place)
        return arguments.unknown()

    def _set_lr(self, arguments: Arguments) -> Any:
        value = bind(arguments, "Optimizer.set_lr", {"value": REQUIRED}).values.get("value")
        given = schedule_of(value)
        if value is None or isinstance(value, (str, list, tuple)) or given is not None:
            kind = type_text(value) if given is None else f"<class '{given.built.path}'>"
            why = f"The type of 'value' in optimizer.set_lr must be float, but received {kind}."
            arguments.reader.stop("TypeError", why, arguments.place)
        if schedule_of(self.state[_RATE]) is not None:
            detail = value if isinstance(value, (int, float, Unknown)) else None
            arguments.reader.happens(TraceEvent("set_lr", self.built.number, arguments.place, detail))
            arguments.reader.stop("RuntimeError", _CONFLICT, arguments.place)
        self.hold(float(value) if type(value) is int else value, arguments.reader, arguments.place)

    def _set_lr_scheduler(self, arguments: Arguments) -> Any:
        value = bind(arguments, "Optimizer.set_lr_scheduler", {"scheduler": REQUIRED}).values.get("scheduler")
        if value is None or isinstance(value, (int, float, str)):
            kind = f"LRScheduler, but received {type_text(value)}"
            why = f"The type of 'scheduler' in optimizer.set_lr_scheduler must be {kind}."
            arguments.reader.stop("TypeError", why, arguments.place)
        self.hold(value, arguments.reader, arguments.place)

    def _doubt(self, place: CodePlace, why: str) -> NotKnown:
        return NotKnown(place, why, self.built.number, "optimizer")


class PrivateAttribute(LibraryObject):
    """A private attribute of an optimizer, such as ``_default_dict``.

    Args:
        owner: The optimizer.
        text: Source text.
    """

    def __init__(self, owner: OptimizerObject, text: str) -> None:
        self.owner, self.text = owner, text

    def item(self, key: Any, reader: Reader, place: CodePlace) -> Any:
        """A part of it, which counts as private too."""
        return PrivateAttribute(self.owner, f"{self.text}[{key!r}]")

    def set_item(self, key: Any, value: Any, reader: Reader, place: CodePlace) -> None:
        """A write into it."""
        reader.happens(TraceEvent("write", self.owner.built.number, place, f"{self.text}[{key!r}]"))

    def truth(self) -> bool | None:
        """Not known."""
        return None


def optimizer_of(value: Any) -> OptimizerObject | None:
    """The optimizer that a value is: of a library, or an instance of a class of the script."""
    found = value if isinstance(value, OptimizerObject) else getattr(value, "inner", None)
    return found if isinstance(found, OptimizerObject) else None


_OF_TORCH = ("momentum", "dampening", "nesterov", "betas", "amsgrad", "eps", "maximize", "foreach")
"""Arguments that do not change the learning rate, and which other frameworks have."""


def _refused(arguments: Arguments, name: str, unknown: str) -> None:
    """Paddle stops at a keyword that the class does not have; the rest of the script is read without it."""
    del arguments.named[unknown]
    why = tr("Paddle stops here: {} has no argument {}; the script is read as if it were not given", name, unknown)
    arguments.reader.program.not_known.append(NotKnown(arguments.place, why))


def build_optimizer(arguments: Arguments, path: str) -> OptimizerObject:
    """A call of an optimizer class."""
    home, _, name = path.rpartition(".")
    reader, place = arguments.reader, arguments.place
    if home == "paddle.optimizer" and name in ARGUMENTS:
        parameters = optimizer_parameters(name)
        for unknown in [each for each in arguments.named if each not in parameters and each in _OF_TORCH]:
            _refused(arguments, name, unknown)
        given = bind(arguments, f"{name}.__init__", parameters)
        rate = given.values.get("learning_rate", MISSING)
        rate_place, groups = given.places.get("learning_rate", place), given.values.get("parameters")
    else:
        parameters = {"learning_rate": USUAL_RATE}
        rate, groups = arguments.get(0, "learning_rate"), arguments.named.get("parameters")
        rate_place = arguments.places.get("learning_rate", arguments.places.get(0, place))
    if rate is MISSING and arguments.incomplete:
        rate = reader.unknown("learning_rate", tr("comes from arguments that are not known"), place)
    elif rate is MISSING:
        rate = parameters["learning_rate"]
    if home == "paddle.optimizer" and not isinstance(rate, (float, Unknown)) and schedule_of(rate) is None:
        if isinstance(rate, (int, str, list, tuple, dict)) or rate is None:
            why = f"learning rate should be float or LRScheduler, got {type_text(rate)} here"
            reader.stop("TypeError", why, place)
        rate = reader.unknown(arguments.texts.get("learning_rate", "learning_rate"), tr("is not known"), place)
    _doubt_choices(rate, reader, place)
    for group in groups if isinstance(groups, (list, tuple)) else ():
        own = schedule_of(group.get("learning_rate")) if isinstance(group, dict) else None
        if own is not None:
            note(
                reader, own.built, place, tr("is the rate of a group of parameters, which Paddle refuses at an update")
            )
    return _begin(reader, path, place, rate, rate_place)


def _begin(reader: Reader, path: str, place: CodePlace, rate: Any, rate_place: CodePlace) -> OptimizerObject:
    """A new optimizer, or the one that an earlier round of a loop has built."""
    schedule, optimizers = schedule_of(rate), reader.program.optimizers
    held = rate if schedule is None else schedule.built

    def same(number: int) -> bool:
        known = optimizers[number].given
        return known is held or known == held or isinstance(held, Unknown)

    number = reader.again("optimizer", place, same)
    if number is None:
        built = BuiltOptimizer(len(optimizers), path, place, held, rate_place, held)
        reader.changed(optimizers, None, [*optimizers, built])
        return OptimizerObject(built, rate)
    made = OptimizerObject(optimizers[number], rate)
    if made.built.rate is not held and made.built.rate != held and not isinstance(held, Unknown):
        made.hold(rate, reader, rate_place)
    return made


def _doubt_choices(rate: Any, reader: Reader, place: CodePlace) -> None:
    """The schedules among the possible values of a rate: whether they are given is not known."""
    for value in rate.choices if isinstance(rate, Unknown) else ():
        schedule = schedule_of(value)
        if schedule is not None:
            note(reader, schedule.built, place, tr("may be given to an optimizer or not, because {}", rate))


def _register(path: str, build: Callable[[Arguments, str], OptimizerObject] = build_optimizer) -> None:
    describes(path)(lambda arguments: build(arguments, path))


for _name in ARGUMENTS:
    _register(f"paddle.optimizer.{_name}")
for _home, _names in OTHERS.items():
    for _name in _names:
        _register(f"{_home}.{_name}")
