"""SequentialLR: schedulers one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from paddle.optimizer.lr import LRScheduler

from paddle_lrkit.curves._linear import constant
from paddle_lrkit.curves._step import check_milestones
from paddle_lrkit.curves.compose import join, until
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.composite import CompositeLR, rate_at
from paddle_lrkit.schedulers.fixed import Fixed
from paddle_lrkit.schedulers.translate import curve_of, length_of, turn_of


class SequentialLR(CompositeLR):
    """Schedulers one after the other, each from its own update 0.

    ``rate(t) = schedulers[i](t - milestones[i - 1])`` with ``i`` the number of milestones ``<= t``

    Schedulers that follow a curve become one curve. A plateau among them gets its metrics from ``observe(metric)``
    while its turn lasts; its state and that of any other scheduler are part of this one's. Curves alone are better
    joined: ``CurveLR(a.then(b))``.

    Args:
        schedulers: At least one.
        milestones: Updates at which the next one begins, >= 1, ascending, one fewer than there are schedulers.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: The milestones do not ascend, or their numbers do not match.

    Example:
        >>> from paddle_lrkit.schedulers import CosineAnnealingDecay, ReduceOnPlateau
        >>> scheduler = SequentialLR([ReduceOnPlateau(0.1), CosineAnnealingDecay(0.05, 100)], milestones=[500])
        >>> scheduler.step(550)
        >>> round(scheduler(), 12)
        0.025

    Reference: ``torch.optim.lr_scheduler.SequentialLR``.
    """

    schedulers = Fixed[tuple[LRScheduler, ...]]()
    milestones = Fixed[tuple[int, ...]]()

    def __init__(
        self,
        schedulers: Sequence[LRScheduler],
        milestones: Sequence[int],
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        starts = (0, *check_milestones("milestones", milestones))
        if len(schedulers) != len(starts):
            raise ConfigError(tr("must be one fewer than the {} schedulers", len(schedulers)), key="milestones")
        for part in schedulers:
            if not isinstance(part, LRScheduler):
                raise ConfigError(tr("must be schedulers, got {}", shown(part)), key="schedulers")
        self.schedulers, self.milestones = tuple(schedulers), starts[1:]
        ends = (*starts[1:], None)
        curves, parts, turns = [], {}, []
        for index, (begin, end, part) in enumerate(zip(starts, ends, schedulers, strict=True)):
            body, turn = curve_of(part), turn_of(part)
            if turn is not None and (end is None or begin + turn + 1 < end):
                turns.append(begin + turn)
            if body is None:
                parts[f"part_{index}"] = (begin, end, part)
                body = constant(rate_at(part, 0))
            curves.append(body if end is None else until(body, end - begin))
        self._turn = min(turns, default=None)
        last = length_of(schedulers[-1])
        self._length = None if last is None else starts[-1] + last
        super().__init__(join(*curves), parts, last_epoch, verbose)

    @property
    def length(self) -> int | None:
        """Updates up to the end of the last scheduler; None without an end."""
        return self._declared.length if self._length is None else self._length
