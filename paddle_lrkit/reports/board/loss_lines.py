"""Lines that the board adds to the chart of the training loss: the evaluation loss, and where the rate drops."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from paddle_lrkit.reports.board.rate_drops import rate_drops

MOST_RUNS = 6
"""Runs up to which the chart has these lines; it cannot be read with those of more."""

LOSS, EVALUATION_LOSS = "train/loss", "eval/loss"
_RATES = ("rate/schedule", "rate/applied")
_MOST_DROPS = 20

Rows = list[list[Any]]
"""Points of a chart: milliseconds, step, and value, which is None for a gap."""
Chart = Callable[[str], Rows]
"""Tag -> points of a run, none where it has no such chart."""


def add_loss_lines(lib: Any) -> None:
    """Makes the server answer with further lines for the chart ``train/loss``.

    A chart of VisualDL has one line for each run, so each of them looks like a run, at the end of the list. The record
    files stay as they are.

    Args:
        lib: The module ``visualdl.server.lib``.
    """
    get_tags, get_points, get_table = lib.get_scalar_tags, lib.get_scalar, lib.get_scalar_data

    def points(log_reader: Any, run: str, tag: str) -> Rows:
        own, line = _line_of(run, tag)
        if line is None or chart(log_reader, run, tag):
            return list(get_points(log_reader, run, tag))
        return line(partial(chart, log_reader, own))

    def chart(log_reader: Any, run: str, tag: str) -> Rows:
        try:
            return list(get_points(log_reader, run, tag))
        except KeyError:
            return []

    def tags(log_reader: Any) -> dict[str, list[Any]]:
        found = get_tags(log_reader)
        runs = [run for run, own in zip(found["runs"], found["tags"], strict=True) if LOSS in own]
        names = [run + ending for run in runs for ending in _LINES] if len(runs) <= MOST_RUNS else []
        added = [name for name in names if name not in runs and points(log_reader, name, LOSS)]
        return {"runs": [*found["runs"], *added], "tags": [*found["tags"], *([LOSS] for _ in added)]}

    def table(log_reader: Any, run: str, tag: str, type: str = "tsv") -> Any:
        own, line = _line_of(run, tag)
        return get_table(log_reader, own, EVALUATION_LOSS if line is _evaluation else tag, type)

    lib.get_scalar_tags, lib.get_scalar, lib.get_scalar_data = tags, points, table


def _evaluation(chart: Chart) -> Rows:
    return _from_start(chart(LOSS), chart(EVALUATION_LOSS))


def _drops(chart: Chart) -> Rows:
    """A vertical line over the range of the loss at each drop that the run has passed."""
    losses = chart(LOSS)
    values = [value for _, _, value in losses if isinstance(value, float)]
    rates = next(filter(None, map(chart, _RATES)), [])
    dropped = rate_drops([(step, rate) for _, step, rate in rates if isinstance(rate, float)])
    rows: Rows = []
    for drop in dropped:
        time = next((time for time, step, _ in losses if step >= drop), None)
        if values and time is not None:
            rows += [[time, drop, min(values)], [time, drop, max(values)], [time, drop, None]]
    return _from_start(losses, rows) if len(dropped) <= _MOST_DROPS else []


def _from_start(losses: Rows, rows: Rows) -> Rows:
    """The rows after a gap at the first loss, as VisualDL counts relative time from the first point of a line."""
    return [[*losses[0][:2], None], *rows] if losses and rows else []


_LINES = {" (eval)": _evaluation, " (drops)": _drops}
"""End of a line's name -> its points from the charts of the run."""


def _line_of(run: str, tag: str) -> tuple[str, Callable[[Chart], Rows] | None]:
    """The run that a name in the list stands for, and what makes its line; None for the run itself."""
    ending = next((ending for ending in _LINES if tag == LOSS and run.endswith(ending)), "")
    return run.removesuffix(ending), _LINES.get(ending)
