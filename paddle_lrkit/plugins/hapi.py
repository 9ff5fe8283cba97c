"""Callbacks for ``paddle.Model.fit``: a step for each update, a plateau that works, and the applied rate on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import paddle

from paddle_lrkit.curves.plateau import Plateau
from paddle_lrkit.errors import ConfigError, LrkitError, check_choice, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.applied_rate import rates_match
from paddle_lrkit.schedulers.composite import CompositeLR, observe, takes_metrics
from paddle_lrkit.schedulers.reduce_on_plateau import ReduceOnPlateau, metric_of
from paddle_lrkit.schedulers.updates import UpdateCounter


class LRScheduler(paddle.callbacks.LRScheduler):
    """Steps the scheduler once for each update, or once for each epoch with updates.

    Takes the place of the callback that ``fit`` adds by itself, which counts batches: with
    ``accumulate_grad_batches=4`` that one steps four times an update, and it steps when a loss scaler skips one.
    A ReduceOnPlateau gets no step from here without a metric; see `PlateauMetric`.

    Args:
        by_step: Whether to step after each update.
        by_epoch: Whether to step after each epoch instead.
        strict: Whether a ``scheduler.step()`` from elsewhere, before the optimizer has used the rate, raises.

    Raises:
        ConfigError: Both or none of ``by_step`` and ``by_epoch``.
        LrkitError: With ``strict``, at a step before its update.

    Example:
        >>> callback = LRScheduler()
        >>> callback.by_step, callback.by_epoch
        (True, False)

    Reference: ``paddle.callbacks.LRScheduler``.
    """

    def __init__(self, by_step: bool = True, by_epoch: bool = False, strict: bool = True) -> None:
        if bool(by_step) == bool(by_epoch):
            raise ConfigError(tr("choose one of by_step and by_epoch"), key="by_epoch")
        super().__init__(by_step, by_epoch)
        self.strict = strict
        self.counter: UpdateCounter | None = None
        self._seen = 0

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Starts to count the optimizer's updates."""
        self.on_train_end()
        self.counter, self._seen = UpdateCounter(self.model._optimizer, self.strict), 0

    def on_train_batch_end(self, step: int, logs: Mapping[str, Any] | None = None) -> None:
        """Steps when the batch ended in an update."""
        if self.by_step:
            self._follow()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Steps when the epoch had an update."""
        if self.by_epoch:
            self._follow()

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Leaves the optimizer as it was."""
        if self.counter is not None:
            self.counter.close()
            self.counter = None

    def _follow(self) -> None:
        scheduler = self.model._optimizer._learning_rate
        updates = 0 if self.counter is None else self.counter.updates
        if updates > self._seen and isinstance(scheduler, paddle.optimizer.lr.LRScheduler):
            self._seen = updates
            if isinstance(scheduler, ReduceOnPlateau) or not takes_metrics(scheduler):
                scheduler.step()


class PlateauMetric(paddle.callbacks.Callback):
    """Gives a metric to a ReduceOnPlateau, alone, under a warmup or in a sequence.

    Args:
        monitor: Name of the metric in the logs of ``fit``, such as ``loss`` or ``acc``.
        when: ``eval``: after each evaluation. ``epoch``: after each epoch of training, with its last training metric.

    Raises:
        ConfigError: The optimizer's scheduler takes no metric, or the logs have none of that name.

    Example:
        >>> PlateauMetric("acc").monitor
        'acc'

    Reference: ``paddle.optimizer.lr.ReduceOnPlateau``, on which ``fit`` alone fails with a TypeError.
    """

    def __init__(self, monitor: str = "loss", when: str = "eval") -> None:
        super().__init__()
        self.monitor, self.when = monitor, check_choice("when", when, ["eval", "epoch"])

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Checks that the scheduler takes a metric."""
        scheduler = self.model._optimizer._learning_rate
        if not isinstance(scheduler, (paddle.optimizer.lr.ReduceOnPlateau, CompositeLR)):
            raise ConfigError(tr("needs a scheduler that takes a metric, the optimizer has {!r}", scheduler))

    def on_eval_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Gives the metric of an evaluation."""
        if self.when == "eval":
            observe(self.model._optimizer._learning_rate, metric_in(logs, self.monitor))

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Gives the last metric of an epoch."""
        if self.when == "epoch":
            observe(self.model._optimizer._learning_rate, metric_in(logs, self.monitor))


class ReduceLROnPlateau(paddle.callbacks.Callback):
    """Lowers a fixed learning rate when a metric of the evaluation stops improving.

    The optimizer applies the new rate; Paddle's callback of this name changes only the value of ``get_lr()``. A metric
    that is not finite counts as no better.

    Args:
        monitor: Name of the metric in the logs of ``fit``.
        factor: Factor of a reduction, > 0 and < 1.
        patience: Evaluations in a row that are no better until the rate falls, >= 1.
        verbose: 1 to print a line at each reduction, 0 for none.
        mode: ``min``, ``max``, or ``auto``: ``max`` when the name has ``acc`` in it.
        min_delta: How much better a metric has to be, >= 0.
        cooldown: Evaluations after a reduction before counting begins again; the last of them counts, as in Paddle.
        min_lr: Lowest rate, >= 0.

    Raises:
        ConfigError: An argument is outside its range, the logs have no such metric, or the rate is a scheduler's.

    Example:
        >>> ReduceLROnPlateau("acc", patience=3).mode
        'max'

    Reference: ``paddle.callbacks.ReduceLROnPlateau``.
    """

    def __init__(
        self,
        monitor: str = "loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 1,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0,
    ) -> None:
        super().__init__()
        check_choice("mode", mode, ["auto", "min", "max"])
        check_integer("patience", patience, at_least=1)
        check_integer("cooldown", cooldown, at_least=0)
        self.monitor, self.verbose = monitor, verbose
        self.mode = ("max" if "acc" in monitor else "min") if mode == "auto" else mode
        self._settings = (self.mode, factor, patience - 1, min_delta, "abs", max(cooldown - 1, 0), min_lr, 0.0)
        self.rule = Plateau(1.0, *self._settings)
        self.state = self.rule.start()

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Begins from the optimizer's rate."""
        rate = self.model._optimizer._learning_rate
        if not isinstance(rate, float):
            raise ConfigError(tr("needs a fixed learning rate, the optimizer has {!r}; see PlateauMetric", rate))
        self.rule = Plateau(rate, *self._settings)
        self.state = self.rule.start()

    def on_eval_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Takes the metric of an evaluation and sets the rate."""
        before, metric = self.state.rate, metric_in(logs, self.monitor)
        if self.state.cooldown and self.rule.is_better(metric, self.state.best):
            self.state = replace(self.state, best=metric)
        self.state = self.rule.after(self.state, metric)
        if self.state.rate != before:
            self.model._optimizer.set_lr(self.state.rate)
            if self.verbose and paddle.distributed.get_rank() == 0:
                print(tr("ReduceLROnPlateau set learning rate to {:g}.", self.state.rate))


class RateLog(paddle.callbacks.Callback):
    """Writes the planned and the applied rate of each update, and stops the run when they differ.

    The planned rate is the scheduler's before the update, the applied rate is the one that the optimizer's kernels
    got. Tags: ``rate/planned`` and ``rate/applied``; the step is the number of the update.

    Args:
        writer: A VisualDL ``LogWriter`` or anything with ``add_scalar(tag=, value=, step=)``, or a directory, in which
            a LogWriter is made.
        first_update: Number of the first update of a resumed run.

    Raises:
        LrkitError: The applied rate is not the planned one.

    Example:
        >>> RateLog("output/log").first_update
        0
    """

    def __init__(self, writer: Any, first_update: int = 0) -> None:
        super().__init__()
        self.writer, self._own = writer, None
        self.first_update = check_integer("first_update", first_update, at_least=0)
        self.counter: UpdateCounter | None = None
        self._seen = 0

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Starts to count, and opens the writer in process 0."""
        self._close()
        self.counter, self._seen = UpdateCounter(self.model._optimizer), 0
        if isinstance(self.writer, str) and paddle.distributed.get_rank() == 0:
            from visualdl import LogWriter

            self._own = LogWriter(self.writer)

    def on_train_batch_end(self, step: int, logs: Mapping[str, Any] | None = None) -> None:
        """Writes both rates when the batch ended in an update."""
        counter = self.counter
        if counter is None or counter.updates == self._seen:
            return
        self._seen = counter.updates
        update = self.first_update + counter.updates - 1
        for tag, value in (("rate/planned", counter.planned), ("rate/applied", counter.applied)):
            if paddle.distributed.get_rank() == 0:
                (self._own or self.writer).add_scalar(tag=tag, value=value, step=update)
        if not rates_match(counter.planned or 0.0, counter.applied or 0.0):
            raise LrkitError(
                tr("update {}: the optimizer applied {:g}, not {:g}", update, counter.applied, counter.planned)
            )

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Closes the counter and the writer."""
        self._close()

    def _close(self) -> None:
        if self.counter is not None:
            self.counter.close()
            self.counter = None
        if self._own is not None:
            self._own.close()
            self._own = None


def metric_in(logs: Mapping[str, Any] | None, name: str) -> float:
    """A metric from the logs of ``fit``, or a ConfigError that lists those there are."""
    known = sorted(logs or {})
    if name not in known:
        raise ConfigError(
            tr("the logs have no metric {!r}; they have {}", name, tr(", ").join(known) or tr("none")), key="monitor"
        )
    value = (logs or {})[name]
    return metric_of(value[0] if isinstance(value, (list, tuple)) and value else value)
