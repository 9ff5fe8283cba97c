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


def test_a_function_with_assertions_is_collected_or_used():
    """A test under another name than ``test_*`` would pass unseen."""
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "tests").rglob("*.py")}
    used = {
        name
        for tree in trees.values()
        for node in ast.walk(tree)
        for name in (getattr(node, "id", None), getattr(node, "attr", None))
    }
    unseen = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for file, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_") and node.name not in used
        if not any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list)
        if any(isinstance(inner, ast.Assert) for inner in ast.walk(node))
    ]
    assert unseen == []


@pytest.mark.parametrize("pattern", UNUSUAL)
def test_the_usual_word_is_used(pattern):
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()} ({UNUSUAL[pattern]})"
        for file in [*MODULES, *PAGES]
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert found == []
