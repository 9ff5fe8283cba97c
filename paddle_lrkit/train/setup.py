"""Builds the task, schedule and engine of a config."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import paddle

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.named import build_scheduler
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.lrkit.other_quantities import weight_decay_of
from paddle_lrkit.suites.lrkit.reader import schedule_of
from paddle_lrkit.train.distributed.collectives import world_size
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.models.initial_weights import (
    check_same_weights,
    initial_weights,
    read_initial_weights,
    without_pretrained,
)
from paddle_lrkit.train.models.weights import WeightReport
from paddle_lrkit.train.registry import TASKS
from paddle_lrkit.train.runtime.device import use_device
from paddle_lrkit.train.tasks.base import Task
from paddle_lrkit.train.tasks.samplers import train_plan
from paddle_lrkit.units import LengthOptions


@dataclass
class TrainingSetup:
    """What a config describes.

    Attributes:
        document: The config as loaded, with overrides.
        settings: The typed config.
        task: Model, data, loss and metrics.
        schedule: The planned curve and the length of the run.
        plan: The batches of the run.
        engine: Model and optimizer.
        initial: What was read of ``pretrained`` weights.
    """

    document: Document
    settings: Settings
    task: Task
    schedule: Schedule
    plan: BatchPlan
    engine: Engine
    initial: list[WeightReport]

    @property
    def log_every(self) -> int:
        """Updates between two rows of the log."""
        return max(self.settings.Global.log_every.updates(self.schedule.length), 1)


def build(
    document: Document, device: str | None = None, settings: Settings | None = None, *, restored: bool = False
) -> TrainingSetup:
    """Builds what a config describes, with weights initialized from its seed or from ``pretrained`` ones.

    Args:
        document: The config.
        device: Such as ``cpu``, ``gpu`` or ``npu:1``; by default the one that Paddle prefers.
        settings: The typed config, if the caller has read it already.
        restored: Whether a checkpoint gives the weights afterwards, so that ``pretrained`` ones are not read.

    Raises:
        LrkitError: The config cannot be used. A ConfigError has the line.
    """
    settings = settings or read_settings(document)
    use_device(device)
    try:
        paddle.seed(settings.Global.seed)
        with initial_weights(wanted=not restored) as initial:
            architecture, pretrained = without_pretrained(settings.Architecture)
            settings = replace(settings, Architecture=architecture)
            task: Task = _task_class(document, settings.Global.task)(settings)
            if pretrained is not None:
                read_initial_weights(task.model, pretrained)
        check_same_weights(task.model, initial)
        _check_size(settings, task)
        plan = train_plan(settings, task.num_samples)
        schedule = schedule_of(settings, LengthOptions(images=task.num_samples, world_size=world_size()))
        weight_decay = weight_decay_of(settings.Optimizer, schedule.length)
        engine = Engine(settings, task.model, build_scheduler(schedule), weight_decay, schedule.groups)
    except ConfigError as error:
        raise document.located(error, ()) from error.__cause__
    return TrainingSetup(document, settings, task, schedule, plan, engine, initial)


def _task_class(document: Document, name: str) -> Callable[[Settings], Task]:
    try:
        return TASKS.find(name)
    except ConfigError as error:
        raise document.error(error.message, ("Global", "task")) from error.__cause__


def _check_size(settings: Settings, task: Task) -> None:
    configured = settings.Train.num_samples
    if configured is not None and configured != task.num_samples:
        raise ConfigError(
            tr(
                "is {}, but the data set has {} samples, so the config and the training would have different schedules",
                configured,
                task.num_samples,
            ),
            key="Train.num_samples",
        )
