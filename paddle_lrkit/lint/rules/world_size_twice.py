"""A length or a rate that counts the processes twice.

What it does
    Reads the script with twice as many processes and compares: a length of the schedule that becomes another one while
    the run does not, and a rate that grows by more than the number of processes.

Why is this bad
    `len(loader)` of a `DistributedBatchSampler` is the number of batches of one process already. Divided by the number
    of processes again, the schedule is over after a part of the run: with 8 processes after an eighth.

Example
    sampler = paddle.io.DistributedBatchSampler(dataset, batch_size=64)
    loader = paddle.io.DataLoader(dataset, batch_sampler=sampler)
    total_steps = len(loader) * epochs // paddle.distributed.get_world_size()
    scheduler = paddle.optimizer.lr.PolynomialDecay(0.1, decay_steps=total_steps, end_lr=0.0)

Use instead
    total_steps = len(loader) * epochs
    scheduler = paddle.optimizer.lr.PolynomialDecay(0.1, decay_steps=total_steps, end_lr=0.0)

Reference
    paddle.io.DistributedBatchSampler.__len__; arXiv 1706.02677 for a rate that is proportional to the processes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import WrittenLength, certain_usage, lengths_of, parts_of
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.unknown import CodePlace, rests_on
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.suites.config_value import as_number

_PROCESSES = "number of processes"
_RATES = ("learning_rate", "max_learning_rate", "base_learning_rate", "max_lr", "end_lr")
_NEAR = 0.02
"""Of a length, which is rounded."""


def check(context: Context) -> Iterator[Violation]:
    """A finding for the longest length, and one for a rate."""
    usage = certain_usage(context)
    if usage is None or context.wider is None or not _asks(usage.schedule):
        return
    wider = context.wider()
    if wider is None:
        return
    yield from _lengths(usage, wider)
    yield from _rates(usage.schedule, wider.schedule)


def _asks(schedule: BuiltSchedule) -> bool:
    """Whether an argument rests on the number of processes."""
    values = [value for part in parts_of(schedule) for value in part.arguments.values()]
    return any(_PROCESSES in rests_on(value) for value in values if not isinstance(value, BuiltSchedule))


def _lengths(usage: Usage, wider: Usage) -> Iterator[Violation]:
    found = {(one.name, one.place): one for one in lengths_of(wider.schedule)}
    pairs = ((one, found.get((one.name, one.place))) for one in lengths_of(usage.schedule))
    changed = [(one, other) for one, other in pairs if other is not None and _changes(one, other)]
    if not usage.steps or usage.steps != wider.steps or not changed:
        return
    one, other = max(changed, key=lambda pair: pair[0].number)
    yield Violation(
        (),
        tr(
            "twice as many processes make {} half as long, but each of them still makes as many steps, so the schedule "
            "is over before the run",
            one.name,
        )
        if other.number < one.number
        else tr(
            "twice as many processes make {} twice as long, but each of them still makes as many steps, so the run "
            "is over before the schedule",
            one.name,
        ),
        tr("leave the number of processes out of {}", one.name),
        place=one.place,
    )


def _changes(one: WrittenLength, other: WrittenLength) -> bool:
    """Whether a length is half or twice as long with twice as many processes."""
    return any(math.isclose(other.number, factor * one.number, rel_tol=_NEAR, abs_tol=1) for factor in (0.5, 2.0))


def _rates(schedule: BuiltSchedule, wider: BuiltSchedule) -> Iterator[Violation]:
    for part, other in zip(parts_of(schedule), parts_of(wider), strict=False):
        for name in _RATES:
            rate, more = (as_number(one.arguments.get(name)) for one in (part, other))
            if rate and more and math.isclose(more, 4 * rate, rel_tol=1e-6):
                yield Violation(
                    (),
                    tr(
                        "twice as many processes make {} 4 times as large: it is multiplied by their number twice", name
                    ),
                    tr("multiply {} by the number of processes once", name),
                    place=_place(part, name),
                )
                return


def _place(part: BuiltSchedule, name: str) -> CodePlace:
    return part.places.get(name, part.place)
