"""What a training program does with its learning rate: what it builds, and every step and update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from paddle_lrkit.scripts.unknown import CodePlace

Number = int | float


@dataclass(eq=False)
class BuiltSchedule:
    """A scheduler that the program builds.

    Args:
        number: Its number in the program, in the order of building.
        path: The class with its module: ``paddle.optimizer.lr.StepDecay``,
            ``paddlenlp.transformers.LinearDecayWithWarmup``, or ``train.WarmupCosine`` for a class of the script.
        place: The call.
        arguments: Name of an argument -> a plain value, another `BuiltSchedule`, a function of the script (a Python
            callable from one number to a number) or `Unknown`.
        places: Name of an argument -> where its value is written. An argument out of ``**options`` has the place of the
            key in the dict, or of the call.
        texts: Name of an argument -> its source text.
        rate_at: Rate after that many calls of ``step()``, for a class that the script defines itself; else None.
        variable: The name it is first bound to, such as ``self.scheduler``; empty when it has none.
        unknown_arguments: Whether there are arguments whose names are not known.
        is_read: Whether the program asks for its rate, such as to set the rate of an optimizer or to print it.
    """

    number: int
    path: str
    place: CodePlace
    arguments: dict[str, Any] = field(default_factory=dict)
    places: dict[str, CodePlace] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    rate_at: Callable[[int], float] | None = None
    variable: str = ""
    unknown_arguments: bool = False
    is_read: bool = False

    @property
    def name(self) -> str:
        """The class without its module."""
        return self.path.rpartition(".")[2]


@dataclass(eq=False)
class BuiltOptimizer:
    """An optimizer that the program builds.

    Args:
        number: Its number in the program.
        path: The class with its module.
        place: The call.
        rate: What it holds as its learning rate when the program ends: a number, a `BuiltSchedule` or `Unknown`.
        rate_place: Where that was written: the argument, or the call of ``set_lr_scheduler``.
        given: What it was given when it was built.
    """

    number: int
    path: str
    place: CodePlace
    rate: Any
    rate_place: CodePlace
    given: Any = None

    @property
    def name(self) -> str:
        """The class without its module."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True)
class TraceEvent:
    """Something that happens to a schedule or an optimizer.

    Args:
        kind: ``update`` (an optimizer changes the weights), ``step`` (of a schedule), ``build`` (a schedule begins at
            its first tick, in a loop again in every round), ``give`` (an optimizer gets a schedule), ``set_lr``,
            ``move`` (the program assigns ``last_epoch`` of a schedule), ``write`` (it writes into a private attribute
            of an optimizer, such as ``_default_dict``).
        subject: Number of the optimizer (``update``, ``give``, ``set_lr``, ``write``) or of the schedule.
        place: The call, or the assignment.
        detail: For ``step`` what it is called with: None, a number, a `LoopNumber`, ``"epoch"`` for a number of the
            loop around it that is not known exactly, ``"metric"`` for anything else; for ``give`` the number of the
            schedule; for ``set_lr`` the rate; for ``move`` a number, a `LoopNumber` or `Unknown`; for ``write`` the
            target's source text.
        text: Source text of what a step is called with.
        by: Who does it where that is not the script: ``paddle.Model.fit``; empty otherwise.
    """

    kind: str
    subject: int
    place: CodePlace
    detail: Any = None
    text: str = ""
    by: str = ""


@dataclass(frozen=True)
class LoopNumber:
    """A number that grows evenly with the rounds of the loops around an event, such as ``epoch`` in ``step(epoch)``.

    Args:
        first: The number in the first round of all these loops.
        each: How much it grows with each round of the innermost loop, of the loop around that one, and so on. A loop
            that is left out does not change it. The rounds of a loop are counted from 0 each time that it begins.
    """

    first: Number
    each: tuple[Number, ...]

    def at_round(self, number: int) -> LoopNumber:
        """The number in one round of the innermost loop, as it grows with the loops around that loop.

        Example:
            >>> LoopNumber(1, (0, 2)).at_round(7).at_round(10)
            LoopNumber(first=21, each=())
        """
        if not self.each:
            return self
        value = self.first + self.each[0] * number
        whole = round(value)
        return replace(
            self, first=whole if abs(value - whole) <= 1e-9 * max(abs(value), 1) else value, each=self.each[1:]
        )


@dataclass(frozen=True)
class Rounds:
    """Rounds of a loop that repeat: a pattern of rounds, and how often the whole pattern comes.

    Args:
        times: How often the pattern comes.
        pattern: Number of equal rounds, and what happens in each of them. A loop that updates in every fourth round
            500 times has ``times=500, pattern=((3, ()), (1, (update, step)))``.
    """

    times: int
    pattern: tuple[tuple[int, tuple[Node, ...]], ...]


@dataclass(frozen=True)
class Loop:
    """A loop, with equal rounds counted instead of repeated.

    Args:
        place: The statement.
        batches: Whether it goes over the batches of a loader.
        rounds: What happens in its rounds, in the order of time.
        rests_on: What the number of rounds rests on, such as ``len(train_loader)``.
        over: Source text of what it goes over.
        counts: Whether its rounds are numbered or are batches; False for a loop over a list of other things, such as
            the names of several runs.
        targets: The names that its rounds bind.
    """

    place: CodePlace
    batches: bool
    rounds: tuple[Rounds, ...]
    rests_on: frozenset[str] = frozenset()
    over: str = ""
    counts: bool = True
    targets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Branch:
    """Two ways, of which a condition that is not known takes one; ``taken`` is the one that is assumed.

    Args:
        place: The condition.
        condition: Its source text.
        taken: What happens on the way that is assumed.
        other: What happens on the other way.
    """

    place: CodePlace
    condition: str
    taken: tuple[Node, ...]
    other: tuple[Node, ...]


Node = TraceEvent | Loop | Branch


@dataclass(frozen=True)
class NotKnown:
    """Something that could not be read, and what follows from it.

    Args:
        place: Where.
        why: A sentence without a full stop: ``cfg.lr comes from a file that is not given``.
        subject: Number of the schedule that it is about; None when it may be about any.
        kind: ``schedule`` or ``optimizer`` number of ``subject``.
    """

    place: CodePlace
    why: str
    subject: int | None = None
    kind: str = "schedule"


@dataclass(frozen=True)
class Resume:
    """A place where the program loads a state, taken or only possible.

    Args:
        place: The first load.
        loads: Which of ``weights``, ``optimizer``, ``schedule`` are loaded there, with the number of the schedule or
            optimizer where known: ``{"weights": None, "optimizer": 0}``. ``schedule`` also where the program moves the
            schedule there in another way: ``last_epoch``, ``step(start)`` or a loop that only calls ``step()``.
        moves_start: Whether the loop then begins at a later epoch or update.
        places: What is loaded -> the call.
        taken: Whether it is loaded in any case, so that only the state says where the schedule stands.
        moved: Assignments to ``last_epoch`` of a schedule, where the place is only possible and not in the trace.
    """

    place: CodePlace
    loads: dict[str, int | None]
    moves_start: bool
    places: dict[str, CodePlace]
    taken: bool = False
    moved: tuple[TraceEvent, ...] = ()


@dataclass
class Program:
    """What a program does, from its first to its last update.

    Args:
        file: The script.
        schedules: All schedules, by number.
        optimizers: All optimizers, by number.
        trace: What happens, in the order of time.
        resumes: Where a state is loaded.
        not_known: What could not be read.
        stopped: CodePlace and message of the error with which Paddle stops the program; None when it reaches its end.
        loader: Name of the length that the loop over batches has, such as ``len(train_loader)``; empty without one.
        files: Every file that was read, the script first.
        assumed: What was assumed: name -> value, such as ``{"number of processes": 1}``.
        steps_per_epoch: Batches in an epoch as the user gave them; None when the lengths of loaders are guesses.
        reread: Reads the same script with a number of batches in an epoch; None for a program that was recorded.
        unused_settings: Each name of the user's settings that the script does not have, with a hint at the nearest one.
        whole: Whether all of the script was read; False where that takes too much work.
        acts: Whether the script builds or trains something by itself; else its functions were called with values that
            are not known.
        early_end: Places where the run may end early, with the condition.
    """

    file: str
    schedules: list[BuiltSchedule] = field(default_factory=list)
    optimizers: list[BuiltOptimizer] = field(default_factory=list)
    trace: tuple[Node, ...] = ()
    resumes: list[Resume] = field(default_factory=list)
    not_known: list[NotKnown] = field(default_factory=list)
    stopped: tuple[CodePlace, str] | None = None
    loader: str = ""
    files: list[str] = field(default_factory=list)
    assumed: dict[str, Number] = field(default_factory=dict)
    steps_per_epoch: int | None = None
    reread: Callable[[int], Program] | None = field(default=None, repr=False, compare=False)
    unused_settings: dict[str, str] = field(default_factory=dict)
    whole: bool = True
    acts: bool = True
    early_end: list[tuple[CodePlace, str]] = field(default_factory=list)
