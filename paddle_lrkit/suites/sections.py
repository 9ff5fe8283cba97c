"""Files that hold the configs of several runs, each in a section: ``FILE#Section.sub`` names one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from paddle_lrkit.config.document import Document, Path, dotted
from paddle_lrkit.errors import did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.detect import NoSuiteError, fitting_suites
from paddle_lrkit.text import join_names

_DEPTH = 3
_MOST = 20
_TRIED = 2000


def picked(document: Document, section: str) -> Document:
    """The section of a document at a dotted key, as a document.

    Raises:
        ConfigError: There is no such section; those that are configs are listed.
    """
    path: Path = tuple(section.split("."))
    data = document.get(path)
    if not isinstance(data, dict):
        names = [dotted(found) for found in config_sections(document)]
        known = did_you_mean(section, names) or (tr("; there are {}", join_names(names, most=_MOST)) if names else "")
        raise document.error(tr("there is no section {}{}", section, known), path[:-1])
    marks = {marked[len(path) :]: mark for marked, mark in document.marks.items() if marked[: len(path)] == path}
    return Document(data, marks, document.file)


def config_sections(document: Document) -> list[Path]:
    """The paths of the sections that are configs of a suite."""
    return [path for path, suites in islice(_sections(document.data, ()), _TRIED) if len(suites) == 1]


def several_runs(document: Document) -> NoSuiteError | None:
    """The error about a file whose sections are configs, while the whole is none; None for any other file."""
    names = [dotted(path) for path in config_sections(document)]
    if not names:
        return None
    example = f"{document.file or 'FILE'}#{names[0]}"
    message = tr("holds its configs in sections, which are named as {}: {}", example, join_names(names, most=_MOST))
    return NoSuiteError(message, file=document.file, signs=message)


def _sections(data: Mapping[str, object], path: Path) -> Iterator[tuple[Path, list[str]]]:
    """The path of each section, and the suites that recognise it; one that is a config is not searched."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            suites = fitting_suites(value)
            yield (*path, key), suites
            if len(path) + 1 < _DEPTH and not suites:
                yield from _sections(value, (*path, key))
