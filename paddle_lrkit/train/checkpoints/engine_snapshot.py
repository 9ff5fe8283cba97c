"""A copy of everything that training changes in an engine, which can be restored bit for bit."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import paddle

from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.optimizers import TensorOptimizer
from paddle_lrkit.schedulers.groups import GroupScheduler
from paddle_lrkit.train.checkpoints.optimizer_state import optimizer_tensors, restore_optimizer
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.optimization.optimizer import build_optimizer


class EngineSnapshot:
    """Weights, buffers, optimizer, loss scale, layer modes and random state of an engine.

    Args:
        engine: The engine.
        optimizer_state: Tensors of the optimizer from a checkpoint; by default those of the engine's optimizer.
    """

    def __init__(self, engine: Engine, optimizer_state: Mapping[str, Any] | None = None) -> None:
        self.engine = engine
        self._optimizer, self._scheduler, self._ema = engine.optimizer, engine.scheduler, engine.ema
        self._groups = engine.groups
        state = optimizer_tensors(engine.optimizer, engine.model) if optimizer_state is None else optimizer_state
        self._state = {name: tensor.detach().clone() for name, tensor in state.items()}
        tensors = [*engine.model.parameters(), *engine.model.buffers()]
        self._tensors = [(tensor, tensor.detach().clone()) for tensor in tensors]
        self._modes = [(layer, layer.training) for layer in engine.model.sublayers(include_self=True)]
        self._scaler = copy.deepcopy(engine.scaler_state())
        self._random = paddle.get_rng_state()

    def restore(self) -> None:
        """Restores the engine, including its original optimizer and scheduler objects."""
        engine = self.engine
        engine.optimizer.clear_grad()
        engine.optimizer, engine.scheduler, engine.ema = self._optimizer, self._scheduler, self._ema
        engine.optimizer.clear_grad()
        if engine.groups is not self._groups:
            engine.groups.release()
            engine.groups = self._groups
            engine.groups.attach()
        self._restore_tensors()
        for layer, training in self._modes:
            layer.training = training
        engine.restore_scaler(copy.deepcopy(self._scaler))
        paddle.set_rng_state(self._random)

    def restore_with_scheduler(self, scheduler: Any, settings: Settings) -> None:
        """Restores the engine, and replaces its scheduler until it is restored again.

        The engine gets a new optimizer with the same settings and a copy of the state, so its own stays unchanged. It
        keeps no moving average of the weights, and freezes no group of parameters.

        Args:
            scheduler: Provides the learning rates.
            settings: The config of the engine.

        Raises:
            CheckpointError: The state belongs to another optimizer.
        """
        self.restore()
        engine = self.engine
        engine.groups.release()
        optimizer = build_optimizer(settings.Optimizer, engine.model, scheduler)
        if hasattr(self._optimizer, "_multi_precision"):
            optimizer._multi_precision = self._optimizer._multi_precision
        if self._state and isinstance(optimizer, TensorOptimizer):
            restore_optimizer(optimizer, engine.model, self._state, scheduler.state_dict())
        elif self._state:
            _create_accumulators(optimizer, engine.model, self._state)
            self._fill_accumulators(optimizer)
            self._restore_tensors()
        engine.optimizer, engine.scheduler, engine.ema = optimizer, scheduler, None
        engine.groups = GroupScheduler(optimizer, [replace(group, frozen=None) for group in engine.groups.groups])

    def _restore_tensors(self) -> None:
        with paddle.no_grad():
            for tensor, saved in self._tensors:
                paddle.assign(saved, output=tensor)

    def _fill_accumulators(self, optimizer: Any) -> None:
        accumulators = {_slot(name): tensor for name, tensor in self._state.items()}
        with paddle.no_grad():
            for name, tensor in optimizer_tensors(optimizer, self.engine.model).items():
                if _slot(name) not in accumulators:
                    raise CheckpointError(tr("the state is of another optimizer: it lacks {!r}", _slot(name)))
                paddle.assign(accumulators[_slot(name)], output=tensor)


def _create_accumulators(optimizer: Any, model: paddle.nn.Layer, saved: Iterable[str]) -> None:
    """Makes an update with zero gradients, in which an optimizer creates its accumulators; it may change weights.

    Weights without a saved accumulator, which were frozen so far, get none.
    """
    names = {name.partition("|")[0] for name in saved} - {""}
    weights = [one for name, one in model.named_parameters() if name in names and not one.stop_gradient]
    (paddle.add_n([weight.astype("float32").sum() for weight in weights]) * 0.0).backward()
    optimizer.step()
    optimizer.clear_grad()


def _slot(name: str) -> str:
    """``fc.weight|velocity_1`` -> ``fc.weight|velocity``: Paddle numbers the accumulators of a weight."""
    return re.sub(r"_\d+$", "", name)
