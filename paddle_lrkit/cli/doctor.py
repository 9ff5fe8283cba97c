"""``lrkit doctor``"""

from __future__ import annotations

import json
import sys

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import json_option


@click.command(
    "doctor",
    epilog=examples(
        "lrkit doctor",
        "lrkit doctor --json",
    ),
)
@language_option
@json_option
def command(as_json: bool) -> int:
    """Check Python, Paddle, the GPU, packages and the machine. The exit code is 1 if a check fails."""
    from paddle_lrkit.diagnostics.diagnosis import report_text
    from paddle_lrkit.diagnostics.doctor import diagnose_all
    from paddle_lrkit.reports.output import columns, print_text

    results = diagnose_all()
    if as_json:
        click.echo(json.dumps([result._asdict() for result in results], indent=2, ensure_ascii=False))
    else:
        print_text(report_text(results, columns()) if sys.stdout.isatty() else report_text(results))
    return 1 if any(result.status == "fail" for result in results) else 0
