"""A schedule of a program in words: its call, how it is stepped, and which optimizer holds it."""

from __future__ import annotations

import os
from typing import Any

from paddle_lrkit.messages import Message, join_parts, tr
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, rests_on
from paddle_lrkit.scripts.usage import StepSite, Usage
from paddle_lrkit.text import format_rate, join_names, plural

_MOST = 60
_MOST_ITEMS = 8
_WHEN = {
    "update": (Message("before every update"), Message("after every update")),
    "batch": (Message("before every batch"), Message("after every batch")),
    "epoch": (Message("before every epoch"), Message("after every epoch")),
}
"""When ``step()`` is called, for each thing that it is called in."""
_MOST_NESTED = 3


def class_words(schedule: BuiltSchedule) -> str:
    """``LinearWarmup(CosineAnnealingDecay)``."""
    inner = [value for value in schedule.arguments.values() if isinstance(value, BuiltSchedule)]
    names = schedule.name
    depth = 0
    while inner and depth < _MOST_NESTED:
        names += f"({inner[0].name}"
        depth += 1
        inner = [value for value in inner[0].arguments.values() if isinstance(value, BuiltSchedule)]
    return names + ")" * depth


def call_words(schedule: BuiltSchedule, guesses: frozenset[str] = frozenset(), depth: int = 0) -> str:
    """The class with its arguments: ``StepDecay(learning_rate=0.1, step_size=30)``; ``?`` for what is not known.

    Args:
        schedule: The schedule.
        guesses: What is only guessed, such as ``len(loader)``: what rests on it is shown as its source text.
        depth: How many schedules are around it.
    """
    parts = [
        f"{'' if str(name).isdecimal() else f'{name}='}{_value_words(schedule, name, guesses, depth)}"
        for name in schedule.arguments
    ]
    if schedule.unknown_arguments:
        parts.append("?")
    return f"{schedule.name}({', '.join(parts)})"


def _value_words(schedule: BuiltSchedule, name: str, guesses: frozenset[str], depth: int) -> str:
    value = schedule.arguments[name]
    if isinstance(value, BuiltSchedule):
        return call_words(value, guesses, depth + 1) if depth < _MOST_NESTED else f"{value.name}(...)"
    if isinstance(value, Unknown):
        return f"{_short(value.text)}?"
    if rests_on(value) & guesses:
        return _short(schedule.texts.get(name, "?"))
    if callable(value):
        return _short(schedule.texts.get(name, tr("a function")))
    return plain_words(value)


def plain_words(value: Any) -> str:
    """A number, a text or a list as Python writes it, a long one in part.

    Example:
        >>> plain_words(0.1 * 3), plain_words([30, 60]), plain_words(list(range(90)))
        ('0.3', '[30, 60]', '[0, 1, 2, 3, 4, 5, 6, ..., 89]')
    """
    if isinstance(value, float):
        return f"{value:.10g}" if value % 1 or abs(value) >= 1e15 else repr(float(value))
    if isinstance(value, (list, tuple)):
        items = [plain_words(part) for part in (value[: _MOST_ITEMS - 1] if len(value) > _MOST_ITEMS else value)]
        if len(value) > _MOST_ITEMS:
            items += ["...", plain_words(value[-1])]
        return f"[{', '.join(items)}]" if isinstance(value, list) else f"({', '.join(items)})"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(int(value)) if value.bit_length() < 64 else f"{float(min(value, 10**300)):.4g}"
    return _short(repr(value))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST else f"{text[: _MOST - 3]}..."


def run_words(usage: Usage) -> str:
    """The length of the run: ``240 updates in 12 epochs``, ``12 epochs of unknown length``."""
    epochs = None if usage.epochs is None else plural(usage.epochs, "epoch")
    if usage.updates is None and not usage.uncertain and not usage.rests_on:
        return tr("no update of an optimizer is found")
    if usage.updates is None or usage.uncertain:
        return epochs or tr("a run of unknown length")
    if usage.guessed:
        return tr("{} of unknown length", epochs) if epochs else tr("a run of unknown length")
    updates = plural(usage.updates, "update")
    return tr("{} in {}", updates, epochs) if epochs else updates


def stepped_words(usage: Usage) -> str:
    """When ``step()`` is called: ``stepped after every batch``."""
    if not usage.sites:
        return tr("how it is stepped is not known") if usage.uncertain else tr("never stepped")
    if usage.uncertain:
        return tr("how often it is stepped is not known")
    return tr("stepped {}", join_parts(dict.fromkeys(_site_words(site, usage) for site in usage.sites), " and ", "和"))


def _site_words(site: StepSite, usage: Usage) -> str:
    when = _when(site, usage)
    return tr("by {} {}", site.by, when) if site.by else when


def _when(site: StepSite, usage: Usage) -> str:
    if site.per in _WHEN:
        before = site.before_update and site.argument is None
        if site.per == "update" and usage.batches_per_update:
            batches = plural(usage.batches_per_update, "batch", "batches")
            return tr("before every update of {}", batches) if before else tr("after every update of {}", batches)
        return str(_WHEN[site.per][not before])
    if site.every > 1:
        return tr("in every round of {:,}", site.every)
    unknown = site.calls is None or usage.guessed or usage.steps_guessed
    return tr("now and then") if unknown else plural(site.calls or 0, "time")


def holder_words(usage: Usage, file: str) -> str:
    """Which optimizers hold a schedule, or what they hold instead.

    Args:
        usage: How the program uses it.
        file: The file that the words are about; places in other files are named with their file.
    """
    if usage.holders:
        names = join_names([_optimizer_words(holder, file) for holder in usage.holders])
        return tr("{} holds it", names) if len(usage.holders) == 1 else tr("{} hold it", names)
    others = [tr("{} has {}", _optimizer_words(one, file), _rate_words(one, file)) for one in usage.other_optimizers]
    return tr("no optimizer holds it: {}", join_names(others)) if others else tr("no optimizer holds it")


def _optimizer_words(optimizer: BuiltOptimizer, file: str) -> str:
    return f"{optimizer.name} ({place_words(optimizer.place, file)})"


def _rate_words(optimizer: BuiltOptimizer, file: str) -> str:
    rate = optimizer.rate
    if isinstance(rate, BuiltSchedule):
        return tr("the {} of {}", rate.name, place_words(rate.place, file))
    if isinstance(rate, (int, float)):
        return tr("the rate {}", format_rate(float(rate)))
    return tr("a rate that is not known")


def place_words(place: CodePlace, file: str) -> str:
    """``line 14``, or ``optim.py:14`` in another file.

    Example:
        >>> place_words(CodePlace("a/optim.py", 2), "a/optim.py"), place_words(CodePlace("a/optim.py", 2), "a/train.py")
        ('line 2', 'optim.py:2')
    """
    if place.file == file:
        return tr("line {}", place.line)
    return f"{os.path.relpath(place.file, os.path.dirname(file) or '.')}:{place.line}"


def rates_words(first: float, peak: float, last: float) -> str:
    """The course of a rate: ``0.1 to 0``, ``0 to 0.1 to 1e-5``, ``0.1 throughout``.

    Example:
        >>> rates_words(0.1, 0.1, 0.0), rates_words(0.0, 0.1, 1e-5), rates_words(0.1, 0.1, 0.1)
        ('0.1 to 0', '0 to 0.1 to 1e-5', '0.1 throughout')
    """
    if first == peak == last:
        return tr("{} throughout", format_rate(first))
    middle = [] if peak in (first, last) else [peak]
    return tr(" to ").join(map(format_rate, (first, *middle, last)))
