"""Everything that training changes in an engine, kept so that it can be put back bit for bit."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

import paddle

from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.train.checkpoints.optimizer_state import optimizer_tensors
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.optimizer import build_optimizer


class EngineState:
    """Weights, buffers such as BatchNorm's statistics, optimizer, loss scale, modes and random state of an engine.

    Args:
        engine: What is kept.
        optimizer_state: The optimizer's tensors by name, where they come from a checkpoint; by default those that its
            optimizer has now.
    """

    def __init__(self, engine: Engine, optimizer_state: Mapping[str, Any] | None = None) -> None:
        self.engine = engine
        self._optimizer, self._scheduler, self._ema = engine.optimizer, engine.scheduler, engine.ema
        state = optimizer_tensors(engine.optimizer, engine.model) if optimizer_state is None else optimizer_state
        self._accumulators = {_slot(name): tensor.detach().clone() for name, tensor in state.items()}
        self._tensors = [(tensor, tensor.detach().clone()) for tensor in _tensors(engine.model)]
        self._modes = [(layer, layer.training) for layer in engine.model.sublayers(include_self=True)]
        self._scaler = copy.deepcopy(engine.scaler_state())
        self._random = paddle.get_rng_state()

    def restore(self) -> None:
        """Puts everything back; the optimizer and the scheduler are the very objects that were there."""
        engine = self.engine
        engine.optimizer.clear_grad()
        engine.optimizer, engine.scheduler, engine.ema = self._optimizer, self._scheduler, self._ema
        engine.optimizer.clear_grad()
        self._put_tensors()
        for layer, training in self._modes:
            layer.training = training
        engine.restore_scaler(copy.deepcopy(self._scaler))
        paddle.set_rng_state(self._random)

    def follow(self, scheduler: Any, settings: Settings) -> None:
        """Restores the state, and has the engine train with the rates of a scheduler until it is restored again.

        The optimizer is a new one with the same settings and a copy of the state, so the engine's own is not touched.
        No average of the weights is kept meanwhile.

        Args:
            scheduler: Gives the rates.
            settings: The config that the engine was made of.

        Raises:
            CheckpointError: The state belongs to another optimizer.
        """
        self.restore()
        engine = self.engine
        optimizer = build_optimizer(settings.Optimizer, engine.model, scheduler)
        if hasattr(self._optimizer, "_multi_precision"):
            optimizer._multi_precision = self._optimizer._multi_precision
        if self._accumulators:
            _make_accumulators(optimizer, engine.model)
            self._fill(optimizer)
        engine.optimizer, engine.scheduler, engine.ema = optimizer, scheduler, None
        self._put_tensors()

    def _put_tensors(self) -> None:
        with paddle.no_grad():
            for tensor, kept in self._tensors:
                paddle.assign(kept, output=tensor)

    def _fill(self, optimizer: Any) -> None:
        """Copies the kept state into the accumulators of another optimizer."""
        with paddle.no_grad():
            for name, tensor in optimizer_tensors(optimizer, self.engine.model).items():
                if _slot(name) not in self._accumulators:
                    raise CheckpointError(f"the state is of another optimizer: it lacks {_slot(name)!r}")
                paddle.assign(self._accumulators[_slot(name)], output=tensor)


def _make_accumulators(optimizer: Any, model: paddle.nn.Layer) -> None:
    """Has an optimizer make its accumulators, by an update without gradient; it may change the weights."""
    weights = [parameter for parameter in model.parameters() if not parameter.stop_gradient]
    (paddle.add_n([weight.astype("float32").sum() for weight in weights]) * 0.0).backward()
    optimizer.step()
    optimizer.clear_grad()


def _slot(name: str) -> str:
    """``fc.weight|velocity_1`` -> ``fc.weight|velocity``: Paddle numbers the accumulators of a weight."""
    return re.sub(r"_\d+$", "", name)


def _tensors(model: paddle.nn.Layer) -> Iterator[Any]:
    """Every weight and every buffer, also those that no checkpoint holds."""
    yield from model.parameters()
    yield from model.buffers()
