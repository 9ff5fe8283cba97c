"""What a range test leaves on disk: a log and VisualDL records for each ramp, and the finding."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from paddle_lrkit.train.trackers.base import Trackers
from paddle_lrkit.train.trackers.jsonl import JsonlTracker

RESULT = "find.json"
PER_DECADE = 1000
"""Steps of VisualDL's axis for a factor of ten in the rate."""


class RangeLog:
    """Writes ``ramp_<n>/log.jsonl`` and, unless it is switched off, VisualDL records beside it.

    In VisualDL the ramps lie over each other under the tag ``find/loss``. Its axis has whole steps only, so a step is
    a thousandth of a decade above the first rate: step 2000 is 100 times that rate.

    Args:
        directory: Where the range test writes.
        low: First rate of the ramps.
        visualdl: Whether to write VisualDL records.
    """

    def __init__(self, directory: Path, low: float, visualdl: bool) -> None:
        self.directory, self.low, self.visualdl = directory, low, visualdl
        self._ramp = -1
        self._log = Trackers()
        self._chart: Any = None

    def take(self, ramp: int, update: int, rate: float, loss: float, average: float) -> None:
        """Takes one update of a ramp; ramps come one after the other."""
        if ramp != self._ramp:
            self.close()
            self._open(ramp)
        values = {"find/loss": loss, "find/average": average}
        self._log.log(update, {"rate/applied": rate, **values})
        if self._chart:
            self._chart.log(round(PER_DECADE * math.log10(rate / self.low)), values)

    def close(self) -> None:
        """Brings everything to the files."""
        self._log.close()
        if self._chart:
            self._chart.close()
        self._log, self._chart = Trackers(), None

    def write(self, result: dict[str, Any]) -> None:
        """Writes the finding."""
        text = json.dumps(result, indent=1)
        (self.directory / RESULT).write_text(f"{text}\n", encoding="utf-8")

    def _open(self, ramp: int) -> None:
        folder = self.directory / f"ramp_{ramp + 1}"
        self._ramp = ramp
        self._log = Trackers(JsonlTracker(folder / "log.jsonl"))
        if self.visualdl:
            from paddle_lrkit.train.trackers.visualdl import VisualDLTracker

            self._chart = VisualDLTracker(folder)
            note = f"find/loss: step = {PER_DECADE} * log10(rate / {self.low:g})"
            self._chart.text("find", note, 0)
