"""The executor that the command line asks for."""

from __future__ import annotations

from paddle_lrkit.experiments.compare.executors.base import Executor, RunLrkit
from paddle_lrkit.experiments.compare.options import CompareOptions


def open_executor(options: CompareOptions, threads: int, run_lrkit: RunLrkit) -> Executor:
    """Opens the executor of a comparison.

    Args:
        options: The comparison.
        threads: CPU threads of a training.
        run_lrkit: Runs a command of ``lrkit`` and exits.

    Raises:
        LrkitError: Its package is missing, or its cluster cannot be used.
    """
    if options.executor == "ray":
        from paddle_lrkit.experiments.compare.executors.ray import RayExecutor

        return RayExecutor(options.executor_options, threads, options.most_at_once, options.device)
    if options.executor == "slurm":
        from paddle_lrkit.experiments.compare.executors.slurm import SlurmExecutor

        return SlurmExecutor(options.executor_options, options.root, threads, options.most_at_once, options.device)
    from paddle_lrkit.experiments.compare.executors.local import LocalExecutor

    return LocalExecutor(options.base.settings, threads, options.local_at_once, options.local_gpus, run_lrkit)
