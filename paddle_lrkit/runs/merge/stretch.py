"""The part of a run with a constant rate that a merge replaces by a decay, and the checkpoints in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import CheckpointError, UsageError
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.runs.checkpoint_state import CHECKPOINTS, checkpoint_names, complete_checkpoint
from paddle_lrkit.runs.log import log_path, read_log
from paddle_lrkit.runs.logged import applied_rates, is_number
from paddle_lrkit.runs.saved_state import saved_state
from paddle_lrkit.text import format_rate, join_names
from paddle_lrkit.units import Duration, RunLength

_LENGTHS = ("Train.loader.batch_size", "processes", "Global.accumulate_steps", "updates in an epoch")
_WORDS = (Message("updates in an epoch"), Message("number of training samples"))
"""Keys of `SavedPoint.data` that are words."""
_SAME = 1e-6
_MOST_NAMES = 4


@dataclass(frozen=True)
class SavedPoint:
    """A checkpoint of a run.

    Args:
        path: Its directory.
        update: Updates that it has made, as the schedule counts them.
        state: Its state.
    """

    path: Path
    update: int
    state: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """What decides which samples an update sees."""
        return dict(self.state.get("data", {}))

    @property
    def length(self) -> RunLength:
        """The run up to here."""
        size, processes, batches, steps = (
            value if isinstance(value, int) and value > 0 else None for value in map(self.data.get, _LENGTHS)
        )
        samples = size * processes * batches if size and processes and batches else None
        return RunLength(self.update, steps, samples_per_update=samples)


@dataclass(frozen=True)
class Stretch:
    """A stretch with one rate.

    Args:
        points: Its checkpoints, the earliest first; the first is where the decay begins, or before that.
        begin: Update at which the decay begins.
        rate: The constant rate.
        logged: Logged updates whose rate was compared; 0 when only the checkpoints tell it.
    """

    points: tuple[SavedPoint, ...]
    begin: int
    rate: float
    logged: int

    @property
    def end(self) -> int:
        """Update at which the decay ends."""
        return self.points[-1].update


def saved_points(run: Path) -> list[SavedPoint]:
    """The checkpoints of a run, the earliest first, each update once and preferably as ``update_<n>``.

    Raises:
        CheckpointError: The path is not a run with checkpoints.
    """
    found: dict[int, SavedPoint] = {}
    for name in sorted(checkpoint_names(run)):
        place = complete_checkpoint(run / CHECKPOINTS / name)
        if place is not None:
            state = saved_state(place, needed=["update", "scheduler"])
            found[state["update"]] = SavedPoint(place, state["update"], state)
    if not found:
        raise CheckpointError(tr("{}: not a run directory with checkpoints", run))
    return [found[update] for update in sorted(found)]


def find_stretch(run: Path, span: Duration, at: Duration | None = None) -> Stretch:
    """The checkpoints that stand for a decay.

    Args:
        run: The run directory.
        span: Length of the decay; ``%`` is of the updates up to its end.
        at: Where it ends; ``%`` is of the newest checkpoint. None for the newest checkpoint.

    Raises:
        UsageError: There is no checkpoint at ``at``, or the span is shorter than an update.
        CheckpointError: The rate is not constant, or checkpoints are missing or do not fit together.
    """
    points = saved_points(run)
    last = points[-1] if at is None else _at(run, points, at)
    rates = _KnownRates(run, points)
    updates = span.updates(last.length)
    if updates < 1:
        raise UsageError(tr("a decay of {} has no update", span))
    begin, constant = last.update - updates, rates.constant_from(last.update)
    usable = [point for point in points if constant <= point.update <= last.update]
    if usable[0].update > begin:
        raise CheckpointError(f"{run}: {_too_long(points, rates, begin, last, constant)}")
    chosen = tuple(usable[max(index for index, point in enumerate(usable) if point.update <= begin) :])
    for one, other in pairwise(chosen):
        _check_same_run(one, other)
    return Stretch(chosen, begin, rates.before(last.update), rates.logged_in(chosen[0].update, last.update))


class _KnownRates:
    """The rates of a run that its log and its checkpoints tell.

    Args:
        run: The run directory.
        points: Its checkpoints; each tells the rate of the update after it.
    """

    def __init__(self, run: Path, points: Sequence[SavedPoint]) -> None:
        logged = _logged(run)
        self._log = [update for update, _ in logged]
        schedulers = [(point.update, point.state["scheduler"].get("last_lr")) for point in points[:-1]]
        known = {update: float(rate) for update, rate in schedulers if is_number(rate)} | dict(logged)
        self._updates = sorted(known)
        self._rates = [known[update] for update in self._updates]
        self._since: list[int] = []
        first = 0
        for index, rate in enumerate(self._rates):
            same = index > 0 and _equal(rate, self._rates[first])  # Not the one before it, which would allow a drift.
            first = first if same else index
            self._since.append(self._since[-1] if same else self._updates[index - 1] + 1 if index else 0)

    def constant_from(self, end: int) -> int:
        """The update from which on all known rates before ``end`` are the same."""
        index = bisect_left(self._updates, end)
        return self._since[index - 1] if index else end

    def before(self, end: int) -> float:
        """The last known rate before an update."""
        return self._rates[bisect_left(self._updates, end) - 1]

    def logged_in(self, begin: int, end: int) -> int:
        """Logged updates from ``begin`` to before ``end``."""
        return bisect_left(self._log, end) - bisect_left(self._log, begin)


def _at(run: Path, points: Sequence[SavedPoint], at: Duration) -> SavedPoint:
    wanted = at.updates(points[-1].length)
    found = next((point for point in points if point.update == wanted), None)
    if found is None:
        near = sorted((point.update for point in points), key=lambda update: abs(update - wanted))[:_MOST_NAMES]
        listed = join_names([f"{update}it" for update in sorted(near)], "and")
        raise UsageError(
            tr("--at {}: {} has no checkpoint at update {}; the nearest are at {}", at, run, wanted, listed)
        )
    return found


def _too_long(points: Sequence[SavedPoint], rates: _KnownRates, begin: int, last: SavedPoint, constant: int) -> str:
    """Why a decay cannot begin at ``begin``, and the longest that can be emulated."""
    decay = tr("a decay of {} updates that ends at update {}", last.update - begin, last.update)
    if begin < 0:
        problem = tr("{} begins before the run", decay)
    elif constant == last.update:
        problem = tr("{} needs checkpoints before its end, and there is none with its rate", decay)
    elif begin < constant:
        was, now = rates.before(constant), rates.before(last.update)
        problem = tr(
            "{} needs a constant rate, but it changes from {} to {} at update {}",
            *(decay, format_rate(was), format_rate(now), constant),
        )
    else:
        problem = tr("{} needs a checkpoint at update {} or up to {} updates before it", decay, begin, begin - constant)
    longest = max((_longest(points, rates, point) for point in points), key=lambda found: found[0])
    own = _longest(points, rates, last)
    keep = tr("; keep checkpoints in a stretch with one rate (Global.save_every)")
    if not longest[0]:
        return tr("{}, and no two checkpoints are in a stretch with one rate{}", problem, keep)
    here = tr("; the longest that ends there has {} updates", own[0]) if own[0] else ""
    other = tr("; the longest of the run is {}it with --at {}it", longest[0], longest[1]) if longest[0] > own[0] else ""
    return problem + here + other


def _longest(points: Sequence[SavedPoint], rates: _KnownRates, end: SavedPoint) -> tuple[int, int]:
    """The longest decay that can end at a checkpoint, and the update there."""
    constant = rates.constant_from(end.update)
    first = next(point.update for point in points if point.update >= min(constant, end.update))
    return end.update - first, end.update


def _check_same_run(one: SavedPoint, other: SavedPoint) -> None:
    """Raises a CheckpointError when two checkpoints are not of one training."""
    for key in sorted(one.data.keys() | other.data.keys()):
        if one.data.get(key) != other.data.get(key):
            raise CheckpointError(
                tr(
                    "{}: {} is {!r} here and {!r} in {}, so the two are of different runs, or the run was changed "
                    "between them",
                    *(other.path, tr(key), other.data.get(key), one.data.get(key), one.path),
                )
            )
    if updates_made(one) - one.update != updates_made(other) - other.update:
        raise CheckpointError(
            tr(
                "{}: the updates between this checkpoint and {} were made at other positions of the schedule "
                "(--policy rescale), so they are not a stretch with one rate",
                *(other.path, one.path),
            )
        )


def updates_made(point: SavedPoint) -> int:
    """Updates that a checkpoint has made, which is another number than its position after ``--policy rescale``."""
    return int(point.state.get("made", point.update))


def _logged(run: Path) -> list[tuple[int, float]]:
    return applied_rates(read_log(run)) if log_path(run).is_file() else []


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME * max(abs(one), abs(other))
