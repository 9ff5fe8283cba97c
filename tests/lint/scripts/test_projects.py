"""Scripts of several files: where a finding lies, and what is said once."""

import json

import pytest

from paddle_lrkit.cli import check, curve
from tests.scripts.test_script_schedules import run

FILES = {
    "config.py": "class Config:\n    lr, epochs, milestones = 0.1, 90, [30, 95]\n\n\ncfg = Config()\n",
    "lib/__init__.py": "",
    "lib/optim.py": """\
import paddle
from config import cfg


def build(model):
    scheduler = paddle.optimizer.lr.MultiStepDecay(cfg.lr, milestones=cfg.milestones)
    return paddle.optimizer.Momentum(scheduler, parameters=model.parameters()), scheduler
""",
    "lib/trainer.py": """\
class Trainer:
    def __init__(self, optimizer, scheduler, loader):
        self.optimizer, self.scheduler, self.loader = optimizer, scheduler, loader

    def fit(self, epochs):
        for epoch in range(epochs):
            self.scheduler.step()
            for batch in self.loader:
                self.optimizer.step()
""",
    "train.py": """\
import paddle
from config import cfg
from lib.optim import build
from lib.trainer import Trainer

if __name__ == "__main__":
    net = paddle.nn.Linear(4, 4)
    optimizer, scheduler = build(net)
    Trainer(optimizer, scheduler, paddle.io.DataLoader(data)).fit(cfg.epochs)
""",
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(*arguments):
    return json.loads(run(check.command, *arguments, "--json").stdout)


def places(found):
    return {(finding["rule"], finding["path"], finding["line"]) for finding in found["findings"]}


EXPECTED = {("milestone-after-end", "lib/optim.py", 6), ("step-order", "lib/trainer.py", 7)}


def test_a_finding_lies_in_the_file_that_it_is_about(project):
    found = answer("train.py")
    assert places(found) == EXPECTED
    ((schedule,),) = [file["schedules"] for file in found["files"]]
    assert (schedule["path"], schedule["line"], schedule["stepped"]) == ("lib/optim.py", 6, "epoch")
    assert schedule["optimizer_holds"] is True
    assert "lib/optim.py:6: MultiStepDecay(learning_rate=0.1, " in run(check.command, "train.py").stdout


def test_of_a_directory_everything_is_said_once(project):
    found = answer(".")
    assert places(found) == EXPECTED
    assert len(found["findings"]) == len(EXPECTED)
    assert [(file["path"], len(file["schedules"])) for file in found["files"] if file["schedules"]] == [
        ("lib/optim.py", 1)
    ]


def test_a_module_is_read_through_the_script_that_runs_it(project):
    found = answer("lib/optim.py")
    assert ("milestone-after-end", "lib/optim.py", 6) in places(found)
    ((schedule,),) = [file["schedules"] for file in found["files"]]
    assert (schedule["run"]["epochs"], schedule["stepped"]) == (90, "epoch")


@pytest.mark.parametrize("file", ["lib/optim.py", "lib/trainer.py"])
def test_a_comment_works_in_the_file_of_the_finding(project, file):
    line = {"lib/optim.py": 6, "lib/trainer.py": 7}[file]
    lines = FILES[file].splitlines()
    lines[line - 1] += "  # lrkit: ignore=LR102,step-order"
    (project / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert places(answer("train.py")) == {found for found in EXPECTED if found[1] != file}


def test_the_curve_of_a_project(project):
    at = ["--steps-per-epoch", "10", "--json", "--at", "0,289,290,899"]
    found = json.loads(run(curve.command, "train.py", *at).stdout)
    assert (found["total_updates"], found["lr"]) == (900, pytest.approx([0.1, 0.1, 0.01, 0.01]))
