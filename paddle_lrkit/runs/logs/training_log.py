"""What a training log holds: a row for each line that prints a rate, and the events between the rows."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass, field
from typing import Literal

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

NO_STEP = -1
"""In ``epoch``, ``step`` and ``steps``: the line does not print it."""

EventKind = Literal["resume", "skip", "config", "torn", "loss-scale"]


@dataclass
class LogRows:
    """The training lines in the order of the log, as columns, so that a million of them stay small.

    The numbers are those that the lines print; what they count is the business of the format.

    Args:
        epoch: As printed, or `NO_STEP`.
        step: As printed, or `NO_STEP`.
        rate: The rate as printed.
        loss: The loss; NaN where it was not printed or was NaN, see ``loss_printed``.
        loss_printed: 1 where the line prints a loss.
        skipped: Skipped updates so far, where a column or a line tells; else 0.
        stream: Which process wrote the line: 0, or the rank of its prefix or file name.
        place: Number of the line in its source, or of the record; the first is 1.
        time: Seconds, of any origin; NaN where the line has no clock.
    """

    epoch: array[int] = field(default_factory=lambda: array("q"))
    step: array[int] = field(default_factory=lambda: array("q"))
    rate: array[float] = field(default_factory=lambda: array("d"))
    loss: array[float] = field(default_factory=lambda: array("d"))
    loss_printed: array[int] = field(default_factory=lambda: array("b"))
    skipped: array[int] = field(default_factory=lambda: array("q"))
    stream: array[int] = field(default_factory=lambda: array("h"))
    place: array[int] = field(default_factory=lambda: array("q"))
    time: array[float] = field(default_factory=lambda: array("d"))

    def __len__(self) -> int:
        return len(self.rate)

    def add(
        self,
        rate: float,
        *,
        epoch: int = NO_STEP,
        step: int = NO_STEP,
        loss: float | None = None,
        skipped: int = 0,
        stream: int = 0,
        place: int = 0,
        time: float = math.nan,
    ) -> None:
        """Appends a row. Readers of large logs append to the columns themselves."""
        self.epoch.append(epoch)
        self.step.append(step)
        self.rate.append(rate)
        self.loss.append(math.nan if loss is None else loss)
        self.loss_printed.append(loss is not None)
        self.skipped.append(skipped)
        self.stream.append(stream)
        self.place.append(place)
        self.time.append(time)


@dataclass(frozen=True)
class LogEvent:
    """A line between the rows that matters for the rate.

    Args:
        kind: ``resume``: the run continues from a checkpoint. ``skip``: the optimizer did not run. ``config``: the dump
            of the config begins. ``torn``: a line that breaks off. ``loss-scale``: AMP changed its scale.
        row: Number of rows before it.
        place: As in `LogRows`.
        value: The epoch or update that the line names.
        text: The line, shortened.
    """

    kind: EventKind
    row: int
    place: int
    value: float | None = None
    text: str = ""


@dataclass
class TrainingLog:
    """A training log.

    Args:
        source: Path, or ``-``.
        format: Its format.
        rows: The training lines.
        digits: How exactly the rates are written; as in the format, or as seen in a log of one's own.
        events: What happened between the rows, in the order of the log.
        steps_per_epoch: Batches of an epoch, as the lines print them.
        epochs: Planned epochs, as the lines print them.
        total: Planned updates, as the lines print them.
        config: The config that the program printed at its start, as YAML text.
        planned: The column of planned rates, where the log has one (our own logs).
        accumulate: Batches of an update, where the log says so.
        remarks: What the reader had to choose, in sentences.
        columns: Names of all columns of a table.
    """

    source: str
    format: LogFormat
    rows: LogRows
    digits: PrintedDigits
    events: list[LogEvent] = field(default_factory=list)
    steps_per_epoch: int | None = None
    epochs: int | None = None
    total: int | None = None
    config: str | None = None
    planned: array[float] | None = None
    accumulate: int | None = None
    remarks: list[str] = field(default_factory=list)
    columns: tuple[str, ...] = ()
