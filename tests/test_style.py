"""Rules of CONTRIBUTING.md that a linter does not know: unique names, short modules, the usual words."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

import paddle_lrkit

PACKAGE = Path(paddle_lrkit.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("*.md")])
MOST_LINES = 300
UNUSUAL = {
    r"\bnobody\b": "say what is unknown",
    r"\bone of both\b": "one of the two",
    r"\b(goes|go|going|went) on (at|with|from|where|after|by)\b": "continue",
    r"(?<![Tt]here )\bis no (number|curve|config|file|mapping|list|length|path|size|script|function)\b": "is not a ...",
    r"\bturns round\b": "reverses",
    r"\b(stands|stood) (in|at|behind|beside|below|above|before|after|there|here)\b": "is",
    r"\bby itself alone\b|\banew\b|\bshall\b": "the usual word",
}
"""Pattern -> what to write instead."""


def test_a_class_name_is_defined_once():
    places = defaultdict(list)
    for file in MODULES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(file.relative_to(PACKAGE)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_modules_are_short():
    lengths = {str(file.relative_to(PACKAGE)): len(file.read_text(encoding="utf-8").splitlines()) for file in MODULES}
    assert {file: length for file, length in lengths.items() if length > MOST_LINES} == {}


@pytest.mark.parametrize("pattern", UNUSUAL)
def test_the_usual_word_is_used(pattern):
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()} ({UNUSUAL[pattern]})"
        for file in [*MODULES, *PAGES]
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert found == []
