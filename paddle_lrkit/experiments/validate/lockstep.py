"""Single updates on two devices from the same state, so that no difference can grow from update to update."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import paddle

from paddle_lrkit.experiments.validate.compare import loss_differences
from paddle_lrkit.experiments.validate.finding import Failed, Figures
from paddle_lrkit.experiments.validate.training import Weights, give_weights, weights_of
from paddle_lrkit.train.checkpoints.optimizer_state import optimizer_tensors, restore_optimizer
from paddle_lrkit.train.session import Session


@dataclass(frozen=True)
class Closeness:
    """Largest allowed differences of single updates.

    Args:
        loss: Mean relative difference of the losses.
        step: Median over the updates of ``|d - e| / |e|``, where ``e`` and ``d`` are the changes of all weights.
    """

    loss: float
    step: float

    def __str__(self) -> str:
        return f"loss {self.loss:g} apart at most in the mean, the change of the weights {self.step:g} in the median"


@dataclass(frozen=True)
class Side:
    """One of the two.

    Args:
        session: An open run.
        device: Where it is.
    """

    session: Session
    device: str


def lockstep(reference: Side, other: Side, updates: int, limit: Closeness) -> Figures:
    """Makes both sessions do the same updates; before each, the other one gets the reference's whole state.

    Args:
        reference: Whose state counts.
        other: What is compared with it.
        updates: How many.
        limit: Largest allowed differences.

    Raises:
        Failed: The differences are larger.
    """
    batches = [iter(side.session.task.train_batches(0)) for side in (reference, other)]
    losses: list[list[float]] = [[], []]
    steps = []
    for update in range(updates):
        before = _share(reference, other)
        changes = []
        for number, side in enumerate((reference, other)):
            paddle.set_device(side.device)
            paddle.seed(update)
            engine = side.session.engine
            step = engine.step([next(batches[number])], side.session.task.losses)
            engine.scheduler.step()
            losses[number].append(float(step.losses["loss"].item()))
            after = weights_of(side.session)
            changes.append(np.concatenate([(after[name] - before[name]).ravel() for name in before]))
        steps.append(_distance(*changes))
    return _judged(losses, steps, limit)


def _share(reference: Side, other: Side) -> Weights:
    """Gives the other session the reference's weights and optimizer state; returns the trained weights."""
    paddle.set_device(other.device)
    weights = weights_of(reference.session)
    give_weights(other.session, weights)
    tensors = optimizer_tensors(reference.session.engine.optimizer, reference.session.engine.model)
    if tensors:
        values = {name: tensor.numpy() for name, tensor in tensors.items()}
        engine = other.session.engine
        restore_optimizer(engine.optimizer, engine.model, values, engine.scheduler.state_dict())
    trained = {name for name, one in reference.session.engine.model.named_parameters() if not one.stop_gradient}
    return {name: weights[name] for name in trained}


def _distance(expected: np.ndarray, actual: np.ndarray) -> float:
    norm = float(np.linalg.norm(expected.astype(np.float64)))
    return float(np.linalg.norm((actual - expected).astype(np.float64))) / max(norm, 1e-30)


def _judged(losses: list[list[float]], steps: list[float], limit: Closeness) -> Figures:
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
        raise Failed(f"the losses are {found['mean']:.3g} apart in the mean", figures)
    if not step <= limit.step:
        raise Failed(f"the changes of the weights are {step:.3g} apart in the median", figures)
    return figures
