"""A random subset of positive and negative boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import paddle

from paddle_lrkit.train.models.faster_rcnn.matcher import NEGATIVE, POSITIVE


@dataclass(frozen=True)
class Sampler:
    """Draws ``batch_size_per_im`` boxes of an image, at most ``fg_fraction`` of them positive.

    Missing positives are replaced by negatives. The draw comes from Paddle's generator, which the loop seeds at each
    update.

    Args:
        batch_size_per_im: Boxes to draw.
        fg_fraction: Largest part of positives, from 0 to 1.
        use_random: Draw at random; else the first ones are taken.
    """

    batch_size_per_im: int
    fg_fraction: float
    use_random: bool = True

    def __call__(self, verdict: Any) -> tuple[Any, Any]:
        """Draws from boxes with the verdicts of a `Matcher`, int64 ``[n]``.

        Returns:
            Indices of the drawn positives, int64 ``[p]``, and of the drawn negatives, int64 ``[q]``.
        """
        positive = paddle.nonzero(verdict == POSITIVE).flatten()
        negative = paddle.nonzero(verdict == NEGATIVE).flatten()
        positive = self._drawn(positive, int(self.batch_size_per_im * self.fg_fraction))
        return positive, self._drawn(negative, self.batch_size_per_im - positive.shape[0])

    def _drawn(self, indices: Any, most: int) -> Any:
        count = indices.shape[0]
        if count <= most:
            return indices
        if not self.use_random:
            return indices[:most]
        return paddle.gather(indices, paddle.randperm(count)[:most]) if most else indices[:0]
