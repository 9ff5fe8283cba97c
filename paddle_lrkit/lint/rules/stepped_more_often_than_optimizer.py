"""`step()` of the schedule without an update of the optimizer.

What it does
    Compares how often a schedule is stepped with the updates of the optimizer, where both are in the loop over batches:
    a call outside the branch that updates after every few batches, two calls for one update, a call in another loop.

Why is this bad
    The schedule is over long before the run: with 4 batches in an update after a quarter of it. A schedule whose length
    is given in batches as well is not reported.

Example
    scheduler = CosineAnnealingDecay(learning_rate=0.1, T_max=epochs * len(loader) // 4)
    for step, batch in enumerate(loader):
        loss(batch).backward()
        if (step + 1) % 4 == 0:
            optimizer.step()
            optimizer.clear_grad()
        scheduler.step()

Use instead
    for step, batch in enumerate(loader):
        loss(batch).backward()
        if (step + 1) % 4 == 0:
            optimizer.step()
            optimizer.clear_grad()
            scheduler.step()

Reference
    paddle.optimizer.lr: every class counts calls of step().
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import certain_usage, epochs_of, is_plateau, lengths_of, name_of, warmup_of
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.usage import StepSite, Usage
from paddle_lrkit.text import format_factor, plural

_OFTEN, _NEAR = 1.5, 0.05


def check(context: Context) -> Iterator[Violation]:
    """The finding at the call of ``step``."""
    usage = certain_usage(context)
    if usage is None or is_plateau(usage.schedule) or not usage.holders or not usage.steps or not usage.updates:
        return
    sites = [site for site in usage.sites if site.per != "epoch" and site.argument is None]
    if not sites or len(sites) != len(usage.sites):
        return
    factor, alone = usage.steps / usage.updates, _is_alone(sites, usage)
    fits = _fits(usage, alone)
    if fits or (factor < _OFTEN and not alone):
        return
    counts = "" if usage.guessed else tr(" ({} in {})", plural(usage.steps, "step"), plural(usage.updates, "update"))
    parts, often = (name_of(usage.schedule), counts, _early(usage)), format_factor(factor)
    message = tr("{0} is stepped {3} times as often as the optimizer updates{1}{2}", *parts, often)
    if alone:
        message = tr("{} is stepped in a loop that makes no update{}{}", *parts)
    elif factor == 2:
        message = tr("{} is stepped twice as often as the optimizer updates{}{}", *parts)
    yield Violation(
        (),
        message,
        tr("call step() once for each update, behind the optimizer's step()"),
        severity="warning" if fits is None else None,
        place=_outside(sites).place,
    )


def _is_alone(sites: list[StepSite], usage: Usage) -> bool:
    """Whether it is only stepped in loops without an update, several times in an epoch."""
    return all(site.alone for site in sites) and 0 < 2 * epochs_of(usage) <= (usage.steps or 0)


def _outside(sites: list[StepSite]) -> StepSite:
    """The call that has no update of its own, else the last one."""
    alone = [site for site in sites if not site.with_update]
    return max(alone or sites, key=lambda site: (site.calls or 0, site.place.line))


def _length(usage: Usage) -> float:
    """Steps after which a decay ends; 0 where it has no end."""
    lengths = [length for length in lengths_of(usage.schedule) if length.kind in ("span", "marks")]
    return max((length.number for length in lengths), default=0.0) + (warmup_of(usage.schedule) if lengths else 0.0)


def _fits(usage: Usage, alone: bool) -> bool | None:
    """Whether the lengths count these steps and not the updates; None where they do not tell."""
    steps, updates, length = usage.steps or 0, usage.updates or 0, _length(usage)
    others = [one for one in lengths_of(usage.schedule) if one.kind == "steps"]
    if any(one.in_batches for one in others) and usage.batches == steps:
        return True
    if not length:
        return None
    if alone:
        return abs(length - steps) <= _NEAR * steps
    if length > 1.05 * updates:
        return steps / length < length / updates
    return False


def _early(usage: Usage) -> str:
    length = _length(usage)
    if not length or length > 1.05 * (usage.updates or 0):
        return ""
    return tr(", so it is over after {}% of the run", format_factor(100 * length / (usage.steps or 1)))
