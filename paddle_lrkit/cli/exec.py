"""``lrkit exec``"""

from __future__ import annotations

import importlib
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from paddle_lrkit.cli.after_dashes import AfterDashes
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.suites.table import SUITES, detector_of
from paddle_lrkit.terminal import unfiltered_streams

_PACKAGES = {suite: package for suite in SUITES if (package := detector_of(suite).package)}


class _ExecCommand(AfterDashes):
    example = "lrkit exec --suite ppcls -- tools/train.py -c cfg.yaml"


@click.command("exec", cls=_ExecCommand)
@click.option("--suite", type=click.Choice([*_PACKAGES]), required=True, help="Suite of the program.")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(suite: str, program: Path, arguments: tuple[str, ...]) -> None:
    """Run `python PROGRAM ARGUMENTS...` with the schedules of the catalogue, which its config can name.

    PROGRAM is a file of a checkout, such as tools/train.py of PaddleClas. The checkout is not changed.
    """
    if not program.is_file():
        raise UsageError(f"{program}: no such program; run lrkit exec where you would run python {program}")
    sys.argv = [str(program), *arguments]
    sys.path[0] = str(program.resolve().parent)
    with _importable(_PACKAGES[suite], program):
        importlib.import_module(f"paddle_lrkit.plugins.{detector_of(suite).plugin or suite}")
    try:
        with unfiltered_streams():
            runpy.run_path(str(program), run_name="__main__")
    except LrkitError:
        raise
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        sys.exit(1)


@contextmanager
def _importable(package: str, program: Path) -> Iterator[None]:
    """Inside the block the package is imported from the nearest directory above the program that contains it."""
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
