"""A compiled model and one with NHWC images train as the dynamic NCHW model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from paddle_lrkit.experiments.validate.compare import Tolerance, compared
from paddle_lrkit.experiments.validate.configs import TASKS, changed
from paddle_lrkit.experiments.validate.finding import Figures, Finding, Options, Skip, judged
from paddle_lrkit.experiments.validate.training import finish, give_weights, open_run, weights_of

ON_GPU, ON_CPU = 20, 5
"""Updates of a training."""
TOLERANCE = Tolerance(first=1e-4, mean=1e-2)

_CASES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("classification", "to_static", {"Global.to_static": True}),
    ("classification", "NHWC", {"Global.data_format": "NHWC"}),
    ("classification", "to_static and NHWC", {"Global.to_static": True, "Global.data_format": "NHWC"}),
    ("text_classification", "to_static", {"Global.to_static": True}),
)


def check(options: Options) -> Iterator[Finding]:
    """Every case against one dynamic training of its task."""
    references: dict[str, Sequence[float]] = {}
    for task, kind, changes in _CASES:
        case = f"{task}, {kind}"
        yield judged("static", case, str(TOLERANCE), partial(against_dynamic, options, task, kind, changes, references))
    yield judged("static", "detection", "", _no_detection)


def against_dynamic(
    options: Options, task: str, kind: str, changes: dict[str, Any], references: dict[str, Sequence[float]]
) -> Figures:
    """Trains a task in another form from the weights of the dynamic one, and compares the losses.

    Args:
        options: Of the validation.
        task: The task.
        kind: Name of the form.
        changes: What makes it.
        references: Losses of the dynamic trainings so far; the one of this task is added.

    Raises:
        Failed: They are further apart than the tolerance.
    """
    config = TASKS[task](options, options.length(ON_GPU, ON_CPU))
    name = f"static-{task}-{kind.replace(' ', '-')}"
    dynamic = open_run(options, f"static-{task}-dynamic" if task not in references else f"{name}-weights", config)
    weights = weights_of(dynamic)
    if task not in references:
        references[task] = finish(dynamic).losses
    other = open_run(options, name, changed(config, changes))
    give_weights(other, weights)
    return compared(references[task], finish(other).losses, TOLERANCE)


def _no_detection() -> Figures:
    raise Skip("the detector supports neither to_static nor NHWC")
