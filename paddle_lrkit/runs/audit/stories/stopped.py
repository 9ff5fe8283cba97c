"""The scheduler stands still: from the start, from an update on, or at zero long before the end."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.compared import Applied, Compared
from paddle_lrkit.runs.audit.stories.search import find_number
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.text import format_count, format_rate

_GRID = 400
_NARROW = 0.02
"""Share of the run within which a place is known well."""
_LONG = 0.05
"""Share of the run that is missing at least before zero is called early."""


def never_changed(compared: Compared) -> Iterator[Story]:
    """One printed value, while the plan moves by more than two roundings."""
    rates = compared.rows.rate
    if len(rates) < 2 or min(rates) != max(rates) or not compared.could_tell:
        return
    text = tr(
        "Every row shows {}, and the plan moves in {} of them: the scheduler is never stepped, or the optimizer does "
        "not hold it.",
        *(format_rate(rates[0]), format_count(compared.could_tell)),
    )
    yield Story("never-changed", text, {"rate": rates[0]}, lambda update, process: rates[0])


def froze(compared: Compared) -> Iterator[Story]:
    """``c`` stops at an update, and the rate stays while the plan moves on."""
    rows, differing = compared.rows, compared.differing
    if not differing or len(rows) < 2:
        return
    steady = len(rows) - 1
    while steady and rows.rate[steady - 1] == rows.rate[-1]:
        steady -= 1
    if len(rows) - steady < 2:
        return

    def story(at: float) -> Applied:
        return lambda update, process: compared.plan(min(update, int(at)))

    highest = rows.update[differing[0]] + 2
    step = max(1, highest // _GRID)
    near = range(max(0, highest - 2 * step - 64), highest + 1)
    grid = sorted({*range(0, highest + 1, step), *near[:: max(1, len(near) // 200)]})
    found = find_number(compared, story, [float(at) for at in grid], whole=True)
    if found is None:
        return
    at, low, high = int(found.value), int(found.low), int(found.high)
    wide = high - low > _NARROW * compared.updates + 2
    if low <= compared.warmup <= high and compared.warmup and not wide:
        yield _constant(compared, "high")
    where = (
        tr("update {}", format_count(at))
        if low == high
        else tr("some update between {} and {}", format_count(low), format_count(high))
    )
    text = tr("The rate stays at {} from {} on, while the plan moves.", format_rate(rows.rate[-1]), where)
    parameters = {"at": at, "at_interval": [low, high], "rate": rows.rate[-1]}
    yield Story("froze", text, parameters, story(at), "medium" if wide else "high")
    if wide and compared.warmup > 0 and low <= compared.warmup <= high:
        yield _constant(compared, "low")


def _constant(compared: Compared, certainty: str) -> Story:
    rate, warmup = compared.rows.rate[-1], compared.warmup
    text = tr("After the warmup the rate stays at its peak of {}: a constant schedule.", format_rate(rate))
    applied = compared.counted(lambda update: min(update, warmup))
    return Story("other-schedule", text, {"seen": "constant"}, applied, certainty)


def zero_early(compared: Compared) -> Iterator[Story]:
    """The rate is below the last printed place long before the end, and stays there."""
    rows = compared.rows
    count = len(rows)
    zero = count
    while zero and abs(rows.rate[zero - 1]) <= compared.tolerance[zero - 1]:
        zero -= 1
    planned = [compared.planned[at] > 2 * compared.tolerance[at] for at in range(zero, count)]
    if count - zero < 2 or sum(planned) * 2 < len(planned):
        return
    missing = compared.updates - rows.update[zero]
    if missing < _LONG * compared.updates:
        return
    before = all(at >= zero for at in compared.differing)
    share = 100 * rows.update[zero] / max(compared.updates, 1)
    text = tr(
        "The rate is 0 from update {} on, after {:.0f}% of the planned {} updates; the plan is {} there.",
        *(format_count(rows.update[zero]), share, format_count(compared.updates)),
        format_rate(compared.planned[zero]),
    )
    yield Story(
        "zero-early",
        text,
        {"zero_from": rows.update[zero], "rows_before_agree": before},
        certainty="high" if before else "medium",
        advice=tr("Make the length of the schedule that of the run."),
    )
