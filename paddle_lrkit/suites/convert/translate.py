"""`translate`: a suite's config -> the same schedule in the words of another suite."""

from __future__ import annotations

import copy
import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, check_choice
from paddle_lrkit.suites.convert.compare import Difference, difference
from paddle_lrkit.suites.convert.plan import Plan, plan_of
from paddle_lrkit.suites.detect import SUITES
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.lrkit import writer as own_dialect
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import Source
from paddle_lrkit.units import LengthOptions

TOLERANCE = 1e-9
"""Largest difference, relative to the peak, that counts as the same schedule."""


@dataclass(frozen=True)
class Translation:
    """A schedule in another suite's words.

    Args:
        data: The whole config for the target; None when the target cannot express the schedule.
        suite: The target.
        name: Name of the schedule there.
        largest: The largest difference of both curves; None when the target has nothing like the schedule.
        missing: What the target cannot express.
    """

    data: dict[str, Any] | None
    suite: str
    name: str = ""
    largest: Difference | None = None
    missing: tuple[str, ...] = field(default=())


def translate(schedule: Schedule, data: dict[str, Any], target: str) -> Translation:
    """Writes a schedule in the words of ``target``.

    Args:
        schedule: The schedule.
        data: The config that it was read from; keys that are no part of the schedule are kept, except that our own
            dialect takes no foreign ones.
        target: ``lrkit``, ``ppdet``, ``ppcls``, ``ppseg``, ``ppocr`` or ``ppnlp``.

    Raises:
        ConfigError: The target counts in epochs and nobody knows the updates of one.
    """
    check_choice("to", target, SUITES)
    words: Any = importlib.import_module(f"paddle_lrkit.suites.{target}.writer")
    if target == schedule.suite and schedule.variant in (None, getattr(words, "VARIANT", None)):
        return Translation(copy.deepcopy(data), target, schedule.name, Difference(0.0, 0, 0.0))
    plan = plan_of(schedule)
    if words.COUNTS_EPOCHS and plan.steps_per_epoch is None:
        raise ConfigError(f"{target} counts in epochs; give the updates of one with --steps-per-epoch")
    if schedule.plateau:
        return Translation(None, target, missing=("a rate that depends on a metric",))
    best: tuple[Difference, str, dict[str, Any]] | None = None
    for section in _sections(words, plan, schedule):
        attempt = _attempt(words, schedule, target, section)
        if attempt and (best is None or attempt[0].value < best[0].value):
            best = (*attempt, section)
        if best and best[0].relative <= TOLERANCE:
            break
    if best and best[0].relative <= TOLERANCE:
        return Translation(_merged(schedule.suite, target, data, best[2]), target, best[1], best[0])
    reasons = tuple(_reasons(words, plan, target, best))
    return Translation(None, target, best[1] if best else "", best[0] if best else None, reasons)


def _sections(words: Any, plan: Plan, schedule: Schedule) -> Iterator[dict[str, Any]]:
    yield from words.candidates(plan)
    if hasattr(words, "exact"):
        yield words.exact(plan, schedule.curve)


def _attempt(words: Any, schedule: Schedule, target: str, section: dict[str, Any]) -> tuple[Difference, str] | None:
    """The difference that a section makes and the name of its schedule; None when the target refuses it."""
    data = copy.deepcopy(section)
    if target == "lrkit":
        data["Optimizer"] = {"name": "SGD", **data["Optimizer"]}
    try:
        options = LengthOptions(schedule.steps_per_epoch)
        read = read_source(Source(Document(data), target, getattr(words, "VARIANT", None)), options)
    except ConfigError:
        return None
    return difference(schedule.curve, read.curve, schedule.total_updates), read.name


def _reasons(words: Any, plan: Plan, target: str, best: tuple[Difference, str, Any] | None) -> Iterator[str]:
    if plan.kind not in words.FORMS:
        form = "a curve of this form" if plan.kind == "other" else f"a schedule of the form {plan.kind!r}"
        yield f"{form}, for which {target} has no name"
        return
    found = list(words.limits(plan))
    yield from found
    if not found and best:
        yield f"this schedule: its nearest one, {best[1]}, is another curve"
    elif not found:
        yield "this schedule: its own checks refuse the numbers"


def _merged(source: str, target: str, data: dict[str, Any], section: dict[str, Any]) -> dict[str, Any]:
    """The config with its old schedule taken out and the new one put in."""
    if target == "lrkit" and source != "lrkit":
        name = own_dialect.optimizer_name(data)
        return {"Global": section["Global"], "Optimizer": {"name": name, **section["Optimizer"]}}
    kept = copy.deepcopy(data)
    old: Any = importlib.import_module(f"paddle_lrkit.suites.{source}.writer")
    for path in old.KEYS:
        _remove(kept, path)
    _lay(kept, section)
    return kept


def _remove(data: dict[str, Any], path: tuple[str, ...]) -> None:
    parent: Any = data
    for key in path[:-1]:
        parent = parent.get(key) if isinstance(parent, dict) else None
    if isinstance(parent, dict):
        parent.pop(path[-1], None)
    elif isinstance(parent, list):
        data.pop(path[0], None)


def _lay(under: dict[str, Any], over: dict[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(under.get(key), dict) and key in ("Global", "Optimizer"):
            _lay(under[key], value)
        else:
            under[key] = value
