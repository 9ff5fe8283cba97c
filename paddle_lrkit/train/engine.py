"""One update: forward, backward, clipping, optimizer, average. Mixed precision and accumulation live here.

With several processes the gradients are exchanged in the backward pass of the last accumulated batch, on the CPU after
it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import paddle
from paddle.nn.clip import _squared_l2_norm

from paddle_lrkit.config.settings import Amp, Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.distributed.parallel import (
    Statistics,
    average_gradients,
    exchanges_in_backward,
    with_exchange,
    with_sync_batch_norm,
)
from paddle_lrkit.train.distributed.processes import world_size
from paddle_lrkit.train.ema import Ema
from paddle_lrkit.train.optimizer import applied_rate, build_optimizer

Losses = Callable[[paddle.nn.Layer, Any], dict[str, Any]]


@dataclass(frozen=True)
class Step:
    """What one call of `Engine.step` did; tensors stay on the device until they are read.

    Args:
        losses: Name -> scalar, the mean over the accumulated batches; ``loss`` is the one that was minimised.
        grad_norm: Global L2 norm of the gradients before clipping; None when it was not asked for.
        applied_rate: The rate that the optimizer used.
        done: False when mixed precision skipped the update because a gradient overflowed.
    """

    losses: dict[str, Any]
    grad_norm: Any
    applied_rate: Any
    done: bool


class Engine:
    """A model with its optimizer.

    Args:
        settings: The whole config.
        model: The network.
        scheduler: Gives the rate; only the loop advances it.
    """

    def __init__(self, settings: Settings, model: paddle.nn.Layer, scheduler: Any) -> None:
        self.model = model = with_sync_batch_norm(model, settings.Global.sync_batch_norm)
        self.scheduler = scheduler
        self.amp = settings.Global.amp
        check_amp(self.amp)
        self.optimizer = build_optimizer(settings.Optimizer, model, scheduler)
        self.ema = Ema(model, settings.Global.ema_decay) if settings.Global.ema_decay is not None else None
        self.scaler = self._scaler()
        if self.amp and self.amp.level == "O2":
            self.model, self.optimizer = paddle.amp.decorate(model, self.optimizer, "O2", self.amp.dtype)
        network = paddle.jit.to_static(self.model, full_graph=True) if settings.Global.to_static else self.model
        self.network = with_exchange(network, self.model)
        self.overlapped = exchanges_in_backward()
        self.statistics = Statistics(self.model)

    def _scaler(self) -> Any:
        if self.amp is None or self.amp.dtype != "float16":
            return None
        return paddle.amp.GradScaler(init_loss_scaling=self.amp.init_loss_scaling)

    def step(self, batches: Sequence[Any], losses: Losses, with_norm: bool = True) -> Step:
        """One update from the gradients of one or more batches, or a skipped one.

        Args:
            batches: Of the task.
            losses: The task's.
            with_norm: Whether to compute the gradient norm, which reads every gradient once more.
        """
        self.network.train()
        sums: dict[str, Any] = {}
        for left, batch in zip(range(len(batches) - 1, -1, -1), batches, strict=True):
            with self._without_exchange() if left or not self.overlapped else nullcontext():
                with self._autocast():
                    terms = losses(self.network, batch)
                scaled = terms["loss"] / len(batches)
                (self.scaler.scale(scaled) if self.scaler else scaled).backward()
            for name, value in terms.items():
                sums[name] = sums.get(name, 0.0) + value.detach().astype("float32") / len(batches)
        if world_size() > 1 and not self.overlapped:
            average_gradients(self.model)
        if self.scaler:
            self.scaler.unscale_(self.optimizer)
        norm = grad_norm(self.model) if with_norm else None
        done = self._apply()
        self.optimizer.clear_grad()
        self.statistics.average()
        if done and self.ema:
            self.ema.update()
        return Step(sums, norm, applied_rate(self.optimizer), done)

    def _apply(self) -> bool:
        if not self.scaler:
            self.optimizer.step()
            return True
        overflow = bool(self.scaler._found_inf)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return not overflow

    def scaler_state(self) -> dict[str, Any]:
        """Loss scale and counters as plain numbers; empty without a scaler."""
        state = self.scaler.state_dict() if self.scaler else {}
        return {name: value.tolist() if hasattr(value, "tolist") else value for name, value in state.items()}

    def restore_scaler(self, state: dict[str, Any]) -> None:
        """Takes what `scaler_state` returned."""
        if self.scaler and state:
            self.scaler.load_state_dict({**state, "scale": np.asarray(state["scale"], dtype="float32")})

    def _without_exchange(self) -> AbstractContextManager[Any]:
        """Inside, gradients stay in this process and add up."""
        context: AbstractContextManager[Any] = getattr(self.network, "no_sync", nullcontext)()
        return context

    def _autocast(self) -> AbstractContextManager[Any]:
        if self.amp is None:
            return nullcontext()
        context: AbstractContextManager[Any] = paddle.amp.auto_cast(level=self.amp.level, dtype=self.amp.dtype)
        return context

    def evaluation(self) -> AbstractContextManager[Any]:
        """Inside, the model holds the weights that are evaluated and exported: the average when there is one."""
        return self.ema.applied() if self.ema else nullcontext()


def grad_norm(model: paddle.nn.Layer) -> Any:
    """Global L2 norm of all gradients, a float32 scalar."""
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    squares = [_squared_l2_norm(gradient.astype("float32")).reshape([]) for gradient in gradients]
    return paddle.add_n(squares).sqrt() if squares else paddle.zeros([])


def check_amp(amp: Amp | None) -> None:
    """Raises a ConfigError for mixed precision on the CPU, where Paddle takes it and computes in float32."""
    if amp is not None and paddle.get_device() == "cpu":
        raise ConfigError(
            "mixed precision needs a GPU: on the CPU Paddle accepts it and computes in float32; remove Global.amp",
            key="Global.amp",
        )
