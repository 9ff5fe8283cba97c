"""Single updates on two devices from the same state, so that differences cannot grow from update to update."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import paddle

from paddle_lrkit.experiments.validate.case import CaseFailed, Figures
from paddle_lrkit.experiments.validate.loss_tolerance import loss_differences
from paddle_lrkit.experiments.validate.training import Weights, set_weights, weights_of
from paddle_lrkit.messages import tr
from paddle_lrkit.train.checkpoints.optimizer_state import optimizer_tensors, restore_optimizer
from paddle_lrkit.train.session import Session


@dataclass(frozen=True)
class StepTolerance:
    """Largest allowed differences of single updates.

    Args:
        loss: Mean relative difference of the losses.
        step: Median over the updates of ``|d - e| / |e|``, where ``e`` and ``d`` are the changes of all weights.
    """

    loss: float
    step: float

    def __str__(self) -> str:
        return tr("mean loss difference <= {:g}, median difference of the weight changes <= {:g}", self.loss, self.step)


def lockstep(reference: Session, other: Session, device: str, updates: int, limit: StepTolerance) -> Figures:
    """Runs the same updates on the CPU and on a device; before each, the state on the CPU is copied to the device.

    Args:
        reference: A run on the CPU.
        other: The same run on the device.
        device: The device.
        updates: Number of updates.
        limit: Largest allowed differences.

    Raises:
        CaseFailed: The differences exceed the limit.
    """
    batches = [iter(session.task.train_batches(0)) for session in (reference, other)]
    losses: list[list[float]] = [[], []]
    steps = []
    for update in range(updates):
        before = _copy_state(reference, other, device)
        changes = []
        for number, session in enumerate((reference, other)):
            paddle.set_device(device if session is other else "cpu")
            paddle.seed(update)
            step = session.engine.step([next(batches[number])], session.task.losses)
            session.engine.scheduler.step()
            losses[number].append(float(step.losses["loss"].item()))
            after = weights_of(session)
            changes.append(np.concatenate([(after[name] - before[name]).ravel() for name in before]))
        steps.append(_distance(*changes))
    return _checked(losses, steps, limit)


def _copy_state(reference: Session, other: Session, device: str) -> Weights:
    """Copies weights and optimizer state to the device; returns the trained weights."""
    paddle.set_device(device)
    weights, engine = weights_of(reference), other.engine
    set_weights(other, weights)
    tensors = optimizer_tensors(reference.engine.optimizer, reference.engine.model)
    if tensors:
        values = {name: tensor.numpy() for name, tensor in tensors.items()}
        restore_optimizer(engine.optimizer, engine.model, values, engine.scheduler.state_dict())
    trained = {name for name, one in reference.engine.model.named_parameters() if not one.stop_gradient}
    return {name: weights[name] for name in trained}


def _distance(expected: np.ndarray, actual: np.ndarray) -> float:
    norm = float(np.linalg.norm(expected.astype(np.float64)))
    return float(np.linalg.norm((actual - expected).astype(np.float64))) / max(norm, 1e-30)


def _checked(losses: list[list[float]], steps: list[float], limit: StepTolerance) -> Figures:
    found = loss_differences(*losses)
    step = float(np.median(steps))
    figures = {
        "updates": len(steps),
        "loss mean": found["mean"],
        "loss largest": found["largest"],
        "weights median": step,
        "weights largest": max(steps),
    }
    if not found["mean"] <= limit.loss:
        raise CaseFailed(tr("the mean loss difference is {:.3g}", found["mean"]), figures)
    if not step <= limit.step:
        raise CaseFailed(tr("the median difference of the weight changes is {:.3g}", step), figures)
    return figures
