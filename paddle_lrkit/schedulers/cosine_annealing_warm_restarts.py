"""CosineAnnealingWarmRestarts: half cosines one after the other."""

from __future__ import annotations

from paddle_lrkit.curves._cosine_restarts import cosine_restarts
from paddle_lrkit.errors import argument_names, check_integer
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class CosineAnnealingWarmRestarts(CurveLR):
    """Half cosines from ``learning_rate`` towards ``eta_min``, each ``T_mult`` times as long as the one before.

    ``rate(t) = eta_min + (learning_rate - eta_min) * (1 + cos(pi * T_cur / T_i)) / 2`` with ``T_cur`` updates since
    the last restart and ``T_i = T_0 * T_mult ** restarts``

    Args:
        learning_rate: Rate at each restart, >= 0.
        T_0: Updates of the first cycle, >= 1.
        T_mult: Growth of the cycles, a whole number >= 1.
        eta_min: Rate towards which each cycle falls, between 0 and ``learning_rate``.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = CosineAnnealingWarmRestarts(0.1, T_0=10, T_mult=2)
        >>> scheduler.step(30)
        >>> scheduler()
        0.1

    Reference: ``paddle.optimizer.lr.CosineAnnealingWarmRestarts``; equal when stepped one by one. Paddle's misses
    restarts in ``step(n)`` and forgets its cycle in checkpoints.
    """

    T_0 = Fixed[int]()
    T_mult = Fixed[int]()
    eta_min = Fixed[float]()

    def __init__(
        self,
        learning_rate: float,
        T_0: int,
        T_mult: int = 1,
        eta_min: float = 0,
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        with argument_names(peak="learning_rate", floor="eta_min", first_length="T_0", multiplier="T_mult"):
            curve = cosine_restarts(learning_rate, eta_min, T_0, check_integer("T_mult", T_mult, at_least=1))
        self.T_0, self.T_mult, self.eta_min = T_0, T_mult, eta_min
        super().__init__(curve, last_epoch, verbose)
