"""The logs of a range test: ``log.jsonl`` for each ramp and short training, and VisualDL records for each ramp."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from paddle_lrkit.runs.vdl_records import RAMP_FILE_NAME
from paddle_lrkit.train.trackers.base import Trackers
from paddle_lrkit.train.trackers.jsonl import JsonlTracker

PER_DECADE = 1000
"""Steps of VisualDL's axis for a factor of ten in the rate."""


class RangeTestTracker:
    """Writes ``ramp_<n>/log.jsonl`` and, if asked, VisualDL records beside it; ``peak_<rate>/log.jsonl`` after them.

    VisualDL overlays the ramps under the tag ``find/loss``, which `lrkit board` shows only where there are no runs. Its
    axis has integer steps only, so a step is a thousandth of a decade above the first rate: step 2000 is 100 times that
    rate.

    Args:
        directory: The directory of the range test.
        low: First rate of the ramps.
        visualdl: Whether to write VisualDL records.
    """

    def __init__(self, directory: Path, low: float, visualdl: bool) -> None:
        self.directory, self.low, self.visualdl = directory, low, visualdl
        self._folder = ""
        self._log = Trackers()
        self._chart: Any = None

    def log(self, ramp: int, update: int, rate: float, loss: float, average: float) -> None:
        """Logs an update of a ramp; the ramps follow each other."""
        self._write(f"ramp_{ramp + 1}", update, rate, {"find/loss": loss, "find/average": average}, self.visualdl)

    def log_trial(self, peak: float, update: int, rate: float, loss: float, average: float) -> None:
        """Logs an update of a short training; the trainings follow the ramps."""
        self._write(f"peak_{peak:.3g}", update, rate, {"find/loss": loss, "find/average": average}, False)

    def _write(self, folder: str, update: int, rate: float, values: dict[str, float], chart: bool) -> None:
        if folder != self._folder:
            self.close()
            self._open(folder, chart)
        self._log.log(update, {"rate/applied": rate, **values})
        if self._chart:
            self._chart.log(round(PER_DECADE * math.log10(rate / self.low)), values)

    def close(self) -> None:
        """Writes everything and closes the files."""
        self._log.close()
        if self._chart:
            self._chart.close()
        self._log, self._chart = Trackers(), None

    def _open(self, name: str, chart: bool) -> None:
        folder = self.directory / name
        self._folder = name
        self._log = Trackers(JsonlTracker(folder / "log.jsonl"))
        if chart:
            from paddle_lrkit.train.trackers.visualdl import VisualDLTracker

            self._chart = VisualDLTracker(folder, file_name=RAMP_FILE_NAME)
            self._chart.text("find", f"find/loss: step = {PER_DECADE} * log10(rate / {self.low:g})", 0)
