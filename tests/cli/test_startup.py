"""Commands that do not train must not import slow packages."""

from __future__ import annotations

import subprocess
import sys

import pytest

from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.table import SUITES
from tests.runs.checkpoints import scheduler_state, write_checkpoint, write_log

HEAVY = ("paddle", "numpy", "matplotlib", "rich", "visualdl", "PIL", "sklearn", "safetensors")
CONFIG = """\
Global: {updates: 1000}
Architecture: {name: ResNet18}
Optimizer: {name: SGD, lr: {name: CosineAnnealingDecay, learning_rate: 0.1, warmup: 10%}}
"""
WAITING = """\
Global: {updates: 1000}
Architecture: {name: ResNet18}
Optimizer: {name: SGD, lr: {name: ReduceOnPlateau, learning_rate: 0.1}}
"""
PROGRAM = """\
import sys
from paddle_lrkit.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


def loaded(program, *arguments):
    """Top-level modules that a fresh interpreter has loaded after a program."""
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "c.yml"
    file.write_text(CONFIG)
    return str(file)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["curve", "--help"],
        ["plot", "--help"],
        ["compare", "--help"],
        ["merge", "--help"],
        ["infer", "--help"],
        ["predict", "--help"],
        ["curve", "CONFIG"],
        ["curve", "CONFIG", "--at", "0,50%", "--json"],
        ["plot", "CONFIG"],
        ["plot", "CONFIG", "-O", "OUT.svg"],
        ["plot", "CONFIG", "-O", "OUT.html"],
        ["validate", "--help"],
        ["doctor", "--help"],
        ["plot", "--catalogue"],
        ["advise", "--task", "classification", "--epochs", "90", "--suite", "ppcls"],
        ["advise", "--table", "--lang", "zh"],
        ["plot", "CONFIG", "--resume", "RUN"],
        ["plot", "WAITING", "--plateau-on", "RUN"],
        ["audit", "--help"],
        ["audit", "LOG", "-c", "CONFIG", "--chart", "--report", "PAGE"],
    ],
    ids=" ".join,
)
def test_a_light_command_loads_nothing_heavy(config, tmp_path, arguments):
    given = {"CONFIG": config, "OUT.svg": str(tmp_path / "o.svg"), "OUT.html": str(tmp_path / "o.html")}
    if "LOG" in arguments:
        write_log(tmp_path, [{"update": update, "rate/applied": update * 1e-3} for update in range(0, 100, 10)])
        given |= {"LOG": str(tmp_path / "log.jsonl"), "PAGE": str(tmp_path / "page")}
    if "RUN" in arguments:
        run = tmp_path / "run"
        write_checkpoint(run / "checkpoints" / "last", scheduler_state(load_schedule(config).curve, 400))
        write_log(run, [{"update": 200, "eval/loss": 1.0}])
        (tmp_path / "w.yml").write_text(WAITING)
        given |= {"RUN": str(run), "WAITING": str(tmp_path / "w.yml")}
    modules = loaded(PROGRAM, *[given.get(argument, argument) for argument in arguments])
    assert "click" in modules
    assert not modules & set(HEAVY)


def test_importing_the_package_loads_nothing_but_itself():
    program = """
import json, sys
before = set(sys.modules)
import paddle_lrkit
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}), file=sys.stderr)
"""
    assert not loaded(program) & {*HEAVY, "click", "yaml"}


def test_the_curves_need_the_standard_library_alone():
    program = """
import sys
import paddle_lrkit.curves
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
    assert not loaded(program) & {*HEAVY, "click", "yaml"}


DETECTION = """\
epoch: 12
TrainReader: {batch_size: 2}
LearningRate:
  base_lr: 0.01
  schedulers:
  - {name: PiecewiseDecay, gamma: 0.1, milestones: [8, 11]}
  - {name: LinearWarmup, start_factor: 0.1, steps: 1000}
OptimizerBuilder: {optimizer: {type: Momentum, momentum: 0.9}}
"""
EVERY_MODULE = PROGRAM.replace('name.partition(".")[0]', "name")


@pytest.mark.parametrize(
    ("arguments", "most"),
    [
        (["curve", "CONFIG", "--steps-per-epoch", "7329"], 115),
        (["plot", "CONFIG", "--steps-per-epoch", "7329"], 130),
        (["rule"], 30),
        (["rule", "step-place"], 30),
        (["check", "CONFIG", "--steps-per-epoch", "7329"], 220),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_light_command_loads_what_its_input_needs(tmp_path, arguments, most):
    file = tmp_path / "c.yml"
    file.write_text(DETECTION)
    modules = loaded(EVERY_MODULE, *[str(file) if argument == "CONFIG" else argument for argument in arguments])
    assert not modules & {"numpy", "importlib.metadata", "difflib", "shutil", "tempfile", "pathlib", "urllib.parse"}
    own = {name for name in modules if name.startswith("paddle_lrkit.")}
    assert "paddle_lrkit.cli.main" in own
    assert len(own) <= most
    assert not {name for name in own if name.startswith("paddle_lrkit.scripts.") and name.endswith("usage")}
    others = {name.removeprefix("paddle_lrkit.suites.").partition(".")[::2] for name in own} & {
        (suite, part) for suite in SUITES for part in ("reader", "fields", "writer", "classes")
    }
    assert {suite for suite, _ in others} <= {"ppdet"}
