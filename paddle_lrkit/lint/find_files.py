"""The files that `lrkit check` reads, and those that it leaves out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.engine import plain_path

_ENDINGS = (".yml", ".yaml", ".py")
_SILENT = ("__pycache__", "node_modules")
"""Folders of installed or compiled files; they are left out without a word, as hidden ones and virtual environments."""
_OUTPUT = "output"
_BUILT = ("build", "dist")
_CONFIGS = {"config.yml", "config.yaml"}
_STATE = re.compile(r".*\.pd(opt|states)|vdlrecords\..*\.log|trainer_state\.json|training_args\.bin|train_result\.json")
"""What only training writes: the state of an optimizer, VisualDL's records, the files of PaddleNLP and PaddleX."""
_LOGS = {"log.jsonl", "train.log"}
_CHECKPOINT = re.compile(r"(iter|epoch|step)_\d+|checkpoint-\d+")


@dataclass
class FoundFiles:
    """Files to check.

    Args:
        files: The files, in order.
        named: Those that the user named, as opposed to files found in a directory.
        excluded: Excluded folder or file -> how many YAML and Python files it has.
    """

    files: list[str] = field(default_factory=list)
    named: frozenset[str] = frozenset()
    excluded: dict[str, int] = field(default_factory=dict)


def find_files(paths: Iterable[str], excludes: Iterable[str] = (), files: ConfigFiles | None = None) -> FoundFiles:
    """The files named by ``paths``; of a directory all YAML and Python files below it.

    Folders that training or a build wrote are left out: ``output``, ``build``, ``dist``, and any folder with the state
    of a run, unless a path names such a folder. Hidden folders, virtual environments, ``node_modules`` and
    ``__pycache__`` are left out too.

    Args:
        paths: Files, ``FILE#section`` or directories.
        excludes: Patterns as `fnmatch` has them: of a name, or with a ``/`` of a path from the current directory on.
        files: The files that the command has read so far.

    Raises:
        ConfigError: A path does not exist.
    """
    patterns = [os.path.normpath(pattern) for pattern in excludes]
    found: dict[str, None] = {}
    result = FoundFiles()
    named = set()
    for path in paths:
        if os.path.isdir(path):
            found.update(dict.fromkeys(_below(path, patterns, result.excluded)))
            continue
        if not os.path.exists(path) and not os.path.isfile(path.rpartition("#")[0]):
            (files or ConfigFiles()).content(path)
        found[plain_path(path)] = None
        named.add(plain_path(path))
    result.files, result.named = list(found), frozenset(named)
    return result


def _below(root: str, patterns: list[str], excluded: dict[str, int]) -> Iterator[str]:
    asked = _OUTPUT in (*os.path.normpath(root).split(os.sep), os.path.basename(os.path.abspath(root)))
    for folder, folders, names in os.walk(root):
        kept = []
        for name in sorted(folders):
            path = plain_path(os.path.join(folder, name))
            if name.startswith(".") or name in _SILENT or os.path.exists(os.path.join(path, "pyvenv.cfg")):
                continue
            written = not asked and (name == _OUTPUT or is_run_directory(path))
            if written or name in _BUILT or _matches(path, patterns):
                _exclude(path, excluded)
            else:
                kept.append(name)
        folders[:] = kept
        for name in sorted(names):
            path = plain_path(os.path.join(folder, name))
            if not name.endswith(_ENDINGS) or not os.path.isfile(path):
                continue
            if _matches(path, patterns):
                excluded[path] = 1
            else:
                yield path


def is_run_directory(folder: str) -> bool:
    """Whether training wrote a directory: ours, or a suite's.

    It has the state of an optimizer, a log beside a resolved config, VisualDL's records, or folders of checkpoints.
    """
    names = _names(folder)
    if any(_STATE.fullmatch(name) for name in names) or (names & _CONFIGS and names & _LOGS):
        return True
    checkpoints = [name for name in names if _CHECKPOINT.fullmatch(name)]
    return any(inner.endswith(".pdparams") for name in checkpoints for inner in _names(os.path.join(folder, name)))


def _names(folder: str) -> set[str]:
    try:
        return set(os.listdir(folder))
    except OSError:
        return set()


def _exclude(folder: str, excluded: dict[str, int]) -> None:
    """Counts the files of a folder that is left out; a folder without any is not worth a word."""
    count = 0
    for _, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SILENT]
        count += sum(name.endswith(_ENDINGS) for name in names)
    if count:
        excluded[folder] = count


def _matches(path: str, patterns: list[str]) -> bool:
    if not patterns:
        return False
    name, relative, absolute = os.path.basename(path), os.path.relpath(path), os.path.abspath(path)
    for pattern in patterns:
        whole = (relative, absolute) if os.sep in pattern else (name,)
        if any(fnmatch(part, pattern) for part in whole):
            return True
    return False
