"""`extend`: a checkpoint, what a plain resume would do, and the config that continues as wished."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import CheckpointError, ConfigError, LrkitError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.extension.find_checkpoint import FoundCheckpoint, checkpoints_beside, find_checkpoint
from paddle_lrkit.runs.extension.reach import Reach, reach
from paddle_lrkit.runs.extension.wish import EXTENSION_POLICIES, ExtensionWish, has_decayed
from paddle_lrkit.runs.extension.written_extension import (
    ConfigTarget,
    WrittenExtension,
    exec_extension,
    in_updates,
    native_extension,
    plain_resume,
    resumed_run,
)
from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import Source, open_source
from paddle_lrkit.units import LengthOptions

_BEFORE_DECAY = 0.1


@dataclass(frozen=True)
class Extension:
    """A checkpoint and how its run continues.

    Args:
        checkpoint: The checkpoint.
        reach: Its position, and the end of the longer run.
        plain: The rates when only the length of the run is changed; None when its config cannot be read.
        plain_problem: Why not.
        policy: The policy.
        written: The config that continues well; None when neither the suite nor ``lrkit exec`` can.
        problem: Why the policy cannot be used at all.
        earlier: The newest checkpoint from before the decay and its rate, if this one has decayed and there is one.
        native: The policies that the suite's own program can follow, where it cannot follow this one.
    """

    checkpoint: FoundCheckpoint
    reach: Reach
    plain: Curve | None
    plain_problem: str
    policy: str
    written: WrittenExtension | None
    problem: str = ""
    earlier: tuple[FoundCheckpoint, float] | None = None
    native: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        """Rate of the checkpoint."""
        return float(self.reach.saved.rate or 0)

    @property
    def peak(self) -> float:
        """Peak of the run so far."""
        return _peak(self.reach)

    @property
    def decayed(self) -> bool:
        """Whether the checkpoint's rate is near 0."""
        return has_decayed(self.rate, self.peak)

    @property
    def plain_schedule(self) -> Schedule | None:
        """The rates of a plain resume over the updates."""
        return None if self.plain is None else in_updates(self.plain, self.reach)

    @property
    def promised(self) -> Schedule | None:
        """The rates of the new config over the updates."""
        return None if self.written is None else in_updates(self.written.ticks, self.reach)

    @property
    def update(self) -> int:
        """Update of the checkpoint."""
        return self.reach.update

    @property
    def total_updates(self) -> int:
        """Update at which the run ends."""
        return self.reach.total_updates


def extend(
    source: Source,
    name: str,
    checkpoint: str,
    wish: ExtensionWish,
    length: LengthOptions,
    output: str | None = None,
    optimizer_index: int = 0,
) -> Extension:
    """How a checkpoint continues; see `Extension`.

    Args:
        source: The config.
        name: Its file, or ``FILE#section``.
        checkpoint: Path of the checkpoint.
        wish: What the caller wants.
        length: What the caller says about the length of the run.
        output: The file that is going to be written.
        optimizer_index: Which optimizer of a list.

    Raises:
        CheckpointError: The checkpoint cannot be read, or nothing is left to train.
        ConfigError: The config cannot be read.
    """
    if source.suite == "lrkit" and source.document.get(("LearningRate",)) is not None:
        raise UsageError(tr("{}: has a LearningRate section of PaddleDetection; write Optimizer.lr to extend it", name))
    found = find_checkpoint(checkpoint, source.suite)
    goal = reach(source, found, wish.to, length, optimizer_index)
    steps = goal.plan.steps_per_epoch if goal.plan.length.steps_per_epoch else length.steps_per_epoch
    length = replace(length, steps_per_epoch=steps)
    target = ConfigTarget(_without_overrides(source, name), source.document, name, output, length, optimizer_index)
    plain, problem = _plain(target, goal)
    rate = float(goal.saved.rate or 0)
    peak = _peak(goal)
    policy = wish.chosen(rate, peak)
    written, why = _written(target, goal, wish, policy, rate, peak)
    native = () if written is not None and written.native else _native(target, goal, wish, rate, peak)
    earlier = _earlier(found, source.suite, goal, peak, optimizer_index) if has_decayed(rate, peak) else None
    return Extension(found, goal, plain, problem, policy, written, why, earlier, native)


def _without_overrides(source: Source, name: str) -> Source:
    if not source.document.overrides:
        return source
    return open_source(name, source.suite, source.selection, (), source.files)


def _plain(target: ConfigTarget, goal: Reach) -> tuple[Curve | None, str]:
    try:
        return plain_resume(target, goal), ""
    except ConfigError as error:
        return None, str(error)


def _written(
    target: ConfigTarget, goal: Reach, wish: ExtensionWish, policy: str, rate: float, peak: float
) -> tuple[WrittenExtension | None, str]:
    try:
        several = _continuations(goal, wish, policy, rate, peak)
    except CheckpointError as error:
        return None, str(error)
    for one in several:
        found = native_extension(target, goal, one)
        if found is not None:
            return found, ""
    try:
        return exec_extension(target, goal, several[0]), ""
    except ConfigError as error:
        return None, str(error)


def _continuations(goal: Reach, wish: ExtensionWish, policy: str, rate: float, peak: float) -> list[Continuation]:
    """With the rates before the checkpoint where the config is that of the run, so that its log still agrees."""
    own = goal.plan.suite == "lrkit" and goal.plan.plateau is None
    before = resumed_run(goal.plan, goal.state) if own else None
    several = wish.continuations(policy, goal.start, goal.end, rate, peak, goal.plan.steps_per_epoch, goal.per_tick)
    return [replace(one, before=before) for one in several]


def _native(target: ConfigTarget, goal: Reach, wish: ExtensionWish, rate: float, peak: float) -> tuple[str, ...]:
    """The policies for which the suite has a section."""

    def has_section(policy: str) -> bool:
        try:
            several = _continuations(goal, wish, policy, rate, peak)
        except LrkitError:
            return False
        return any(native_extension(target, goal, one) is not None for one in several)

    return tuple(filter(has_section, EXTENSION_POLICIES))


def _peak(goal: Reach) -> float:
    """The peak of the run so far, with the factor that a rollback left."""
    return max(goal.plan.peak_lr * goal.saved.factor, float(goal.saved.rate or 0))


def _earlier(
    found: FoundCheckpoint, suite: str, goal: Reach, peak: float, optimizer_index: int
) -> tuple[FoundCheckpoint, float] | None:
    """The newest checkpoint at the peak, or the newest with a tenth of it."""
    before: list[tuple[FoundCheckpoint, float]] = []
    for one in checkpoints_beside(found, suite):
        try:
            state = one.scheduler(optimizer_index)
        except CheckpointError:
            continue
        tick, rate = (state or {}).get("last_epoch"), (state or {}).get("last_lr")
        if isinstance(tick, int) and isinstance(rate, (int, float)) and tick < goal.start:
            before.append((one, float(rate)))
    held = [one for one in before if one[1] >= peak * (1 - 1e-9)]
    high = [one for one in before if one[1] >= _BEFORE_DECAY * peak]
    return held[-1] if len(held) > 1 else high[-1] if high else None
