"""A batch size, or a number of accumulated batches, that changes in a run.

``Steps`` has values from boundary to boundary. ``BatchSizeRamp`` grows in equal steps while a number of samples is
trained on; see `paddle_lrkit.curves.batch_size_ramp`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from paddle_lrkit.batch_plan import BatchPlan, BatchStage
from paddle_lrkit.config.alternatives import RUN_LENGTHS
from paddle_lrkit.config.bind import Component, bind
from paddle_lrkit.config.settings import Data, Global, Loader
from paddle_lrkit.curves import batch_size_ramp
from paddle_lrkit.errors import ConfigError, check_integer, did_you_mean, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names
from paddle_lrkit.units import LONGEST, Duration, LengthOptions, RunLength

BATCH_SIZE, ACCUMULATE = "Train.loader.batch_size", "Global.accumulate_steps"
_UNITS = {"epochs": "ep", "updates": "it", "samples": "sa"}


@dataclass(frozen=True)
class BatchSteps:
    """Values from boundary to boundary.

    Args:
        boundaries: Where a value follows the one before; ascending. ``%`` is of the run's length as it is given, in
            epochs, updates or samples.
        values: One more than boundaries, each >= 1.
    """

    boundaries: list[Duration]
    values: list[int]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.boundaries) + 1:
            raise ConfigError(
                tr("must have one value more than boundaries, {}, got {}", len(self.boundaries) + 1, len(self.values)),
                key="values",
            )
        for value in self.values:
            check_integer("values", value, at_least=1)


@dataclass(frozen=True)
class BatchRamp:
    """Values that grow in equal steps.

    Args:
        start: First value, >= 1.
        end: Value after the ramp.
        increment: What each step adds; it divides ``end - start``.
        samples: Samples of all processes together that are trained on during the ramp.
    """

    start: int
    end: int
    increment: int
    samples: int | Duration


KINDS: dict[str, type[BatchSteps] | type[BatchRamp]] = {"Steps": BatchSteps, "BatchSizeRamp": BatchRamp}
"""Name in a config -> its arguments."""


def batches(run: Global, train: Data | None, options: LengthOptions) -> tuple[int | Component, int | Component]:
    """Samples per process and forward pass, and batches in an update; a schedule of one of them as it is written.

    Raises:
        ConfigError: Both are schedules.
    """
    size = options.batch_size or (train.loader if train else Loader()).batch_size
    accumulate = run.accumulate_steps
    if isinstance(size, Component) and isinstance(accumulate, Component):
        raise accumulate.document.error(tr("only one of this and {} may be a schedule", BATCH_SIZE), accumulate.path)
    return size, accumulate


def batch_plan(run: Global, train: Data | None, options: LengthOptions, tokens: int | None = None) -> BatchPlan:
    """The batches of a run.

    Args:
        run: The ``Global`` section.
        train: The ``Train`` section.
        options: Lengths from the caller; they have priority over the config.
        tokens: Tokens of a sample, for boundaries in tokens.

    Raises:
        ConfigError: With file, line and key; or an epoch has no update.
    """
    drop_last = (train.loader if train else Loader()).drop_last
    samples = options.images or (train.num_samples if train else None)
    size, accumulate = batches(run, train, options)

    def plan(values: list[tuple[int, int]]) -> BatchPlan:
        stages = (
            BatchStage(
                first, size if isinstance(size, int) else value, accumulate if isinstance(accumulate, int) else value
            )
            for first, value in values
        )
        return BatchPlan(tuple(stages), samples, options.processes, drop_last)

    component = size if isinstance(size, Component) else accumulate
    if not isinstance(component, Component):
        return plan([(0, 0)])
    document, path = component.document, component.path
    kind = KINDS.get(component.name)
    if kind is None:
        near = did_you_mean(component.name, KINDS)
        raise document.error(
            tr("must be {}, got {}{}", join_names(KINDS, "or"), shown(component.name), near),
            (*path, "name"),
        )
    found = bind(cast("Callable[..., BatchSteps | BatchRamp]", kind), document, path, values=component.arguments)
    try:
        if isinstance(found, BatchRamp):
            others = plan([(0, 1)]).global_batch(0)
            return plan(_ramp(found, others, tokens))
        return plan(_steps(found, run, plan, tokens))
    except ConfigError as error:
        key = None if error.key in ("batch_size", "accumulate") else error.key
        raise document.located(type(error)(error.message, key=key), path) from None


def _ramp(found: BatchRamp, fixed: int, tokens: int | None) -> list[tuple[int, int]]:
    """First updates and values; an update has ``fixed`` samples times the value."""
    start, increment = check_integer("start", found.start, at_least=1), found.increment
    samples = found.samples
    if isinstance(samples, Duration):
        if samples.unit not in ("sa", "tok"):
            raise ConfigError(tr("must be samples (sa) or tokens (tok), got {}", samples), key="samples")
        one = RunLength(samples_per_update=1, tokens_per_update=tokens)
        samples = samples.updates(one)
    curve = batch_size_ramp(start * fixed, found.end * fixed, increment * fixed, samples)
    return [(first, int(curve(first)) // fixed) for first in (0, *curve.knots(LONGEST))]


def _steps(
    found: BatchSteps, run: Global, plan: Callable[[list[tuple[int, int]]], BatchPlan], tokens: int | None
) -> list[tuple[int, int]]:
    """First updates and values; each boundary is counted in the run with the values before it."""
    values = [(0, found.values[0])]
    for number, boundary in enumerate(found.boundaries):
        before = plan(values)
        length = length_of(before, None, tokens)
        try:
            values.append((_of_run(boundary, run).updates(length), found.values[number + 1]))
        except ConfigError as error:
            raise type(error)(error.message, key=f"boundaries[{number}]") from None
    for number, ((first, _), (second, _)) in enumerate(pairwise(values)):
        if second <= first:
            earlier = tr("update {}, where the value before it begins", first) if number else tr("the start of the run")
            raise ConfigError(
                tr("must ascend: {} is update {}, not after {}", found.boundaries[number], second, earlier),
                key=f"boundaries[{number}]",
            )
    return values


def _of_run(boundary: Duration, run: Global) -> Duration:
    """A boundary in per cent of the run, in the unit of the run's length."""
    if boundary.unit != "%":
        return boundary
    name = next(name for name in RUN_LENGTHS if getattr(run, name) is not None)
    return Duration(boundary.value * getattr(run, name) / 100, _UNITS[name])


def length_of(plan: BatchPlan, total: int | None, tokens: int | None) -> RunLength:
    """What durations are counted in for a run with these batches."""
    size = plan.stages[0].batch_size
    if plan.varies:
        same = all(stage.batch_size == size for stage in plan.stages)
        return RunLength(total, None, size if same else None, plan.world, plan=plan, tokens_per_sample=tokens)
    steps = None if plan.num_samples is None else plan.first_update(1)
    samples = plan.global_batch(0)
    return RunLength(total, steps, size, plan.world, samples, samples * tokens if tokens else None)
