"""``lrkit watch``"""

from __future__ import annotations

import os

import click

from paddle_lrkit.cli.after_dashes import AfterDashes
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.plot.output import picture_suffix
from paddle_lrkit.reports.watch.program_run import run_watched, shown_run
from paddle_lrkit.reports.watch.quick_run import run_quickly
from paddle_lrkit.reports.watch.show import WatchOutput, show_watched


class _WatchCommand(AfterDashes):
    example = "lrkit watch -- train.py --epochs 10"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return click.Command.parse_args(self, ctx, args) if "--show" in args else super().parse_args(ctx, args)


@click.command(
    "watch",
    cls=_WatchCommand,
    epilog=examples(
        "lrkit watch -- train.py --epochs 1",
        "lrkit watch --json rates.json -- python -m paddle.distributed.launch train.py",
    ),
)
@click.option("--quick", is_flag=True, help="Cut each pass over a paddle.io.DataLoader, and rebuild the whole run.")
@click.option("--json", "json_file", metavar="FILE", help="Write the result as JSON.")
@click.option("-O", "--output", metavar="FILE", help="Draw the rates as a picture: .svg, .png, .pdf or .html.")
@click.option("--vdl", metavar="DIR", help="Write the planned and the applied rate for VisualDL.")
@click.option("--show", metavar="DIR", help="Run nothing; show the records of an earlier run in DIR.")
@click.argument("program", nargs=-1, type=click.UNPROCESSED, metavar="-- PROGRAM ARGUMENTS...")
@language_option
@click.pass_context
def command(
    context: click.Context,
    quick: bool,
    json_file: str | None,
    output: str | None,
    vdl: str | None,
    show: str | None,
    program: tuple[str, ...],
) -> None:
    """Run a Paddle program and report what its schedules and optimizers do.

    PROGRAM is a script, `-m MODULE`, or a whole command such as `python -m paddle.distributed.launch train.py`. It runs
    as without lrkit; the report goes to standard error when it has ended, also after Ctrl-C. The exit code is that of
    the program.
    """
    if output:
        picture_suffix(output)
    for option, file in (("--json", json_file), ("-O", output)):
        if file and not os.access(os.path.dirname(file) or ".", os.W_OK):  # before the program runs for hours
            raise UsageError(tr("{} {}: its folder does not exist or cannot be written", option, file))
    if bool(program) == (show is not None):
        raise UsageError(tr("give a program after `--`, or --show DIR"))
    if quick and show is not None:
        raise UsageError(tr("--quick runs a program; it does not go with --show"))
    start = run_quickly if quick else run_watched
    run = start(program) if show is None else shown_run(show)
    show_watched(run, WatchOutput(json_file, output, vdl))
    context.exit(run.code or 0)
