"""PaddleScience's training loop: iterations, ticks of the scheduler, and updates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.reference_curves.ticks import accumulated, by_epoch, updates_within
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.values import positive, whole
from paddle_lrkit.units import LengthOptions, unknown_epoch

_FORMULA = Message("TRAIN.iters_per_epoch, or the batches of the data set that the script loads")


@dataclass(frozen=True)
class TrainingLoop:
    """An update after every ``update_freq`` iterations, and after the last one of an epoch.

    Args:
        epochs: Epochs in the run.
        iterations: Iterations in an epoch.
        update_freq: Iterations in an update.
    """

    epochs: int
    iterations: int
    update_freq: int

    @property
    def updates(self) -> int:
        """Updates in an epoch."""
        return -(-self.iterations // self.update_freq)

    def applied(self, rates: SchedulerRates) -> SchedulerRates:
        """Rates at each tick, an iteration or an epoch, as rates at each update."""
        if rates.by_epoch:
            warmup = rates.warmup * self.updates
            return SchedulerRates(by_epoch(rates.curve, self.updates), warmup=warmup)
        if self.update_freq == 1:
            return SchedulerRates(rates.curve, warmup=rates.warmup)
        curve = accumulated(rates.curve, self.iterations, self.update_freq, self.updates)
        return SchedulerRates(curve, warmup=self._updates_before(rates.warmup))

    def check(self, rates: SchedulerRates, section: Section) -> None:
        """Refuses a scheduler that fails in the run; it ticks after the last iteration, or epoch, too.

        Raises:
            ConfigError: The update after which the run stops.
        """
        made = self.epochs if rates.by_epoch else self.epochs * self.iterations
        most = rates.most_ticks
        if most is not None and most <= made:
            done = most * self.updates if rates.by_epoch else self._updates_before(most)
            reason = (
                tr("the schedule has {} epochs, the run {}", rates.last_tick, made)
                if rates.by_epoch
                else tr("the schedule has {} iterations, the run {}", rates.last_tick, made)
            )
            if not done:
                raise section.error(tr("{} stops with an error before the first update: {}", section.suite, reason))
            raise section.error(tr("{} stops with an error after update {}: {}", section.suite, done - 1, reason))
        if made and math.isnan(rates.curve(made)):
            raise section.error(tr("{} stops with an error after the last update: no rate follows it", section.suite))

    def _updates_before(self, iterations: int) -> int:
        return updates_within(iterations, self.iterations, self.update_freq, self.updates)


def training_loop(config: Section, options: LengthOptions, assumed: list[str]) -> TrainingLoop:
    """The loop of a config; what is not in ``TRAIN`` comes from the caller, or from where the examples have it.

    Args:
        config: The whole config.
        options: What the caller says; ``steps_per_epoch`` are iterations.
        assumed: Gets what is taken for granted.
    """
    train = config.section("TRAIN")
    epochs_of = train
    if "epochs" not in train.values and "epochs" in config.values:
        epochs_of = config
        assumed.append(tr("the run has the epochs of the key epochs, because TRAIN.epochs is missing"))
    epochs = epochs_of.read("epochs", lambda key, value: whole(key, value, at_least=0))
    iterations, told = train.read("iters_per_epoch", whole, -1), options.steps_per_epoch
    if iterations != -1 and told not in (None, iterations):
        assumed.append(
            tr("TRAIN.iters_per_epoch = {} is what {} runs, and not {} as said", iterations, train.suite, told)
        )
    elif iterations == -1:
        iterations = told if told is not None else _counted(train, options, assumed)
    if iterations < 1:
        raise train.error(
            tr("must be a whole number >= 1, or -1 for all batches, got {}", iterations), "iters_per_epoch"
        )
    return TrainingLoop(epochs, iterations, train.read("update_freq", positive, 1))


def _counted(train: Section, options: LengthOptions, assumed: list[str]) -> int:
    """Iterations in an epoch that neither ``TRAIN`` nor the caller has."""
    batches = train.batches(options, train.get("batch_size"), False, "batch_size")
    if batches is not None:
        assumed.append(tr("the last batch of an epoch is kept, unless the script drops it"))
        return batches
    section = train.get("lr_scheduler")
    if not isinstance(section, Mapping) or section.get("iters_per_epoch", -1) == -1:
        raise train.located(unknown_epoch(_FORMULA))
    iterations = train.section("lr_scheduler").read("iters_per_epoch", whole)
    assumed.append(tr("an epoch of the run has {} iterations, as TRAIN.lr_scheduler counts", iterations))
    return iterations
