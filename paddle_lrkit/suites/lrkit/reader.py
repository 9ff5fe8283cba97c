"""Our own dialect: ``Global`` and ``Optimizer.lr`` of a training config -> Schedule."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
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
from paddle_lrkit.errors import ConfigError, check_integer, did_you_mean, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.lrkit.batch_scaling import scaled
from paddle_lrkit.suites.lrkit.common_keys import CHANGE_KEYS, COMMON_KEYS, WARMUP_KEYS, Changes, JaggedRestarts, Warmup
from paddle_lrkit.suites.lrkit.other_quantities import weight_decay_of
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.training_set import TrainingSet
from paddle_lrkit.units import LengthOptions, RunLength, parse_duration

if TYPE_CHECKING:
    from paddle_lrkit.config.optimizer_settings import Optimizer
    from paddle_lrkit.curves.plateau import Plateau
    from paddle_lrkit.suites.schedule_group import ScheduleGroup

_RESERVED = "length"
PLATEAUS = {
    **dict.fromkeys(("ReduceOnPlateau", "ReduceLROnPlateau"), "ReduceOnPlateau"),
    **dict.fromkeys(("GreedyLR", "greedy"), "GreedyLR"),
}
"""Name of a schedule that depends on a metric -> name of its scheduler."""
INSTALLED = Registry("paddle_lrkit.schedules", {"Composed": "paddle_lrkit.suites.lrkit.composed:composed"})
"""`composed`, and factories from installed packages; they are built like those of the catalogue and count from the
warmup's end."""


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
        length = run_length(settings.Global, settings.Train, options, tokens_of(settings.Tokenizer))
    except ConfigError as error:
        raise document.located(error, ()) from None
    if component.name == RATE:
        return _detection(component, length)
    weight_decay_of(optimizer, length)
    schedule = named_schedule(component, length)
    try:
        schedule = scaled(schedule, optimizer.batch_scaling, optimizer.base_batch_size)
        return replace(schedule, groups=_groups(optimizer, length))
    except ConfigError as error:
        raise document.located(error, ()) from None


def _groups(optimizer: Optimizer, length: RunLength) -> tuple[ScheduleGroup, ...]:
    if not optimizer.groups:
        return ()
    from paddle_lrkit.suites.lrkit.groups import groups_of

    return groups_of(optimizer, length)


def tokens_of(tokenizer: Component | None) -> int | None:
    """The tokens that a sample counts in durations, padding included: ``Tokenizer.max_length``; None without it."""
    length = tokenizer.arguments.get("max_length") if tokenizer else None
    return length if isinstance(length, int) and length >= 1 else None


def named_schedule(component: Component, length: RunLength) -> Schedule:
    """The schedule of an ``Optimizer.lr`` section in a run."""
    plateau = _plateau(component) if component.name in PLATEAUS else None
    if plateau:
        component = _without_metric(component, plateau)
    curve, warmup = build_curve(component, length)
    name = plateau.scheduler if plateau else component.name
    stepped = "evaluation" if plateau else "update"
    return Schedule(curve, "lrkit", length, name, component.document.file, warmup, plateau, stepped=stepped)


def _plateau(component: Component) -> Plateau:
    """The rule of ``ReduceOnPlateau`` or ``GreedyLR``, which sees each evaluation.

    The metric is ``loss`` by default. ``mode`` is ``min`` for a metric with ``loss`` in its name, else ``max``.
    """
    values = {"metric": "loss", **_part(component, WARMUP_KEYS, without=True)}
    if values.get("mode") is None:
        values["mode"] = "min" if "loss" in str(values["metric"]) else "max"
    rule = metric_rule(component.name)
    return bind(rule, component.document, component.path, values=values, also_known=WARMUP_KEYS)


def metric_rule(name: str) -> type[Plateau]:
    """The rule of a schedule that depends on a metric."""
    if PLATEAUS[name] == "GreedyLR":
        from paddle_lrkit.curves.greedy import Greedy

        return Greedy
    from paddle_lrkit.curves.plateau import Plateau

    return Plateau


def _without_metric(component: Component, plateau: Plateau) -> Component:
    """The rate before the first reduction: the warmup, then a constant."""
    ramp = {key: value for key, value in component.arguments.items() if key in WARMUP_KEYS}
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
    curve, warmup = _from(0, component, length, {})
    try:
        _check_rates(curve, (0, warmup, (length.total_updates or 0) - 1))
    except ConfigError as error:
        raise component.document.located(error, component.path) from error.__cause__
    return curve, warmup


def _from(begin: int, component: Component, length: RunLength, supplied: dict[str, float]) -> tuple[Curve, int]:
    """The curve of a section from update ``begin`` of the run on, and the updates of its warmup."""
    document, path = component.document, component.path
    ramp = bind(Warmup, document, path, values=_part(component, WARMUP_KEYS), length=length)
    changes = bind(Changes, document, path, values=_part(component, CHANGE_KEYS), length=length)
    entry = _entry(component)
    start, end = begin + ramp.warmup, (length.total_updates or 0) + changes.end_offset
    body = bind(
        entry.factory,
        document,
        path,
        values=_part(component, COMMON_KEYS, without=True),
        length=length,
        supplied=supplied,
        reserved={_RESERVED: max(end - start if entry.counts_from == "warmup" else end, 1)},
        also_known=COMMON_KEYS,
    )
    try:
        check_curve("name", body)
        if entry.counts_from == "run" and start:
            body = shift(body, -start)
        curve = ramp.onto(body)
    except ConfigError as error:
        raise document.located(error, path) from error.__cause__
    if changes.jagged_restarts is not None:
        inner = (*path, "jagged_restarts")
        restarts = bind(JaggedRestarts, document, inner, values=changes.jagged_restarts, length=length)
        try:
            curve = restarts.of(curve)
        except ConfigError as error:
            raise document.located(error, inner) from None
    if changes.override is not None:
        curve = _overridden(curve, begin, replace(component, arguments=changes.override), length)
    return curve, ramp.warmup


def _overridden(curve: Curve, begin: int, component: Component, length: RunLength) -> Curve:
    """The curve, and from an update of the run on another schedule, which starts at the rate there by default."""
    path = (*component.path, "override")
    given = dict(component.arguments)
    name, key = given.pop("name", None), given.pop("start", None)
    if not isinstance(name, str) or key is None:
        missing = tr("the key 'name' is missing or not text"), tr("the key 'start' is missing")
        raise component.document.error(missing[isinstance(name, str)], path)
    if name in PLATEAUS:
        raise component.document.error(
            tr("{} depends on a metric, so it cannot follow a schedule", name), (*path, "name")
        )
    try:
        start = parse_duration(key).updates(length)
        total = length.total_updates
        check_integer("start", start, at_least=begin, at_most=None if total is None else max(total - 1, begin))
    except ConfigError as error:
        raise component.document.located(ConfigError(error.message, key="start"), path) from None
    if start > begin:
        curve = curve.until(start - begin)
    rate = {"learning_rate": curve(start - begin)}
    following, _ = _from(start, Component(name, given, component.document, path), length, rate)
    return curve.then(following) if start > begin else following


def _check_rates(curve: Curve, updates: Iterable[int]) -> None:
    for update in updates:
        rate = curve(update)
        if not math.isfinite(rate):
            raise ConfigError(tr("the rate at update {} is {}, which is not a finite number", update, rate))


def unknown_schedule(name: str, *, key: str = "name") -> ConfigError:
    """The error for an unknown schedule, with the nearest name, or with the command that shows all."""
    near = did_you_mean(name, [*catalog.names(), *PLATEAUS, *INSTALLED.names()])
    hint = near or tr("; lrkit plot --catalogue draws every schedule by name")
    return ConfigError(tr("unknown schedule {}{}", shown(name), hint), key=key)


def _entry(component: Component) -> catalog.Entry:
    if component.name in catalog.names():
        return catalog.find(component.name)
    try:
        if component.name not in INSTALLED.names():
            raise unknown_schedule(component.name)
        return catalog.Entry(component.name, INSTALLED.find(component.name), Message("from an installed package"))
    except ConfigError as error:
        raise component.document.located(error, component.path) from error.__cause__


def schedule_keys(name: object) -> tuple[str, ...] | None:
    """The keys of ``Optimizer.lr`` for a schedule of this name; None when there is none.

    Example:
        >>> schedule_keys("Constant")[:4]
        ('name', 'learning_rate', 'warmup', 'warmup_start_lr')
    """
    if isinstance(name, str) and name in PLATEAUS:
        return ("name", *parameters(metric_rule(name)), *WARMUP_KEYS)
    if isinstance(name, str):
        try:
            keys = parameters(_entry(Component(name)).factory)
        except ConfigError:
            return None
        return ("name", *(key for key in keys if key != _RESERVED), *COMMON_KEYS)
    return None


def _part(component: Component, keys: tuple[str, ...], without: bool = False) -> dict[str, Any]:
    """The arguments with these keys, or all others."""
    return {key: value for key, value in component.arguments.items() if (key in keys) != without}


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
