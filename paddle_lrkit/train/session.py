"""Everything that a run needs, opened from a config, new or resumed from a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import paddle

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.settings import Settings, read_settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.lrkit import reader as dialect
from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint, save_checkpoint
from paddle_lrkit.train.checkpoints.model_state import restore_model
from paddle_lrkit.train.checkpoints.optimizer_state import optimizer_tensors, restore_optimizer
from paddle_lrkit.train.data.loading.sampling_state import batches_done, check_sampling_state, sampling_state
from paddle_lrkit.train.distributed.collectives import (
    barrier,
    broadcast_from_rank0,
    check_same_on_ranks,
    is_main_process,
    world_size,
)
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.optimization.scheduler import build_scheduler
from paddle_lrkit.train.registry import TASKS
from paddle_lrkit.train.run_directory import RunDirectory, choose_run, default_output
from paddle_lrkit.train.runtime.device import use_device
from paddle_lrkit.train.tasks.base import Task
from paddle_lrkit.units import LengthOptions


@dataclass
class TrainerState:
    """The progress of a run.

    Attributes:
        update: Updates made.
        batch: Batches read, including those of skipped updates.
        metrics: The metrics of the last evaluation.
        best: Best value of the task's metric so far; None before the first evaluation.
    """

    update: int = 0
    batch: int = 0
    metrics: dict[str, float] = field(default_factory=dict)
    best: float | None = None

    def improved(self, value: float, higher_is_better: bool) -> bool:
        """Records a metric and returns whether it is the best so far; NaN never is."""
        if value != value:
            return False
        better = self.best is None or (value > self.best if higher_is_better else value < self.best)
        if better:
            self.best = value
        return better


@dataclass
class Session:
    """A run in progress.

    Attributes:
        document: The config as loaded, with overrides.
        settings: The typed config.
        task: Model, data, loss and metrics.
        schedule: The planned curve and the length of the run.
        engine: Model and optimizer.
        run: The run directory.
        state: The progress of the run.
        resumed: Whether the state comes from a checkpoint.
    """

    document: Document
    settings: Settings
    task: Task
    schedule: Schedule
    engine: Engine
    run: RunDirectory
    state: TrainerState
    resumed: bool = False

    def save(self, *names: str) -> None:
        """Writes the same checkpoint under each of the names; rank 0 writes, the other processes wait."""
        if is_main_process():
            self._write(*names)
        barrier()

    def _write(self, *names: str) -> None:
        first, *others = (self.run.checkpoint(name) for name in names)
        tensors = {
            "model": self.engine.model.state_dict(),
            "optimizer": optimizer_tensors(self.engine.optimizer, self.engine.model),
        }
        if self.engine.ema:
            tensors["ema"] = self.engine.ema.averages
        save_checkpoint(first, tensors, self._checkpoint_state(), others)

    def _checkpoint_state(self) -> dict[str, Any]:
        return {
            "format": 1,
            **asdict(self.state),
            "scheduler": self.engine.scheduler.state_dict(),
            "scaler": self.engine.scaler_state(),
            "data": sampling_state(self.settings, self.task),
            "paddle": paddle.__version__,
        }


def open_session(
    config: str,
    overrides: Iterable[str] = (),
    *,
    device: str | None = None,
    resume: str | None = None,
    policy: str | None = None,
) -> Session:
    """Opens a new run or resumes one.

    Args:
        config: The YAML file.
        overrides: Changes to the config, as ``Key.sub=value``.
        device: ``cpu``, ``gpu`` or ``gpu:<n>``; by default a GPU if Paddle sees one.
        resume: ``auto`` (the newest run of this config, or a new one), a run directory or a checkpoint.
        policy: How to resume from a checkpoint of another schedule: ``keep``, ``extend`` or ``rescale``.

    Raises:
        LrkitError: The run cannot be opened.
    """
    document = load_config(config, overrides)
    settings, task, schedule, engine = build(document, device)
    output = Path(settings.Global.output_dir) if settings.Global.output_dir else default_output(config)
    resolved = dump_yaml(document.data)
    check_same_on_ranks("the config or the data", (resolved, schedule.curve.fingerprint, task.num_samples))
    run, checkpoint = broadcast_from_rank0(lambda: choose_run(output, resume))
    session = Session(document, settings, task, schedule, engine, run, TrainerState(), resumed=checkpoint is not None)
    if checkpoint:
        restore(session, checkpoint, policy)
    if is_main_process():
        run.config.write_text(resolved, encoding="utf-8")
    return session


def build(document: Document, device: str | None = None) -> tuple[Settings, Task, Schedule, Engine]:
    """Settings, task, schedule and engine of a config, with weights initialized from its seed.

    Raises:
        LrkitError: The config cannot be used. A ConfigError has the line.
    """
    settings = read_settings(document)
    use_device(device)
    try:
        return settings, *_built(document, settings)
    except ConfigError as error:
        raise document.located(error, ()) from error.__cause__


def _built(document: Document, settings: Settings) -> tuple[Task, Schedule, Engine]:
    paddle.seed(settings.Global.seed)
    task: Task = _task_class(document, settings.Global.task)(settings)
    check_size(settings, task)
    schedule = dialect.read(document, LengthOptions(images=task.num_samples, world_size=world_size()))
    return task, schedule, Engine(settings, task.model, build_scheduler(schedule))


def _task_class(document: Document, name: str) -> Callable[[Settings], Task]:
    try:
        return TASKS.find(name)
    except ConfigError as error:
        raise document.error(error.message, ("Global", "task")) from error.__cause__


def check_size(settings: Settings, task: Task) -> None:
    """Raises a ConfigError if ``Train.num_samples`` is not the size of the data set."""
    said = settings.Train.num_samples
    if said is not None and said != task.num_samples:
        raise ConfigError(
            f"is {said}, but the data set has {task.num_samples} samples, so the config and the training would have "
            "different schedules",
            key="Train.num_samples",
        )


def restore(session: Session, checkpoint: Path, policy: str | None = None) -> None:
    """Restores the state of a checkpoint in a session.

    Raises:
        CheckpointError: The checkpoint is damaged or of another model; or it has another schedule or data order and
            there is no policy.
    """
    tensors, state = load_checkpoint(checkpoint)
    if policy is None:
        check_sampling_state(state.get("data", {}), sampling_state(session.settings, session.task))
    engine = session.engine
    restore_model(engine, tensors, checkpoint)
    engine.scheduler.set_state_dict(state["scheduler"], policy)
    restore_optimizer(engine.optimizer, engine.model, tensors.get("optimizer", {}), engine.scheduler.state_dict())
    engine.restore_scaler(state["scaler"])
    update = engine.scheduler.last_epoch
    same = update == state["update"]
    accumulate = session.settings.Global.accumulate_steps
    batch = batches_done(state, accumulate) if same else update * accumulate
    session.state = TrainerState(update, batch, state["metrics"], state["best"])
