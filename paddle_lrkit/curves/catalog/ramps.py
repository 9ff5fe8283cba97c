"""Schedules of other quantities than the rate: weight decay and batch size. Update 0 is the start of the run."""

from __future__ import annotations

from paddle_lrkit.curves._batch_size import batch_size_ramp
from paddle_lrkit.curves._slope import ramp
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.catalog.entry import Entry
from paddle_lrkit.errors import argument_names
from paddle_lrkit.messages import Message
from paddle_lrkit.units import Updates


@argument_names(length="steps")
def weight_decay_ramp(
    start: float, end: float, length: int, steps: Updates | None = None, shape: str = "linear"
) -> Curve:
    return ramp(start, end, length if steps is None else steps, shape)


def growing_batch(start: int, end: int, increment: int, samples: int) -> Curve:
    return batch_size_ramp(start, end, increment, samples)


ENTRIES = (
    Entry(
        "WeightDecayRamp",
        weight_decay_ramp,
        Message("weight decay from start to end"),
        {"start": 0.04, "end": 0.4, "shape": "cosine"},
        counts_from="run",
    ),
    Entry(
        "BatchSizeRamp",
        growing_batch,
        Message("batch size that grows in equal steps"),
        {"start": 64, "end": 512, "increment": 64, "samples": 120_000},
        counts_from="run",
    ),
)
