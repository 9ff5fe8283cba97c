"""The batch samplers of a task: from the config to `TrainBatchSampler` and `EvalBatchSampler`."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.config.batch_schedule import batch_plan
from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.suites.lrkit.reader import tokens_of
from paddle_lrkit.train.data.loading.sampler import (
    EpochOrder,
    EvalBatchSampler,
    SamplingOptions,
    TrainBatchSampler,
)
from paddle_lrkit.train.distributed.collectives import rank, world_size
from paddle_lrkit.units import LengthOptions


def train_sampler(
    settings: Settings, num_samples: int, start_batch: int, order: EpochOrder | None = None
) -> TrainBatchSampler:
    """The training batches of this process, without end.

    Args:
        settings: The whole config.
        num_samples: Samples in the training set.
        start_batch: Batches of the run that this process has already done.
        order: Gives the order of an epoch; by default random or unchanged, as ``shuffle`` says.

    Raises:
        ConfigError: An epoch has no update.
    """
    plan = train_plan(settings, num_samples)
    options = SamplingOptions(plan, settings.Train.loader.shuffle, settings.Global.seed, rank())
    return TrainBatchSampler(options, start_batch=start_batch, order=order)


def train_plan(settings: Settings, num_samples: int) -> BatchPlan:
    """How many samples each update of the run sees, in all processes.

    Args:
        settings: The whole config.
        num_samples: Samples in the training set.

    Raises:
        ConfigError: An epoch has no update.
    """
    options = LengthOptions(images=num_samples, world_size=world_size())
    return batch_plan(settings.Global, settings.Train, options, tokens_of(settings.Tokenizer))


def order_by_batch(settings: Settings, num_samples: int, order: Callable[[int], EpochOrder]) -> EpochOrder:
    """An order that depends on the size of the batches: in each epoch, on that of its first update.

    Args:
        settings: The whole config.
        num_samples: Samples in the training set.
        order: Samples in a forward pass of all processes -> order of the epochs.
    """
    plan = train_plan(settings, num_samples)
    return lambda epoch: order(plan.stage(plan.first_update(epoch)).batch_size * plan.world)(epoch)


def eval_sampler(data: Data, num_samples: int) -> EvalBatchSampler:
    """Every sample of an evaluation set once; processes share the samples.

    Args:
        data: The section of the config.
        num_samples: Samples in the evaluation set.
    """
    return EvalBatchSampler(num_samples, cast("int", data.loader.batch_size), rank(), world_size())
