"""Everything one run needs, opened from a config: new, or where a checkpoint left it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paddle

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.settings import Settings, read_settings
from paddle_lrkit.errors import CheckpointError, ConfigError, UsageError
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.lrkit import reader as dialect
from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint, save_checkpoint
from paddle_lrkit.train.checkpoints.optimizer_state import optimizer_tensors, restore_optimizer
from paddle_lrkit.train.checkpoints.position import Position
from paddle_lrkit.train.data.loading.sampling_state import batches_done, check_sampling_state, sampling_state
from paddle_lrkit.train.device import use_device
from paddle_lrkit.train.distributed.processes import agree, from_first, is_first, wait, world_size
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.rate import build_scheduler
from paddle_lrkit.train.registry import TASKS
from paddle_lrkit.train.run_directory import RunDirectory, default_output, find_run, locate_checkpoint, new_run
from paddle_lrkit.train.tasks.base import Task
from paddle_lrkit.units import LengthOptions


@dataclass
class Session:
    """A run in progress.

    Attributes:
        document: The config as loaded, overrides included.
        settings: The same, typed.
        task: Model, data, loss and metrics.
        schedule: The planned curve and the length of the run.
        engine: Model and optimizer.
        run: The run directory.
        position: How far the run is.
        resumed: Whether the position comes from a checkpoint.
    """

    document: Document
    settings: Settings
    task: Task
    schedule: Schedule
    engine: Engine
    run: RunDirectory
    position: Position
    resumed: bool = False

    def save(self, *names: str) -> None:
        """Writes the checkpoints ``names``, all with the same content; the first process writes, all wait for it."""
        if is_first():
            self._write(*names)
        wait()

    def _write(self, *names: str) -> None:
        first, *others = (self.run.checkpoint(name) for name in names)
        tensors = {
            "model": self.engine.model.state_dict(),
            "optimizer": optimizer_tensors(self.engine.optimizer, self.engine.model),
        }
        if self.engine.ema:
            tensors["ema"] = self.engine.ema.averages
        save_checkpoint(first, tensors, self._state(), others)

    def _state(self) -> dict[str, Any]:
        position = self.position
        return {
            "format": 1,
            "update": position.update,
            "batch": position.batch,
            "metrics": position.metrics,
            "best": position.best,
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
    """Opens a run.

    Args:
        config: The YAML file.
        overrides: ``Key.sub=value``.
        device: ``cpu``, ``gpu`` or ``gpu:<n>``; by default a GPU when Paddle sees one.
        resume: ``auto`` (the newest run of this config, or a new one), a run directory or a checkpoint.
        policy: What to do when the checkpoint belongs to another schedule: ``keep``, ``extend`` or ``rescale``.

    Raises:
        LrkitError: With one sentence about what cannot work.
    """
    document = load_config(config, overrides)
    settings, task, schedule, engine = build(document, device)
    output = Path(settings.Global.output_dir) if settings.Global.output_dir else default_output(config)
    agree("the config or the data", (dump_yaml(document.data), schedule.curve.fingerprint, task.num_samples))
    run, checkpoint = from_first(lambda: _directory(output, resume))
    session = Session(document, settings, task, schedule, engine, run, Position(), resumed=checkpoint is not None)
    if checkpoint:
        restore(session, checkpoint, policy)
    if is_first():
        run.config.write_text(dump_yaml(document.data), encoding="utf-8")
    return session


def build(document: Document, device: str | None = None) -> tuple[Settings, Task, Schedule, Engine]:
    """Settings, task, schedule and engine of a config, with the weights that its seed gives.

    Raises:
        LrkitError: With one sentence about what cannot work; a ConfigError names the line.
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
    """Raises a ConfigError when ``Train.num_samples`` is not the size of the data set."""
    said = settings.Train.num_samples
    if said is not None and said != task.num_samples:
        raise ConfigError(
            f"says {said}, but the data set has {task.num_samples} samples; the schedule drawn from the config would "
            "be another one",
            key="Train.num_samples",
        )


def restore(session: Session, checkpoint: Path, policy: str | None = None) -> None:
    """Puts a session where a checkpoint was written.

    Raises:
        CheckpointError: The checkpoint is damaged, of another model, or of another schedule or data order and no
            policy is named.
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
    session.position = Position(update, batch, state["metrics"], state["best"])


def restore_model(engine: Engine, tensors: dict[str, dict[str, Any]], checkpoint: Path) -> None:
    """Puts weights, buffers and averages of a checkpoint into an engine."""
    own, saved = engine.model.state_dict(), tensors["model"]
    for name in sorted(own.keys() ^ saved.keys()):
        side = "the checkpoint lacks" if name in own else "the model lacks"
        raise CheckpointError(f"{checkpoint}: the checkpoint is of another model; {side} {name!r}")
    for name, tensor in saved.items():
        if list(tensor.shape) != list(own[name].shape):
            raise CheckpointError(f"{checkpoint}: {name!r} is {tensor.shape} there and {own[name].shape} in the model")
    engine.model.set_state_dict(saved)
    if engine.ema:
        engine.ema.restore(tensors.get("ema", {}))


def _directory(output: Path, resume: str | None) -> tuple[RunDirectory, Path | None]:
    """The run directory, and the checkpoint to go on from."""
    return (_to_resume(output, resume) if resume is not None else None) or (new_run(output), None)


def _to_resume(output: Path, resume: str) -> tuple[RunDirectory, Path] | None:
    if resume != "auto":
        if not Path(resume).is_dir():
            raise UsageError(f"--resume {resume}: there is no such directory")
        return locate_checkpoint(Path(resume))
    found = find_run(output)
    return (found, found.checkpoint("last")) if found else None
