"""CompositeLR: the base of LinearWarmup and SequentialLR, which contain other schedulers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle.optimizer import lr

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.resume import resume
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.reduce_on_plateau import ReduceOnPlateau


class CompositeLR(CurveLR):
    """A curve in which schedulers with their own state drive some stretches.

    Args:
        curve: The curve of all stretches; those of ``parts`` are placeholders.
        parts: Key in the state -> first update, update after the last one (None for an endless curve), scheduler.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.
    """

    def __init__(
        self,
        curve: Curve,
        parts: Mapping[str, tuple[int, int | None, lr.LRScheduler]],
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        self._parts: dict[str, tuple[int, int | None, Any]] = dict(parts)
        super().__init__(curve, last_epoch, verbose)
        self._asks_get_lr = not self.is_curve or type(self).get_lr is not CompositeLR.get_lr

    @property
    def is_curve(self) -> bool:
        """Whether the rates follow from the update alone."""
        return not self._parts

    def get_lr(self) -> float:
        """The rate at ``last_epoch``; reading it changes nothing."""
        active = self._active()
        return super().get_lr() if active is None else rate_at(active[1], self.last_epoch - active[0])

    def _repr_svg_(self) -> str | None:
        return super()._repr_svg_() if self.is_curve else None

    def observe(self, metrics: Any) -> None:
        """Gives a metric to the part that is active now, if it wants one; a part that is not active learns nothing.

        Args:
            metrics: A number, or a Tensor or array of one element.
        """
        active = self._active()
        if active is not None and takes_metrics(active[1]):
            observe(active[1], metrics)
            self.last_lr = self.get_lr()

    def state_dict(self) -> dict[str, Any]:
        """The state of `CurveLR`, and that of each part under its key."""
        states = {key: scheduler.state_dict() for key, (_, _, scheduler) in self._parts.items()}
        return {**super().state_dict(), **states}

    def set_state_dict(self, state_dict: Mapping[str, Any], policy: str | None = None) -> None:
        """Continues from a saved state; see `CurveLR.set_state_dict`.

        Raises:
            CheckpointError: Also when a part has no state, or when ``extend`` or ``rescale`` is named for
                parts that are not curves.
        """
        if self._parts and policy not in (None, "keep"):
            raise CheckpointError(
                tr("policy {!r} needs a curve, but a part of this schedule keeps its own state", policy)
            )
        resume(self._declared, state_dict, policy, self.length)
        missing = [key for key in self._parts if key not in state_dict]
        if missing:
            raise CheckpointError(tr("the state has no {!r}, the state of the scheduler inside", missing[0]))
        super().set_state_dict(state_dict, policy)

    set_dict = set_state_dict

    def _load_parts(self, state_dict: Mapping[str, Any], policy: str | None) -> None:
        for key, (_, _, scheduler) in self._parts.items():
            named = {"policy": policy} if isinstance(scheduler, CurveLR | ReduceOnPlateau) else {}
            scheduler.set_state_dict(state_dict[key], **named)

    def _active(self) -> tuple[int, Any] | None:
        for begin, end, scheduler in self._parts.values():
            if begin <= self.last_epoch and (end is None or self.last_epoch < end):
                return begin, scheduler
        return None


def takes_metrics(scheduler: lr.LRScheduler) -> bool:
    """Whether a scheduler is driven by a metric and not by the update."""
    return isinstance(scheduler, lr.ReduceOnPlateau)


def observe(scheduler: Any, metrics: Any) -> None:
    """Gives a metric to a scheduler that is driven by one, of this package or of Paddle."""
    (scheduler.observe if hasattr(scheduler, "observe") else scheduler.step)(metrics)


def rate_at(scheduler: Any, position: int) -> float:
    """The rate of any scheduler at its own update ``position``."""
    if not takes_metrics(scheduler) and scheduler.last_epoch != position:
        scheduler.step(position)
    return float(scheduler())
