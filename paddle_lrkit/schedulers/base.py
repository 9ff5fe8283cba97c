"""The scheduler that hands a curve to a Paddle optimizer."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from typing import Any

from paddle.optimizer.lr import LRScheduler

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.curves.resume import read_state, resume
from paddle_lrkit.errors import check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.notebook import NotebookPicture
from paddle_lrkit.schedulers.fixed import Fixed


class CurveLR(NotebookPicture, LRScheduler):
    """Follows a curve: ``rate = curve(last_epoch)``.

    A thin `paddle.optimizer.lr.LRScheduler`. ``last_epoch`` counts calls of ``step()``, which are updates when
    ``step()`` follows ``optimizer.step()``. The curve and the arguments are fixed: assigning to them raises. A notebook
    draws the curve and where it is now.

    Args:
        curve: Any curve of `paddle_lrkit.curves`.
        last_epoch: Update before the first one: -1 starts at update 0, 49 at update 50.
        verbose: Whether Paddle prints a line at each step.
        length: Updates of the run, for a curve without an end such as a staircase; the policy ``rescale`` needs it.

    Raises:
        ConfigError: ``curve`` is not a curve, ``last_epoch`` is below -1, or ``length`` below 0.

    Example:
        >>> from paddle_lrkit.curves import cosine, linear
        >>> scheduler = CurveLR(linear(0.0, 0.1, 500).then(cosine(0.1, 0.0, 9500)))
        >>> scheduler.step(250)
        >>> scheduler()
        0.05

    Reference: ``paddle.optimizer.lr.LRScheduler``.
    """

    curve = Fixed[Curve]()
    base_lr = Fixed[float]()
    last_epoch: int
    _turn: int | None
    """Update after which a cosine rises again, which is said once; None for a curve that does not, or after that."""

    def __init__(self, curve: Curve, last_epoch: int = -1, verbose: bool = False, length: int | None = None) -> None:
        check_curve("curve", curve)
        before = check_integer("last_epoch", last_epoch, at_least=-1)
        self.curve = curve
        self._run_length = None if length is None else check_integer("length", length, at_least=0)
        self._declared = curve
        self._factor, self._since = 1.0, 0
        self._turn = getattr(self, "_turn", None)
        self._asks_get_lr = type(self).get_lr is not CurveLR.get_lr
        super().__init__(getattr(self, "_base_lr", curve(0)), before, verbose)

    @property
    def length(self) -> int | None:
        """Updates of the schedule, which its curve may exceed; None without an end."""
        return self._declared.length or self._run_length

    def get_lr(self) -> float:
        """The rate at ``last_epoch``; reading it changes nothing."""
        return float(self.curve(max(self.last_epoch, 0)))

    def step(self, epoch: int | None = None) -> None:
        """Goes to the next update, or to update ``epoch``; both give ``curve(last_epoch)``."""
        if epoch is not None or self.verbose or self._asks_get_lr:
            super().step(None if epoch is None else check_integer("epoch", epoch, at_least=0))
        else:
            update: int = self.last_epoch + 1
            self.last_epoch = update
            try:
                self.last_lr = self._curve.rate(update)
            except OverflowError:
                self.last_lr = self.curve(update)
        if self._turn is not None and self.last_epoch > self._turn:
            _warn_of_turn(self, self._turn)
            self._turn = None

    def state_dict(self) -> dict[str, Any]:
        """Update and rate under Paddle's keys, and the curve by ``repr``, fingerprint and length."""
        return {
            "last_epoch": self.last_epoch,
            "last_lr": self.last_lr,
            "curve": repr(self._declared),
            "fingerprint": self._declared.fingerprint,
            "length": self.length,
            "factor": self._factor,
            "since": self._since,
        }

    def set_state_dict(self, state_dict: Mapping[str, Any], policy: str | None = None) -> None:
        """Continues from a saved state.

        A state that Paddle's own class saved has no fingerprint and continues at its update.

        Args:
            state_dict: ``state_dict()`` of this class or of Paddle's.
            policy: For a state of another curve: ``keep``, ``extend`` or ``rescale``; see `paddle_lrkit.curves.resume`.

        Raises:
            CheckpointError: The state belongs to another curve and no policy is named, or the policy cannot apply.
        """
        found = resume(self._declared, state_dict, policy, self.length)
        self._curve, self._factor, self._since = found.curve, found.factor, found.since
        self.last_epoch = found.update
        self._load_parts(state_dict, policy)
        self.last_lr = self.get_lr()
        saved = read_state(state_dict)
        if saved.fingerprint is None and policy is None:
            _compare(self, saved.rate)

    set_dict = set_state_dict

    def _load_parts(self, state_dict: Mapping[str, Any], policy: str | None) -> None:
        """Loads the state that a subclass keeps besides its curve."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.curve!r}, last_epoch={self.last_epoch})"


def _warn_of_turn(scheduler: CurveLR, turn: int) -> None:
    lowest = scheduler.curve(turn)
    if scheduler.curve(scheduler.last_epoch) > lowest:
        name = type(scheduler).__name__
        warnings.warn(
            tr(
                "{}: the rate rises again after update {}, as Paddle's does; make T_max longer or use "
                "CurveLR(cosine(...)), which stays at {:g}",
                *(name, turn, lowest),
            ),
            stacklevel=3,
        )


def _compare(scheduler: CurveLR, saved: float | None) -> None:
    rate = scheduler.last_lr
    if saved is not None and not math.isclose(saved, rate, rel_tol=1e-6, abs_tol=1e-12):
        warnings.warn(
            tr(
                "the state has the rate {:g} at update {}, {!r} has {:g}: it may belong to another schedule; name a "
                "policy (keep, extend or rescale) to choose",
                *(saved, scheduler.last_epoch, scheduler, rate),
            ),
            stacklevel=3,
        )
