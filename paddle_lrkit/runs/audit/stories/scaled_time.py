"""The scheduler counts another unit than the plan: batches, epochs, calls, or a run of another length."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.compared import Applied, Compared
from paddle_lrkit.runs.audit.real_time import RealTime
from paddle_lrkit.runs.audit.stories.search import Found, WithNumber, find_number
from paddle_lrkit.runs.audit.stories.story import Story

MOST_TIMES = 64
_VAGUE = 2.0
_HARDLY = 0.01
_DISTINCT = 3
_RATIOS = (0.05, 0.1, 0.125, 0.2, 0.25, 1 / 3, 0.4, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.9, 1.1, 1.2, 1.25, 4 / 3, 1.5)


def stepped_per_epoch(compared: Compared) -> Iterator[Story]:
    """``c = u // N``: the scheduler moves once an epoch and the plan is in updates."""
    epoch = compared.steps_per_epoch
    if not epoch or epoch < 2:
        return
    late = compared.rows.printing.printed == "after"
    for back in (0, 1) if late else (0,):  # a step between epochs comes after the line of the last update
        if compared.explains(_once_an_epoch(compared, epoch, back)):
            text = tr("The scheduler steps once in {:,} updates, an epoch, and its lengths are in updates.", epoch)
            seen = len(set(compared.rows.rate))
            certainty = "high" if seen >= _DISTINCT else "medium"
            applied = _once_an_epoch(compared, epoch, back)
            yield Story("stepped-per-epoch", text, {"steps_per_epoch": epoch}, applied, certainty)
            return
    if compared.per_epoch:
        return
    if compared.explains(compared.counted(lambda update: update // epoch * epoch)):
        text = tr(
            "The rate moves once in {:,} updates, an epoch, and is that of the plan at the epoch's first update.", epoch
        )
        applied = compared.counted(lambda update: update // epoch * epoch)
        yield Story("stepped-per-epoch", text, {"steps_per_epoch": epoch, "counts": "updates"}, applied)


def _once_an_epoch(compared: Compared, epoch: int, back: int) -> Applied:
    return compared.counted(lambda update: max(update - back, 0) // epoch)


def advanced(compared: Compared) -> Iterator[Story]:
    """``c = n * u``: the scheduler steps ``n`` times in an update."""
    rows = compared.rows
    accumulate = rows.accumulate
    if accumulate > 1 and rows.batch and _per_batch(compared):
        yield _on_accumulation(accumulate)
        return
    epoch = compared.steps_per_epoch
    numbers = [*range(2, MOST_TIMES + 1), *((epoch,) if epoch and epoch > MOST_TIMES else ())]
    if epoch and epoch in numbers:
        numbers = [epoch, *(number for number in numbers if number != epoch)]
    if accumulate > 1:
        numbers = [accumulate, *(number for number in numbers if number != accumulate)]
    found = []
    for times in numbers:
        if compared.explains(_often(compared, times)):
            found.append(times)
    if not found:
        return
    times = found[0]
    if times == accumulate and times > 1:
        yield _on_accumulation(times, _often(compared, times))
    elif times == epoch:
        text = tr("The scheduler steps once an update, and its lengths are in epochs of {:,} updates.", epoch)
        yield Story("stepped-per-update", text, {"factor": times}, _often(compared, times))
    else:
        text = tr("The scheduler steps {} times in each update, so that every part of the schedule comes early.", times)
        parameters = {"factor": times, "factor_interval": [min(found), max(found)]}
        yield Story("advanced-n-times", text, parameters, _often(compared, times))


def _often(compared: Compared, times: int) -> Applied:
    return compared.counted(lambda update: times * update)


def _per_batch(compared: Compared) -> bool:
    """Whether the scheduler counts the batches that an update accumulates."""
    rows, late = compared.rows, compared.rows.printing.printed == "after"
    return all(
        abs(compared.plan(batch + late) - rate) <= near
        for batch, rate, near in zip(rows.batch, rows.rate, compared.tolerance, strict=True)
    )


def _on_accumulation(times: int, applied: Applied | None = None) -> Story:
    text = tr("The scheduler steps after each of the {} batches that an update accumulates.", times)
    return Story("advanced-on-accumulation", text, {"factor": times}, applied)


def stretched(compared: Compared) -> Iterator[Story]:
    """``c = w + (u - w) / s``: the schedule after its warmup of ``w`` updates has another length."""
    curves = [RealTime(compared.curve, compared.updates, whole) for whole in (False, True)]
    for warmup in dict.fromkeys((compared.warmup, 0)):
        for story in _slower_in_some_way(compared, curves, warmup):
            found = find_number(compared, story, _factors(), nice=_nice(compared, warmup))
            if found is not None and not found.low <= 1 <= found.high:
                yield _stretched(found, warmup, story, plain=found.value in _nice(compared, warmup))
                return


def _slower_in_some_way(compared: Compared, curves: list[RealTime], warmup: int) -> Iterator[WithNumber]:
    """Lengths count from the end of the warmup, or from the start of the run; the last rate is held."""
    for curve in curves:
        yield _slower(curve, warmup)
    if warmup:
        yield _earlier_milestones(curves[0], warmup)
    yield _held_at_its_end(curves[0], warmup, compared.updates)


def _earlier_milestones(curve: RealTime, warmup: int) -> WithNumber:
    def story(factor: float) -> Applied:
        return lambda update, process: curve(update if update < warmup else max(warmup, update / factor))

    return story


def _held_at_its_end(curve: RealTime, warmup: int, updates: int) -> WithNumber:
    """A table of rates for a shorter run: past its end it holds its own last rate, which is not the plan's."""

    def story(factor: float) -> Applied:
        last = max(round(warmup + (updates - warmup) * factor) - 1, warmup)

        def applied(update: int, process: int) -> float:
            return curve(update if update < warmup else warmup + (min(update, last) - warmup) / factor)

        return applied

    return story


def _slower(curve: RealTime, warmup: int) -> WithNumber:
    def story(factor: float) -> Applied:
        return lambda update, process: curve(update if update < warmup else warmup + (update - warmup) / factor)

    return story


def _stretched(found: Found, warmup: int, story: WithNumber, plain: bool) -> Story:
    part = tr("after the warmup ") if warmup else ""
    text = (
        tr("The schedule {}is {:.6g} times longer than planned.", part, found.value)
        if found.value > 1
        else tr("The schedule {}is {:.6g} times shorter than planned.", part, 1 / found.value)
    )
    parameters = {"factor": found.value, "factor_interval": found.interval()}
    return Story("stretched", text, parameters, story(found.value), _certainty(found, plain))


def _certainty(found: Found, plain: bool) -> str:
    """A length that people write is believed first, one that the rows hardly determine last."""
    hardly = abs(found.value - 1) < _HARDLY or found.high > _VAGUE * found.low
    return "low" if hardly else "high" if plain else "medium"


def _factors() -> list[float]:
    """From 1/64 to 64 in steps of 2 percent."""
    return [64.0 ** ((at - 210) / 210) for at in range(421)]


def _nice(compared: Compared, warmup: int) -> list[float]:
    body = max(compared.updates - warmup, 1)
    lengths = [times * compared.updates for times in (*_RATIOS, *range(2, 17))]
    return [*_RATIOS, *map(float, range(2, 17)), *((length - warmup) / body for length in lengths if length > warmup)]
