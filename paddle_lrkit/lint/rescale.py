"""Another number of GPUs or another batch size: rate and lengths that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.lrkit.batch_scaling import rate_factor
from paddle_lrkit.suites.ppcls import optimizers
from paddle_lrkit.suites.schedule_fields import ScheduleFields, value_at

RULES = ("auto", "linear", "sqrt")
_RATES = {"OneCycleLR": ("end_learning_rate",), "CyclicLR": ("base_learning_rate",)}
_LENGTHS = {
    "OneCycleLR": ("total_steps",),
    "CyclicLR": ("step_size_up", "step_size_down"),
    "CosineAnnealingWarmRestarts": ("T_0",),
    "LinearLR": ("total_steps",),
}
_POLYNOMIAL_END = 1e-4
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
    fields = context.fields
    if fields is None or fields.rate is None:
        raise UsageError("the config has no rate to rescale")
    if context.suite == "lrkit" and context.document.get(("Optimizer", "batch_scaling")) is not None:
        raise UsageError("Optimizer.batch_scaling scales the rate of this config already when it is read")
    if batch is not None and fields.batch is not None and fields.batch.number not in (None, batch.before):
        raise UsageError(
            f"the batch size is {fields.batch.value}, not {batch.before}: {context.key(fields.batch.path)}"
        )
    factor = gpus.after / gpus.before * (batch.after / batch.before if batch else 1.0)
    chosen = ("sqrt" if fields.optimizer.lower() in _ROOT else "linear") if rule == "auto" else rule
    times = rate_factor(chosen, factor)
    edits = [*_rates(context, fields, times), *_lengths(context, fields, factor)]
    if (
        batch is not None
        and batch.before != batch.after
        and fields.batch is not None
        and fields.batch.number is not None
    ):
        edits.append(Edit(fields.batch.path, batch.after))
    return Rescaling(factor, chosen, times, tuple(edits), tuple(_notes(context, fields, factor, rule, batch)))


def _rates(context: Context, fields: ScheduleFields, factor: float) -> list[Edit]:
    items = [fields.values if fields.values is not None else _written(context, fields.rate, "base_lr")]
    items += [None if fields.floor_relative else fields.floor, None if fields.start_relative else fields.start]
    items += [*_more(context, fields, _RATES), *_default_end(context, fields)]
    return [edit for part in items if (edit := _edit(context, part, factor, whole=False)) is not None]


def _lengths(context: Context, fields: ScheduleFields, factor: float) -> list[Edit]:
    items = [fields.run] if fields.run_unit == "it" else []
    items += [_written(context, fields.warmup, "steps")] if fields.warmup_unit == "it" else []
    items += [fields.milestones, fields.step_size, fields.span] if fields.unit == "it" else []
    items += _more(context, fields, _LENGTHS)
    return [edit for part in items if (edit := _edit(context, part, 1 / factor, whole=True)) is not None]


def _more(context: Context, fields: ScheduleFields, keys: Mapping[str, tuple[str, ...]]) -> list[ConfigValue]:
    """What PaddleSeg's configs hold for classes of Paddle that have names of their own for rates and lengths."""
    names = keys.get(fields.name, ()) if context.suite == "ppseg" else ()
    found = (value_at(context.document, (*fields.section, name)) for name in names)
    return [part for part in found if part is not None]


def _default_end(context: Context, fields: ScheduleFields) -> list[ConfigValue]:
    """The last rate of a `PolynomialDecay` in PaddleSeg where it is not given, under the key that gives it."""
    used = context.suite == "ppseg" and context.source.variant is None and fields.name == "PolynomialDecay"
    return [ConfigValue(_POLYNOMIAL_END, (*fields.section, "end_lr"))] if used and fields.floor is None else []


def _written(context: Context, item: ConfigValue | None, key: str) -> ConfigValue | None:
    """PaddleDetection's default under the key that changes it; other items as they are."""
    if item is None or context.suite != "ppdet" or not _is_default(context, item):
        return item
    if isinstance(getattr(context.document.get(item.path), "value", None), list):
        return item
    return ConfigValue(item.value, (*item.path, key))


def _is_default(context: Context, item: ConfigValue) -> bool:
    """Whether the place of an item is a section, because the value is not written anywhere."""
    return isinstance(context.document.get(item.path), (Mapping, Tagged))


def _edit(context: Context, item: ConfigValue | None, factor: float, whole: bool) -> Edit | None:
    """The item times ``factor``; None when it is not written in the config, has a unit, or stays."""
    if item is None or not item.path or item.text is not None or _is_default(context, item):
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


def _notes(context: Context, fields: ScheduleFields, factor: float, rule: str, batch: Change | None) -> list[str]:
    notes = []
    if rule == "auto" and not fields.optimizer:
        notes.append("the optimizer is not named in the config; linear holds for SGD, for Adam give --rule sqrt")
    if batch is not None and fields.batch is None:
        notes.append("the batch size is not in the config: change it where it is")
    if context.suite == "ppcls" and (count := optimizers(context.document)) > 1:
        notes.append(f"the config has {count} optimizers and only the first is rescaled: change the others alike")
    if factor > 8:
        notes.append("beyond 8 times neither rule is known to hold; find the rate with a range test")
    if factor > 1 and fields.warmup is None:
        notes.append("there is no warmup; a larger rate may need one")
    if factor != 1 and fields.shape == "exponential" and fields.unit == "it":
        notes.append(f"gamma is a factor for each update and was left: the same decay takes gamma ** {factor:.6g}")
    if factor != 1 and fields.shape == "other" and not (context.suite == "ppseg" and fields.name in _LENGTHS):
        notes.append(
            f"the lengths of {fields.name} were left: divide those that are counted in updates by {factor:.6g}"
        )
    units = [item for item in (fields.warmup, fields.milestones, fields.step_size, fields.span) if item and item.text]
    if context.suite == "lrkit" and any("it" in (item.text or "") for item in units):
        notes.append("lengths with the unit it are counted in updates and were left: divide them, or give them in ep")
    if context.suite != "ppdet" and fields.rate is not None and fields.rate.path == fields.section:
        notes.append("the rate is the suite's default and not in the config: write it down first")
    return notes
