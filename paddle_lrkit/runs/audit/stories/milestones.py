"""Every drop comes later or earlier by one number of updates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.compared import Applied, Compared
from paddle_lrkit.runs.audit.stories.search import find_number
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.text import format_count

_GRID = 800
_JUMP = 0.02


def milestones_shifted(compared: Compared) -> Iterator[Story]:
    """``c = u - d`` after the warmup, for a schedule with drops."""
    drops = planned_drops(compared)
    if not drops or not compared.differing:
        return
    warmup = compared.warmup

    def story(by: float) -> Applied:
        late = int(by)

        def applied(update: int, process: int) -> float:
            return compared.plan(update if update < warmup else max(update - late, warmup))

        return applied

    earliest, latest = warmup - drops[0], max(compared.updates - drops[0], 1)
    step = max(1, (latest - earliest) // _GRID)
    grid = [float(by) for by in range(earliest, latest + 1, step)]
    found = find_number(compared, story, grid, whole=True, nice=[float(warmup)] if warmup else ())
    if found is None or found.value == 0:
        return
    by, shift = int(found.value), found.words("{:+,.0f}")
    seen = [drop for drop in drops if drop + found.high <= compared.rows.update[-1]]
    from_warmup = bool(warmup) and found.low <= warmup <= found.high
    if not seen and not from_warmup:
        return
    text = (
        tr("Every drop comes {} updates from its place: the milestones count from the end of the warmup.", shift)
        if from_warmup
        else tr("Every drop comes {} updates from its place.", shift)
    )
    parameters = {"by": by, "by_interval": [int(found.low), int(found.high)], "drops": seen}
    certainty = "high" if len(seen) > 1 or (seen and from_warmup) else "medium"
    text += tr(" The log shows {} of {} drops.", format_count(len(seen)), format_count(len(drops)))
    yield Story("milestones-shifted", text, parameters, story(by), certainty)


def planned_drops(compared: Compared) -> list[int]:
    """The updates after the warmup at which the plan jumps; empty for a plan that also moves between them."""
    curve, warmup = compared.curve, compared.warmup
    try:
        knots = curve.knots(compared.updates + 1)
    except ConfigError:
        return []
    drops = []
    for knot in knots:
        if knot <= warmup or knot < 1:
            continue
        before, after = curve(knot - 1), curve(knot)
        if abs(after - before) > _JUMP * max(abs(before), abs(after)):
            drops.append(knot)
    ends = [warmup, *drops, compared.updates]
    level = all(
        abs(curve(end - 1) - curve(begin)) <= _JUMP * abs(curve(begin)) for begin, end in pairwise(ends) if end > begin
    )
    return drops if level else []
