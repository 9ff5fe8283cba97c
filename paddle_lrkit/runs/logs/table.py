"""Rows of a table with named columns, collected block by block into a training log."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.logs.columns import Columns, is_training, real_number
from paddle_lrkit.runs.logs.epoch_progress import steps_of_epoch
from paddle_lrkit.runs.logs.seen_digits import is_single, seen_digits, single
from paddle_lrkit.runs.logs.thinned import MOST_READ, keep_every
from paddle_lrkit.runs.logs.training_log import NO_STEP, LogEvent, LogRows, TrainingLog
from paddle_lrkit.runs.logs.usual_interval import usual_interval
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.text import format_count

MOST_EVENTS = 100
"""Torn lines that are kept; one says as much as a thousand."""
_MOST_TEXTS = 50_000
_LARGEST, _MOST_RANKS = 2**62, 2**15 - 1


class Table:
    """Collects the rows of a table.

    Args:
        source: Name of the file.
        form: Its format; what the rows tell about counting and digits replaces what it says.
        columns: The columns.
    """

    def __init__(self, source: str, form: LogFormat, columns: Columns) -> None:
        self.source, self.form, self.columns = source, form, columns
        self.rows = LogRows()
        self.events: list[LogEvent] = []
        self._planned = array("d")
        self._progress = array("d")
        self._texts: set[str] = set()
        self._waiting: tuple[int, int, float] | None = None
        self._seen, self._every = 0, 1

    def add_block(self, places: Sequence[int], values: Mapping[str, Sequence[Any]]) -> bool:
        """Adds those rows that are of training; False if some lack a number.

        Args:
            places: Line of each row.
            values: Name -> the values of a column.
        """
        names, rows = self.columns, self.rows
        try:
            if names.part is not None and any(not is_training(part) for part in set(values[names.part])):
                kept = [at for at, part in enumerate(values[names.part]) if is_training(part)]
                places = [places[at] for at in kept]
                values = {name: [column[at] for at in kept] for name, column in values.items()}
            first, total = -self._seen % self._every, len(places)
            if self._every > 1:
                places = places[first :: self._every]
                values = {name: column[first :: self._every] for name, column in values.items()}
            rate = array("d", map(float, values[names.rate]))
            count = len(rate)
            step = _wholes(values[names.step]) if names.step else array("q", [NO_STEP]) * count
            epoch = array("d", map(float, values[names.epoch])) if names.epoch else None
            loss, printed = _losses(values[names.loss]) if names.loss else _no_losses(count)
            stream = array("h", map(int, values[names.rank])) if names.rank else array("h", [0]) * count
            skipped = _wholes(values[names.skipped]) if names.skipped else array("q", [0]) * count
            planned = array("d", map(float, values[names.planned])) if names.planned else None
            time = array("d", map(float, values[names.time])) if names.time else array("d", [math.nan]) * count
            if epoch is not None and not all(map(math.isfinite, epoch)):
                return False
            whole = array("q", map(int, epoch)) if epoch is not None else array("q", [NO_STEP]) * count
        except (ValueError, TypeError, OverflowError, KeyError):
            return False
        rows.rate += rate
        rows.step += step
        rows.epoch += whole
        rows.loss += loss
        rows.loss_printed += printed
        rows.skipped += skipped
        rows.stream += stream
        rows.place += array("q", places)
        rows.time += time
        self._planned += planned if planned is not None else array("d")
        self._progress += epoch if epoch is not None else array("d")
        if len(self._texts) < _MOST_TEXTS:
            self._texts.update(map(str, values[names.rate]))
        self._count(total)
        return True

    def add_row(self, line: int, values: Mapping[str, Any]) -> None:
        """Adds one row, if it is of training and has a rate; a loss of the same step may stand in another row."""
        names, rows = self.columns, self.rows
        if names.part is not None and not is_training(values.get(names.part)):
            return
        step = _whole(values.get(names.step)) if names.step else NO_STEP
        progress = real_number(values.get(names.epoch)) if names.epoch else None
        loss = real_number(values.get(names.loss)) if names.loss else None
        if step is None or (names.step is None and progress is None):
            self.torn(line, "")
            return
        epoch = int(progress) if progress is not None and abs(progress) < _LARGEST else NO_STEP
        rate = real_number(values.get(names.rate))
        if rate is None:
            if _is_missing(values.get(names.rate)):
                self._keep_loss(epoch, step, loss)
            else:
                self.torn(line, str(values.get(names.rate)))
            return
        self._count(1)
        if (self._seen - 1) % self._every:
            return
        if loss is None and self._waiting is not None and self._waiting[:2] == (epoch, step):
            loss = self._waiting[2]
        rows.add(
            rate,
            epoch=epoch,
            step=step,
            loss=loss,
            skipped=(_whole(values.get(names.skipped)) or 0) if names.skipped else 0,
            stream=max(0, min(_whole(values.get(names.rank)) or 0, _MOST_RANKS)) if names.rank else 0,
            place=line,
            time=_or_nan(values.get(names.time)) if names.time else math.nan,
        )
        if names.planned:
            self._planned.append(_or_nan(values.get(names.planned)))
        if names.epoch:
            self._progress.append(math.nan if progress is None else progress)
        if len(self._texts) < _MOST_TEXTS:
            self._texts.add(str(values.get(names.rate)))

    def torn(self, line: int, text: str, row: int | None = None) -> None:
        """Keeps a line that breaks off or has no numbers where they belong, after ``row`` rows; by default all."""
        if len(self.events) < MOST_EVENTS:
            self.events.append(LogEvent("torn", len(self.rows) if row is None else row, line, text=text[:80]))

    def resumed(self, line: int, text: str) -> None:
        """Keeps that another process begins here."""
        if len(self.rows) and len(self.events) < MOST_EVENTS:
            self.events.append(LogEvent("resume", len(self.rows), line, text=text[:80]))

    def log(self) -> TrainingLog:
        """The training log.

        Raises:
            UsageError: The table has no row with a rate.
        """
        rows = self.rows
        if not len(rows):
            raise UsageError(tr("{}: no row has a number in its column {!r}", self.source, self.columns.rate))
        form, per_epoch = self.form, None
        digits = form.digits
        if not form.suite and form.digits.kind != "float32":
            texts = [text.strip() for text in self._texts if text.strip()[-1:].isdigit()]
            digits = seen_digits(texts, rows.rate, form.digits)
            if digits.kind == "float32":
                rows.rate = array("d", map(single, rows.rate))
        elif form.suite and all(map(is_single, rows.rate)):
            digits = PrintedDigits("float32")  # the trainer reads the rate back from its tensor
        if self._progress and (form.suite == "lrkit" or _has_fractions(self._progress)):
            per_epoch = steps_of_epoch(rows.step, self._progress)
            rows.epoch = array("q", [NO_STEP]) * len(rows)
        if not form.suite:
            form = _counted(form, self.columns, rows)
            if form.counts == "epoch":
                per_epoch = _from_epochs(rows)
        if rows.skipped and _is_flag(rows.skipped):
            rows.skipped = _summed(rows.skipped)
        return TrainingLog(
            self.source,
            replace(form, digits=digits),
            rows,
            digits,
            events=self.events,
            steps_per_epoch=per_epoch,
            remarks=[*self.columns.remarks, *self._thinned()],
            planned=self._planned if len(self._planned) == len(rows) else None,
            columns=self.columns.names,
        )

    def _count(self, rows: int) -> None:
        """Counts rows that were read, of which a table with very many keeps one in some."""
        self._seen += rows
        if len(self.rows) > MOST_READ:
            keep_every(3, self.rows, self.events, self._planned, self._progress)
            self._every *= 3

    def _thinned(self) -> list[str]:
        return [tr("Of {} rows one in {} is read.", format_count(self._seen), self._every)] if self._every > 1 else []

    def _keep_loss(self, epoch: int, step: int, loss: float | None) -> None:
        """A loss in a row without a rate belongs to the row of the same step before or after it."""
        if loss is None:
            return
        rows = self.rows
        if len(rows) and rows.step[-1] == step and rows.epoch[-1] == epoch and not rows.loss_printed[-1]:
            rows.loss[-1], rows.loss_printed[-1] = loss, 1
        else:
            self._waiting = epoch, step, loss


def _counted(form: LogFormat, columns: Columns, rows: LogRows) -> LogFormat:
    """The format with what its step counts, and its first epoch and step, as the rows show them."""
    in_epoch = columns.step is None or columns.batches
    if rows.epoch[0] != NO_STEP and columns.step is not None:
        falls = [b <= a for (a, e), (b, f) in pairwise(zip(rows.step, rows.epoch, strict=True)) if f > e]
        # rows farther apart than an epoch rise and fall; a fall is enough where the column is named after batches
        in_epoch = sum(falls) * 2 > len(falls) or (in_epoch and any(falls)) if falls else in_epoch
    in_epoch = in_epoch and rows.epoch[0] != NO_STEP
    return replace(
        form,
        counts="epoch" if in_epoch else "run",
        counts_batches=columns.batches,
        first_epoch=1 if min(rows.epoch) == 1 else 0,
        first_step=1 if min(rows.step) == 1 else 0,
    )


def _has_fractions(values: Iterable[float]) -> bool:
    return any(value != int(value) for value in values if math.isfinite(value))


def _from_epochs(rows: LogRows) -> int | None:
    """Batches of an epoch, from rows at an even distance that goes on over its end."""
    interval = usual_interval(rows.step)
    if interval is None:
        return None
    found, starts = set(), set()
    for (before, last), (step, epoch) in pairwise(zip(rows.step, rows.epoch, strict=True)):
        if epoch == last + 1 and step < before:
            found.add(before + interval - step)
            starts.add(step)
    if len(found) != 1 or (interval > 1 and len(starts) < 2):
        return None
    length = found.pop()
    return length if length > max(rows.step) - min(rows.step) else None


def _is_flag(skipped: Sequence[int]) -> bool:
    """Whether the column says for each row whether it was skipped; else it counts."""
    return max(skipped) == 1 and any(before > after for before, after in pairwise(skipped))


def _summed(flags: Iterable[int]) -> array[int]:
    total, sums = 0, array("q")
    for flag in flags:
        total += flag
        sums.append(total)
    return sums


def _losses(values: Sequence[Any]) -> tuple[array[float], array[int]]:
    """A column of losses, and which of them are printed."""
    try:
        return array("d", map(float, values)), array("b", [1]) * len(values)
    except (ValueError, TypeError, OverflowError):
        found = [real_number(value) for value in values]
        losses = array("d", (math.nan if loss is None else loss for loss in found))
        return losses, array("b", (loss is not None for loss in found))


def _no_losses(count: int) -> tuple[array[float], array[int]]:
    return array("d", [math.nan]) * count, array("b", [0]) * count


def _wholes(values: Sequence[Any]) -> array[int]:
    """A column of whole numbers.

    Raises:
        ValueError: One is none.
    """
    return array("q", map(int, values)) if values and isinstance(values[0], str) else array("q", values)


def _whole(value: Any) -> int | None:
    number = real_number(value)
    if number is None or not abs(number) < _LARGEST or number != int(number):
        return None
    return int(number)


def _or_nan(value: Any) -> float:
    number = real_number(value)
    return math.nan if number is None else number


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().lower() in ("", "none", "null", "na", "n/a", "-"))
