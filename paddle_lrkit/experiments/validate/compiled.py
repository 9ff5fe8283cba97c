"""A compiled model and a model with NHWC images train like the dynamic NCHW model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from paddle_lrkit.experiments.validate.case import CaseResult, CaseSkipped, Figures, run_case
from paddle_lrkit.experiments.validate.configs import TASKS, changed
from paddle_lrkit.experiments.validate.loss_tolerance import LossTolerance, compare_losses
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.experiments.validate.training import finish, open_run, set_weights, weights_of
from paddle_lrkit.messages import Message, tr

ON_ACCELERATOR, ON_CPU = 20, 5
"""Updates of a training."""
TOLERANCE = LossTolerance(first=1e-4, mean=1e-2)

_BOTH = Message("to_static and NHWC")
_CASES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("classification", "to_static", {"Global.to_static": True}),
    ("classification", "NHWC", {"Global.data_format": "NHWC"}),
    ("classification", _BOTH.text, {"Global.to_static": True, "Global.data_format": "NHWC"}),
    ("text_classification", "to_static", {"Global.to_static": True}),
)


def check(options: ValidationOptions) -> Iterator[CaseResult]:
    """Compares every case with one dynamic training of its task."""
    references: dict[str, Sequence[float]] = {}
    for task, kind, changes in _CASES:
        case = tr("{}, {}", task, tr(kind))
        yield run_case(
            "static", case, str(TOLERANCE), partial(against_dynamic, options, task, kind, changes, references)
        )
    yield run_case("static", "detection", "", _no_detection)


def against_dynamic(
    options: ValidationOptions, task: str, kind: str, changes: dict[str, Any], references: dict[str, Sequence[float]]
) -> Figures:
    """Trains a variant of a task from the weights of the dynamic model, and compares the losses.

    Args:
        options: Options of the validation.
        task: The task.
        kind: Name of the variant.
        changes: Changes to the config.
        references: Losses of the dynamic trainings so far; that of this task is added.

    Raises:
        CaseFailed: The differences exceed the tolerance.
    """
    config = TASKS[task](options, options.length(ON_ACCELERATOR, ON_CPU))
    name = f"static-{task}-{kind.replace(' ', '-')}"
    dynamic = open_run(options, f"static-{task}-dynamic" if task not in references else f"{name}-weights", config)
    weights = weights_of(dynamic)
    if task not in references:
        references[task] = finish(dynamic).losses
    other = open_run(options, name, changed(config, changes))
    set_weights(other, weights)
    return compare_losses(references[task], finish(other).losses, TOLERANCE)


def _no_detection() -> Figures:
    raise CaseSkipped(tr("the detector supports neither to_static nor NHWC"))
