"""A schedule stepped in the wrong loop.

What it does
    Compares the lengths of a schedule with the loop that steps it: epochs inside the loop over batches, updates
    outside. `paddle.Model.fit` steps for every batch unless a callback says otherwise.

Why is this bad
    A schedule in epochs that is stepped per batch is over after a few hundred updates; one in updates that is stepped
    per epoch hardly begins.

Example
    scheduler = CosineAnnealingDecay(learning_rate=0.1, T_max=epochs)
    for epoch in range(epochs):
        for batch in loader:
            optimizer.step()
            scheduler.step()

Use instead
    for epoch in range(epochs):
        for batch in loader:
            optimizer.step()
        scheduler.step()

    # or with paddle.Model:
    model.fit(data, epochs=epochs, callbacks=[paddle.callbacks.LRScheduler(by_step=False, by_epoch=True)])

Reference
    paddle.optimizer.lr.LRScheduler.step; paddle.callbacks.LRScheduler, whose by_step is True by default.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import WrittenLength, certain_usage, decay_lengths, epochs_of, name_of, warmup_of
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.scripts.unknown import rests_on
from paddle_lrkit.scripts.usage import StepSite, Usage
from paddle_lrkit.text import format_count

_FEW, _MORE, _MUCH, _NEAR, _SHORT, _SAMPLES = 2, 1.5, 20, 0.02, 0.6, 64
_BY_EPOCH = "callbacks=[paddle.callbacks.LRScheduler(by_step=False, by_epoch=True)]"


def check(context: Context) -> Iterator[Violation]:
    """The finding at the call of ``step`` or ``fit``, where all calls are in one of the two loops."""
    usage = certain_usage(context)
    sites = [site for site in usage.sites if site.argument is None] if usage is not None else []
    if usage is None or not sites or len(sites) < len(usage.sites) or usage.builds > usage.runs:
        return
    epochs, lengths = epochs_of(usage), decay_lengths(usage.schedule)
    site = max(sites, key=lambda site: site.calls or 0)
    if epochs and usage.unit == "epoch":
        yield from _in_updates(usage, site, epochs, lengths)
    elif epochs and usage.unit in ("batch", "update"):
        yield from _in_epochs(usage, site, epochs, lengths, context)


def _in_epochs(
    usage: Usage, site: StepSite, epochs: int, lengths: list[WrittenLength], context: Context
) -> Iterator[Violation]:
    """Lengths in epochs, stepped for every batch."""
    longest = max(lengths, key=lambda length: length.number, default=None)
    warmup = warmup_of(usage.schedule)
    if longest is None or longest.number > epochs or warmup > longest.number:
        return
    end = longest.number + warmup
    if any(length.in_batches for length in lengths) or end > _SHORT * (context.total or math.inf):
        return
    steps = longest.kind == "steps"
    if steps and not _collapses(context):
        return
    effect = Message("the rate drops every {} updates") if steps else Message("the schedule is over after {} updates")
    yield Violation(
        (),
        tr(
            "{} and the run has {:,} epochs, but {} for every batch: {}",
            _written(longest),
            epochs,
            _who(site),
            effect.filled(format_count(end)),
        ),
        _BY_EPOCH if site.by else tr("call step() once an epoch, or multiply the lengths by the batches of an epoch"),
        place=site.place,
    )


def _in_updates(usage: Usage, site: StepSite, epochs: int, lengths: list[WrittenLength]) -> Iterator[Violation]:
    """Lengths in updates, stepped once an epoch; the finding is at a length that is multiplied in the call itself."""
    longest, place = max(lengths, key=lambda length: length.number, default=None), site.place
    if longest is None or not _counts_updates(longest, usage, epochs):
        if not _function_counts_updates(usage, epochs):
            return
        message = tr("the function of {} counts updates", name_of(usage.schedule))
    else:
        message = tr("{} counts batches", longest.name) if longest.in_batches and usage.guessed else _written(longest)
        place = longest.place if "len(" in longest.text else place
    yield Violation(
        (),
        tr("{}, but {} once in each of {:,} epochs", message, _who(site), epochs),
        tr("leave out the callback LRScheduler(by_epoch=True), or give the lengths in epochs")
        if site.by
        else tr("call step() for every batch, or give the lengths in epochs"),
        place=place,
    )


def _written(length: WrittenLength) -> str:
    """``T_max is 30``, or ``the last of milestones is 80``."""
    words = Message("the last of {} is {}") if length.kind == "marks" else Message("{} is {}")
    return str(words.filled(length.name, format_count(length.number)))


def _counts_updates(length: WrittenLength, usage: Usage, epochs: int) -> bool:
    """Whether a length is one in updates: computed from those of an epoch, as many as the run has, or far too many."""
    updates, warmup = usage.updates or 0, warmup_of(usage.schedule)
    ends = [length.number, length.number + warmup] if (usage.steps_per_epoch or 0) > _FEW else []
    whole = any(abs(end - updates) <= _NEAR * updates for end in ends)
    return (length.in_batches and length.number > _MORE * epochs) or whole or length.number >= _MUCH * epochs


def _function_counts_updates(usage: Usage, epochs: int) -> bool:
    """Whether a function of the script rises or stays high over the epochs and falls over the updates.

    Only where the length of an epoch is in it.
    """
    function = usage.schedule.arguments.get("lr_lambda") or usage.schedule.rate_at
    updates = usage.updates or 0
    if not callable(function) or updates < _MORE * epochs:
        return False
    spread = (updates * part // _SAMPLES for part in range(_SAMPLES))
    try:
        values = {tick: function(tick) for tick in {*range(min(epochs, _SAMPLES)), epochs - 1, *spread, updates - 1}}
        rates = {tick: float(value) for tick, value in values.items()}
    except (ArithmeticError, TypeError, ValueError):
        return False
    if not any(name.startswith("len(") for value in values.values() for name in rests_on(value)):
        return False
    peak = max(rates.values())
    inside = max(rate for tick, rate in rates.items() if tick < epochs)
    return (inside < 0.5 * peak or rates[epochs - 1] > 0.5 * peak) and rates[updates - 1] < 0.1 * peak


def _collapses(context: Context) -> bool:
    """Whether short steps bring the rate to nothing; many steps of a mild factor are a way to write an exponential."""
    curve, total = context.curve, context.total
    return curve is None or not total or curve(total - 1) < 1e-3 * context.peak


def _who(site: StepSite) -> str:
    return tr("fit() steps it") if site.by else tr("step() is called")
