"""Several processes train like one process with the same global batch."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from paddle_lrkit.child_process import nonblank_lines, package_environment, run_process
from paddle_lrkit.devices import BUILT_IN
from paddle_lrkit.experiments.validate.case import CaseFailed, CaseResult, CaseSkipped, Figures, run_case
from paddle_lrkit.experiments.validate.configs import TASKS, changed
from paddle_lrkit.experiments.validate.loss_tolerance import LossTolerance, compare_losses
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.experiments.validate.training import config_file, finish, open_run, training_rows
from paddle_lrkit.messages import tr
from paddle_lrkit.train.runtime.device import paddle_devices

ON_ACCELERATOR, ON_CPU = 20, 6
"""Updates of a training."""
TOLERANCE = LossTolerance(first=1e-4, mean=1e-2)
LIMIT_S = 400
_PATIENCE_S = 45
"""Longer than the 30 seconds after which the launcher kills its processes."""
_TASK = "text_classification"
"""A task without BatchNorm, whose statistics depend on the batch of each process."""
_BATCH = 16


def check(options: ValidationOptions) -> Iterator[CaseResult]:
    """Trains on all devices of the kind, or in two processes on the CPU."""
    where = tr("all {} devices", options.name) if options.on_accelerator else tr("2 processes on the CPU")
    case = tr("{}, {}", _TASK, where)
    yield run_case("processes", case, tr("equal rates in all processes; {}", TOLERANCE), partial(parity, options))


def parity(options: ValidationOptions) -> Figures:
    """Trains in several processes and in one, and compares rates and losses.

    Raises:
        CaseFailed: Rates or losses differ, or a process failed.
        CaseSkipped: The machine has one device of the kind.
    """
    count = paddle_devices().counts[options.kind] if options.on_accelerator else 2
    if count < 2:
        raise CaseSkipped(tr("this machine has one {}", options.name))
    config = TASKS[_TASK](options, options.length(ON_ACCELERATOR, ON_CPU))
    alone = finish(open_run(options, "processes-1", changed(config, {"Train.loader.batch_size": _BATCH * count})))
    name = f"processes-{count}"
    together = changed(config, {"Train.loader.batch_size": _BATCH})
    launch(options, config_file(options, name, together), count)
    rows = training_rows(Path(options.directory) / "runs" / name)
    if len(rows) != len(alone.rows):
        raise CaseFailed(tr("{} processes logged {} updates, one process {}", count, len(rows), len(alone.rows)))
    for expected, row in zip(alone.rows, rows, strict=True):
        if row["rate/applied"] != expected["rate/applied"]:
            values = (row["update"], count, row["rate/applied"], expected["rate/applied"])
            raise CaseFailed(tr("update {}: {} processes used the rate {!r} instead of {!r}", *values))
    return {"processes": count, **compare_losses(alone.losses, [row["train/loss"] for row in rows], TOLERANCE)}


def launch(options: ValidationOptions, config: Path, count: int) -> None:
    """Trains a config in several processes with Paddle's launcher; the processes compare their rates at each update.

    Raises:
        CaseFailed: A process failed or did not end within the time limit.
    """
    logs = Path(options.directory) / "logs" / "launch"
    call = [
        *(sys.executable, "-m", "paddle.distributed.launch", "--nproc_per_node", str(count), "--log_dir", str(logs)),
        *(str(_script(options)), "train", "-c", str(config), "--device", options.kind, "--quiet"),
    ]
    environment = package_environment({"OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")})
    if options.kind not in ("cpu", *BUILT_IN):
        environment["PADDLE_XCCL_BACKEND"] = options.kind  # the launcher of Paddle 2.6 does not look for plug-ins
    if not environment.get("CUDA_VISIBLE_DEVICES"):
        environment.pop("CUDA_VISIBLE_DEVICES", None)  # the launcher cannot read an empty one
    try:
        done = run_process(call, limit_s=LIMIT_S, patience_s=_PATIENCE_S, environment=environment, leads_group=False)
    finally:
        _remove_environment(logs)
    if done.timed_out:
        raise CaseFailed(tr("{} processes did not end within {} s; their output is in {}", count, LIMIT_S, logs))
    if done.code:
        raise CaseFailed(tr("the launcher ended with exit code {}: {}", done.code, _last_line(logs, done.errors)))


def _remove_environment(logs: Path) -> None:
    """Removes the environment variables that the launcher logs, because the report may be published."""
    for file in logs.glob("*"):
        if not file.name.startswith("workerlog."):
            file.unlink()


def _script(options: ValidationOptions) -> Path:
    """A script that runs ``lrkit``: the launcher starts scripts, not modules."""
    script = Path(options.directory) / "configs" / "launched_lrkit.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text("from paddle_lrkit.cli.main import main\n\nmain()\n", encoding="utf-8")
    return script


def _last_line(logs: Path, launcher_errors: str) -> str:
    """The last line of the first process that printed one, or of the launcher."""
    texts = [log.read_text(encoding="utf-8", errors="replace") for log in sorted(logs.glob("workerlog.*"))]
    return next(
        (lines[-1] for lines in map(nonblank_lines, [*texts, launcher_errors]) if lines), tr("it printed nothing")
    )
