"""The warmup is missing or has another length."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.compared import Applied, Compared
from paddle_lrkit.runs.audit.real_time import RealTime
from paddle_lrkit.runs.audit.stories.search import WithNumber, find_number
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.text import format_count

_GRID = 500
_HARDLY = 0.02
_Build = Callable[[int], Applied]


def warmup_missing(compared: Compared) -> Iterator[Story]:
    """``u < w`` prints the peak, or the schedule behind the warmup begins at update 0."""
    warmup = compared.warmup
    if warmup < 1 or not compared.differing:
        return
    for applied in (build(0) for build in _builds(compared)):
        if compared.explains(applied):
            text = tr("The planned warmup of {} updates is missing: the run begins at the peak.", format_count(warmup))
            yield Story("warmup-missing", text, {"planned_warmup": warmup}, applied)
            return


def warmup_length(compared: Compared) -> Iterator[Story]:
    """The warmup ends at another update than planned."""
    warmup = compared.warmup
    if warmup < 1 or not compared.differing:
        return
    highest = max(compared.updates, warmup + 1)
    step = max(1, highest // _GRID)
    finer = range(1, min(2 * warmup, highest), max(1, warmup // 100))
    grid = [float(at) for at in sorted({*range(1, highest + 1, step), *finer})]
    epoch = compared.steps_per_epoch
    nice = [float(at) for at in (*((warmup * epoch, warmup // epoch) if epoch else ()),) if 1 <= at <= 10 * highest]
    for build in _builds(compared):
        found = find_number(compared, _of_whole(build), grid, whole=True, nice=nice)
        if found is None or found.low <= warmup <= found.high:
            continue
        seen = int(found.value)
        both = found.words("{:,.0f}"), format_count(warmup)
        text = tr("The warmup takes {} updates, and {} are planned.", *both)
        if epoch and found.low <= warmup * epoch <= found.high:
            seen = warmup * epoch
            text = tr("The warmup takes {} updates, and {} are planned: its number is read as epochs.", *both)
        elif epoch and warmup % epoch == 0 and found.low <= warmup // epoch <= found.high:
            seen = warmup // epoch
            text = tr(
                "The warmup takes {} updates, and {} are planned: its number of epochs is read as updates.", *both
            )
        interval = [int(found.low), int(found.high)]
        parameters = {"planned_warmup": warmup, "seen_warmup": seen, "seen_warmup_interval": interval}
        hardly = abs(seen - warmup) <= max(_HARDLY * warmup, 1)
        yield Story("warmup-length", text, parameters, build(seen), "low" if hardly else "high")
        return


def _of_whole(build: _Build) -> WithNumber:
    return lambda at: build(int(at))


def _builds(compared: Compared) -> Iterator[_Build]:
    """The ways in which a schedule follows a warmup of another length."""
    for whole in (False, True):
        curve = RealTime(compared.curve, compared.updates, whole)
        yield from _followed(curve, compared.warmup, compared.updates)


def _followed(curve: RealTime, warmup: int, updates: int) -> tuple[_Build, ...]:
    peak = curve(warmup)

    def ramp(update: int, seen: int) -> float:
        return curve(update * warmup / seen)

    def held(seen: int) -> Applied:
        """The body stays where it is planned."""
        return lambda update, process: (
            ramp(update, seen) if update < seen else peak if update < warmup else curve(update)
        )

    def moved(seen: int) -> Applied:
        """The body follows the warmup."""
        return lambda update, process: ramp(update, seen) if update < seen else curve(update - seen + warmup)

    def squeezed(seen: int) -> Applied:
        """The body fills what is left of the run."""
        left = max(updates - seen, 1)
        times = (updates - warmup) / left
        return lambda update, process: (
            ramp(update, seen) if update < seen else curve(warmup + min(update - seen, left) * times)
        )

    return held, moved, squeezed
