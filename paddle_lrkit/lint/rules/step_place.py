"""A schedule stepped in the wrong loop.

What it does
    Compares the lengths of a schedule with the loop that steps it: epochs inside the loop over batches, updates
    outside.

Why is this bad
    A schedule in epochs that is stepped per batch is over after some hundred updates; one in updates that is stepped
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

Reference
    paddle.optimizer.lr.LRScheduler.step.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Found
from paddle_lrkit.lint.item import plain


def check(context: Context) -> Iterator[Found]:
    """The finding at the call of ``step``."""
    script, facts = context.script, context.facts
    if script is None or facts is None or script.step is None or not script.epochs:
        return
    spans = [part for part in (facts.span, facts.step_size, facts.milestones) if part is not None]
    lengths = [length for part in spans for length in (part.numbers or [part.number or 0.0])]
    if not lengths:
        return
    line, in_batches = script.step
    longest = max(lengths)
    warmup = facts.warmup.number or 0.0 if facts.warmup else 0.0
    if in_batches and longest <= script.epochs and warmup <= longest:
        yield Found(
            facts.section,
            f"{plain(longest)} of {script.epochs} epochs, but step() is called for every batch: the schedule is over "
            f"after {plain(longest + warmup)} updates",
            "call step() once an epoch, or multiply the lengths by the batches of an epoch",
            line=line,
        )
    elif not in_batches and longest >= 20 * script.epochs:
        yield Found(
            facts.section,
            f"{plain(longest)} steps, but step() is called once in each of {script.epochs} epochs",
            "call step() for every batch, or give the lengths in epochs",
            line=line,
        )
