"""The length of the run of a training config."""

from __future__ import annotations

from paddle_lrkit.config.batch_schedule import ACCUMULATE, BATCH_SIZE, batch_plan, batches, length_of
from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.settings import Data, Global, Loader
from paddle_lrkit.errors import ConfigError, UnknownEpochError, argument_names
from paddle_lrkit.messages import tr
from paddle_lrkit.units import LengthOptions, RunLength, steps_per_epoch


def epoch_length(run: Global, train: Data | None, options: LengthOptions) -> int | None:
    """Updates in an epoch; None if they change in the run, or neither they nor the samples are known.

    Args:
        run: The ``Global`` section.
        train: The ``Train`` section.
        options: Lengths from the caller; they have priority over the config.

    Raises:
        ConfigError: An epoch has no update; the key is that of the config.
    """
    samples = options.images or (train.num_samples if train else None)
    size, accumulate = batches(run, train, options)
    if isinstance(size, Component) or isinstance(accumulate, Component):
        return None
    if options.steps_per_epoch is not None or samples is None:
        return options.steps_per_epoch
    loader = train.loader if train else Loader()
    with argument_names(num_samples="Train.num_samples", batch_size=BATCH_SIZE, accumulate_steps=ACCUMULATE):
        return steps_per_epoch(
            samples, size, world_size=options.processes, drop_last=loader.drop_last, accumulate_steps=accumulate
        )


def run_length(run: Global, train: Data | None, options: LengthOptions, tokens: int | None = None) -> RunLength:
    """The length of a run; see `epoch_length` for the arguments.

    Args:
        run: The ``Global`` section.
        train: The ``Train`` section.
        options: Lengths from the caller; they have priority over the config.
        tokens: Tokens of a sample.

    Raises:
        ConfigError: The run has no update, or its batch size changes and the caller gives the updates in an epoch.
        UnknownEpochError: The run is given in epochs, and the number of updates in an epoch is not known.
    """
    size, accumulate = batches(run, train, options)
    if isinstance(size, Component) or isinstance(accumulate, Component):
        length = _changing(run, train, options, tokens)
    else:
        steps, batch = epoch_length(run, train, options), size * options.processes * accumulate
        if run.epochs is not None:
            _check_epoch(steps)
        total = run.updates or (run.samples or 0) // batch or (run.epochs or 0) * (steps or 0)
        length = RunLength(total, steps, None, options.processes)
        if train is not None or options.batch_size:
            whole = batch * tokens if tokens else None
            length = length._replace(batch_size=size, samples_per_update=batch, tokens_per_update=whole)
    if length.total_updates == 0:
        raise ConfigError(tr("{} samples are fewer than those of the first update", run.samples), key="Global.samples")
    return length


def _changing(run: Global, train: Data | None, options: LengthOptions, tokens: int | None) -> RunLength:
    """The length of a run whose batch size changes."""
    if options.steps_per_epoch is not None:
        raise ConfigError(
            tr(
                "the batch size changes in the run, so no single number of updates makes an epoch; give --images "
                "instead of --steps-per-epoch"
            )
        )
    plan = batch_plan(run, train, options, tokens)
    if run.epochs is not None:
        _check_epoch(plan.num_samples)
        return length_of(plan, plan.first_update(run.epochs), tokens)
    return length_of(plan, run.updates or plan.updates_within(run.samples or 0), tokens)


def _check_epoch(known: int | None) -> None:
    if known is None:
        raise UnknownEpochError(
            tr(
                "the number of updates in an epoch is not known; give --steps-per-epoch (= images / (batch size x "
                "GPUs x accumulation)), or write Train.num_samples"
            ),
            key="Global.epochs",
        )
