"""How a program uses its schedules: the facts that the rules and the drawings need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, NotKnown, Program, Resume
from paddle_lrkit.scripts.unknown import CodePlace


@dataclass(frozen=True)
class StepSite:
    """A call of ``step()`` on the schedule.

    Args:
        place: The call.
        calls: How often it is called in the run; None where that rests on a length that is not known.
        per: ``batch`` (every batch), ``update`` (every update where an update takes several batches), ``epoch``, or
            ``other`` (once, at some epochs, every n-th batch).
        every: Rounds of the loop between two calls, 1 unless ``per`` is ``other`` and it is regular.
        before_update: Whether it comes before the optimizer's update in the same round.
        with_update: Whether it is called exactly as often as the optimizer's update around it: in the same branch.
        alone: Whether the innermost loop around it makes no update, such as one over the batches of an evaluation.
        argument: None, a `LoopNumber`, ``"epoch"``, ``"metric"`` or a number, as in `TraceEvent.detail`.
        text: Source text of the argument.
        by: Who calls it where that is not the script: ``paddle.Model.fit``; empty otherwise.
    """

    place: CodePlace
    calls: int | None
    per: str
    every: int = 1
    before_update: bool = False
    with_update: bool = True
    alone: bool = False
    argument: Any = None
    text: str = ""
    by: str = ""


@dataclass(frozen=True)
class Usage:
    """How a program uses one schedule.

    Args:
        schedule: The schedule.
        inside: Whether it is only an argument of another schedule, such as of ``LinearWarmup``.
        holders: The optimizers that hold it.
        other_optimizers: The optimizers that hold something else, or a number.
        sites: The calls of ``step()``, in the order of their lines.
        updates: Updates of the optimizer that holds it, or of the program's optimizer; None when not known. This
            and the other numbers are those of one run.
        epochs: Rounds of the loop around the batches; None when there is none or it is not known.
        batches: Batches in the run; None when not known.
        steps_per_epoch: Batches in an epoch, where all have the same number; None otherwise.
        batches_per_update: Batches that one update takes; 1 without gradient accumulation; None when irregular.
        steps: Calls of ``step()`` in the run; None when not known.
        last_tick: The highest tick that an update sees in one run: calls of ``step()`` since it was built, or the
            number that ``step`` was called with; None when not known.
        first_step_at: Updates made before the first call of ``step()``; None without one.
        unit: ``batch``, ``batch (every 4)``, ``epoch``, ``batch and epoch``, ``update``, ``never`` or ``other``.
        builds: How often it is built in the run: more than 1 when a loop builds it again.
        built_per: ``epoch`` where each round of the loop around the batches builds it again, ``batch`` where each round
            of the loop over them does, ``other`` for another loop, such as one over folds; empty when it is built once.
        runs: Equal runs that the program makes one after the other, such as one for each fold.
        set_lr: Calls of ``set_lr`` on an optimizer that holds it.
        set_by_hand: Calls of ``set_lr`` on the other optimizers.
        moved: Assignments to its ``last_epoch``, with the number or `Unknown`.
        writes: Writes into private attributes of an optimizer, with their source text.
        resumes: Where a state is loaded.
        uncertain: What is not known about how it is stepped or given; with an entry here nothing is drawn, and no rule
            about the steps reports anything.
        rests_on: What ``updates`` and ``steps`` rest on, such as ``len(train_loader)``.
        guessed: Whether ``updates`` and ``batches`` rest on a length that is not given.
        steps_guessed: Whether ``steps`` does.
    """

    schedule: BuiltSchedule
    inside: bool = False
    holders: tuple[BuiltOptimizer, ...] = ()
    other_optimizers: tuple[BuiltOptimizer, ...] = ()
    sites: tuple[StepSite, ...] = ()
    updates: int | None = None
    epochs: int | None = None
    batches: int | None = None
    steps_per_epoch: int | None = None
    batches_per_update: int | None = 1
    steps: int | None = None
    last_tick: int | None = None
    first_step_at: int | None = None
    unit: str = "never"
    builds: int = 1
    built_per: str = ""
    runs: int = 1
    set_lr: tuple[CodePlace, ...] = ()
    set_by_hand: tuple[CodePlace, ...] = ()
    moved: tuple[tuple[CodePlace, Any], ...] = ()
    writes: tuple[tuple[CodePlace, str], ...] = ()
    resumes: tuple[Resume, ...] = ()
    uncertain: tuple[NotKnown, ...] = ()
    rests_on: frozenset[str] = field(default_factory=frozenset)
    guessed: bool = False
    steps_guessed: bool = False


def usages(program: Program) -> list[Usage]:
    """How a program uses each of its schedules, in the order of building."""
    from paddle_lrkit.scripts.read_usage import read_usage, settled

    return settled(program, [read_usage(program, schedule) for schedule in program.schedules])
