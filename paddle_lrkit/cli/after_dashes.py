"""A command that runs another program."""

from __future__ import annotations

import click

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr


class AfterDashes(click.Command):
    """Requires ``--`` before the program, so that options of the program are never read as options of lrkit."""

    example = ""
    """A complete command line, for the error."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" not in args and not {"-h", "--help"} & set(args):
            raise UsageError(tr("put `--` before the program: {}", self.example))
        return super().parse_args(ctx, args)
