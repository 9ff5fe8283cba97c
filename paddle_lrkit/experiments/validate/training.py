"""Trainings of the checks: opened from a config, run by the real loop, read from their logs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.experiments.validate.case import CaseFailed
from paddle_lrkit.experiments.validate.configs import Config, changed
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.session import Session, open_session

Weights = dict[str, np.ndarray]


@dataclass(frozen=True)
class FinishedTraining:
    """A finished training.

    Args:
        session: Its session.
        rows: Its log, one row for each update.
    """

    session: Session
    rows: list[dict[str, Any]]

    @property
    def losses(self) -> list[float]:
        return [row["train/loss"] for row in self.rows]


def config_file(options: ValidationOptions, name: str, config: Config) -> Path:
    """Writes a config with the output directory ``runs/<name>``, and returns its path."""
    directory = Path(options.directory)
    path = directory / "configs" / f"{name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    own = changed(config, {"Global.output_dir": str(directory / "runs" / name)})
    path.write_text(dump_yaml(own), encoding="utf-8")
    return path


def open_run(
    options: ValidationOptions, name: str, config: Config, *, device: str | None = None, resume: str | None = None
) -> Session:
    """Opens a run.

    Args:
        options: Options of the validation.
        name: Name of the run.
        config: The config as plain data.
        device: The device; by default that of the validation.
        resume: A run or a checkpoint to resume.
    """
    return open_session(str(config_file(options, name, config)), device=device or options.device, resume=resume)


def finish(session: Session, *, keep_checkpoints: bool = False) -> FinishedTraining:
    """Trains to the end and reads the log.

    Raises:
        CaseFailed: The log does not have one row for each update.
    """
    train(session, quiet=True)
    if not keep_checkpoints:
        shutil.rmtree(session.run.checkpoint("last").parent, ignore_errors=True)
    rows = training_rows(session.run.path)
    if [row["update"] for row in rows] != list(range(session.schedule.total_updates)):
        raise CaseFailed(tr("the log has {} rows for {} updates", len(rows), session.schedule.total_updates))
    return FinishedTraining(session, rows)


def training_rows(run: Path) -> list[dict[str, Any]]:
    """Returns the rows of a log for updates, without evaluations."""
    return [row for row in read_log(run) if "rate/planned" in row]


def weights_of(session: Session) -> Weights:
    """Returns copies of the weights and buffers of a session's model."""
    return {name: tensor.numpy().copy() for name, tensor in session.engine.model.state_dict().items()}


def set_weights(session: Session, weights: Weights) -> None:
    """Sets the weights and buffers of a session's model."""
    for name, tensor in session.engine.model.state_dict().items():
        tensor.set_value(weights[name])
