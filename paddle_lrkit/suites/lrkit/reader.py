"""Our own dialect: ``Global`` and ``Optimizer.lr`` of a training config -> Schedule."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from paddle_lrkit.config.bind import Component, bind, parameters
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.optimizer_section import RATE
from paddle_lrkit.config.read_settings import read_epoch_length, read_schedule_settings
from paddle_lrkit.config.registry import Registry
from paddle_lrkit.config.run_length import run_length
from paddle_lrkit.config.settings import ScheduleSettings, Settings
from paddle_lrkit.curves import Curve, catalog, shift
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.errors import ConfigError, argument_names, check_number, did_you_mean, shown
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.lrkit.batch_scaling import scaled
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.training_set import TrainingSet
from paddle_lrkit.units import LengthOptions, RunLength, Updates

if TYPE_CHECKING:
    from paddle_lrkit.curves.plateau import Plateau

_NONE = Updates(0)
_RESERVED = "length"
PLATEAUS = ("ReduceOnPlateau", "ReduceLROnPlateau")
"""Names of the schedule that depends on a metric."""
INSTALLED = Registry("paddle_lrkit.schedules", {"Composed": "paddle_lrkit.suites.lrkit.composed:composed"})
"""`composed`, and factories from installed packages; they are built like those of the catalogue and count from the
warmup's end."""


@dataclass(frozen=True)
class Warmup:
    """The warmup keys of ``Optimizer.lr``.

    Args:
        warmup: Length of the ramp.
        warmup_start_lr: Rate at update 0.
        warmup_start_factor: The same, relative to the rate at the end of the ramp.
        warmup_shape: Form of the ramp.
    """

    warmup: Updates = _NONE
    warmup_start_lr: float | None = None
    warmup_start_factor: float | None = None
    warmup_shape: str = "linear"

    def __post_init__(self) -> None:
        if self.warmup_start_lr is not None and self.warmup_start_factor is not None:
            raise ConfigError("give warmup_start_lr or warmup_start_factor, not both", key="warmup_start_factor")
        for name in ("warmup_start_lr", "warmup_start_factor"):
            if getattr(self, name) is not None:
                check_number(name, getattr(self, name), at_least=0)

    def onto(self, body: Curve) -> Curve:
        """The ramp, then ``body``."""
        start, key = self.warmup_start_lr or 0.0, "warmup_start_lr"
        if self.warmup_start_factor is not None:
            start, key = self.warmup_start_factor * body(0), "warmup_start_factor"
        with argument_names(start_lr=key, shape="warmup_shape", end="warmup_shape", length="warmup"):
            return body.warmup(self.warmup, start, self.warmup_shape)


_WARMUP_KEYS = tuple(field.name for field in fields(Warmup))


def schedule_of(settings: Settings | ScheduleSettings, options: LengthOptions) -> Schedule:
    """The schedule of a training config whose sections are bound already.

    Args:
        settings: The sections.
        options: What the caller says about the length of the run; it goes before ``Train.num_samples`` and
            ``Train.loader``.

    Raises:
        ConfigError: With file, line and key.
    """
    optimizer, component = settings.Optimizer, settings.Optimizer.lr
    document = component.document
    try:
        length = run_length(settings.Global, settings.Train, options)
    except ConfigError as error:
        raise document.located(error, ()) from None
    if component.name == RATE:
        return _detection(component, length)
    plateau = _plateau(component) if component.name in PLATEAUS else None
    if plateau:
        component = _without_metric(component, plateau)
    curve, warmup = build_curve(component, length)
    name = PLATEAUS[0] if plateau else component.name
    stepped = "evaluation" if plateau else "update"
    schedule = Schedule(curve, "lrkit", length, name, document.file, warmup, plateau, stepped=stepped)
    try:
        return scaled(schedule, optimizer.batch_scaling, optimizer.base_batch_size, length.samples_per_update)
    except ConfigError as error:
        raise document.located(error, ()) from None


def _plateau(component: Component) -> Plateau:
    """The rule of ``ReduceOnPlateau``, which sees each evaluation.

    The metric is ``loss`` by default. ``mode`` is ``min`` for a metric with ``loss`` in its name, else ``max``.
    """
    values = {"metric": "loss", **_part(component, warmup=False)}
    if values.get("mode") is None:
        values["mode"] = "min" if "loss" in str(values["metric"]) else "max"
    from paddle_lrkit.curves.plateau import Plateau

    return bind(Plateau, component.document, component.path, values=values, also_known=_WARMUP_KEYS)


def _without_metric(component: Component, plateau: Plateau) -> Component:
    """The rate before the first reduction: the warmup, then a constant."""
    ramp = {key: value for key, value in component.arguments.items() if key in _WARMUP_KEYS}
    return replace(component, name="Constant", arguments={"learning_rate": plateau.learning_rate, **ramp})


def _detection(component: Component, length: RunLength) -> Schedule:
    """The schedule of PaddleDetection's section ``LearningRate``."""
    from paddle_lrkit.suites.ppdet.reader import READER as ppdet

    epochs = -(-(length.total_updates or 0) // (length.steps_per_epoch or 1))
    document = component.document
    own = Document({"epoch": epochs, RATE: component.arguments}, document.marks, document.file)
    schedule = ppdet.read(own, LengthOptions(length.steps_per_epoch), Selection())
    return replace(schedule, suite="lrkit", length=length)


def build_curve(component: Component, length: RunLength) -> tuple[Curve, int]:
    """The curve of an ``Optimizer.lr`` section and the updates of its warmup.

    The arguments of the catalogue's schedule are bound to its signature; see `catalog` for what its update 0 is. A
    warmup as long as the run or longer is cut off by the end of the run.
    """
    document, path = component.document, component.path
    ramp = bind(Warmup, document, path, values=_part(component, warmup=True), length=length)
    total = length.total_updates or 0
    entry = _entry(component)
    remaining = max(total - ramp.warmup, 1) if entry.counts_from == "warmup" else total
    body = bind(
        entry.factory,
        document,
        path,
        values=_part(component, warmup=False),
        length=length,
        reserved={_RESERVED: remaining},
        also_known=_WARMUP_KEYS,
    )
    try:
        check_curve("name", body)
        if entry.counts_from == "run" and ramp.warmup:
            body = shift(body, -ramp.warmup)
        curve = ramp.onto(body)
        _check_rates(curve, (0, ramp.warmup, total - 1))
    except ConfigError as error:
        raise document.located(error, path) from error.__cause__
    return curve, ramp.warmup


def _check_rates(curve: Curve, updates: Iterable[int]) -> None:
    for update in updates:
        rate = curve(update)
        if not math.isfinite(rate):
            raise ConfigError(f"the rate at update {update} is {rate}, which is not a finite number")


def unknown_schedule(name: str, *, key: str = "name") -> ConfigError:
    """The error for an unknown schedule, with the nearest name, or with the command that shows all."""
    near = did_you_mean(name, [*catalog.names(), *PLATEAUS, *INSTALLED.names()])
    hint = near or "; lrkit plot --catalogue draws every schedule by name"
    return ConfigError(f"unknown schedule {shown(name)}{hint}", key=key)


def _entry(component: Component) -> catalog.Entry:
    if component.name in catalog.names():
        return catalog.find(component.name)
    try:
        if component.name not in INSTALLED.names():
            raise unknown_schedule(component.name)
        return catalog.Entry(component.name, INSTALLED.find(component.name), "from an installed package")
    except ConfigError as error:
        raise component.document.located(error, component.path) from error.__cause__


def schedule_keys(name: object) -> tuple[str, ...] | None:
    """The keys of ``Optimizer.lr`` for a schedule of this name; None when there is none.

    Example:
        >>> schedule_keys("Constant")
        ('name', 'learning_rate', 'warmup', 'warmup_start_lr', 'warmup_start_factor', 'warmup_shape')
    """
    if name in PLATEAUS:
        from paddle_lrkit.curves.plateau import Plateau

        keys = parameters(Plateau)
    elif isinstance(name, str):
        try:
            keys = parameters(_entry(Component(name)).factory)
        except ConfigError:
            return None
    else:
        return None
    return ("name", *(key for key in keys if key != _RESERVED), *_WARMUP_KEYS)


def _part(component: Component, *, warmup: bool) -> dict[str, Any]:
    return {key: value for key, value in component.arguments.items() if (key in _WARMUP_KEYS) == warmup}


class OwnDialectReader(SuiteReader):
    """``Global``, ``Optimizer`` and ``Train``; see `schedule_of`."""

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a training config."""
        return schedule_of(read_schedule_settings(document), options)

    def steps_per_epoch(self, document: Document, options: LengthOptions) -> int | None:
        """Updates in an epoch, which need no schedule."""
        return read_epoch_length(document, options)

    def training_set(self, document: Document) -> TrainingSet | None:
        """The training set that a config names, counted."""
        from paddle_lrkit.suites.lrkit.training_set import training_set

        return training_set(document)


READER = OwnDialectReader()
