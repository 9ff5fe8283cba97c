"""The suites: one line each. What a suite knows is in its folder; see `paddle_lrkit.suites.base`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr

if TYPE_CHECKING:
    from paddle_lrkit.suites.base import SuiteDetector, SuiteFields, SuiteReader, SuiteResume, SuiteWriter
    from paddle_lrkit.suites.log_format import LogFormat

SUITES = {
    "lrkit": "paddle_lrkit.suites.lrkit",
    "ppdet": "paddle_lrkit.suites.ppdet",
    "ppcls": "paddle_lrkit.suites.ppcls",
    "ppseg": "paddle_lrkit.suites.ppseg",
    "ppocr": "paddle_lrkit.suites.ppocr",
    "ppnlp": "paddle_lrkit.suites.ppnlp",
    "ppformers": "paddle_lrkit.suites.ppformers",
    "ernie_pretrain": "paddle_lrkit.suites.ernie_pretrain",
    "paddlex": "paddle_lrkit.suites.paddlex",
    "ppvideo": "paddle_lrkit.suites.ppvideo",
    "ppspeech": "paddle_lrkit.suites.ppspeech",
    "pp3d": "paddle_lrkit.suites.pp3d",
    "ppgan": "paddle_lrkit.suites.ppgan",
    "ppsci": "paddle_lrkit.suites.ppsci",
    "passl": "paddle_lrkit.suites.passl",
    "ppvit": "paddle_lrkit.suites.ppvit",
    "ppmix": "paddle_lrkit.suites.ppmix",
}
"""Name -> package; its modules are imported when they are asked for."""


@cache
def detector_of(suite: str) -> SuiteDetector:
    """Recognises the configs of a suite."""
    return cast("SuiteDetector", import_module(f"{SUITES[suite]}.detect").DETECTOR)


@cache
def reader_of(suite: str) -> SuiteReader:
    """Reads the schedules of a suite."""
    return cast("SuiteReader", import_module(f"{SUITES[suite]}.reader").READER)


@cache
def fields_of(suite: str) -> SuiteFields:
    """Finds the parts of a suite's schedules."""
    return cast("SuiteFields", import_module(f"{SUITES[suite]}.fields").FIELDS)


def writer_of(suite: str) -> SuiteWriter:
    """Writes schedules for a suite."""
    return cast("SuiteWriter", import_module(f"{SUITES[suite]}.writer").WRITER)


def visualdl_formats() -> tuple[LogFormat, ...]:
    """What the suites write for VisualDL; the first that fits a file is its format."""
    return tuple(form for package in SUITES.values() for form in _formats(package, "visualdl_formats", "VISUALDL"))


def resume_of(suite: str) -> SuiteResume:
    """Reads and continues checkpoints of a suite.

    Raises:
        UsageError: The checkpoints of the suite are not known.
    """
    if find_spec(f"{SUITES[suite]}.resume") is None:
        raise UsageError(tr("lrkit does not know how {} resumes a checkpoint", detector_of(suite).title))
    return cast("SuiteResume", import_module(f"{SUITES[suite]}.resume").RESUME)


def text_log_formats() -> tuple[LogFormat, ...]:
    """The formats of the text logs of all suites; of two that print the same lines, that with ``signs`` first."""
    return tuple(form for package in SUITES.values() for form in _formats(package, "log_formats", "FORMATS"))


def _formats(package: str, module: str, name: str) -> tuple[LogFormat, ...]:
    """What a module of a suite's folder lists; nothing where a suite has no such module."""
    if find_spec(f"{package}.{module}") is None:
        return ()
    return cast("tuple[LogFormat, ...]", getattr(import_module(f"{package}.{module}"), name))
