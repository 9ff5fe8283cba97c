"""`lrkit doctor`: what this machine can run, and what to do about what it cannot.

A group of checks is a module with a function that returns rows; `collect` lists them.
"""

from __future__ import annotations

import click

from paddle_lrkit.cli.options import json_option
from paddle_lrkit.diagnostics.row import Row


@click.command("doctor")
@json_option
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """Checks Python, Paddle, GPU, packages and the machine; the exit code is 1 when a check fails."""
    from paddle_lrkit.diagnostics.report import show

    rows = collect()
    show(rows, as_json=as_json)
    if any(row.status == "fail" for row in rows):
        context.exit(1)


def collect() -> list[Row]:
    """The rows of all checks, in the order in which they are shown."""
    from paddle_lrkit.diagnostics import framework, gpu, loading, machine, packages
    from paddle_lrkit.diagnostics.driver import read_driver
    from paddle_lrkit.diagnostics.probe import run_probe

    found = run_probe()
    driver = read_driver()
    return [
        packages.python_row(),
        *framework.rows(found, driver),
        *gpu.rows(found, driver),
        *packages.rows(found),
        *machine.rows(),
        *loading.rows(found),
    ]
