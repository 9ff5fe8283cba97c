"""A run resumed from a checkpoint in its middle equals the uninterrupted run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from paddle_lrkit.experiments.validate.case import CaseFailed, CaseResult, CaseSkipped, Figures, run_case
from paddle_lrkit.experiments.validate.configs import TASKS, Config, changed
from paddle_lrkit.experiments.validate.loss_tolerance import LossTolerance, compare_losses
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.experiments.validate.training import finish, open_run, training_rows, weights_of
from paddle_lrkit.messages import tr
from paddle_lrkit.train.runtime.device import computes_in, use_device
from paddle_lrkit.train.session import Session

ON_ACCELERATOR, ON_CPU = 20, 8
"""Updates of a training; the checkpoint is in the middle."""
EXACT = LossTolerance(first=0, mean=0)
ON_DEVICE = LossTolerance(first=1e-5, mean=1e-3)
"""On an accelerator the order of summation in some gradients varies from run to run."""
WEIGHTS_ON_DEVICE = 1e-3
"""Largest allowed distance of the final weights on an accelerator, relative to their norm."""

_STATEFUL: dict[str, dict[str, Any]] = {
    "classification": {
        "Global.ema_decay": 0.9,
        "Global.accumulate_steps": 2,
        "Train.batch_transforms": [{"Mixup": {"alpha": 0.2}}],
    },
    "detection": {
        "Architecture.rpn_head.rpn_target_assign.use_random": True,
        "Architecture.bbox_head.bbox_assigner.use_random": True,
    },
    "text_classification": {"Architecture.hidden_dropout_prob": 0.1, "Train.loader.length_window": 4},
}
"""Settings that a resumed run must restore besides weights: averages, random numbers, the order of the data."""
_SCALED = {"Global.amp": {"level": "O1", "dtype": "float16", "init_loss_scaling": 1024.0}}


def check(options: ValidationOptions) -> Iterator[CaseResult]:
    """Resumes each task, and on an accelerator float16 with its loss scale."""
    tolerance = ON_DEVICE if options.on_accelerator else EXACT
    if options.on_accelerator:
        limit = tr("{} after the checkpoint; weights difference <= {:g}", tolerance, WEIGHTS_ON_DEVICE)
    else:
        limit = tr("{} after the checkpoint; weights equal bit for bit", tolerance)
    for task, changes in _STATEFUL.items():
        yield run_case("resume", task, limit, partial(resumed, options, task, task, changes, tolerance))
    scaled = partial(_float16, options, tolerance)
    yield run_case("resume", tr("classification, float16"), limit, scaled)


def _float16(options: ValidationOptions, tolerance: LossTolerance) -> Figures:
    use_device(options.device)
    if not computes_in("float16"):
        raise CaseSkipped(tr("the {} does not compute in float16", options.name))
    return resumed(options, "classification-float16", "classification", _SCALED, tolerance)


def resumed(
    options: ValidationOptions, name: str, task: str, changes: dict[str, Any], tolerance: LossTolerance
) -> Figures:
    """Trains to the end, resumes from the middle, and compares losses and final weights.

    Raises:
        CaseFailed: The differences exceed the tolerance.
    """
    updates = max(options.length(ON_ACCELERATOR, ON_CPU), 2)
    middle = updates // 2
    config: Config = changed(TASKS[task](options, updates), {**changes, "Global.save_every": f"{middle}it"})
    whole = open_run(options, f"resume-{name}", config)
    expected = finish(whole, keep_checkpoints=True)
    checkpoint = whole.run.checkpoint(f"update_{middle}")
    again = open_run(options, f"resume-{name}", config, resume=str(checkpoint))
    if not again.resumed or again.state.update != middle:
        raise CaseFailed(
            tr("the run resumes at update {}, but its checkpoint is of update {}", again.state.update, middle)
        )
    actual = finish(again)
    shutil.rmtree(checkpoint.parent, ignore_errors=True)
    if training_rows(whole.run.path) != actual.rows:
        raise CaseFailed(tr("the log changed while it was read"))
    figures = compare_losses(expected.losses[middle:], actual.losses[middle:], tolerance)
    distance = weight_distance(whole, again)
    figures = {**figures, "from update": middle, "distance of the weights": distance}
    if not distance <= (WEIGHTS_ON_DEVICE if tolerance.mean else 0.0):
        raise CaseFailed(tr("the final weights differ by {:.3g} of their norm", distance), figures)
    return figures


def weight_distance(one: Session, other: Session) -> float:
    """``|a - b| / |a|`` over all weights, buffers and averages of two sessions."""
    first, second = _state(one), _state(other)
    if first.keys() != second.keys():
        raise CaseFailed(tr("the models differ in {}", tr(", ").join(sorted(first.keys() ^ second.keys())[:3])))
    apart = sum(float(((first[name] - second[name]) ** 2).sum()) for name in first)
    norm = sum(float((value**2).sum()) for value in first.values())
    return float(np.sqrt(apart / max(norm, 1e-30)))


def _state(session: Session) -> dict[str, np.ndarray]:
    averages = session.engine.ema.averages if session.engine.ema else {}
    state = {**weights_of(session), **{f"average of {name}": value.numpy() for name, value in averages.items()}}
    return {name: value.astype(np.float64) for name, value in state.items()}
