"""A Slurm cluster: each training is a job that submitit submits, and Slurm chooses the machine and the GPU."""

from __future__ import annotations

import math
import os
import signal
from pathlib import Path
from typing import Any

from paddle_lrkit.child_process import nonblank_lines
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.experiments.compare.executors.gpus import visible_gpus
from paddle_lrkit.experiments.compare.executors.options import SBATCH, ExecutorOptions
from paddle_lrkit.experiments.compare.output_directory import write_json
from paddle_lrkit.experiments.compare.trial_process import run_trial
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import read_json
from paddle_lrkit.text import plural

SLURM, LOCAL = "slurm", "local"
_POLL_S = {SLURM: 2.0, LOCAL: 0.1}
_PATIENCE_S = {SLURM: 0.0, LOCAL: 120.0}
_ALIVE = ("PENDING", "CONFIGURING", "RUNNING", "SUSPENDED", "REQUEUED")
_DAY_MIN = 1440
_JOB = "job.json"


class SlurmExecutor:
    """Runs trainings as Slurm jobs.

    A job outlives this process: the next start of the comparison takes over the jobs that wait or run.

    Args:
        options: ``time`` (minutes, a day by default), ``setup`` (a line of shell before a training), those of sbatch
            in `SBATCH`, and ``cluster``: with ``local`` submitit runs the jobs on this machine, to try it.
        root: The directory of the comparison.
        threads: CPU threads of a training.
        at_once: The most jobs in the queue at a time; None for all.
        device: ``--device``, which has to say whether the machines of the cluster have GPUs.

    Raises:
        UsageError: submitit or Slurm is missing, or an option is not valid.
    """

    def __init__(
        self, options: ExecutorOptions, root: Path, threads: int, at_once: int | None, device: str | None
    ) -> None:
        self.threads, self.at_once = threads, float(at_once or math.inf)
        self.cluster = options.text("cluster") or SLURM
        if self.cluster not in (SLURM, LOCAL):
            raise UsageError(tr("--executor-option cluster={}: must be slurm or local", self.cluster))
        if device is None and self.cluster == SLURM:
            raise UsageError(
                tr("--executor slurm needs --device cpu or --device gpu: what its machines have is not known")
            )
        self._kind = device or ("gpu" if visible_gpus() else "cpu")
        self.on_accelerator = self._kind != "cpu"
        if self.on_accelerator and self._kind != "gpu" and options.text("gres") is None and self.cluster == SLURM:
            raise UsageError(
                tr("--device {}: say what a job needs, such as --executor-option gres={}:1", device, device)
            )
        self.pause_s, self.patience_s = _POLL_S[self.cluster], _PATIENCE_S[self.cluster]
        self._submitit = _submitit()
        try:
            self._executor = self._submitit.AutoExecutor(root / "submitit", cluster=self.cluster)
        except RuntimeError:
            raise UsageError(
                tr(
                    "--executor slurm: this machine has no srun; start the comparison where Slurm jobs are submitted, "
                    "or try it here with --executor-option cluster=local"
                )
            ) from None
        self._executor.update_parameters(**self._parameters(options))

    def __str__(self) -> str:
        known = {"cpu": tr("no GPU"), "gpu": tr("a GPU")}
        cpus, device = plural(self.threads, "CPU"), known.get(self._kind) or tr("the device {}", self._kind)
        if self.cluster == SLURM:
            return tr("each training is a Slurm job with {} and {}", cpus, device)
        return tr("each training is a job that submitit runs on this machine, with {} and {}", cpus, device)

    def _parameters(self, options: ExecutorOptions) -> dict[str, Any]:
        sbatch = {key.replace("_", "-"): options.text(key) for key in SBATCH if options.text(key) is not None}
        found: dict[str, Any] = {
            "name": "lrkit-compare",
            "timeout_min": options.count("time", _DAY_MIN),
            "cpus_per_task": self.threads,
            "slurm_additional_parameters": sbatch,
        }
        if self._kind == "gpu" and "gres" not in sbatch:
            found["gpus_per_node"] = 1
        if options.text("setup") is not None:
            found[f"{self.cluster}_setup"] = [options.text("setup")]
        return found

    def start(self, folder: Path) -> SlurmWorker:
        """Submits a job, or takes over that of an earlier start."""
        job = self._job_of(folder)
        if job is None:
            try:
                job = self._executor.submit(run_trial, str(folder))
            except (OSError, RuntimeError, self._submitit.core.utils.FailedJobError) as error:
                raise LrkitError(tr("the job of {} was not submitted: {}", folder, _last_line(str(error)))) from None
            write_json(folder / _JOB, {"cluster": self.cluster, "job_id": job.job_id})
        return SlurmWorker(self._submitit, job, folder)

    def _job_of(self, folder: Path) -> Any | None:
        """The job of an earlier start, if Slurm knows that it waits or runs."""
        try:
            saved = read_json(folder / _JOB)
            known = saved["cluster"] == self.cluster == SLURM
            job = self._submitit.SlurmJob(self._executor.folder, str(saved["job_id"])) if known else None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return job if job is not None and job.get_info().get("State", "").split(" ")[0] in _ALIVE else None

    def close(self) -> None:
        """There is nothing to let go of."""


class SlurmWorker:
    """A job of submitit.

    Its files are looked at, but its pickles never loaded: the result of a training is in its folder.

    Args:
        submitit: The module.
        job: The job.
        folder: The folder of the training.
    """

    def __init__(self, submitit: Any, job: Any, folder: Path) -> None:
        self._submitit, self._job, self._folder = submitit, job, folder

    def poll(self) -> str | None:
        """Returns how the job ended, in words; None before."""
        if not self._job.done():
            return None
        (self._folder / _JOB).unlink(missing_ok=True)
        said = tr("job {} ended as {} without a result", self._job.job_id, self._job.state)
        printed = self._job.stderr()
        return tr("{}: {}", said, _last_line(printed)) if printed and printed.strip() else said

    def ask_to_stop(self) -> None:
        """Cancels the job, which gets a SIGTERM that makes the training write a checkpoint."""
        (self._folder / _JOB).unlink(missing_ok=True)
        if isinstance(self._job, self._submitit.SlurmJob):
            self._job.cancel(check=False)
        elif not self._job.done():
            os.kill(int(self._job.job_id), signal.SIGTERM)  # `cancel` would leave a second for the checkpoint

    def kill(self) -> None:
        """Ends a job of this machine; Slurm itself kills one that has not ended some time after `ask_to_stop`."""
        if not isinstance(self._job, self._submitit.SlurmJob) and not self._job.done():
            self._job.cancel(check=False)


def _submitit() -> Any:
    try:
        import submitit
    except ImportError:
        raise UsageError(
            tr("--executor slurm needs submitit; install it with: pip install 'paddle-lrkit[slurm]'")
        ) from None
    return submitit


def _last_line(text: str) -> str:
    return next(iter(reversed(nonblank_lines(text))), tr("it printed nothing"))
