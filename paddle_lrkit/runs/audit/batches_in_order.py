"""The batches of a log that one process wrote from the start on.

Almost every log is of this kind, and a log with a million rows is read in the time that this takes.
"""

from __future__ import annotations

import operator
from array import array
from itertools import islice

from paddle_lrkit.runs.logs.training_log import TrainingLog


def batches_in_order(log: TrainingLog, batches: int | None) -> array[int] | None:
    """The 0-based batch of each row; None unless each is later than the one before and nothing was resumed.

    Args:
        log: The log.
        batches: Batches of an epoch, if known.
    """
    form, columns = log.format, log.rows
    if min(columns.step) < form.first_step or (form.counter_restarts and not _from_the_start(log, batches)):
        return None
    if any(event.kind == "resume" for event in log.events):
        return None
    if form.counts == "run":
        batch = array("q", [step - form.first_step for step in columns.step])
    elif min(columns.epoch) < form.first_epoch or batches is None:
        return None
    else:
        ago = form.first_epoch * batches + form.first_step
        printed = zip(columns.epoch, columns.step, strict=True)
        batch = array("q", [epoch * batches + step - ago for epoch, step in printed])
    return batch if rises(batch) else None


def _from_the_start(log: TrainingLog, batches: int | None) -> bool:
    """Whether the first row of a program whose counter restarts has the epoch that its step says."""
    done, step = log.rows.epoch[0] - log.format.first_epoch, log.rows.step[0] - log.format.first_step
    return done == (step // batches if batches else 0)


def rises(batch: array[int]) -> bool:
    """Whether each number is larger than the one before.

    Example:
        >>> rises(array("q", [1, 2, 5])), rises(array("q", [1, 2, 2]))
        (True, False)
    """
    return all(map(operator.lt, batch, islice(batch, 1, None)))
