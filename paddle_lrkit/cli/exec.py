"""`lrkit exec`: a suite's own program with our schedules in it."""

from __future__ import annotations

import importlib
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from paddle_lrkit.errors import LrkitError, UsageError

SUITES = {"ppcls": "ppcls", "ppdet": "ppdet", "ppocr": "ppocr", "ppseg": "paddleseg", "ppnlp": "paddlenlp"}
"""Suite -> its package."""

_PLUGINS = {"ppnlp": "paddlenlp"}


class _AfterDashes(click.Command):
    """A command whose program stands after ``--``, so that the program's options are never read as ours."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, but the dashes must be there."""
        if "--" not in args and not {"-h", "--help"} & set(args):
            raise UsageError("put `--` before the program: lrkit exec --suite ppcls -- tools/train.py -c cfg.yaml")
        return super().parse_args(ctx, args)


@click.command("exec", cls=_AfterDashes)
@click.option("--suite", type=click.Choice([*SUITES]), required=True, help="Suite that the program belongs to.")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(suite: str, program: Path, arguments: tuple[str, ...]) -> None:
    """Runs `python PROGRAM ARGUMENTS...` after the plug-in of a suite was installed.

    PROGRAM is a file of a checkout, such as tools/train.py of PaddleClas; nothing in the checkout is changed. Its
    config may then name any schedule of the catalogue.
    """
    if not program.is_file():
        raise UsageError(f"{program}: no such program; start lrkit exec where you would start python {program}")
    sys.argv = [str(program), *arguments]
    sys.path[0] = str(program.resolve().parent)
    with _importable(SUITES[suite], program):
        importlib.import_module(f"paddle_lrkit.plugins.{_PLUGINS.get(suite, suite)}")
    try:
        runpy.run_path(str(program), run_name="__main__")
    except LrkitError:
        raise
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        sys.exit(1)


@contextmanager
def _importable(package: str, program: Path) -> Iterator[None]:
    """Inside the block the package comes from the nearest directory above the program that has it, if one has."""
    root = next((parent for parent in program.resolve().parents if (parent / package / "__init__.py").is_file()), None)
    if root is None:
        yield
        return
    entry = str(root)
    sys.path.insert(0, entry)
    try:
        yield
    finally:
        sys.path.remove(entry)
