"""Scripts that take their numbers from libraries, read with the interpreter."""

import textwrap

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.scripts.library.base import LIBRARY, Described
from paddle_lrkit.scripts.read import read_program
from paddle_lrkit.scripts.read_options import ReadOptions

FILES = {
    "flat.yml": "{lr: 0.02, epochs: 18, milestones: [6, 12], gamma: 0.1}",
    "deep.yml": "{lr: {name: MultiStepDecay, args: {learning_rate: 0.02, milestones: [6, 12], gamma: 0.1}}}",
    "run.json": '{"lr": 0.02, "epochs": 18, "schedule": {"milestones": [6, 12], "gamma": 0.1}}',
    "configs/__init__.py": "",
    "configs/big.py": "lr = 0.02\nmilestones = [6, 12]\n",
}
PARSER = """
import argparse, yaml
parser = argparse.ArgumentParser()
parser.add_argument("--config", default="flat.yml")
parser.add_argument("--gamma", type=float, default=0.1)
args = parser.parse_args()
"""
BUILD = "\nsched = MultiStepDecay(args.lr, args.milestones, gamma=args.gamma)"
SCRIPTS = {
    "values of a file become attributes": PARSER + "args.__dict__.update(yaml.safe_load(open(args.config)))" + BUILD,
    "setattr for each key": PARSER
    + """
with open(args.config) as file:
    for key, value in yaml.safe_load(file).items():
        if not hasattr(args, key):
            setattr(args, key, value)
"""
    + BUILD,
    "set_defaults": PARSER
    + "parser.set_defaults(**yaml.safe_load(open(args.config)))\nargs, rest = parser.parse_known_args()"
    + BUILD,
    "a namespace": "import argparse, yaml\nargs = argparse.Namespace(**yaml.safe_load(open('flat.yml')))" + BUILD,
    "a class of its own that extends dict": """
import yaml
class AttrDict(dict):
    def __getattr__(self, key):
        return self[key]
def wrap(values):
    for key, value in values.items():
        if type(value) is dict:
            values[key] = wrap(value)
    return AttrDict(values)
cfg = wrap(yaml.load(open("deep.yml"), Loader=yaml.FullLoader))
name = cfg.lr.pop("name")
sched = eval("paddle.optimizer.lr." + name)(**cfg.lr["args"])
""",
    "a class of its own that extends the parser": """
import argparse, yaml
class Arguments(argparse.ArgumentParser):
    def __init__(self):
        super().__init__(description="train")
        self.add_argument("-c", "--config", default="flat.yml")
        self.add_argument("-o", "--opt", nargs="*", default=["gamma=0.1"])
    def parse_args(self, argv=None):
        args = super().parse_args(argv)
        args.opt = {text.split("=")[0]: yaml.safe_load(text.split("=")[1]) for text in args.opt}
        return args
flags = Arguments().parse_args()
cfg = yaml.safe_load(open(flags.config))
cfg.update(flags.opt)
sched = MultiStepDecay(cfg["lr"], cfg["milestones"], gamma=cfg["gamma"])
""",
    "json and a simple namespace": """
import json
from types import SimpleNamespace
with open("run.json") as file:
    cfg = SimpleNamespace(**json.load(file))
sched = MultiStepDecay(learning_rate=cfg.lr, **cfg.schedule)
""",
    "numpy": """
import numpy as np
sched = MultiStepDecay(float(np.power(10.0, -2) * 2), (np.arange(1, 3) / 3 * 18).astype(int).tolist(), 10 ** -1)
""",
    "dataclasses": """
from dataclasses import dataclass, field, asdict, replace
@dataclass
class Options:
    learning_rate: float = 0.1
    milestones: list = field(default_factory=lambda: [6, 12])
    gamma: float = 0.1
sched = MultiStepDecay(**asdict(replace(Options(), learning_rate=0.02)))
""",
    "a module by its name": """
import importlib
cfg = importlib.import_module("configs." + "big")
sched = MultiStepDecay(cfg.lr, cfg.milestones, gamma=0.1)
""",
    "partial, a named tuple and an ordered dict": """
from functools import partial
from collections import OrderedDict, namedtuple
Rate = namedtuple("Rate", ["lr", "gamma"])
lr, gamma = Rate(lr=0.02, gamma=0.1)
table = OrderedDict(multi=partial(MultiStepDecay, milestones=[6, 12]))
sched = table["multi"](lr, gamma=gamma)
""",
    "yacs": """
from yacs.config import CfgNode as CN
_C = CN()
_C.SOLVER = CN()
_C.SOLVER.LR, _C.SOLVER.STEPS = 0.1, (1, 2)
cfg = _C.clone()
cfg.merge_from_list(["SOLVER.LR", "2e-2", "SOLVER.STEPS", "(6, 12)"])
cfg.freeze()
sched = MultiStepDecay(cfg.SOLVER.LR, list(cfg.SOLVER.STEPS), gamma=0.1)
""",
    "easydict": """
from easydict import EasyDict as edict
cfg = edict({"train": {"lr": 0.02}})
cfg.train.steps = [int(18 * part) for part in (1 / 3, 2 / 3)]
options = dict(learning_rate=cfg.train.lr, milestones=cfg.train.steps)
options.update(gamma=0.1)
sched = MultiStepDecay(**options)
""",
    "click": """
import click
@click.command()
@click.option("--lr", default=0.02)
@click.option("--gamma", type=float, default=0.1)
def main(lr, gamma):
    sched = MultiStepDecay(lr, [6, 12], gamma=gamma)
main()
""",
    "absl": """
from absl import app, flags
FLAGS = flags.FLAGS
flags.DEFINE_float("lr", 0.02, "the rate")
def main(argv):
    sched = MultiStepDecay(FLAGS.lr, [6, 12], gamma=0.1)
app.run(main)
""",
}


def arguments_of(folder, source):
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    file = folder / "train.py"
    file.write_text("import paddle\nfrom paddle.optimizer.lr import MultiStepDecay\n" + textwrap.dedent(source))
    program = read_program(str(file), ConfigFiles(), ReadOptions())
    assert program.stopped is None
    assert [schedule.name for schedule in program.schedules] == ["MultiStepDecay"]
    return program.schedules[0].arguments


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_arguments_of_a_schedule(tmp_path, name):
    found = arguments_of(tmp_path, SCRIPTS[name])
    assert found["learning_rate"] == pytest.approx(0.02)
    assert list(found["milestones"]) == [6, 12]
    assert found["gamma"] == pytest.approx(0.1)


HOSTILE = [
    "10 ** 10 ** 10",
    "pow(10, 10 ** 10)",
    "[0] * 10 ** 12",
    "list(range(10 ** 12))",
    "'a' * 10 ** 9",
    "'{:1000000000}'.format(1)",
    "sum([10 ** 30] * 10 ** 5)",
    "'a'.ljust(10 ** 10)",
    "np.zeros(10 ** 12)",
    "np.linspace(0, 1, 10 ** 9)",
    "list(itertools.product(range(100), repeat=9))",
    "math.factorial(10 ** 9)",
    "json.loads('[' * 100000)",
    "eval('(' * 10000)",
    "yaml.safe_load('a: &a [x, x]\\nb: &b [*a, *a]\\nc: [*b, *b]' * 1000)",
    "sorted(range(10 ** 9), key=lambda x: x)",
    "max(range(10 ** 12))",
    "functools.reduce(lambda a, b: a * b, range(1, 10 ** 5))",
]


@pytest.mark.parametrize("expression", HOSTILE)
@pytest.mark.timeout(20)
def test_work_and_memory_are_bounded(tmp_path, expression):
    file = tmp_path / "train.py"
    file.write_text(
        f"import functools, itertools, json, math, yaml\nimport numpy as np\nimport paddle\nx = {expression}\n"
    )
    assert read_program(str(file), ConfigFiles(), ReadOptions()).schedules == []


def test_only_files_of_the_project_are_read(tmp_path):
    outside = tmp_path / "secret.yml"
    outside.write_text("lr: 0.02")
    folder = tmp_path / "one" / "two" / "three"
    folder.mkdir(parents=True)
    file = folder / "train.py"
    file.write_text(
        "import paddle, yaml\n"
        f"lr = yaml.safe_load(open({str(outside)!r}))['lr']\nsched = paddle.optimizer.lr.StepDecay(lr, step_size=3)\n"
    )
    found = read_program(str(file), ConfigFiles(), ReadOptions()).schedules[0]
    assert "which is not there" in found.arguments["learning_rate"].why
    named = ReadOptions(arguments=("--config", str(outside)))
    assert read_program(str(file), ConfigFiles(), named).schedules[0].arguments["learning_rate"] == 0.02


def test_everything_registered_is_a_description_or_a_value():
    assert LIBRARY["math.ceil"].function is not None
    assert all(isinstance(value, Described) for name, value in LIBRARY.items() if name.startswith(("str.", "list.")))
