"""CONTRIBUTING.md: each recipe works, word for word, in a copy of the repository."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^## (Add .*?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
FENCE = r"```\w*\n(?P<text>.*?)^```$"
STEPS = re.compile(
    rf"^Write `(?P<new>[^`]+)`[^\n]*:\n\n{FENCE}"
    rf"|^Add [^`\n]*to `(?P<old>[^`]+)`(?:, below `(?P<line>[^`]+)`)?[^\n]*:\n\n{FENCE.replace('text', 'more')}"
    rf"|^Run `(?P<command>[^`]+)`(?:[^\n`]*with this `(?P<input>[^`]+)`:\n\n{FENCE.replace('text', 'content')})?",
    re.M | re.S,
)
MOST_LINES = 50
SKIPPED = shutil.ignore_patterns(".git", ".venv*", "output", "__pycache__", ".*_cache", "*.egg-info")


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(ROOT, tmp_path / "copy", ignore=SKIPPED))


def follow(recipe, copy):
    """Makes the changes of a recipe in a copy and runs its commands; the output of the last one."""
    output = ""
    for step in STEPS.finditer(recipe):
        if step["new"]:
            (copy / step["new"]).parent.mkdir(parents=True, exist_ok=True)
            (copy / step["new"]).write_text(step["text"], encoding="utf-8")
        elif step["old"]:
            add(copy / step["old"], step["line"], step["more"])
        else:
            if step["input"]:
                (copy / step["input"]).write_text(step["content"], encoding="utf-8")
            output = run(step["command"], copy)
    return output


def add(file, line, text):
    """Adds text below the one line of a file that reads ``line``, or at the end."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    found = [number for number, each in enumerate(lines, 1) if each.strip() == line]
    assert line is None or len(found) == 1, f"{file.name} has {len(found)} lines that read {line!r}"
    lines.insert(found[0] if found else len(lines), text)
    file.write_text("".join(lines), encoding="utf-8")


def run(command, copy):
    program, *arguments = shlex.split(command)
    start = {"python": [sys.executable], "lrkit": [sys.executable, "-m", "paddle_lrkit"]}[program]
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [*start, *arguments], cwd=copy, env=environment, capture_output=True, text=True, timeout=250, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_is_short_and_each_of_its_blocks_is_followed(title):
    recipe = RECIPES[title]
    assert len(recipe.strip().splitlines()) < MOST_LINES
    steps = list(STEPS.finditer(recipe))
    blocks = sum(bool(step["text"] or step["more"] or step["content"]) for step in steps)
    assert blocks == recipe.count("```") / 2
    assert any(step["command"] for step in steps)
    assert len(re.findall(r"^(?:Write|Add|Run) ", recipe, re.M)) == len(steps)


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_works(title, copy):
    assert follow(RECIPES[title], copy)


def test_a_recipe_that_does_not_work_fails(copy):
    recipe = RECIPES["Add a curve"]
    wrong = recipe.replace("top * (1 - update / updates) ** 0.5", "top * (1 - update / updates)")
    assert wrong != recipe
    with pytest.raises(AssertionError, match="test_sqrt_decay"):
        follow(wrong, copy)
