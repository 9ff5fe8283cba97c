"""``lrkit exec``"""

from __future__ import annotations

import importlib
import os
import runpy
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

import paddle_lrkit
from paddle_lrkit.cli.after_dashes import AfterDashes
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.table import SUITES, detector_of
from paddle_lrkit.terminal import unfiltered_streams

if TYPE_CHECKING:
    from paddle_lrkit.suites.base import SuiteDetector

_SUITES = [suite for suite in SUITES if detector_of(suite).plugins]
_CHILDREN = Path(paddle_lrkit.__file__).parent / "plugins" / "children"


class _ExecCommand(AfterDashes):
    example = "lrkit exec --suite ppcls -- tools/train.py -c cfg.yaml"


@click.command(
    "exec",
    cls=_ExecCommand,
    epilog=examples(
        "lrkit exec --suite ppcls -- tools/train.py -c mine.yaml",
        "lrkit exec --suite ppformers -- paddleformers-cli train mine.yaml",
    ),
)
@click.option("--suite", type=click.Choice(_SUITES), required=True, help="Suite of the program.")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@language_option
def command(suite: str, program: Path, arguments: tuple[str, ...]) -> None:
    """Run `python PROGRAM ARGUMENTS...` with the schedules of the catalogue, which its config can name.

    PROGRAM is a file of a checkout, such as tools/train.py of PaddleClas, or an installed Python program, such as
    paddleformers-cli. The checkout is not changed. The Python processes that the program starts have the schedules too.
    """
    program = _found(program)
    sys.argv = [str(program), *arguments]
    sys.path[0] = str(program.resolve().parent)
    try:
        with unfiltered_streams():  # also while the suite is imported: its logger keeps the stream that it finds
            _plug_in(detector_of(suite), program)
            runpy.run_path(str(program), run_name="__main__")
    except LrkitError:
        raise
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        sys.exit(1)


def _found(program: Path) -> Path:
    """The file of a program, which may be a name that the shell finds."""
    if program.is_file():
        return program
    installed = Path(shutil.which(program) or "")
    if not installed.is_file() or b"python" not in installed.read_bytes()[:200].partition(b"\n")[0]:
        raise UsageError(
            tr("{}: no such Python program; run lrkit exec where you would run python {}", program, program)
        )
    return installed


def _plug_in(detector: SuiteDetector, program: Path) -> None:
    """Puts the plug-ins in place: that of the suite's package now, all in the processes that the program starts."""
    if detector.package:
        with _importable(detector.package, program):
            importlib.import_module(f"paddle_lrkit.plugins.{detector.plugins[0]}")
    os.environ["LRKIT_PLUG_INS"] = " ".join(detector.plugins)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_CHILDREN), os.environ.get("PYTHONPATH"))))


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
