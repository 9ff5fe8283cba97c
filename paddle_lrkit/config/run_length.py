"""The length of the run of a training config."""

from __future__ import annotations

from paddle_lrkit.config.settings import Data, Global, Loader
from paddle_lrkit.errors import UnknownEpochError, argument_names
from paddle_lrkit.units import LengthOptions, RunLength, steps_per_epoch


def epoch_length(run: Global, train: Data | None, options: LengthOptions) -> int | None:
    """Updates in an epoch; None if neither the caller nor the config gives them or the number of samples.

    Args:
        run: The ``Global`` section.
        train: The ``Train`` section.
        options: Lengths from the caller; they have priority over the config.

    Raises:
        ConfigError: An epoch has no update; the key is that of the config.
    """
    samples = options.images or (train.num_samples if train else None)
    if options.steps_per_epoch is not None or samples is None:
        return options.steps_per_epoch
    loader = train.loader if train else Loader()
    keys = {"num_samples": "Train.num_samples", "batch_size": "Train.loader.batch_size"}
    with argument_names(**keys, accumulate_steps="Global.accumulate_steps"):
        return steps_per_epoch(
            samples,
            options.batch_size or loader.batch_size,
            world_size=options.processes,
            drop_last=loader.drop_last,
            accumulate_steps=run.accumulate_steps,
        )


def run_length(run: Global, train: Data | None, options: LengthOptions) -> RunLength:
    """The length of a run; see `epoch_length` for the arguments.

    Raises:
        UnknownEpochError: The run is given in epochs, and the number of updates in an epoch is not known.
    """
    steps = epoch_length(run, train, options)
    if run.updates is None and steps is None:
        raise UnknownEpochError(
            "the number of updates in an epoch is not known; give --steps-per-epoch "
            "(= images / (batch size x GPUs x accumulation)), or write Train.num_samples",
            key="Global.epochs",
        )
    total = run.updates if run.updates is not None else (run.epochs or 0) * (steps or 0)
    size = options.batch_size or (train.loader.batch_size if train else None)
    samples = size * options.processes * run.accumulate_steps if size else None
    return RunLength(total, steps, size, options.processes, samples)
