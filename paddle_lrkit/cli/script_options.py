"""What a user says about a script on the command line: ``--set NAME=VALUE``, and its own arguments behind ``--``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import click

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.read_options import ReadOptions
from paddle_lrkit.units import LengthOptions

_KEY = f"{__name__}.arguments"


class ScriptCommand(click.Command):
    """A command on files that passes what comes behind ``--`` to the scripts among them.

    Where no file comes before ``--``, it only ends the options, as in other commands.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        if end < len(args) and self._has_files(ctx, args[:end]):
            ctx.meta[_KEY] = tuple(args[end + 1 :])
            args = args[:end]
        return super().parse_args(ctx, args)

    def _has_files(self, ctx: click.Context, args: list[str]) -> bool:
        given, _, _ = self.make_parser(ctx).parse_args(list(args))
        values = (given.get(one.name or "") for one in self.params if isinstance(one, click.Argument))
        return any(isinstance(value, (str, tuple, list)) and value for value in values)


def _settings(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    pairs = []
    for text in values:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise UsageError(tr("--set {}: give a name and a value, such as --set lr=0.1", text))
        pairs.append((name.strip(), value))
    return tuple(pairs)


set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_settings,
    help="Give a value of a script another value, such as lr=0.1 or epochs=50. May be repeated.",
)


def read_options(settings: tuple[tuple[str, str], ...], length: LengthOptions) -> ReadOptions:
    """What the command line says about scripts.

    Args:
        settings: Of `set_option`.
        length: What the options say about the length of the run.
    """
    arguments: tuple[str, ...] = click.get_current_context().meta.get(_KEY, ())
    return ReadOptions(length.steps_per_epoch, arguments, settings, length.world_size)


def check_scripts(files: Iterable[str], options: ReadOptions) -> None:
    """Raises a UsageError where something is said about scripts, and no script is named."""
    files = list(files)
    folder = next((file for file in files if os.path.isdir(file)), None)
    if folder is not None and (options.settings or options.arguments):
        raise UsageError(
            tr("--set and arguments behind -- go to scripts that are named, and {} is a directory", folder)
        )
    if any(is_script(file) for file in files):
        return
    where = tr("and {} is none", files[0]) if len(files) == 1 else tr("and none of the files is one")
    if options.settings:
        raise UsageError(tr("--set gives a value to a script, {}", where))
    if options.arguments:
        raise UsageError(tr("what comes behind -- are arguments of a script, {}", where))


def is_script(file: str) -> bool:
    """Whether a name is that of a Python file, or of a line of one: ``train.py#12``."""
    return file.partition("#")[0].endswith(".py")


def ignored_options(length: LengthOptions) -> list[str]:
    """The options about the length of a run that a script does not use."""
    given: dict[str, Any] = {"--images": length.images, "--batch-size": length.batch_size}
    return [name for name, value in given.items() if value is not None]
