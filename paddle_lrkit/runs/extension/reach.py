"""Where a checkpoint is and how far its run goes, in the ticks of its scheduler."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.resume import SavedState, read_state
from paddle_lrkit.errors import CheckpointError, UnknownEpochError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.extension.find_checkpoint import FoundCheckpoint
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.reference_curves.annealing import annealing
from paddle_lrkit.suites.saved_progress import WARMED
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import Source
from paddle_lrkit.suites.table import resume_of
from paddle_lrkit.text import format_count
from paddle_lrkit.units import Duration, LengthOptions, RunLength


@dataclass(frozen=True)
class Reach:
    """The position of a checkpoint and the end of its run.

    Args:
        plan: The schedule of the config.
        state: State of the scheduler in the checkpoint.
        saved: Position and rate in it.
        inner_rate: Rate of the scheduler inside a warmup in the checkpoint.
        nested: Whether the checkpoint has such a scheduler.
        done: Epochs, or updates, after which the program continues.
        count: The same at the end of the run.
        unit: What the two count: ``ep`` or ``it``.
        per_tick: Updates in a tick of the scheduler.
        from_checkpoint: Whether the updates of an epoch follow from the checkpoint.
        lead: Ticks that the scheduler is ahead of the updates by design.
    """

    plan: Schedule
    state: Mapping[str, Any]
    saved: SavedState
    inner_rate: float | None
    nested: bool
    done: int
    count: int
    unit: str
    per_tick: int = 1
    from_checkpoint: bool = False
    lead: int = 0

    @property
    def update(self) -> int:
        """Update of the checkpoint, as its scheduler counts."""
        return (self.start - self.lead) * self.per_tick

    @property
    def total_updates(self) -> int:
        """Update at which the run ends, as its scheduler counts."""
        return (self.end - self.lead) * self.per_tick

    @property
    def steps(self) -> int:
        """Ticks in an epoch; 1 where they are not known."""
        return (self.plan.steps_per_epoch or 1) // self.per_tick

    @property
    def start(self) -> int:
        """Tick of the checkpoint."""
        return self.saved.update

    @property
    def end(self) -> int:
        """Tick at which the run ends."""
        left = self.count - self.done
        return self.start + (left * self.steps if self.unit == "ep" else left)

    @property
    def expected(self) -> int:
        """The tick that the epochs, or updates, of the checkpoint stand for."""
        return (self.done * self.steps if self.unit == "ep" else self.done) + self.lead


def reach(
    source: Source, checkpoint: FoundCheckpoint, to: Duration | None, length: LengthOptions, optimizer_index: int = 0
) -> Reach:
    """The position of a checkpoint and the end of its run.

    Args:
        source: The config.
        checkpoint: The checkpoint.
        to: Length of the whole run; None for that of the config.
        length: What the caller says about the length of the run.
        optimizer_index: Which optimizer of a list.

    Raises:
        CheckpointError: The checkpoint does not say where it is, or the run ends there.
        UsageError: ``to`` is not a whole number of what the suite counts.
    """
    state = checkpoint.scheduler(optimizer_index)
    if state is None:
        raise CheckpointError(
            tr(
                "{}: has no state of a scheduler (LR_Scheduler), because the run had a fixed rate; the suite cannot "
                "resume it with any schedule",
                checkpoint.path,
            )
        )
    progress, unit = checkpoint.progress, resume_of(source.suite).unit
    known = length.steps_per_epoch
    try:
        plan = read_source(source, length, optimizer_index)
    except UnknownEpochError:
        steps = _steps_of(state, progress.epochs)
        if steps is None or length.images is not None:
            raise
        length = replace(length, steps_per_epoch=steps)
        plan = read_source(source, length, optimizer_index)
    if plan.variant in ("ppfleetx", "noam"):
        raise UsageError(
            tr("{}: lrkit does not know how this program ({}) resumes", source.document.file, plan.variant)
        )
    saved, per_tick = read_state(state), (plan.steps_per_epoch or 1) if plan.stepped == "epoch" else 1
    done = progress.epochs if unit == "ep" else progress.updates
    if done is None:
        steps = (plan.steps_per_epoch or 1) // per_tick
        done = saved.update // steps if unit == "ep" else saved.update
    count = _whole(to, unit, plan) if to is not None else _length(plan, unit)
    if count <= done:
        shown = checkpoint.path, format_count(done), format_count(count), f"{2 * done}{unit}"
        raise CheckpointError(
            tr("{}: is at epoch {}, and the run ends at epoch {}; give a longer run, such as {}", *shown)
            if unit == "ep"
            else tr("{}: is at update {}, and the run ends at update {}; give a longer run, such as {}", *shown)
        )
    inner = state.get(WARMED)
    inner_rate = inner.get("last_lr") if isinstance(inner, dict) else None
    rate = float(inner_rate) if isinstance(inner_rate, (int, float)) else None
    derived = known is None and length.steps_per_epoch is not None
    return Reach(plan, state, saved, rate, isinstance(inner, dict), done, count, unit, per_tick, derived, _lead(plan))


def ticks_of(schedule: Schedule) -> Curve:
    """The curve of a schedule over the ticks of its scheduler."""
    if schedule.curve.name == "annealing":
        return annealing(**{**schedule.curve.arguments, "first": 0})
    if schedule.curve.name == "by_epoch":
        inner: Curve = schedule.curve.arguments["ticks"]
        return inner
    return schedule.curve


def _lead(plan: Schedule) -> int:
    """1 for ``run_pretrain`` of PaddleNLP, whose scheduler makes a step when it is built."""
    return int(plan.curve.arguments["first"]) if plan.curve.name == "annealing" else 0


def _steps_of(state: dict[str, Any], epochs: int | None) -> int | None:
    """Updates in an epoch from a checkpoint at the end of one; None when it is not."""
    ticks = read_state(state).update
    return ticks // epochs if epochs and ticks and ticks % epochs == 0 else None


def _whole(to: Duration, unit: str, plan: Schedule) -> int:
    """The length in epochs or updates."""
    updates = to.updates(plan.length if to.unit != "%" else RunLength(plan.total_updates, plan.steps_per_epoch))
    if unit == "it":
        return updates
    steps = plan.steps_per_epoch or 1
    if updates % steps:
        raise UsageError(tr("--to {}: must be whole epochs of {} updates for this suite", to, format_count(steps)))
    return updates // steps


def _length(plan: Schedule, unit: str) -> int:
    return plan.total_updates if unit == "it" else plan.total_updates // (plan.steps_per_epoch or 1)
