"""CosineAnnealingDecay: half a cosine, then its floor."""

from __future__ import annotations

from paddle_lrkit.curves._cosine import cosine
from paddle_lrkit.errors import argument_names
from paddle_lrkit.schedulers.base import CurveLR


class CosineAnnealingDecay(CurveLR):
    """Half a cosine from ``learning_rate`` to ``eta_min``, which is then held.

    ``rate(t) = eta_min + (learning_rate - eta_min) * (1 + cos(pi * t / T_max)) / 2`` for ``t <= T_max``

    Args:
        learning_rate: Rate at update 0, >= 0.
        T_max: Updates of the half cosine, >= 1.
        eta_min: Rate at update ``T_max`` and after it, between 0 and ``learning_rate``.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = CosineAnnealingDecay(0.1, T_max=100)
        >>> scheduler.step(50)
        >>> round(scheduler(), 12)
        0.05

    Reference: ``paddle.optimizer.lr.CosineAnnealingDecay``; equal up to ``T_max``, after which Paddle's rises again.
    """

    def __init__(
        self,
        learning_rate: float,
        T_max: int,
        eta_min: float = 0,
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        with argument_names(peak="learning_rate", floor="eta_min", length="T_max"):
            curve = cosine(learning_rate, eta_min, T_max)
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(curve, last_epoch, verbose)
