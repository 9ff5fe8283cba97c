"""The batch samplers of a task: from the config to `TrainBatchSampler` and `EvalBatchSampler`."""

from __future__ import annotations

from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.train.data.loading.sampler import (
    EpochOrder,
    EvalBatchSampler,
    SamplingOptions,
    TrainBatchSampler,
)
from paddle_lrkit.train.distributed.collectives import rank, world_size


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
        DataError: An epoch has no update.
    """
    loader = settings.Train.loader
    options = SamplingOptions(
        num_samples,
        loader.batch_size,
        loader.shuffle,
        loader.drop_last,
        seed=settings.Global.seed,
        accumulate=settings.Global.accumulate_steps,
        rank=rank(),
        world=world_size(),
    )
    return TrainBatchSampler(options, start_batch=start_batch, order=order)


def eval_sampler(data: Data, num_samples: int) -> EvalBatchSampler:
    """Every sample of an evaluation set once; processes share the samples.

    Args:
        data: The section of the config.
        num_samples: Samples in the evaluation set.
    """
    return EvalBatchSampler(num_samples, data.loader.batch_size, rank(), world_size())
