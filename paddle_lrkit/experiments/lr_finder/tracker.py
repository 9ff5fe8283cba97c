"""The logs of a range test: ``log.jsonl`` and VisualDL records for each ramp."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from paddle_lrkit.train.trackers.base import Trackers
from paddle_lrkit.train.trackers.jsonl import JsonlTracker

PER_DECADE = 1000
"""Steps of VisualDL's axis for a factor of ten in the rate."""


class RangeTestTracker:
    """Writes ``ramp_<n>/log.jsonl`` and, if asked, VisualDL records beside it.

    VisualDL overlays the ramps under the tag ``find/loss``. Its axis has integer steps only, so a step is a thousandth
    of a decade above the first rate: step 2000 is 100 times that rate.

    Args:
        directory: The directory of the range test.
        low: First rate of the ramps.
        visualdl: Whether to write VisualDL records.
    """

    def __init__(self, directory: Path, low: float, visualdl: bool) -> None:
        self.directory, self.low, self.visualdl = directory, low, visualdl
        self._ramp = -1
        self._log = Trackers()
        self._chart: Any = None

    def log(self, ramp: int, update: int, rate: float, loss: float, average: float) -> None:
        """Logs an update of a ramp; the ramps follow each other."""
        if ramp != self._ramp:
            self.close()
            self._open(ramp)
        values = {"find/loss": loss, "find/average": average}
        self._log.log(update, {"rate/applied": rate, **values})
        if self._chart:
            self._chart.log(round(PER_DECADE * math.log10(rate / self.low)), values)

    def close(self) -> None:
        """Writes everything and closes the files."""
        self._log.close()
        if self._chart:
            self._chart.close()
        self._log, self._chart = Trackers(), None

    def _open(self, ramp: int) -> None:
        folder = self.directory / f"ramp_{ramp + 1}"
        self._ramp = ramp
        self._log = Trackers(JsonlTracker(folder / "log.jsonl"))
        if self.visualdl:
            from paddle_lrkit.train.trackers.visualdl import VisualDLTracker

            self._chart = VisualDLTracker(folder)
            self._chart.text("find", f"find/loss: step = {PER_DECADE} * log10(rate / {self.low:g})", 0)
