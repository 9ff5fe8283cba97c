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

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.scripts.unknown import CodePlace
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.text import format_count

_BY_EPOCH = "callbacks=[paddle.callbacks.LRScheduler(by_step=False, by_epoch=True)]"


def check(context: Context) -> Iterator[Violation]:
    """The finding at the call of ``step`` or ``fit``."""
    script, fields = context.script, context.fields
    if script is None or fields is None:
        return
    if isinstance(script, Usage):
        yield from _of_usage(script, fields)
        return
    if script.stepper is not None:
        yield _stepper(*script.stepper)
    if script.step is not None and script.epochs:
        line, in_batches = script.step
        yield from _compared(
            CodePlace(context.document.file or "", line), script.epochs, in_batches, script.fit, fields
        )


def _of_usage(usage: Usage, fields: ScheduleFields) -> Iterator[Violation]:
    if usage.uncertain or len(usage.sites) != 1 or not usage.epochs or usage.builds > 1:
        return
    site = usage.sites[0]
    if site.per in ("batch", "update", "epoch") and site.argument is None:
        yield from _compared(site.place, usage.epochs, site.per != "epoch", bool(site.by), fields)


def _compared(
    place: CodePlace, epochs: int, in_batches: bool, fit: bool, fields: ScheduleFields
) -> Iterator[Violation]:
    """The finding about lengths in epochs that are stepped by batch, or the reverse."""
    spans = [part for part in (fields.span, fields.step_size, fields.milestones) if part is not None]
    lengths = [length for part in spans for length in (part.numbers or [part.number or 0.0])]
    if not lengths:
        return
    longest = max(lengths)
    warmup = fields.warmup.number or 0.0 if fields.warmup else 0.0
    if in_batches and longest <= epochs and warmup <= longest:
        yield Violation(
            fields.section,
            f"the schedule has {format_count(longest)} steps and the run {epochs:,} epochs, but "
            f"{_who(fit)} for every batch: the schedule is over after {format_count(longest + warmup)} updates",
            _BY_EPOCH if fit else "call step() once an epoch, or multiply the lengths by the batches of an epoch",
            place=place,
        )
    elif not in_batches and longest >= 20 * epochs:
        yield Violation(
            fields.section,
            f"the schedule has {format_count(longest)} steps, but {_who(fit)} once in each of {epochs:,} epochs",
            "leave out the callback LRScheduler(by_epoch=True), or give the lengths in epochs"
            if fit
            else "call step() for every batch, or give the lengths in epochs",
            place=place,
        )


def _who(fit: bool) -> str:
    return "fit() steps it" if fit else "step() is called"


def _stepper(line: int, both: bool) -> Violation:
    """The finding about a callback that steps twice or never."""
    message = (
        "fit() stops with a ValueError: LRScheduler has by_step=True by default, and by_epoch=True excludes it"
        if both
        else "fit() never steps the schedule: LRScheduler has by_step=False, and by_epoch is False by default"
    )
    return Violation((), message, _BY_EPOCH, line=line)
