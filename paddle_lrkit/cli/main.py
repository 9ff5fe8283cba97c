"""``lrkit``: the table of commands, loaded one at a time, and the one place that prints errors."""

from __future__ import annotations

import importlib
import os
import sys
from typing import NoReturn

import click

from paddle_lrkit.errors import LrkitError

COMMANDS = {
    "train": "train from a YAML config, with evaluation, checkpoints, logs and resume",
    "eval": "evaluate a checkpoint",
    "export": "write an inference model from a checkpoint",
    "curve": "print the learning rate of a config",
    "plot": "draw the learning rate of one or several configs",
    "board": "open VisualDL on a directory of runs",
    "doctor": "show what this machine can run",
}
"""Command -> one-line help; its module is ``paddle_lrkit.cli.<command>``."""


class LazyGroup(click.Group):
    """Imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"paddle_lrkit.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from paddle_lrkit.errors import did_you_mean

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"no such command {args[0]!r}{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="paddle-lrkit", prog_name="lrkit")
@click.option("--debug", is_flag=True, help="Show the traceback of an error; may stand anywhere.")
def cli(debug: bool) -> None:
    """Choose, see, check, train with and prove learning-rate schedules for PaddlePaddle."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs ``lrkit`` and exits: 0 done, 1 findings, 2 wrong usage or config, 130/143 interrupted."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    try:
        result = cli.main(
            args=[argument for argument in arguments if argument != "--debug"], prog_name="lrkit", standalone_mode=False
        )
        sys.exit(result if isinstance(result, int) else 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except LrkitError as error:
        if debug:
            raise
        click.echo(f"lrkit: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if debug:
            raise
        click.echo(f"lrkit: {type(error).__name__}: {error} (lrkit --debug shows where)", err=True)
        sys.exit(1)
