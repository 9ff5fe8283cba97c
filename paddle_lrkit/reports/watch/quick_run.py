"""Running a program twice with few batches in each epoch, and putting the whole run together."""

from __future__ import annotations

import time
from collections.abc import Sequence

import click

from paddle_lrkit.messages import tr
from paddle_lrkit.reports.watch.program_run import WatchedRun, run_watched
from paddle_lrkit.scripts.rebuilt import rebuilt_record
from paddle_lrkit.scripts.rebuilt_rates import NotRebuiltError
from paddle_lrkit.scripts.watch_record import WatchRecord
from paddle_lrkit.text import plural

CUTS = (12, 17)
"""Batches after which passes end in the first and in the second run; no number but 1 divides both."""

_CUT = "LRKIT_WATCH_CUT"
_STOPPED = (130, 137, 143)


def run_quickly(words: Sequence[str]) -> WatchedRun:
    """Runs a program twice and gives the record of the whole run.

    Args:
        words: The program and its arguments.

    Raises:
        UsageError: There is no such program.
    """
    begin = time.monotonic()
    first = run_watched(words, {_CUT: str(CUTS[0])})
    if not first.records:
        return first
    if first.code in _STOPPED:
        records = [_partly(each) for each in first.records]
        return WatchedRun(first.command, first.code, records, (tr("stopped in the first of two runs"),))
    click.echo(f"lrkit watch: {tr('again with {} batches in each epoch', CUTS[1])}", err=True)
    second = run_watched(words, {_CUT: str(CUTS[1])}, silent=True)
    if second.code != first.code or len(second.records) != len(first.records):
        note = tr("the first run ended with exit code {}, the second one with {}", first.code, second.code)
        return WatchedRun(first.command, second.code or 1, [_partly(each) for each in first.records], (note,))
    return _joined(first, second, time.monotonic() - begin)


def _joined(first: WatchedRun, second: WatchedRun, seconds: float) -> WatchedRun:
    records: list[WatchRecord] = []
    notes: list[str] = []
    for short, long in zip(first.records, second.records, strict=True):
        try:
            whole = rebuilt_record(short, long)
        except NotRebuiltError as problem:
            whole = _partly(long)
            notes.append(tr("the whole run is not known: {}", problem))
        whole.about["seconds"] = seconds
        records.append(whole)
    if any(event.kind == "cut" for event in second.records[0].events):
        batches = plural(CUTS[1], "batch", "batches")
        notes.append(tr("two runs with at most {} an epoch: what happens only later in an epoch was not seen", batches))
    return WatchedRun(first.command, first.code, records, tuple(dict.fromkeys(notes)))


def _partly(record: WatchRecord) -> WatchRecord:
    """A record of a run that says nothing about its length."""
    record.about["partly"] = True
    return record
