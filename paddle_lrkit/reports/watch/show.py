"""Shows what a watched program did: text and chart on standard error, files where the user asked for them."""

from __future__ import annotations

import json
from typing import NamedTuple

import click

from paddle_lrkit.messages import current_language, tr
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.chart import picture_words, show_chart, write_chart
from paddle_lrkit.reports.output import print_text, write_output
from paddle_lrkit.reports.watch.as_json import json_result
from paddle_lrkit.reports.watch.program_run import WatchedRun
from paddle_lrkit.reports.watch.ranks import rank_differences
from paddle_lrkit.reports.watch.rate_chart import rate_chart
from paddle_lrkit.reports.watch.text import report_text
from paddle_lrkit.reports.watch.watched import WatchedProcess


class WatchOutput(NamedTuple):
    """Where the result goes besides the terminal.

    Args:
        json_file: JSON; None for none.
        picture: A picture; None for none.
        vdl: A directory for VisualDL; None for none.
    """

    json_file: str | None = None
    picture: str | None = None
    vdl: str | None = None


def show_watched(run: WatchedRun, output: WatchOutput) -> None:
    """Prints the report of a run and writes the files.

    Args:
        run: The run.
        output: The files.
    """
    if not run.records:
        click.echo(
            f"lrkit watch: {tr('nothing was recorded: no process of the program built an optimizer of Paddle')}",
            err=True,
        )
        if output.json_file:
            empty = {"updates": 0, "schedulers": [], "optimizers": [], "findings": [], "exit_code": run.code}
            write_output(output.json_file, json.dumps(empty), "--json")
        return
    processes = [WatchedProcess(record) for record in run.records]
    first = next((each for each in processes if each.updates), processes[0])
    launched = [each.record for each in processes if each.record.about.get("processes", 1) > 1]
    differences = rank_differences(launched) if len(launched) > 1 else []
    chart = rate_chart(first, Words(current_language()))
    if output.json_file:
        write_output(output.json_file, json_result(first, run, differences), "--json")
    if output.picture and chart is not None:
        words = picture_words(Words(current_language()), output.picture)
        write_chart(rate_chart(first, words) or chart, output.picture, words)
    if output.vdl:
        from paddle_lrkit.reports.watch.visualdl import write_visualdl

        write_visualdl(first, output.vdl)
    print_text(report_text(first, differences, run), err=True)
    if chart is not None:
        show_chart(chart, err=True)
