"""A training log from the record files of one run."""

from __future__ import annotations

import math
import os
import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from paddle_lrkit.errors import UsageError, did_you_mean, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.logs.columns import is_epoch, listed_names, loss_name, planned_name, rate_names, several_rates
from paddle_lrkit.runs.logs.epoch_progress import steps_of_epoch
from paddle_lrkit.runs.logs.record_points import RecordFile, in_order, joined_rows
from paddle_lrkit.runs.logs.seen_digits import EXACT, is_single, seen_digits, single, single_text
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

_FLOAT32 = PrintedDigits("float32")
_MOST_TEXTS = 4096
_FINEST = 1e-6
"""Of the largest rate: decimals that are finer are those of a float32 itself."""


def record_log(
    source: str,
    files: Sequence[RecordFile],
    formats: Sequence[LogFormat],
    other: LogFormat,
    given: Mapping[str, str],
    hint: str = "",
) -> TrainingLog:
    """The rows of all files that have the rate, joined in the order in which they were begun.

    Args:
        source: The file, or the directory.
        files: What was read.
        formats: What the suites write; the first whose tag is there is the format.
        other: The format of any other program.
        given: ``lr`` and ``loss`` -> tag, as the user names them.
        hint: Why there may be no rate, for the message.

    Raises:
        UsageError: No tag is a rate.
    """
    tags = list(dict.fromkeys(tag for file in files for tag in file.tags))
    form, rates = _rates(source, files, tags, formats, other, given, hint)
    rate, remarks = rates[0], list(several_rates(rates))
    loss = _named("loss", given, tags, source) or loss_name(tags)
    files = in_order(files, rate)
    wrong_clock = files[0].series[rate].step[0] > min(file.series[rate].step[0] for file in files)
    if wrong_clock:
        first = os.path.basename(files[0].name)
        remarks.append(
            tr(
                "{} begins at a later step than a file with a later clock, so the files are joined in the order of "
                "their first steps.",
                first,
            )
        )
        files = sorted(files, key=lambda file: file.series[rate].step[0])
    rows, events, planned = joined_rows(files, rate, loss, planned_name(tags), form.values_a_step, not wrong_clock)
    digits = form.digits
    if digits.kind == "significant":
        rounded = array("d", (float(f"{value:.{digits.count - 1}e}") for value in rows.rate))
        close = all(abs(a - b) <= 1e-7 * abs(b) for a, b in zip(rounded, rows.rate, strict=True) if b == b)
        rows.rate, digits = (rounded, digits) if close else (rows.rate, _FLOAT32)
    elif not all(is_single(value) for value in rows.rate if value == value):
        digits = EXACT
    elif form.suite in ("", "lrkit"):
        rows.rate, digits = _rounded_before(rows.rate)
    epochs = [file.series[tag] for file in files for tag in file.series if is_epoch(tag)]
    if not form.suite:
        form = replace(form, first_step=1 if min(rows.step) == 1 else 0)
    return TrainingLog(
        source,
        replace(form, digits=digits),
        rows,
        digits,
        events=events,
        remarks=remarks,
        planned=planned if any(map(math.isfinite, planned)) else None,
        steps_per_epoch=steps_of_epoch(epochs[-1].step, epochs[-1].value) if epochs else None,
    )


def _rounded_before(rates: array[float]) -> tuple[array[float], PrintedDigits]:
    """The numbers that somebody rounded, as an audit of a text log did, before they became float32; else the rates."""
    distinct = [rate for rate in dict.fromkeys(rates) if math.isfinite(rate)]
    few = distinct[:: len(distinct) // _MOST_TEXTS + 1]
    digits = seen_digits(map(single_text, few), rates, _FLOAT32)
    if digits.kind != "decimals" or 10.0**-digits.count < _FINEST * max(map(abs, distinct)):
        return rates, _FLOAT32
    rounded = {rate: round(rate, digits.count) for rate in distinct}
    if any(single(number) != rate for rate, number in rounded.items()):
        return rates, _FLOAT32
    return array("d", (rounded.get(rate, rate) for rate in rates)), digits


def _rates(
    source: str,
    files: Sequence[RecordFile],
    tags: Sequence[str],
    formats: Sequence[LogFormat],
    other: LogFormat,
    given: Mapping[str, str],
    hint: str,
) -> tuple[LogFormat, list[str]]:
    """The format, and the tags that are rates, the one to take first."""
    unnamed = sorted(set(given) - {"lr", "loss"})
    if unnamed:
        raise UsageError(
            tr("{}: --columns {}: a record file has steps of its own; lr and loss can be named", source, unnamed[0])
        )
    named = _named("lr", given, tags, source)
    for form in formats if named is None else ():
        rates = [tag for tag in tags if re.fullmatch(form.pattern, tag)]
        if rates and (not form.loss or form.loss in tags) and _fits(form, files, rates[0]):
            return form, rates
    rates = [named] if named else rate_names(tags)
    if rates:
        return other, rates
    if not tags:
        raise UsageError(tr("{}: has no scalars{}", source, hint and tr("; {}", hint)))
    raise UsageError(
        tr(
            "{}: no tag is a learning rate by its name; it has {}; name it with --columns lr=TAG{}",
            *(source, listed_names(tags), hint and tr(", or: {}", hint)),
        )
    )


def _named(key: str, given: Mapping[str, str], tags: Sequence[str], source: str) -> str | None:
    name = given.get(key)
    if name is None or name in tags:
        return name
    raise UsageError(
        tr("{}: has no tag {}; it has {}{}", source, shown(name), listed_names(tags), did_you_mean(name, tags))
    )


def _fits(form: LogFormat, files: Sequence[RecordFile], rate: str) -> bool:
    """Whether most steps have two values, for a format of which each step has two."""
    if form.values_a_step == 1:
        return True
    steps = max((file.series[rate].step for file in files if rate in file.series), key=len)
    return sum(before == after for before, after in pairwise(steps)) * 3 > len(steps)
