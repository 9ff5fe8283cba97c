"""Every question about cost runs at a tiny size and answers with figures; what it measures then means nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measuring.questions import QUESTIONS
from benchmarks.measuring.table import figures_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered(question, tmp_path):
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{question}", "--smoke", "-O", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads((tmp_path / f"{question}.json").read_text(encoding="utf-8"))
    assert result["command"] == f"python -m benchmarks.{question}"
    figures = figures_of(result)
    headlines = [figure for figure in figures if figure.headline]
    assert headlines
    assert len({figure.name for figure in figures}) == len(figures)
    for figure in figures:
        assert figure.interval.low <= figure.interval.median <= figure.interval.high
    for figure in headlines:
        assert f"{figure.name}: " in done.stdout
