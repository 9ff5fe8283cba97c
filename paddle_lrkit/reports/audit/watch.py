"""Shows what happens to a log that is followed."""

from __future__ import annotations

from collections.abc import Iterable

import click

from paddle_lrkit.messages import Message
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.audit.audited import Audited
from paddle_lrkit.reports.audit.show import AuditOutput, show_audits
from paddle_lrkit.runs.audit.watch_log import WatchedLog
from paddle_lrkit.text import format_count

_WAITS = Message("{} has no row yet; waiting")
_AGREES = Message("{}: {} rows up to update {} agree with the plan; following")
_LAST = ("complete", "interrupted")


def show_watch(events: Iterable[WatchedLog], output: AuditOutput, words: Words) -> int:
    """Prints the audit at the first contradiction and at the end of the run or at Ctrl-C; returns the exit code.

    Args:
        events: What happens.
        output: Where the audit at the end goes; a contradiction before it goes to standard error with JSON.
        words: Language.
    """
    code = 0
    for each in events:
        if each.result is None or each.plan is None:
            click.echo(printable(f"lrkit audit: {each.why or _WAITS.filled(each.source)}"), err=True)
        elif each.event == "agrees":
            rows, last = format_count(each.result.rows), format_count(each.result.updates - 1)
            click.echo(printable(f"lrkit audit: {_AGREES.filled(each.source, rows, last)}"), err=True)
        elif each.event in _LAST or not output.as_json:
            shown = output if each.event in _LAST else AuditOutput(chart=output.chart)
            code = show_audits([Audited(each.result, each.plan, each.log)], shown, words)
        else:
            click.echo(printable(f"lrkit audit: {each.source}: {each.result.summary}"), err=True)
    return code
