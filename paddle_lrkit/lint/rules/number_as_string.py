"""A number that YAML 1.1 reads as text.

What it does
    Reports text that reads as a number where the suite needs a number.

Why is this bad
    YAML 1.1 needs a dot: `1e-4` is text and `1.0e-4` a number. PaddleDetection, PaddleSeg and PaddleOCR stop with a
    TypeError; PaddleClas converts it, but not inside lists.

Example
    LearningRate: {base_lr: 1e-4}

Use instead
    LearningRate: {base_lr: 1.0e-4}

Reference
    YAML 1.1, float; PyYAML's resolver.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import ConfigValue, as_number
from paddle_lrkit.suites.schedule_fields import ScheduleFields

_NAMES = ("name", "type", "mode", "__tag__", "anneal_strategy", "threshold_mode")


def check(context: Context) -> Iterator[Violation]:
    """A finding for each number in quotes or without a dot."""
    fields = context.fields
    if fields is None:
        return
    parts = [*context.walk(context.document.get(fields.section), fields.section)]
    parts += [item for item in fields.items if item.path[: len(fields.section)] != fields.section]
    parts += [fields.run] if fields.run is not None and fields.run.path else []
    for item in parts:
        number = as_number(item.value)
        if isinstance(item.value, str) and number is None and fields.behaviour.needs_number(item.path):
            yield Violation(item.path, tr("{!r} is text, and {} must be a number", item.value, item.path[-1]))
        if not isinstance(item.value, str) or number is None or item.path[-1] in _NAMES:
            continue
        if fields.behaviour.casts_text(item.path) or not _is_read(fields, item):
            continue
        meant = int(number) if item.value.strip().lstrip("+-").isdigit() else number
        written = _dotted(meant)
        harmless = fields.behaviour.harmless_text(item.path)
        yield Violation(
            item.path,
            tr("{!r} is text, not a number, which does no harm here", item.value)
            if harmless
            else tr("{!r} is text, not a number", item.value),
            f"{item.path[-1]}: {written}" if isinstance(item.path[-1], str) else written,
            (Edit(item.path, meant),),
            severity="info" if harmless else None,
        )


def _is_read(fields: ScheduleFields, item: ConfigValue) -> bool:
    """Whether the class takes the key; another rule reports a key that it does not take."""
    sections = [part for part in fields.arguments if not part.positional and part.path == item.path[:-1]]
    return all(item.path[-1] in part.takes for part in sections)


def _dotted(number: float) -> str:
    """A number as YAML 1.1 takes it."""
    text = repr(number)
    return text if "." in text else text.replace("e", ".0e")
