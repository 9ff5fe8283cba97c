"""The config section of an advice as YAML, with comments."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.advise import Advice
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.messages import Message, join_parts
from paddle_lrkit.suites.table import detector_of
from paddle_lrkit.units import LengthOptions

_HEAD = Message("lrkit advise, for the training config of {}{}")
_BATCH = Message("; {:,} samples in an update{}")
_EACH = Message(" ({})")
_STEPS = Message("; {:,} updates in an epoch")
_NOTHING = Message("")


def as_yaml(advice: Advice) -> str | None:
    """The section with comments; None if the advice has no section."""
    if advice.fitted is None:
        return None
    lines = [str(text) for text in _comments(advice)]
    remarks = _remarks(advice)
    if remarks:
        lines.append(f"lrkit: ignore={', '.join(f'{code} {name}' for code, name in remarks.items())}")
    return "".join(f"# {line}\n" for line in lines) + dump_yaml(advice.fitted.data, inline=True)


def _remarks(advice: Advice) -> dict[str, str]:
    """What lrkit check reports for the section, code -> name: the suite allows nothing else, or the recipe wants it."""
    found: dict[str, str] = {}
    if advice.fitted is None:
        return found
    for steps in {advice.fitted.schedule.steps_per_epoch, None}:
        options = CheckOptions(suite=advice.suite, length=LengthOptions(steps, world_size=advice.case.given.gpus))
        for finding in check_config(advice.fitted.data, options):
            if finding.severity == "info":
                found[finding.code] = finding.rule
    return dict(sorted(found.items()))


def _comments(advice: Advice) -> Iterator[Message]:
    given, steps = advice.case.given, advice.case.steps
    numbers = [given.batch_size, given.gpus, given.accumulate]
    each = " x ".join(str(number) for number in numbers if number != 1)
    batch = _NOTHING
    if advice.case.batch:
        batch = _BATCH.filled(advice.case.batch, _EACH.filled(each) if "x" in each else _NOTHING)
    elif advice.peak.batch and not advice.peak.own:
        batch = _BATCH.filled(advice.peak.batch, _NOTHING)
    epoch = _STEPS.filled(steps) if steps and given.epochs else _NOTHING
    title = detector_of(advice.suite).title
    yield _HEAD.filled(title, join_parts((batch, epoch), "", ""))
    if advice.fitted is not None:
        shown = {text for topic, text in advice.fitted.changed if topic == "warmup"}
        yield from (text for text in advice.fitted.deviations if text not in shown)
