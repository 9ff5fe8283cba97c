"""The rates that a program applies, and those that a schedule of it gives."""

from __future__ import annotations

from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, Program
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.schedule import Schedule


def applied(program: Program, optimizer: BuiltOptimizer) -> Schedule:
    """The rate of an optimizer at each of its updates in the whole program, whatever it holds.

    Where only the number of batches in an epoch is not known and the rate changes between epochs alone, an epoch counts
    as one update: the length of the schedule has ``assumed`` set and ``steps_per_epoch`` 1.

    Raises:
        UnknownEpochError: It depends on the number of batches in an epoch, which is not known.
        ConfigError: It is not known for another reason, or Paddle refuses the arguments.
    """
    raise NotImplementedError


def own_rates(program: Program, usage: Usage) -> Schedule:
    """The rate of a schedule at each of its ticks that an update sees, also when no optimizer holds it.

    A tick is a call of ``step()``; the schedule is the one of the first run where a loop over folds builds it again.

    Raises:
        ConfigError: An argument is not known, or Paddle refuses the arguments.
    """
    raise NotImplementedError


def scheduler_rates(schedule: BuiltSchedule) -> SchedulerRates:
    """The rates of a schedule at each number of calls of ``step()``.

    Raises:
        ConfigError: An argument is not known, or Paddle refuses the arguments; with file and line.
    """
    raise NotImplementedError
