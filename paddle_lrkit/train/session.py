"""Everything that a run needs, opened from a config, new or resumed from a checkpoint."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.load import adopt_root, load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.curves.resume_plateau import INSIDE
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_files import sync
from paddle_lrkit.runs.checkpoint_state import MissingCheckpoint, complete_checkpoint
from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint, save_checkpoint
from paddle_lrkit.train.checkpoints.checkpoint_writer import CheckpointWriter
from paddle_lrkit.train.checkpoints.model_state import restore_model
from paddle_lrkit.train.checkpoints.optimizer_state import optimizer_tensors, restore_optimizer
from paddle_lrkit.train.checkpoints.safetensors_file import host_copies
from paddle_lrkit.train.continued_files import continue_checkpoints, copy_run, set_damaged_aside, updates_made
from paddle_lrkit.train.data.loading.sampling_state import batches_done, check_sampling_state, sampling_state
from paddle_lrkit.train.distributed.collectives import (
    barrier,
    broadcast_from_rank0,
    check_same_on_ranks,
    is_main_process,
)
from paddle_lrkit.train.finished import check_something_left
from paddle_lrkit.train.meter import Diverged
from paddle_lrkit.train.resolved_config import resolved_config
from paddle_lrkit.train.resume_command import resume_command
from paddle_lrkit.train.run_directory import RunDirectory, choose_run, default_output, is_run_of, new_run, resumed_run
from paddle_lrkit.train.setup import TrainingSetup, build
from paddle_lrkit.train.way_back import explained

_LOG = logging.getLogger(__name__)


@dataclass
class TrainerState:
    """The progress of a run.

    Attributes:
        update: Position in the schedule: the number of updates made, unless ``--policy rescale`` moved it.
        made: Updates made.
        batch: Batches read, including those of skipped updates.
        metrics: The metrics of the last evaluation.
        best: Best value of the task's metric so far; None before the first evaluation.
    """

    update: int = 0
    made: int = 0
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


@dataclass(kw_only=True)
class Session(TrainingSetup):
    """A run in progress.

    Attributes:
        run: The run directory.
        state: The progress of the run.
        checkpoint: The checkpoint that the state comes from; None for a new run.
        saved_update: Position of the checkpoint.
        abandoned: Names of later checkpoints of the run, which are now in its folder ``abandoned``.
        log: What the checkpoint says of the log; see `RunTracker.mark`.
        policy: The policy that the run's last checkpoint needs to continue; None once this session has saved one.
        rate_factor: Factor of the rates that the run's last checkpoint does not have yet.
        writer: Writes the checkpoints.
    """

    run: RunDirectory
    state: TrainerState = field(default_factory=TrainerState)
    checkpoint: Path | None = None
    saved_update: int = 0
    abandoned: list[str] = field(default_factory=list)
    log: dict[str, Any] | None = None
    policy: str | None = None
    rate_factor: float = 1.0
    writer: CheckpointWriter = field(default_factory=CheckpointWriter)

    @property
    def resumed(self) -> bool:
        """Whether the state comes from a checkpoint."""
        return self.checkpoint is not None

    @property
    def finished(self) -> bool:
        """Whether the checkpoint is at the end of the run, so that nothing is left to train."""
        return self.resumed and self.state.update >= self.schedule.total_updates

    def say(self, *sentences: str) -> None:
        """Prints sentences about the run on standard error, and keeps them in its ``notes.log``; rank 0 does so."""
        if not is_main_process():
            return
        for sentence in sentences:
            _LOG.warning(sentence)
        self.run.note(*sentences)

    def save(self, *names: str, log: dict[str, Any] | None = None) -> None:
        """Writes the same checkpoint under each of the names, beside the training.

        Rank 0 copies the state and writes it; before that it waits for the checkpoint before.

        Args:
            names: ``last`` first; it is written after the others.
            log: What the checkpoint keeps of the log; see `RunTracker.mark`.

        Raises:
            Diverged: A weight is not finite; nothing is written.
            OSError: The checkpoint before could not be written.
        """
        self.writer.wait()
        if not self.engine.is_finite():
            raise Diverged(
                tr(
                    "update {}: a weight is not finite; lower the rate, lengthen the warmup or limit the gradients "
                    "with Optimizer.clip_norm",
                    self.state.update,
                )
            )
        if is_main_process():
            state = {**self._checkpoint_state(), "log": log}
            self.writer.start(partial(self._write, names, self._host_tensors(), state))
        else:
            self._saved()
        barrier()

    def wait_until_saved(self) -> None:
        """Waits until the checkpoints of all `save` are written, in all processes.

        Raises:
            OSError: A file could not be written.
        """
        self.writer.wait()
        barrier()

    def _write(self, names: Sequence[str], tensors: dict[str, dict[str, np.ndarray]], state: dict[str, Any]) -> None:
        for file in (self.run.config, self.run.log, self.run.text_log, self.run.records):
            if file.exists():
                sync(file)
        first, *others = (self.run.checkpoint(name) for name in names)
        save_checkpoint(first, tensors, state, others)
        self._saved()

    def _saved(self) -> None:
        self.policy, self.rate_factor = None, 1.0

    def _host_tensors(self) -> dict[str, dict[str, np.ndarray]]:
        engine = self.engine
        with engine.published_weights():
            state = optimizer_tensors(engine.optimizer, engine.model)
            tensors = {"model": engine.model.state_dict(), "optimizer": state}
            if engine.ema:
                tensors["ema"] = engine.ema.averages
            return {stem: host_copies(named) for stem, named in tensors.items()}

    def _checkpoint_state(self) -> dict[str, Any]:
        return {
            "format": 1,
            **asdict(self.state),
            "scheduler": self.engine.scheduler.state_dict(),
            "groups": self.engine.groups.state_dict(),
            "scaler": self.engine.scaler_state(),
            "data": sampling_state(self.settings, self.task, self.plan),
            "paddle": paddle.__version__,
        }


def open_session(
    config: str,
    overrides: Iterable[str] = (),
    *,
    device: str | None = None,
    resume: str | None = None,
    policy: str | None = None,
    strict: bool = False,
    rate_factor: float = 1.0,
) -> Session:
    """Opens a new run or resumes one.

    Args:
        config: The YAML file.
        overrides: Changes to the config, as ``Key.sub=value``.
        device: Such as ``cpu``, ``gpu`` or ``npu:1``; by default the one that Paddle prefers.
        resume: ``auto`` (the newest run of this config, or a new one), a run directory or a checkpoint. The run goes on
            in its directory, unless an override names another ``Global.output_dir``; then it goes on there, with a copy
            of its log.
        policy: How to resume from a checkpoint of another schedule: ``keep``, ``extend`` or ``rescale``.
        strict: Whether a damaged or missing ``last`` is an error; otherwise the newest whole checkpoint is used.
        rate_factor: Factor of the rates from the checkpoint on, in addition to an earlier one.

    Raises:
        LrkitError: The run cannot be opened. A CheckpointError means that the checkpoint is damaged or of another
            model, that ``policy`` is None and its schedule or data order differs from the config's, or that ``policy``
            leaves nothing to train.
    """
    document = load_config(config, overrides)
    settings = read_settings(document)
    output = Path(settings.Global.output_dir or default_output(config))
    resumed = broadcast_from_rank0(lambda: resumed_run(output, resume))
    if resumed is not None:
        adopt_root(document, RunDirectory(resumed).config)
    setup = build(document, device, settings, restored=resumed is not None)
    identity = (dump_yaml(document.data), setup.schedule.curve.fingerprint, setup.task.num_samples)
    check_same_on_ranks(tr("the config or the data"), identity)
    try:
        chosen = broadcast_from_rank0(lambda: choose_run(output, resume, strict=strict))
    except MissingCheckpoint as error:
        command = resume_command(document, error.instead, policy=policy)
        raise CheckpointError(tr("{}; resume with: {}", error.problem, command)) from None
    checkpoint = chosen.checkpoint
    session = Session(**vars(setup), run=chosen.run, checkpoint=checkpoint)
    if checkpoint:
        _restore(session, checkpoint, policy, rate_factor)
        check_something_left(session, policy)
    passed_over = [tr("{}; resuming from {}", problem, checkpoint) for problem in chosen.problems]
    if session.finished:
        session.say(*passed_over)
        return session
    with explained(session):
        if checkpoint:
            _continue(session, checkpoint, output, passed_over)
        session.say(*document.replaced, *map(str, session.initial))
        if is_main_process():
            session.run.config.write_text(resolved_config(setup, session.run.path), encoding="utf-8")
    return session


def _restore(session: Session, checkpoint: Path, policy: str | None, rate_factor: float) -> None:
    tensors, state = load_checkpoint(checkpoint)
    sampling = sampling_state(session.settings, session.task, session.plan)
    if policy is None:
        check_sampling_state(state.get("data", {}), sampling)
    engine = session.engine
    restore_model(engine, tensors, checkpoint)
    engine.scheduler.set_state_dict(state["scheduler"], policy)
    if rate_factor != 1:
        engine.scheduler.set_state_dict(_scaled(engine.scheduler.state_dict(), rate_factor))
    engine.groups.set_state_dict(state.get("groups", {}), policy)
    engine.groups.factor *= rate_factor
    optimizer_state = tensors.get("optimizer", {})
    restore_optimizer(engine.optimizer, engine.model, optimizer_state, engine.scheduler.state_dict(), checkpoint)
    engine.restore_scaler(state["scaler"])
    update = engine.scheduler.last_epoch
    same = update == state["update"]
    batch = batches_done(state, sampling, session.plan) if same else None
    if batch is None:
        batch = session.plan.batches(update)
    session.state = TrainerState(update, updates_made(state), batch, state["metrics"], state["best"])
    session.saved_update, session.log = int(state["update"]), state.get("log")
    session.policy, session.rate_factor = policy, rate_factor


def _scaled(state: dict[str, Any], factor: float) -> dict[str, Any]:
    """The state of a scheduler whose rates are multiplied from here on; a plateau rule keeps its rate in the state."""
    if "num_bad_epochs" in state:
        return {**state, "last_lr": state["last_lr"] * factor}
    inside = {INSIDE: _scaled(state[INSIDE], factor)} if INSIDE in state else {}
    return {**state, **inside, "factor": state["factor"] * factor, "since": state["last_epoch"]}


def _continue(session: Session, checkpoint: Path, output: Path, problems: Sequence[str]) -> None:
    """Chooses the directory in which a resumed run goes on, and makes its files those of the checkpoint."""
    barrier()  # The other processes still read the checkpoint, which the main one may move.
    state, source = session.state, session.run
    named = any(override.partition("=")[0] == "Global.output_dir" for override in session.document.overrides)
    if named and not is_run_of(output, source):
        session.run = broadcast_from_rank0(lambda: new_run(output))
    if is_main_process():
        if session.run is not source:
            copy_run(source, session.run, state.made)
        session.say(*problems)
        session.say(*set_damaged_aside(session.run, checkpoint))
        session.abandoned = continue_checkpoints(session.run, checkpoint, state.made)
        if complete_checkpoint(session.run.checkpoint("best")) is None and state.best is not None:
            session.say(tr("{}: not there; the next evaluation writes it", session.run.checkpoint("best")))
            state.best = None
