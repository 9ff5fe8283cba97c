"""``lrkit exec``: a program runs as Python would run it, with a plug-in in place."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(find_spec("paddle") is None, reason="the plug-ins need Paddle")
ROOT = Path(__file__).resolve().parents[2]
PACKAGE = {
    "ppcls/__init__.py": "",
    "ppcls/optimizer/__init__.py": """\
import sys
OUT = sys.stdout
def build_lr_scheduler(lr_config, epochs, step_each_epoch):
    from . import learning_rate
    section = dict(lr_config, epochs=epochs, step_each_epoch=step_each_epoch)
    return getattr(learning_rate, section.pop("name"))(**section)()
""",
    "ppcls/optimizer/learning_rate.py": "class Cosine:\n    pass\n",
}
PROGRAM = """\
import os, sys
import helper
here = os.path.dirname(os.path.abspath(__file__))
assert sys.path[0] == here and sys.path.count(os.path.dirname(here)) == 0, sys.path
sys.path.append(os.path.dirname(here))
from ppcls.optimizer import OUT, build_lr_scheduler
if __name__ == "__main__":
    print("\\033[1m", sys.argv, sep="", file=OUT)
    if "fail" in sys.argv:
        raise TypeError("of the program")
    if "leave" in sys.argv:
        sys.exit(7)
    decay = "3" if "3" in sys.argv else "50%"
    print(build_lr_scheduler({"name": "WSD", "learning_rate": 0.1, "decay_steps": decay}, 2, 5))
"""


@pytest.fixture
def checkout(tmp_path):
    files = {**PACKAGE, "tools/train.py": PROGRAM, "tools/helper.py": ""}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def lrkit(checkout, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", "-m", "paddle_lrkit", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=checkout, env=environment)
    return done.returncode, done.stdout, done.stderr


def test_a_program_runs_with_its_arguments(checkout):
    code, out, err = lrkit(checkout, "exec", "--suite", "ppcls", "--", "tools/train.py", "-c", "a.yaml", "--help")
    assert (code, err) == (0, "")
    assert out.startswith("\033[1m['tools/train.py', '-c', 'a.yaml', '--help']\nCurveLR(")


PARENT = """\
import subprocess, sys
sys.exit(subprocess.run([sys.executable, "-W", "ignore", "child.py"]).returncode)
"""
CHILD = """\
import importlib.util, os, sys
assert importlib.util.find_spec("ppcls.optimizer")
assert "children" not in map(os.path.basename, sys.path), sys.path
from ppcls.optimizer import build_lr_scheduler
for decay in ("50%", "3"):
    print(build_lr_scheduler({"name": "WSD", "learning_rate": 0.1, "decay_steps": decay}, 2, 5))
"""


def test_a_process_that_the_program_starts_has_the_schedules(checkout):
    (checkout / "parent.py").write_text(PARENT)
    (checkout / "child.py").write_text(CHILD)
    code, out, err = lrkit(checkout, "exec", "--suite", "paddlex", "--", "parent.py")
    assert (code, out[:8], err.count("\n")) == (1, "CurveLR(", 1)
    assert err.startswith("lrkit: PaddleClas: Optimizer.lr.decay_steps: must be a number with a unit")


def test_an_installed_program_is_found_by_its_name(checkout, monkeypatch):
    program = checkout / "bin" / "train-cli"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport sys\nprint(sys.argv)\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    code, out, err = lrkit(checkout, "exec", "--suite", "paddlex", "--", "train-cli", "train", "a.yaml")
    assert (code, out, err) == (0, f"['{program}', 'train', 'a.yaml']\n", "")


def test_its_exit_code_and_its_errors_are_its_own(checkout):
    assert lrkit(checkout, "exec", "--suite", "ppcls", "--", "tools/train.py", "leave")[0] == 7
    code, _, err = lrkit(checkout, "exec", "--suite", "ppcls", "--", "tools/train.py", "fail")
    assert (code, err.splitlines()[-1]) == (1, "TypeError: of the program")
    assert "in <module>" in err


def test_a_mistake_in_our_section_is_one_sentence(checkout):
    code, _, err = lrkit(checkout, "exec", "--suite", "ppcls", "--", "tools/train.py", "3")
    assert (code, len(err.splitlines())) == (2, 1)
    assert err.startswith("lrkit: PaddleClas: Optimizer.lr.decay_steps: must be a number with a unit")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--suite", "ppcls", "tools/train.py"], "lrkit: put `--` before the program"),
        (["--suite", "ppcls", "--", "tools/none.py"], "lrkit: tools/none.py: no such Python program"),
        (["--suite", "ppcls", "--", "ls"], "lrkit: ls: no such Python program; run lrkit exec where you would run"),
        (["--suite", "torch", "--", "tools/train.py"], "lrkit exec: Invalid value for '--suite'"),
        (["--", "tools/train.py"], "lrkit exec: Missing option '--suite'"),
        (["--suite", "ppcls", "--"], "lrkit exec: Missing argument 'PROGRAM'"),
    ],
)
def test_a_wrong_call_is_one_sentence(checkout, arguments, sentence):
    code, out, err = lrkit(checkout, "exec", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert len(err.splitlines()) == 1


def test_a_suite_that_is_not_there_is_one_sentence(checkout):
    code, out, err = lrkit(checkout, "exec", "--suite", "ppdet", "--", "tools/train.py")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith("lrkit: PaddleDetection cannot be imported")
