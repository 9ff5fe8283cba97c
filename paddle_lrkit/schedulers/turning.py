"""TurningLR: the base of schedules in which a cosine may rise again."""

from __future__ import annotations

import warnings

from paddle_lrkit.schedulers.base import CurveLR


class TurningLR(CurveLR):
    """A curve that warns once when its rate rises again after a cosine, as Paddle's does."""

    _turn: int | None = None
    """Update after which a cosine rises again, which is said once; None for a curve that does not, or after that."""

    def step(self, epoch: int | None = None) -> None:
        """Goes to the next update, or to update ``epoch``; both give ``curve(last_epoch)``."""
        super().step(epoch)
        if self._turn is not None and self.last_epoch > self._turn:
            _warn_of_turn(self, self._turn)
            self._turn = None


def _warn_of_turn(scheduler: CurveLR, turn: int) -> None:
    lowest = scheduler.curve(turn)
    if scheduler.curve(scheduler.last_epoch) > lowest:
        name = type(scheduler).__name__
        warnings.warn(
            f"{name}: the rate rises again after update {turn}, as Paddle's does; make T_max longer "
            f"or use CurveLR(cosine(...)), which stays at {lowest:g}",
            stacklevel=3,
        )
