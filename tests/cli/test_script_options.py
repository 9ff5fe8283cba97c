"""``--set NAME=VALUE`` and a script's own arguments behind ``--``."""

import json

import pytest

from paddle_lrkit.cli import check, curve, plot
from paddle_lrkit.errors import ConfigError, UsageError
from tests.scripts.test_script_schedules import run

SCRIPT = """\
import argparse
import paddle
import yaml

DECAY = 0.5
parser = argparse.ArgumentParser()
parser.add_argument("--base-lr", type=float, required=True)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--config")
args = parser.parse_args()
if args.config:
    args.epochs = yaml.safe_load(open(args.config))["epochs"]
scheduler = paddle.optimizer.lr.StepDecay(args.base_lr, args.epochs // 2, gamma=DECAY)
optimizer = paddle.optimizer.SGD(scheduler, parameters=net.parameters())
for epoch in range(args.epochs):
    for batch in loader:
        optimizer.step()
    scheduler.step()
"""


@pytest.fixture
def script(tmp_path, monkeypatch):
    (tmp_path / "train.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "c.yaml").write_text("epochs: 4\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return "train.py"


@pytest.mark.parametrize(
    ("options", "total", "first", "last"),
    [
        (["--set", "base_lr=0.2"], 30, 0.2, 0.1),
        (["--set", "base-lr=0.2", "--set", "epochs=6"], 18, 0.2, 0.1),
        (["--set", "base_lr=0.2", "--set", "DECAY=0.1"], 30, 0.2, 0.02),
        (["--", "--base-lr", "0.4"], 30, 0.4, 0.2),
        (["--", "--base-lr=0.4", "--epochs", "2"], 6, 0.4, 0.2),
        (["--", "--base-lr", "0.4", "--config", "c.yaml"], 12, 0.4, 0.2),
        (["--set", "DECAY=0.1", "--", "--base-lr", "1"], 30, 1.0, 0.1),
    ],
)
def test_a_script_is_read_with_what_the_user_gives(script, options, total, first, last):
    at = ["--steps-per-epoch", "3", "--json", "--at", f"0,{total - 1}"]
    answer = json.loads(run(curve.command, script, *at, *options).stdout)
    assert answer["total_updates"] == total
    assert answer["lr"] == pytest.approx([first, last])
    (schedule,) = json.loads(run(check.command, script, "--steps-per-epoch", "3", "--json", *options).stdout)["files"][
        0
    ]["schedules"]
    assert (schedule["run"]["updates"], schedule["peak_lr"]) == (total, first)
    assert schedule["arguments"]["learning_rate"] == first


def test_without_them_the_root_of_what_is_missing_is_named(script):
    words = r"train\.py:13: StepDecay is not drawn: learning_rate: .*required option --base-lr; give it after --"
    with pytest.raises(UsageError, match=words):
        run(plot.command, script)
    assert "required option --base-lr" in run(check.command, script).stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "base_lt=0.2"], r"--set base_lt: train\.py sets no base_lt; did you mean 'base_lr'\?"),
        (["--set", "base_lr"], "--set base_lr: give a name and a value"),
        (["--set", "epochs=ten"], "argument --epochs: invalid int value: 'ten'"),
        (["--", "--base_lt", "3"], "unrecognized arguments: --base_lt 3"),
    ],
)
@pytest.mark.parametrize("command", [curve.command, check.command])
def test_what_a_script_does_not_have_is_an_error(script, command, options, words):
    with pytest.raises((UsageError, ConfigError), match=words):
        run(command, script, *options)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (["a.yml"], "and a.yml is none"),
        (["a.yml", "b.yml"], "and none of the files is one"),
        (["folder"], "folder is a directory"),
    ],
)
def test_options_of_a_script_need_a_script(script, tmp_path, files, words):
    (tmp_path / "folder").mkdir()
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text("iters: 9\nlr_scheduler: {type: PolynomialDecay, learning_rate: 0.1}\n")
    for options in (["--set", "lr=1"], ["--", "--lr", "1"]):
        with pytest.raises(UsageError, match=words):
            run(check.command, *files, *options)
    if "folder" not in files:
        assert len(json.loads(run(check.command, *files, "--json").stdout)["files"]) == len(files)


def test_two_dashes_before_all_files_only_end_the_options(script, tmp_path):
    (tmp_path / "-strange.py").write_text("import paddle\n")
    assert run(check.command, "--", "-strange.py").stdout.startswith("-strange.py: not understood")


def test_a_guessed_length_is_no_argument(tmp_path):
    path = tmp_path / "train.py"
    path.write_text(
        "import paddle\n"
        "from data import loader\n"
        "scheduler = paddle.optimizer.lr.CosineAnnealingDecay(0.1, T_max=9 * len(loader))\n"
        "optimizer = paddle.optimizer.SGD(scheduler)\n"
        "for epoch in range(9):\n"
        "    for batch in loader:\n"
        "        optimizer.step()\n"
        "        scheduler.step()\n",
        encoding="utf-8",
    )
    assert "T_max=9 * len(loader))" in run(check.command, str(path)).stdout
    assert "T_max=180)" in run(check.command, str(path), "--steps-per-epoch", "20").stdout

    def arguments(*options):
        return json.loads(run(check.command, str(path), "--json", *options).stdout)["files"][0]["schedules"][0][
            "arguments"
        ]

    assert arguments() == {"learning_rate": 0.1, "T_max": None}
    assert arguments("--steps-per-epoch", "20") == {"learning_rate": 0.1, "T_max": 180}


def test_advice_that_rests_on_a_guessed_length_is_left_out(tmp_path):
    path = tmp_path / "train.py"
    path.write_text(
        "import paddle\n"
        "from data import loader\n"
        "from paddlenlp.transformers import LinearDecayWithWarmup\n"
        "scheduler = LinearDecayWithWarmup(5e-5, len(loader), 0.1)\n"
        "optimizer = paddle.optimizer.AdamW(scheduler)\n"
        "for epoch in range(3):\n"
        "    for batch in loader:\n"
        "        optimizer.step()\n"
        "        scheduler.step()\n",
        encoding="utf-8",
    )

    def finding(*options):
        [found] = json.loads(run(check.command, str(path), "--json", *options).stdout)["findings"]
        return found["rule"], found["fix"]

    assert finding() == ("zero-tail", None)
    assert finding("--steps-per-epoch", "20") == ("zero-tail", "total_steps: 60")
