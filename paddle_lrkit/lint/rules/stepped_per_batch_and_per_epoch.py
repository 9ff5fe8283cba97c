"""A schedule that is stepped for every batch and once more in every epoch.

What it does
    Looks for two calls of `step()` on one schedule, one in the loop over batches and one in the loop over epochs.

Why is this bad
    The schedule has one counter. Whatever its lengths count, one of the calls moves it too far: lengths in epochs are
    over in the first epoch, lengths in updates are ahead by one update in each epoch.

Example
    for epoch in range(90):
        for batch in loader:
            optimizer.step()
            scheduler.step()
        scheduler.step()

Use instead
    for epoch in range(90):
        for batch in loader:
            optimizer.step()
        scheduler.step()

Reference
    paddle.optimizer.lr.LRScheduler.step.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import certain_usage, decay_lengths, epochs_of, every, is_plateau, name_of
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.usage import StepSite, Usage
from paddle_lrkit.text import plural

_MOST = 0.9
"""Of the epochs or updates: a call for the first few epochs, as a warmup, leaves the others to the other call."""


def check(context: Context) -> Iterator[Violation]:
    """The finding at the call in the loop over epochs."""
    usage = certain_usage(context)
    if usage is None or is_plateau(usage.schedule):
        return
    sites = [site for site in usage.sites if site.argument is None]
    batches = [site for site in sites if site.per in ("batch", "update") and _is_whole(site, usage.updates)]
    epochs = [site for site in sites if site.per == "epoch" and _is_whole(site, usage.epochs)]
    if not batches or not epochs:
        return
    first, second = batches[0], epochs[-1]
    count = ""
    if usage.steps and usage.epochs and not usage.guessed:
        count = tr(": {} in {}", plural(usage.steps, "step"), plural(usage.epochs, "epoch"))
    yield Violation(
        (),
        tr(
            "{} is stepped for {} in line {} and again in every epoch{}",
            name_of(usage.schedule),
            every(first.per),
            first.place.line,
            count,
        ),
        _instead(usage, first),
        place=second.place,
    )


def _is_whole(site: StepSite, rounds: int | None) -> bool:
    """Whether a call is made in nearly all rounds, not only in some."""
    return site.calls is None or rounds is None or site.calls >= _MOST * rounds


def _instead(usage: Usage, first: StepSite) -> str:
    longest = max((length.number for length in decay_lengths(usage.schedule)), default=0.0)
    if 0 < longest <= 2 * epochs_of(usage):
        return tr("remove the call in line {}, because the lengths are epochs", first.place.line)
    return tr("remove one of the two calls")
