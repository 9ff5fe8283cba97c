"""The scheduler is a few updates ahead or behind, from the start or from a resume on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.runs.audit.compared import Applied, Compared
from paddle_lrkit.runs.audit.stories.search import Found, find_number
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.text import format_count, plural

_GRID = 600
_FEW = 3

_OFF_BY_ONE = {
    1: Message("Every row shows the rate that is planned one update later."),
    -1: Message("Every row shows the rate that is planned one update earlier; the first rate was applied twice."),
}


def off_by_one(compared: Compared) -> Iterator[Story]:
    """``c = u + 1`` or ``u - 1`` from the first update on."""
    for by in (1, -1):
        if compared.explains(compared.moved_by(by)):
            yield Story("off-by-one", str(_OFF_BY_ONE[by]), {"by": by}, compared.moved_by(by))


def resumed_wrong_update(compared: Compared) -> Iterator[Story]:
    """After a resume ``c = u + d``: ``d`` is the number of updates by which the scheduler's counter is wrong."""
    rows = compared.rows
    for process in _suspects(compared):
        first = next((at for at, each in enumerate(rows.process) if each >= process), None)
        if first is None:
            continue
        resumed = rows.began[process]
        for by in _shifts(compared, process, first, resumed):
            if by.value != 0:
                yield _resumed(compared, process, resumed, by)
                return


def _suspects(compared: Compared) -> list[int]:
    """The first resumed process whose rows contradict the plan, if all rows before it agree."""
    rows = compared.rows
    if not compared.differing or len(rows) == 0:
        return []
    process = rows.process[compared.differing[0]]
    late_start = process == 0 and rows.began[0] > 0
    return [process] if process > 0 or late_start else []


def _shifts(compared: Compared, process: int, first: int, resumed: int) -> Iterator[Found]:
    rows = compared.rows
    epoch = compared.steps_per_epoch
    special = [-resumed, resumed]
    if epoch:
        special += [resumed // epoch - resumed, -(-resumed // epoch) - resumed, resumed // epoch + 1 - resumed]
    before = rows.stopped[process - 1] if process and process - 1 < len(rows.stopped) else None
    if before is not None:
        special += [before - resumed, before + 1 - resumed]

    def story(by: float) -> Applied:
        return _after(compared, process, int(by))

    span = range(-max(resumed, 1), max(compared.updates - resumed, resumed) + 1)
    step = max(1, len(span) // _GRID)
    grid = [float(by) for by in span[::step]]
    found = find_number(compared, story, grid, whole=True, nice=[float(by) for by in special])
    if found is not None:
        yield found


def _after(compared: Compared, process: int, by: int) -> Applied:
    def applied(update: int, writer: int) -> float:
        return compared.plan(update + by if writer >= process else update)

    return applied


def _resumed(compared: Compared, process: int, resumed: int, by: Found) -> Story:
    epoch = compared.steps_per_epoch
    shift = int(by.value)
    parameters = {"resumed_at": resumed, "by": shift, "by_interval": [int(by.low), int(by.high)]}
    at, far = format_count(resumed), plural(abs(shift), "update")
    text = (
        tr("After the resume at update {} the scheduler is {} ahead of the run", at, far)
        if shift > 0
        else tr("After the resume at update {} the scheduler is {} behind the run", at, far)
    )
    if by.low <= -resumed <= by.high:
        parameters["by"] = -resumed
        text += tr(": it began at update 0, so its state was not restored.")
    elif by.low <= resumed <= by.high:
        text += tr(": the updates done were counted twice.")
    elif epoch and by.low <= resumed // epoch - resumed <= by.high:
        text += tr(": the number of epochs was restored as the number of updates.")
    else:
        text += tr(".")
    return Story("resumed-wrong-update", text, parameters, _after(compared, process, shift))


def restarted(compared: Compared) -> Iterator[Story]:
    """``c`` falls to 0 at an update without a resume in the log."""
    if not compared.differing:
        return
    rows, first = compared.rows, compared.differing[0]
    if first == 0 and rows.update[0] <= 0:
        return
    last_good = rows.update[first - 1] if first else 0

    def story(at: float) -> Applied:
        begin = int(at)
        return lambda update, process: compared.plan(update - begin if update >= begin else update)

    lowest = max(0, last_good - 2 * rows.printing.window if rows.printing.printed == "median" else last_good - 1)
    lowest = _earliest(compared, first, lowest)
    highest = rows.update[first] + 2
    step = max(1, (highest - lowest) // _GRID)
    found = find_number(compared, story, [float(at) for at in range(lowest, highest + 1, step)], whole=True)
    if found is None or found.value <= 1:
        return  # that is a first update done twice
    at = int(found.value)
    if any(found.low <= began <= found.high for began in rows.began[1:]):
        return  # the log says that the run was resumed there
    text = tr(
        "The schedule began again at update {} ({} to {}); the log has no resume there, or its line is missing.",
        *map(format_count, (at, int(found.low), int(found.high))),
    )
    yield Story("restarted", text, {"at": at, "at_interval": [int(found.low), int(found.high)]}, story(at))


def shifted_without_resume(compared: Compared) -> Iterator[Story]:
    """``c = u + d`` from an update on where the log has no resume."""
    rows = compared.rows
    first = compared.differing[0] if compared.differing else 0
    if not first or rows.process[first] or len(set(rows.rate[first:])) < _FEW:
        return
    last_good, begin = rows.update[first - 1], rows.update[first]

    def story(by: float) -> Applied:
        return lambda update, process: compared.plan(update + int(by) if update >= begin else update)

    span = range(-begin, max(compared.updates - begin, begin) + 1)
    found = find_number(compared, story, [float(by) for by in span[:: max(1, len(span) // _GRID)]], whole=True)
    if found is None or not found.value:
        return
    by = int(found.value)
    shown = format_count(last_good), format_count(begin), plural(abs(by), "update")
    text = (
        tr("From an update between {} and {} the scheduler is {} ahead of the run, as after a resume;", *shown)
        if by > 0
        else tr("From an update between {} and {} the scheduler is {} behind the run, as after a resume;", *shown)
    )
    text += tr(" the log has no resume there, or its line is missing.")
    parameters = {"resumed_at": begin, "by": by, "by_interval": [int(found.low), int(found.high)]}
    yield Story("resumed-wrong-update", text, parameters, story(by), "medium")


def counted_twice_without_resume(compared: Compared) -> Iterator[Story]:
    """``c = 2 u`` at a resume that the log does not show, which on an exponential plan looks like another factor."""
    for story in shifted_without_resume(compared):
        low, high = story.parameters["by_interval"]
        place = story.parameters["resumed_at"]
        before = max((update for update in compared.rows.update if update < place), default=0)
        if low <= place and before <= high:
            text = tr("{} The updates done were counted twice.", story.text)
            yield replace(story, text=text, parameters={**story.parameters, "by": min(max(low, before), place)})


def _earliest(compared: Compared, first: int, lowest: int) -> int:
    """Where the plan last moved before a row: a restart on a plateau shows later."""
    rows, planned = compared.rows, compared.planned
    at = first - 1
    while at > 0 and abs(planned[at] - planned[at - 1]) <= compared.tolerance[at]:
        at -= 1
    return min(lowest, max(rows.update[at] if at >= 0 else 0, 0))
