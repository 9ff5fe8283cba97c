"""`step()` called with something that the schedule does not count.

What it does
    Looks at the argument of `step()`: an epoch for a schedule whose lengths are updates, an update for one whose
    lengths are epochs, a loss for a schedule that takes a position, an epoch for `ReduceOnPlateau`, which takes a
    metric.

Why is this bad
    `step(n)` moves a schedule to position n. With the epoch as the position, a schedule of 45,000 updates is at
    position 90 when the run ends.

Example
    scheduler = CosineAnnealingDecay(learning_rate=0.1, T_max=epochs * len(loader))
    for epoch in range(epochs):
        for batch in loader:
            optimizer.step()
        scheduler.step(epoch)

Use instead
    for epoch in range(epochs):
        for batch in loader:
            optimizer.step()
            scheduler.step()

Reference
    paddle.optimizer.lr.LRScheduler.step(epoch); paddle.optimizer.lr.ReduceOnPlateau.step(metrics).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import certain_usage, decay_lengths, epochs_of, is_plateau, name_of
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.scripts.program import LoopNumber
from paddle_lrkit.scripts.usage import StepSite, Usage
from paddle_lrkit.text import format_count

_METRIC = re.compile(r"loss|acc|metric|score|error|miou|f1|auc|psnr|ssim|\bmap\b|valid|\bval_", re.IGNORECASE)
_EPOCH = re.compile(r"(self\.)?((cur|curr|current|this)_)?epoch(_(id|idx|num|no))?( *[+-] *1)?", re.IGNORECASE)
_MORE = 1.5
_MUCH = 20
_MOVES = {
    "epoch": Message("step({}) moves {} to the number of the epoch"),
    "update": Message("step({}) moves {} to the number of the update"),
    "batch": Message("step({}) moves {} to the number of the batch"),
}
_EACH_UPDATE = Message("call step() without an argument after each update")
_EACH_EPOCH = Message("call step() without an argument once an epoch")


def check(context: Context) -> Iterator[Violation]:
    """The finding at the call of ``step``."""
    usage = certain_usage(context)
    if usage is None:
        return
    for site in usage.sites:
        if is_plateau(usage.schedule):
            yield from _plateau(site)
        else:
            yield from _metric(site, usage) or _position(site, usage)


def _plateau(site: StepSite) -> Iterator[Violation]:
    if isinstance(site.argument, LoopNumber) or _EPOCH.fullmatch(site.text):
        yield Violation(
            (),
            tr(
                "ReduceOnPlateau.step() takes a metric and gets {}, which only rises: the rate falls whatever the "
                "loss does",
                site.text or tr("the epoch"),
            ),
            tr("give it the loss of the epoch"),
            place=site.place,
        )


def _metric(site: StepSite, usage: Usage) -> list[Violation]:
    if site.argument != "metric" or not _METRIC.search(site.text):
        return []
    message = tr(
        "step({}) moves {} to the position {}: its argument is a position, not a metric",
        site.text,
        name_of(usage.schedule),
        site.text,
    )
    return [Violation((), message, tr("call step() without an argument, or use ReduceOnPlateau"), place=site.place)]


def _position(site: StepSite, usage: Usage) -> Iterator[Violation]:
    """The finding about a position in another unit than the lengths."""
    longest = max(decay_lengths(usage.schedule), key=lambda length: length.number, default=None)
    epochs, counted = epochs_of(usage), _counted(site)
    if longest is None or epochs < 2 or not counted:
        return
    length = tr("its {} is {}", longest.name, format_count(longest.number))
    much = longest.number >= _MUCH * epochs or (longest.in_batches and longest.number >= _MORE * epochs)
    moves = _MOVES[counted].filled(site.text, name_of(usage.schedule))
    if counted == "epoch" and much:
        message, instead = tr("{}, which ends at {:,}, but {}", moves, epochs, length), _EACH_UPDATE
    elif counted == "update" and longest.number <= epochs:
        message, instead = tr("{}, but {}, in a run of {:,} epochs", moves, length, epochs), _EACH_EPOCH
    elif counted == "batch" and longest.number > 1:
        message, instead = tr("{} in its epoch, so the schedule begins again in every epoch", moves), _EACH_UPDATE
    else:
        return
    severity = "warning" if counted == "batch" else None
    yield Violation((), message, str(instead), severity=severity, place=site.place)


def _counted(site: StepSite) -> str:
    """What the argument counts: ``epoch``, ``update`` over all epochs, ``batch`` of an epoch; empty for others."""
    number, in_epochs = site.argument, site.per == "epoch"
    if not isinstance(number, LoopNumber):
        return "epoch" if number == "epoch" and in_epochs else ""
    growth = (*number.each, 0, 0)
    if in_epochs:
        return "epoch" if growth[0] == 1 else ""
    if growth[0] == 0:
        return "epoch" if growth[1] == 1 else ""
    if growth[0] != 1:
        return ""
    return "update" if growth[1] > 1 else "batch" if growth[1] == 0 else ""
