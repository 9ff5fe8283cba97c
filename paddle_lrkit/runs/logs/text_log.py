"""Reads the text log of a suite."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import replace
from typing import BinaryIO

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.logs.no_rate import why_no_rate
from paddle_lrkit.runs.logs.recognize_format import recognize_format
from paddle_lrkit.runs.logs.text_lines import text_blocks
from paddle_lrkit.runs.logs.text_log_rows import TextLogRows
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.suites.table import SUITES, text_log_formats

_SHORT, _EXACT = PrintedDigits("significant", 4), PrintedDigits("exact")
_SAMPLE = 10_000
_MOST_BEFORE = 8
"""Blocks before the first row that are kept for the config in them."""

_RANK_NAME = re.compile(r"(?:workerlog\.|\.rank|trainer\.)(\d{1,4})(?:\.log|\.txt)?\Z")


def read_text_log(stream: BinaryIO, source: str, suite: str | None = None) -> TrainingLog:
    """Reads a text log; its format is recognized by its lines.

    Args:
        stream: Opened for reading bytes.
        source: Name of the file.
        suite: Suite whose formats go before those of the others.

    Raises:
        UsageError: The log is empty or prints no learning rate.
    """
    formats = sorted(text_log_formats(), key=lambda form: form.suite != suite)
    rows: TextLogRows | None = None
    before: list[tuple[int, bytes]] = []
    waiting: tuple[int, bytes] | None = None
    for block in text_blocks(stream):
        if rows is None:
            before = [*before[-_MOST_BEFORE:], block]
            form = recognize_format(block[1], formats, mend=len(before) <= _MOST_BEFORE)
            if form is None:
                continue
            rows = TextLogRows(form, _rank(source))
            for each in before[:-1]:
                rows.add(*each, last=False)
        elif waiting is not None:
            rows.add(*waiting, last=False)
        waiting = block
    if rows is None or waiting is None:
        raise UsageError(f"{source}: {why_no_rate(b''.join(text for _, text in before), formats)}")
    rows.add(*waiting, last=True)
    return _log(source, rows.events.form, rows)


def _log(source: str, form: LogFormat, rows: TextLogRows) -> TrainingLog:
    digits = _digits(form, rows.columns.rows.rate)
    planned = {name: _usual(seen) for name, seen in {**rows.columns.planned, **rows.events.planned}.items()}
    return TrainingLog(
        source,
        replace(form, digits=digits),
        rows.columns.rows,
        digits,
        rows.events.events,
        steps_per_epoch=planned.get("steps") or rows.columns.steps_of_epoch,
        epochs=planned.get("epochs"),
        total=planned.get("total"),
        accumulate=planned.get("accumulate"),
        config=rows.events.add_config() if form.suite in SUITES else None,
    )


def _digits(form: LogFormat, rates: array[float]) -> PrintedDigits:
    """The digits of a format, or those that the rates show where versions of the program differ."""
    if form.digits not in (_SHORT, _EXACT):
        return form.digits
    return _SHORT if all(float(f"{rate:.3e}") == rate for rate in rates[:_SAMPLE] if rate == rate) else _EXACT


def _usual(seen: Counter[bytes]) -> int | None:
    return int(seen.most_common(1)[0][0]) if seen else None


def _rank(source: str) -> int:
    """The rank in a file name such as ``workerlog.3`` or ``log.txt.rank1``."""
    found = _RANK_NAME.search(source)
    return int(found[1]) if found else 0
