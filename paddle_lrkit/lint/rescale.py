"""Another number of GPUs or another batch size: rate and lengths that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.document import Path
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.facts.facts import Facts
from paddle_lrkit.lint.finding import Edit
from paddle_lrkit.lint.item import Item
from paddle_lrkit.suites.batch_scaling import rate_factor

RULES = ("auto", "linear", "sqrt")
_ROOT = ("adam", "adamw", "lamb", "rmsprop", "adagrad", "radam", "nadam")


@dataclass(frozen=True)
class Change:
    """A change from one number to another.

    Args:
        before: The number that the config was written for.
        after: The number to train with.
    """

    before: int
    after: int


@dataclass(frozen=True)
class Rescaling:
    """What changes.

    Args:
        factor: Samples in an update, after divided by before.
        rule: ``linear`` or ``sqrt``.
        rate_factor: Factor of the rates.
        edits: The changes of the config.
        notes: What nobody can know from the config.
    """

    factor: float
    rule: str
    rate_factor: float
    edits: tuple[Edit, ...]
    notes: tuple[str, ...]


def rescaling(context: Context, gpus: Change, batch: Change | None, rule: str = "auto") -> Rescaling:
    """The changes that keep a schedule the same over the samples seen.

    Rates are multiplied by ``k`` (linear) or ``sqrt(k)``, lengths in updates divided by ``k``; lengths in epochs and
    shares of the run stay.

    Args:
        context: The config.
        gpus: Processes.
        batch: Samples per process; None when they stay.
        rule: ``auto`` takes ``sqrt`` for the Adam family and ``linear`` for others.

    Raises:
        UsageError: The config has no schedule, scales its rate itself, or has another batch size than the one that
            was given.
    """
    facts = context.facts
    if facts is None or facts.rate is None:
        raise UsageError("the config has no rate to rescale")
    if context.suite == "lrkit" and context.document.get(("Optimizer", "batch_scaling")) is not None:
        raise UsageError("Optimizer.batch_scaling scales the rate of this config already when it is read")
    if batch is not None and facts.batch is not None and facts.batch.number not in (None, batch.before):
        raise UsageError(f"the batch size is {facts.batch.value}, not {batch.before}: {context.key(facts.batch.path)}")
    factor = gpus.after / gpus.before * (batch.after / batch.before if batch else 1.0)
    chosen = ("sqrt" if facts.optimizer.lower() in _ROOT else "linear") if rule == "auto" else rule
    times = rate_factor(chosen, factor)
    edits = [*_rates(facts, times), *_lengths(facts, factor)]
    if batch is not None and facts.batch is not None and facts.batch.number is not None:
        edits.append(Edit(facts.batch.path, batch.after))
    return Rescaling(factor, chosen, times, tuple(edits), tuple(_notes(context, facts, factor, rule, batch)))


def _rates(facts: Facts, factor: float) -> list[Edit]:
    items = [facts.values if facts.values is not None else facts.rate]
    items += [None if facts.floor_relative else facts.floor, None if facts.start_relative else facts.start]
    return [edit for item in items if (edit := _edit(facts.section, item, factor, whole=False)) is not None]


def _lengths(facts: Facts, factor: float) -> list[Edit]:
    items = [facts.run] if facts.run_unit == "it" else []
    items += [facts.warmup] if facts.warmup_unit == "it" else []
    items += [facts.milestones, facts.step_size, facts.span] if facts.unit == "it" else []
    return [edit for item in items if (edit := _edit(facts.section, item, 1 / factor, whole=True)) is not None]


def _edit(section: Path, item: Item | None, factor: float, whole: bool) -> Edit | None:
    """The item times ``factor``; None when it is not written in the file, has a unit, or stays."""
    if item is None or item.path == section or item.text is not None or not item.path:
        return None
    value = item.value
    if isinstance(value, (list, tuple)):
        numbers = item.numbers
        after: Any = [_times(number, factor, whole) for number in numbers]
    elif item.number is None:
        return None
    else:
        after = _times(item.number, factor, whole)
    return None if after == value or (isinstance(after, list) and not after) else Edit(item.path, after)


def _times(number: float, factor: float, whole: bool) -> float | int:
    if not whole:
        return float(f"{number * factor:.12g}")
    return max(round(number * factor), 1) if number > 0 else int(number)


def _notes(context: Context, facts: Facts, factor: float, rule: str, batch: Change | None) -> list[str]:
    notes = []
    if rule == "auto" and not facts.optimizer:
        notes.append("the optimizer is not named in the config; linear holds for SGD, for Adam give --rule sqrt")
    if batch is not None and facts.batch is None:
        notes.append("the batch size is not in the config: change it where it is")
    if factor > 8:
        notes.append("beyond 8 times neither rule is known to hold; find the rate with a range test")
    if factor > 1 and facts.warmup is None:
        notes.append("there is no warmup; a larger rate may need one")
    units = [item for item in (facts.warmup, facts.milestones, facts.step_size, facts.span) if item and item.text]
    if context.suite == "lrkit" and any("it" in (item.text or "") for item in units):
        notes.append("lengths with the unit it are counted in updates and were left: divide them, or give them in ep")
    if facts.rate is not None and facts.rate.path == facts.section:
        notes.append("the rate is the suite's default and not in the config: write it down first")
    return notes
