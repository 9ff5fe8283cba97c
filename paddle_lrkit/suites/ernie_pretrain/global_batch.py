"""``global_batch_size`` of ERNIE's automatic parallel program, which must be what the other sizes give."""

from __future__ import annotations

from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues

_SIZE, _ACCUMULATION = "per_device_train_batch_size", "gradient_accumulation_steps"
_SHARDING = ("sharding_parallel_size", "sharding_parallel_degree", "sharding_degree")
_DATA = ("data_parallel_degree", "data_parallel_size")


def batch_contradiction(at: SectionValues) -> tuple[ConfigValue, str] | None:
    """The size that the program refuses, and what the others give; None where they may agree.

    Args:
        at: The section with the arguments.
    """
    whole, size, accumulation = at("global_batch_size"), at(_SIZE), at(_ACCUMULATION)
    if whole is None or size is None or not whole.is_positive or not size.is_positive:
        return None
    parts = [int(item.number or 1) for item in (size, accumulation) if item is not None and item.is_positive]
    processes = [next((item for key in keys if (item := at(key)) is not None), None) for keys in (_SHARDING, _DATA)]
    known = [int(item.number) for item in processes if item is not None and item.number and item.number > 0]
    product = 1
    for part in (*parts, *known):
        product *= part
    asked = int(whole.number or 0)
    if len(known) == len(processes):
        words = tr("{} x {} x sharding x data parallel is {}", _SIZE, _ACCUMULATION, product)
        return None if asked == product else (whole, words)
    return None if asked % product == 0 else (whole, tr("{} samples of a GPU and an update do not divide it", product))
