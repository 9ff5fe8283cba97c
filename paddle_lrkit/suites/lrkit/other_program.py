"""What to do with a config of another suite, which our trainer does not read."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager

from paddle_lrkit.errors import ConfigError, UnknownEpochError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.source import Source, open_source
from paddle_lrkit.suites.table import detector_of
from paddle_lrkit.units import LengthOptions


@contextmanager
def own_config(file: str) -> Iterator[None]:
    """Inside the block, an error of a config that is one of another suite says which commands work with it.

    Args:
        file: The config that the block reads.

    Raises:
        UsageError: The config is one of another suite.
    """
    try:
        yield
    except ConfigError:
        try:
            source = open_source(file)
        except ConfigError:
            source = None
        if source is None or source.suite == "lrkit":
            raise
        raise UsageError(_what_works(source, file)) from None


def _what_works(source: Source, file: str) -> str:
    detector, name = detector_of(source.suite), shlex.quote(file)
    steps = " --steps-per-epoch N" if _needs_epoch(source) else ""
    program = detector.trains.format(name)
    training = [tr("to train: lrkit exec --suite {} -- {} (in its checkout)", source.suite, program)] if program else []
    works = [
        *training,
        tr("to find mistakes in its schedule: lrkit check {}", name),
        tr("to get its schedule for lrkit train: lrkit convert {} --to lrkit{}", name, steps),
    ]
    return tr("{}: a config of {}, which lrkit does not train itself; {}", file, detector.title, tr("; ").join(works))


def _needs_epoch(source: Source) -> bool:
    try:
        read_source(source, LengthOptions())
    except UnknownEpochError:
        return True
    except ConfigError:
        return False
    return False
