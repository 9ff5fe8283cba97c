"""A length in batches, where the schedule is stepped once for several of them.

What it does
    Compares the length of a schedule with its steps, where one update takes several batches and the schedule is stepped
    with the update.

Why is this bad
    With 4 batches in an update the run makes a quarter of the steps: a cosine ends near its peak, and a warmup takes
    four times as long.

Example
    scheduler = CosineAnnealingDecay(learning_rate=0.1, T_max=epochs * len(loader))
    for step, batch in enumerate(loader):
        loss(batch).backward()
        if (step + 1) % 4 == 0:
            optimizer.step()
            optimizer.clear_grad()
            scheduler.step()

Use instead
    scheduler = CosineAnnealingDecay(learning_rate=0.1, T_max=epochs * (len(loader) // 4))

Reference
    paddle.optimizer.lr: every class counts calls of step().
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import WrittenLength, certain_usage, is_moved, lengths_of, name_of
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.text import format_count, format_share

_NEAR = 0.05
_MORE = 1.5


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length."""
    usage = certain_usage(context)
    if usage is None or not usage.steps or not usage.batches or is_moved(usage):
        return
    if usage.batches < _MORE * usage.steps or any(site.per == "epoch" for site in usage.sites):
        return
    found = _length(usage)
    if found is None:
        return
    length, end = found
    share = format_share(usage.steps / end)
    numbers = "" if usage.guessed else tr(" ({} of them, and {:,} steps)", format_count(end), usage.steps)
    yield Violation(
        (),
        tr(
            "{} counts batches, but {} is stepped once for {} of them: the run ends after {} of the schedule{}",
            length.name,
            name_of(usage.schedule),
            format_count(usage.batches / usage.steps),
            share,
            numbers,
        ),
        tr("divide {} by the batches of an update", length.name),
        place=length.place,
    )


def _length(usage: Usage) -> tuple[WrittenLength, float] | None:
    """The length that is the number of batches in the run, and where the schedule ends with it."""
    found = lengths_of(usage.schedule)
    warmup = max((one.number for one in found if one.kind == "warmup" and one.name == "warmup_steps"), default=0.0)
    batches = usage.batches or 0
    for length in found:
        ends = (length.number, length.number + warmup) if length.kind == "span" else ()
        for end in ends:
            if abs(end - batches) <= _NEAR * batches:
                return length, end
        if length.kind == "marks" and length.in_batches and (usage.steps or 0) < length.number <= batches:
            return length, length.number
    return None
