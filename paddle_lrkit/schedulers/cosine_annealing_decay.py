"""CosineAnnealingDecay: a cosine that falls to its floor and rises again."""

from __future__ import annotations

from paddle_lrkit.curves._cosine import cosine_wave
from paddle_lrkit.errors import argument_names
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class CosineAnnealingDecay(CurveLR):
    """A cosine from ``learning_rate`` to ``eta_min`` in ``T_max`` updates, and up again in the next ``T_max``.

    ``rate(t) = eta_min + (learning_rate - eta_min) * (1 + cos(pi * t / T_max)) / 2``

    A run that is longer than ``T_max`` ends at a high rate. A warning says so once, at the first update that rises. The
    schedule of this name in a YAML config stays at ``eta_min`` instead, as ``CurveLR(cosine(...))`` does.

    Args:
        learning_rate: Rate at update 0, >= 0.
        T_max: Updates from the highest to the lowest rate, >= 1.
        eta_min: Rate at update ``T_max``, between 0 and ``learning_rate``.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = CosineAnnealingDecay(0.1, T_max=100)
        >>> scheduler.step(50)
        >>> round(scheduler(), 12)
        0.05

    Reference: ``paddle.optimizer.lr.CosineAnnealingDecay``; equal at every update.
    """

    T_max = Fixed[int]()
    eta_min = Fixed[float]()

    def __init__(
        self,
        learning_rate: float,
        T_max: int,
        eta_min: float = 0,
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        with argument_names(peak="learning_rate", floor="eta_min", half_period="T_max"):
            curve = cosine_wave(learning_rate, eta_min, T_max)
        self.T_max, self.eta_min = T_max, eta_min
        self._turn = int(T_max)
        super().__init__(curve, last_epoch, verbose)

    @property
    def length(self) -> int:
        """``T_max``, although the cosine rises again."""
        return int(self.T_max)
