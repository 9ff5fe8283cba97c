"""The logs in the directory of a run."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from paddle_lrkit.errors import UsageError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.log import FILE_NAME
from paddle_lrkit.text import join_names

_RANK = re.compile(r"workerlog\.\d+\Z|.*\.rank\d+\Z")
_TEXT = re.compile(r"log\.txt\Z|train.*\.txt\Z|nohup\.out\Z|.*\.(log|out)\Z")
_TABLE = re.compile(r".*\.(csv|tsv|jsonl)\Z")
_STATE = "trainer_state.json"
_MOST_FILES = 100_000
_MOST_LOGS = 64
_MOST_NAMES = 4


class LogFiles(NamedTuple):
    """Files of a directory that are read together.

    Args:
        files: Their paths.
        one_run: Whether they are of one run: record files that follow each other, or the logs of its processes.
    """

    files: list[str]
    one_run: bool


def logs_of_directory(path: str) -> list[LogFiles]:
    """What can be read of a directory, the best first: our own log, text logs, record files, a state, tables.

    A directory that has none of its own stands for the only one below it that has some.

    Args:
        path: A directory.

    Raises:
        UsageError: There is no log, or more than one directory below has some.
    """
    found = _logs(path)
    if found:
        return found
    below = [name for name in _names(path) if os.path.isdir(os.path.join(path, name)) and name[:1] != "."]
    having = [(name, logs) for name in below[:_MOST_LOGS] if (logs := _logs(os.path.join(path, name)))]
    if not having:
        raise UsageError(
            tr("{}: the directory has no log: no {}, text log, record file or {}", path, FILE_NAME, _STATE)
        )
    if len(having) > 1:
        names = join_names([os.path.join(path, name) for name, _ in having], "and", most=_MOST_NAMES)
        raise UsageError(tr("{}: the directory has no log of its own; there are some in {}; name one", path, names))
    return having[0][1]


def _logs(path: str) -> list[LogFiles]:
    names = [name for name in _names(path) if not os.path.isdir(os.path.join(path, name))]
    records = [name for name in names if "vdlrecords" in name]
    events = [name for name in names if "tfevents" in name]
    rest = [name for name in names if name not in (*records, *events)]
    ranks = [name for name in rest if _RANK.match(name)]
    texts = [name for name in rest if _TEXT.match(name)]
    if ranks and ranks[0].partition(".rank")[0] in texts:
        first = ranks[0].partition(".rank")[0]
        ranks, texts = [first, *ranks], [name for name in texts if name != first]
    kinds = (
        LogFiles([name for name in rest if name == FILE_NAME], one_run=False),
        LogFiles(ranks, one_run=True),
        LogFiles(texts[:_MOST_LOGS], one_run=False),
        LogFiles(records, one_run=True),
        LogFiles(events, one_run=True),
        LogFiles([name for name in rest if name == _STATE], one_run=False),
        LogFiles([name for name in rest if _TABLE.match(name)][:_MOST_LOGS], one_run=False),
    )
    return [LogFiles([os.path.join(path, name) for name in kind.files], kind.one_run) for kind in kinds if kind.files]


def _names(path: str) -> list[str]:
    """The names in a directory, with numbers in their order."""
    try:
        names = os.listdir(path)
    except OSError as error:
        raise UsageError(f"{path}: {os_reason(error).lower()}") from None
    if len(names) > _MOST_FILES:
        raise UsageError(tr("{}: the directory has {} files; name a log", path, len(names)))
    return sorted(names, key=_in_order)


def _in_order(name: str) -> list[tuple[int, str]]:
    return [(int(part[:18]), part) if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]
