"""The annealing of the vision transformers in PASSL and PaddleViT."""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.suites.reference_curves.reference_curve import Tick, around, reference_curve, repeats


@reference_curve
def clipped_annealing(base: float, floor: float, warmup: Tick, end: Tick, cosine: bool) -> Formula:
    """Half a cosine or a line from ``base`` at ``warmup`` to ``floor`` at ``end``, times ``min(1, t / warmup)``.

    Example:
        >>> c = clipped_annealing(0.1, 0.0, 10, 110, False)
        >>> c(5), c(10), c(60), c(200)
        (0.05, 0.1, 0.05, 0.0)

    Reference: PASSL's ``ViTLRScheduler``.
    """

    def at(update: int) -> float:
        progress = min(1.0, max(0.0, (update - warmup) / float(end - warmup)))
        part = 0.5 * (1.0 + math.cos(math.pi * progress)) if cosine else 1.0 - progress
        rate = floor + (base - floor) * part
        return rate * min(1.0, update / warmup) if warmup else rate

    return Formula(at, knots=lambda stop: (*around(warmup), *around(end)))


@reference_curve
def fractional_annealing(
    peak: float, floor: float, start: float, warmup: int, span: int, batches: int, every: int, updates: int
) -> Formula:
    """A line from ``start`` to ``peak`` over ``warmup`` epochs and half a cosine over ``span``, in parts of an epoch.

    Update ``k`` of epoch ``e`` is at ``e + k * every / batches``, the position of its first batch.

    Example:
        >>> c = fractional_annealing(0.1, 0.0, 0.0, 2, 4, 10, 1, 10)
        >>> c(0), c(10), c(20), c(40)
        (0.0, 0.05, 0.1, 0.05)

    Reference: SwinTransformer of PaddleViT, which sets the tick before each update.
    """

    def at(update: int) -> float:
        epoch, position = divmod(update, updates)
        tick = position * every / batches + epoch
        if tick < warmup:
            return (peak - start) * tick / warmup + start
        return floor + (peak - floor) * (1 + math.cos(math.pi * (tick - warmup) / span)) / 2

    def knots(stop: int) -> Iterator[int]:
        yield warmup * updates
        yield from repeats(span * updates, stop, warmup * updates)

    return Formula(at, knots=knots)
