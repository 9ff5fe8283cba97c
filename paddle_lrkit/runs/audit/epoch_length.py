"""The length of an epoch, from what the lines print."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from paddle_lrkit.runs.logs.training_log import NO_STEP, TrainingLog

_MOSTLY = 0.6
"""Share of the epochs that must have the same length."""


def printed_epoch_length(log: TrainingLog) -> int | None:
    """Batches of an epoch, where the lines tell it exactly.

    They print it, or they print the epoch beside a step that counts over the run: ``epoch == step // length`` in every
    row leaves an interval for the length, which is often a single number.

    Example:
        >>> from paddle_lrkit.runs.logs.training_log import LogRows
        >>> from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
        >>> digits = PrintedDigits("decimals", 6)
        >>> log = TrainingLog("a.log", LogFormat("f", "", "", "run", 1, 1, "applied", digits), LogRows(), digits)
        >>> for epoch, step in ((1, 50), (1, 60), (2, 61), (2, 110)):
        ...     log.rows.add(0.1, epoch=epoch, step=step)
        >>> printed_epoch_length(log)
        60
    """
    if log.steps_per_epoch is not None or log.format.counts == "epoch":
        return log.steps_per_epoch
    return _between_ends(log) if log.format.last_batch else _from_bounds(log)


def _from_bounds(log: TrainingLog) -> int | None:
    """From ``epoch == step // length`` in each row, if that leaves a single length."""
    form, steps = log.format, log.rows.step
    least, most, highest, at = 1, None, -1, 0
    for epoch, rows in groupby(log.rows.epoch):  # only the ends of an epoch bound the length
        begin, at, done = at, at + sum(1 for _ in rows), epoch - form.first_epoch
        if epoch == NO_STEP or NO_STEP in (steps[begin], steps[at - 1]) or done < 0:
            continue
        first, last = steps[begin] - form.first_step, steps[at - 1] - form.first_step
        if done and first > highest:
            most = first // done if most is None else min(most, first // done)
        if last > highest:
            least, highest = max(least, last // (done + 1) + 1), last
    return least if least == most else None


def _between_ends(log: TrainingLog) -> int | None:
    """The usual distance of the last batches of two epochs, where a program prints these; rows may be missing.

    Example:
        >>> from paddle_lrkit.runs.logs.training_log import LogRows
        >>> from paddle_lrkit.suites.ppocr.log_formats import FORMATS
        >>> log = TrainingLog("a.log", FORMATS[0], LogRows(), FORMATS[0].digits)
        >>> for epoch, step in ((1, 20), (1, 33), (2, 40), (2, 60), (2, 66), (3, 80), (7, 20), (7, 33), (8, 40)):
        ...     log.rows.add(0.1, epoch=epoch, step=step)
        >>> printed_epoch_length(log)
        33
    """
    lengths: Counter[int] = Counter()
    end = log.format.first_step - 1 if log.rows.epoch and log.rows.epoch[0] == log.format.first_epoch else None
    last_epoch, last_step = log.format.first_epoch, log.format.first_step - 1
    for epoch, step in zip(log.rows.epoch, log.rows.step, strict=True):
        if epoch == last_epoch + 1 and step > last_step:
            if end is not None:
                lengths[last_step - end] += 1
            end = last_step
        elif epoch != last_epoch or step < last_step:
            end = log.format.first_step - 1 if log.format.counter_restarts and step < last_step else None
        last_epoch, last_step = epoch, step
    if not lengths:
        return None
    length, times = lengths.most_common(1)[0]
    return length if length > 0 and times >= _MOSTLY * lengths.total() else None
