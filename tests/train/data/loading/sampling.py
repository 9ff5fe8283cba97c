"""Options of a sampler whose batch size stays the same."""

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.train.data.loading.sampler import SamplingOptions


def sampling(num_samples, batch_size, shuffle=True, drop_last=True, seed=0, accumulate=1, rank=0, world=1):
    """The options of one process."""
    plan = BatchPlan.constant(num_samples, batch_size, accumulate=accumulate, world=world, drop_last=drop_last)
    return SamplingOptions(plan, shuffle, seed, rank)
