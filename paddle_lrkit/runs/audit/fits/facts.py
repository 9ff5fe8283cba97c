"""What is known before a fit."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.runs.audit.fits.model import Seen
from paddle_lrkit.runs.audit.fits.outline import Outline
from paddle_lrkit.runs.audit.fits.plain_numbers import plain_update
from paddle_lrkit.runs.audit.fits.points import Points
from paddle_lrkit.suites.log_format import PrintedDigits


@dataclass(frozen=True)
class Facts:
    """What is known before a fit.

    Args:
        points: All rows.
        outline: Their outline.
        total: Planned updates, if known.
        epoch: Updates of an epoch, if known.
        digits: How exactly the rates are written.
        ends: The update after the last row.
        reach: Positions around a peak that a row may look across: the window of a median, else 0.
    """

    points: Points
    outline: Outline
    total: int | None
    epoch: int | None
    digits: PrintedDigits
    ends: float
    reach: float

    @property
    def first(self) -> float:
        """Position of the first row."""
        return self.points.at[0]

    @property
    def last(self) -> float:
        """Position of the last row."""
        return self.points.at[-1]

    def seen(self) -> Seen:
        """What first guesses begin with."""
        points, outline = self.points, self.outline
        last = outline.rises[0] - 1 if outline.rises else min(outline.settles, len(points) - 1)
        way = max(last - outline.falls, 1)
        places = sorted({min(outline.falls + round(part * way / 12), len(points) - 1) for part in range(13)})
        return Seen(
            self.last,
            min(points.value[outline.falls :]),
            points.at[outline.falls],
            points.at[min(outline.falls + 1, len(points) - 1)],
            points.at[outline.settles],
            self.run_ends(),
            [(points.at[index], points.value[index]) for index in places],
        )

    @property
    def interval(self) -> float:
        """The usual distance of two rows."""
        return (self.last - self.first) / max(len(self.points) - 1, 1)

    def run_ends(self) -> list[float]:
        """Where the run may end: as planned, else soon after the last row."""
        if self.total:
            return [float(self.total), self.total - 1.0]
        first, last = self.ends, self.ends + 1.05 * self.interval + 1
        if self.epoch:
            end = -(-int(first) // self.epoch) * self.epoch
            if end <= max(last, first + self.epoch - 1):
                return [float(end), end - 1.0]
        end = plain_update(first, last)
        return [float(end), end - 1.0]
