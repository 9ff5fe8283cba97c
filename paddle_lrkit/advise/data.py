"""The guide's data files: rows, verdicts, notes, recipes and citations, each read once and bound to its class.

An expert edits the files in ``data/``; ``data/schema.json`` describes them for editors and tests.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from paddle_lrkit.advise.citations import Citation, Paper, Zoo
from paddle_lrkit.advise.guide import GuideRow, Note, Verdict
from paddle_lrkit.advise.recipes import Recipe
from paddle_lrkit.advise.zoo.evidence import citation_of
from paddle_lrkit.config.bind import bind
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.yaml_loader import Yaml12
from paddle_lrkit.messages import tr

FOLDER = os.path.join(os.path.dirname(__file__), "data")
T = TypeVar("T")


@cache
def rows() -> tuple[GuideRow, ...]:
    """The cases of the guide, in the order in which they are tried."""
    return _read("rows", GuideRow)


@cache
def verdicts() -> tuple[Verdict, ...]:
    """The rules of the starting guide, with the evidence on each."""
    return _read("verdicts", Verdict)


@cache
def recipes() -> tuple[Recipe, ...]:
    """The published peak rates, in the order in which they are tried; `Recipe.filled` reads those of suites."""
    return _read("recipes", Recipe)


@cache
def notes() -> dict[str, Note]:
    """The statements that an advice may add, by key."""
    return {note.key: note for note in _read("notes", Note)}


@cache
def citations() -> dict[str, Citation]:
    """The papers, model zoos and logs that the guide cites, by key."""
    document = read_document("citations")
    papers = {key: bind(Paper, document, ("papers", key)).citation for key in document.data["papers"]}
    zoos = {key: bind(Zoo, document, ("zoos", key)).citation for key in document.data["zoos"]}
    return {**papers, **zoos, **{key: bind(Citation, document, ("others", key)) for key in document.data["others"]}}


def cite(keys: Iterable[str]) -> str:
    """The labels of citations, joined.

    Example:
        >>> cite(("rex", "budgeted"))
        'REX, arXiv 2107.04197; Budgeted Training, arXiv 1905.04753'
    """
    found = (citation_of(key) or citations()[key] for key in keys)
    return tr("; ").join(str(each.label) for each in found)


def read_document(name: str) -> Document:
    """One of the files, by its name without ``.yml``; without line marks, which would take twice as long."""
    import yaml

    file = os.path.join(FOLDER, f"{name}.yml")
    with open(file, encoding="utf-8") as stream:
        data = yaml.load(stream, Yaml12)  # noqa: S506  a file of this package, and Yaml12 is a safe loader
    return Document(data, file=file)


def _read(name: str, kind: type[T]) -> tuple[T, ...]:
    document = read_document(name)
    return tuple(bind(kind, document, (name, index)) for index in range(len(document.data[name])))
