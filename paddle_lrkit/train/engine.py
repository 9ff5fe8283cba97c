"""One update: forward, backward, clipping, optimizer step, moving average."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.config.settings import Amp, Settings
from paddle_lrkit.curves import Curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.optimizers import ScheduleFree, TensorOptimizer
from paddle_lrkit.schedulers.applied_rate import applied_rate
from paddle_lrkit.schedulers.momentum_weight_decay import MomentumWeightDecayScheduler
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.train.distributed.collectives import world_size
from paddle_lrkit.train.distributed.data_parallel import (
    BatchNormStatistics,
    all_reduce_gradients,
    convert_sync_batch_norm,
    data_parallel,
    reduces_in_backward,
    running_batch_norms,
)
from paddle_lrkit.train.optimization.clip import grad_norm
from paddle_lrkit.train.optimization.ema import Ema
from paddle_lrkit.train.optimization.groups import claims_of, group_scheduler
from paddle_lrkit.train.optimization.optimizer import build_optimizer
from paddle_lrkit.train.runtime.device import computes_in, device_kind
from paddle_lrkit.train.tasks.base import Task

STATISTICS_BATCHES = 20
"""Training batches from which the statistics of averaged weights are measured."""

LossFunction = Callable[[paddle.nn.Layer, Any], dict[str, Any]]


@dataclass(frozen=True)
class StepOutput:
    """The outcome of `Engine.step`; tensors stay on the device until they are read.

    Args:
        losses: Name -> scalar, the mean over the accumulated batches; ``loss`` is the one that was minimized.
        grad_norm: Global L2 norm of the gradients before clipping; None if not requested.
        applied_rate: The learning rate that the optimizer used.
        done: False if mixed precision skipped the update because a gradient overflowed.
        weight_decay: The weight decay of the update; None where it stays the same.
        optimizer: What the optimizer measured in the update, such as a trust ratio; empty if not requested.
        groups: Group -> the rate that was planned for it, and the one that the optimizer used.
    """

    losses: dict[str, Any]
    grad_norm: Any
    applied_rate: Any
    done: bool
    weight_decay: float | None = None
    optimizer: Mapping[str, Any] = field(default_factory=dict)
    groups: Mapping[str, tuple[float, Any]] = field(default_factory=dict)


class Engine:
    """A model and its optimizer, with mixed precision, gradient accumulation and data parallelism.

    Args:
        settings: The whole config.
        model: The network.
        scheduler: Provides the learning rate; only the loop advances it.
        weight_decay: The weight decay at each update; None for that of the settings.
        groups: Parameters with a rate or a freeze window of their own.

    Raises:
        ConfigError: The device does not support mixed precision or synchronised BatchNorm, or the groups do not fit the
            model.
    """

    def __init__(
        self,
        settings: Settings,
        model: paddle.nn.Layer,
        scheduler: Any,
        weight_decay: Curve | None = None,
        groups: Sequence[ScheduleGroup] = (),
    ) -> None:
        run = settings.Global
        self.model = model = convert_sync_batch_norm(model) if run.sync_batch_norm else model
        self.scheduler = scheduler
        self.seed = run.seed
        self.amp = run.amp
        check_amp(self.amp)
        most = None if weight_decay is None else weight_decay.peak((weight_decay.length or 0) + 1)
        self.optimizer = build_optimizer(settings.Optimizer, model, scheduler, most)
        self.weight_decay = MomentumWeightDecayScheduler(self.optimizer, weight_decay=weight_decay if most else None)
        self.ema = Ema(model, run.ema_decay) if run.ema_decay is not None else None
        self.scaler = _loss_scaler(self.amp)
        if self.amp and self.amp.level == "O2":
            self.model, self.optimizer = paddle.amp.decorate(model, self.optimizer, "O2", self.amp.dtype)
        network = paddle.jit.to_static(self.model, full_graph=True) if run.to_static else self.model
        self.network = data_parallel(network, self.model)
        self.statistics = BatchNormStatistics(self.model)
        self.weights = self.model.parameters()
        self.claims = claims_of(self.model, groups)
        self.groups = group_scheduler(self.optimizer, self.model, self.claims)
        self.reduces_in_backward = reduces_in_backward() and not self.groups.freezes
        self._compiled = run.to_static

    def begin(self, update: int) -> None:
        """Sets what depends on the update beside the rate: the weight decay, and rates and freezing of groups."""
        self.weight_decay.step(update)
        if self.groups.step(update) and self._compiled:
            self.model.forward.program_cache.clear()  # A compiled program keeps what was frozen when it was made.

    def step(self, batches: Sequence[Any], losses: LossFunction, measured: bool = True) -> StepOutput:
        """Makes one update from the gradients of one or more batches, unless mixed precision skips it.

        Args:
            batches: Batches of the task; their gradients are averaged.
            losses: The task's loss function.
            measured: Whether to return the gradient norm, which reads every gradient once more, and what the
                optimizer measured.
        """
        if not self.network.training:
            self.network.train()
        means: dict[str, Any] = {}
        for left, batch in zip(range(len(batches) - 1, -1, -1), batches, strict=True):
            with self._no_sync() if left or not self.reduces_in_backward else nullcontext():
                with self._autocast():
                    terms = losses(self.network, batch)
                scaled = terms["loss"] / len(batches)
                (self.scaler.scale(scaled) if self.scaler else scaled).backward()
            for name, value in terms.items():
                means[name] = means.get(name, 0.0) + value.detach().astype("float32") / len(batches)
        if world_size() > 1 and not self.reduces_in_backward:
            all_reduce_gradients(self.model)
        if self.scaler:
            self.scaler.unscale_(self.optimizer)
        norm = grad_norm(self.weights) if measured else None
        done = self._apply()
        rates = self.groups.planned()
        used = self.groups.applied()
        self.optimizer.clear_grad(set_to_zero=False)
        self.statistics.average()
        if done and self.ema:
            self.ema.update()
        weight_decay = self.weight_decay.values().get("weight_decay")
        groups = {name: (rate, used[name]) for name, rate in rates.items()}
        found = self.optimizer.measurements() if measured and isinstance(self.optimizer, TensorOptimizer) else {}
        return StepOutput(means, norm, applied_rate(self.optimizer), done, weight_decay, found, groups)

    def _apply(self) -> bool:
        if not self.scaler:
            self.optimizer.step()
            return True
        overflow = bool(self.scaler._found_inf)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return not overflow

    def evaluate(self, task: Task) -> dict[str, float]:
        """Metrics of the weights that an export would write, in evaluation mode and without gradients."""
        with paddle.no_grad(), self.evaluation_weights():
            self.network.eval()
            return task.evaluate(self.network)

    def measure_averages(self, task: Task) -> None:
        """Measures the statistics of BatchNorm at the weights that the optimizer averages; nothing for other ones.

        The statistics of the training are those of other weights. Call it before these weights are evaluated or saved.
        """
        if isinstance(self.optimizer, ScheduleFree) and self.optimizer.averages:
            self.measure_statistics(task, STATISTICS_BATCHES)

    @paddle.no_grad()
    def measure_statistics(self, task: Task, batches: int) -> bool:
        """Measures the statistics of BatchNorm at the evaluation weights on the first training batches.

        Each statistic is the plain mean over the batches, and over the processes.

        Args:
            task: Has the batches.
            batches: Batches of each process.

        Returns:
            Whether the model has BatchNorm layers whose statistics are measured.
        """
        layers = running_batch_norms(self.model)
        if not layers:
            return False
        momentum = [layer._momentum for layer in layers]
        paddle.seed(self.seed)
        loader: Any = iter(task.train_batches(0))
        with self.evaluation_weights(), self._autocast(), closing(loader):
            self.model.train()
            for index, batch in enumerate(islice(loader, batches)):
                for layer in layers:
                    layer._momentum = index / (index + 1)
                task.losses(self.model, batch)
        for layer, value in zip(layers, momentum, strict=True):
            layer._momentum = value
        self.statistics.average()
        return True

    def losses_without_update(self, batch: Any, losses: LossFunction) -> dict[str, Any]:
        """The losses of a batch in training mode, without gradients; statistics such as BatchNorm's are updated."""
        self.network.train()
        with paddle.no_grad(), self._autocast():
            return losses(self.network, batch)

    def evaluation_weights(self) -> AbstractContextManager[Any]:
        """Inside the block the model has the weights for evaluation and export: an average if there is one."""
        return self.ema.applied() if self.ema else self.published_weights()

    def published_weights(self) -> AbstractContextManager[Any]:
        """Inside the block the model has the weights of a checkpoint: the average that the optimizer itself keeps."""
        return self.optimizer.evaluation() if isinstance(self.optimizer, ScheduleFree) else nullcontext()

    def is_finite(self) -> bool:
        """Whether all weights are finite numbers."""
        finite = [paddle.isfinite(weight).all() for weight in self.weights]
        return bool(paddle.stack(finite).all().item()) if finite else True

    def scaler_state(self) -> dict[str, Any]:
        """Loss scale and counters as plain numbers; empty without a loss scaler."""
        state = self.scaler.state_dict() if self.scaler else {}
        return {name: value.tolist() if hasattr(value, "tolist") else value for name, value in state.items()}

    def restore_scaler(self, state: dict[str, Any]) -> None:
        """Loads what `scaler_state` returned."""
        if self.scaler and state:
            self.scaler.load_state_dict({**state, "scale": np.asarray(state["scale"], dtype="float32")})

    def _no_sync(self) -> AbstractContextManager[Any]:
        """Inside the block gradients are accumulated in this process only."""
        context: AbstractContextManager[Any] = getattr(self.network, "no_sync", nullcontext)()
        return context

    def _autocast(self) -> AbstractContextManager[Any]:
        if self.amp is None:
            return nullcontext()
        context: AbstractContextManager[Any] = paddle.amp.auto_cast(level=self.amp.level, dtype=self.amp.dtype)
        return context


def check_amp(amp: Amp | None) -> None:
    """Raises a ConfigError for mixed precision where Paddle accepts it and computes in float32, as on the CPU."""
    if amp is None or computes_in(amp.dtype):
        return
    device = device_kind()
    if device == "cpu":
        raise ConfigError(
            tr(
                "mixed precision needs a GPU or another accelerator: on the CPU Paddle accepts it and computes in "
                "float32; remove Global.amp"
            ),
            key="Global.amp",
        )
    other = next((one for one in ("bfloat16", "float16") if one != amp.dtype and computes_in(one)), None)
    works = tr("; {} works", other) if other else ""
    raise ConfigError(tr("this {} does not compute in {}{}", device, amp.dtype, works), key="Global.amp.dtype")


def _loss_scaler(amp: Amp | None) -> Any:
    if amp is None or amp.dtype != "float16":
        return None
    return paddle.amp.GradScaler(init_loss_scaling=amp.init_loss_scaling)
