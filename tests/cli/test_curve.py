"""``lrkit curve``."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.curve import command
from paddle_lrkit.cli.main import cli
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.suites import load_schedule

CONFIG = """\
Global: {epochs: 10}
Architecture: {name: ResNet18}
Optimizer:
  name: Momentum
  lr: {name: MultiStepDecay, learning_rate: 0.1, milestones: [6ep, 8ep], warmup: 50it}
Train:
  dataset: {name: Digits}
  num_samples: 6400
  loader: {batch_size: 64}
"""


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "drops.yml"
    file.write_text(CONFIG)
    return str(file)


def run(*arguments):
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False)


def printed(*arguments):
    result = run(*arguments)
    assert result.exit_code == 0
    return result.stdout


def test_the_table_shows_warmup_jumps_and_ends(config):
    lines = [line.split() for line in printed(config).splitlines()]
    assert lines[0][-5:] == ["1,000", "updates,", "100", "an", "epoch"]
    assert lines[2] == ["update", "epoch", "learning", "rate"]
    rows = {line[0]: line[1:] for line in lines[3:]}
    assert rows["0"] == ["0", "0", "start"]
    assert rows["50"] == ["0.5", "0.1", "warmup", "ends"]
    assert rows["599"] == ["5.99", "0.1"]
    assert rows["600"] == ["6", "0.01", "0.1", "->", "0.01"]
    assert rows["999"] == ["9.99", "0.001", "last"]


def test_json_has_exactly_its_keys_and_full_floats(config):
    answer = json.loads(printed(config, "--at", "0,7,600", "--json"))
    curve = load_schedule(config).curve
    assert answer == {
        "suite": "lrkit",
        "steps_per_epoch": 100,
        "total_updates": 1000,
        "steps": [0, 7, 600],
        "lr": [curve(0), curve(7), curve(600)],
    }
    assert list(answer) == ["suite", "steps_per_epoch", "total_updates", "steps", "lr"]


def test_json_without_a_choice_has_the_rows_of_the_table(config):
    answer = json.loads(printed(config, "--json"))
    assert {0, 49, 50, 599, 600, 799, 800, 999} <= set(answer["steps"])
    assert len(answer["lr"]) == len(answer["steps"])


@pytest.mark.parametrize(
    ("options", "steps"),
    [
        (["--at", "3, 1,1"], [3, 1, 1]),
        (["--at", "5ep,50%,20it"], [500, 500, 20]),
        (["--at", "1", "--at", "2,3"], [1, 2, 3]),
        (["--at", "5000"], [5000]),
        (["--every", "400"], [0, 400, 800]),
        (["--every", "500"], [0, 500]),
        (["--every", "2.5ep"], [0, 250, 500, 750]),
        (["--every", "10_000it"], [0]),
    ],
)
def test_chosen_updates(config, options, steps):
    assert json.loads(printed(config, "--json", *options))["steps"] == steps


def test_an_update_after_the_last_is_marked(config):
    lines = [line.split() for line in printed(config, "--at", "999,1000,5000").splitlines()[3:]]
    assert lines == [
        ["999", "9.99", "0.001"],
        ["1,000", "10", "0.001", "after", "the", "last"],
        ["5,000", "50", "0.001", "after", "the", "last"],
    ]


def test_the_heading_names_the_metric_of_a_plateau(config):
    plateau = "Optimizer.lr={name: ReduceOnPlateau, learning_rate: 0.1, metric: loss}"
    heading = printed(config, "-o", plateau).splitlines()[0]
    assert heading.endswith("the rate also depends on the metric loss during the run")


def test_steps_per_epoch_gpus_and_overrides(config):
    assert json.loads(printed(config, "--json", "--steps-per-epoch", "7"))["total_updates"] == 70
    assert json.loads(printed(config, "--json", "--gpus", "4"))["steps_per_epoch"] == 25
    changed = printed(config, "--json", "--at", "100", "-o", "Optimizer.lr.learning_rate=0.5", "-o", "Global.epochs=20")
    assert json.loads(changed)["lr"] == [0.5]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--at", "x"], "--at x: must be updates such as 500, or have a unit"),
        (["--at", "1,,2"], "--at : must be updates"),
        (["--at=-1"], "--at -1: must be updates"),
        (["--at", "1.5"], "--at 1.5: must be updates"),
        (["--at", "100sa"], "--at 100sa: 100sa needs the global batch size"),
        (["--every", "0"], "--every 0: must be one update or more"),
        (["--every", "1", "-o", "Global.epochs=100_000"], "-o Global.epochs=100_000: Global.epochs: must be a whole"),
        (["--every", "1", "-o", "Global.epochs=100000"], "--every 1: gives 10,000,000 updates, and at most 5,000,000"),
        (["--every", "0.001ep"], "--every 0.001ep: must be one update or more"),
        (["--at", "1", "--every", "2"], "give --at or --every, not both"),
        (["-o", "Optimizer.lr.gama=1"], "did you mean 'gamma'"),
    ],
)
def test_wrong_use_is_one_sentence(config, options, sentence):
    with pytest.raises(LrkitError) as caught:
        run(config, *options)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_the_group_knows_it(config):
    result = CliRunner().invoke(cli, ["curve", config, "--at", "0"], catch_exceptions=False)
    assert result.exit_code == 0


def test_as_a_program(config):
    call = [sys.executable, "-m", "paddle_lrkit", "curve"]
    good = subprocess.run([*call, config, "--at", "600", "--json"], capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["lr"] == [pytest.approx(0.01)]
    bad = subprocess.run([*call, config + "x"], capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stdout) == (2, "")
    name = os.path.basename(config)
    reason = f"cannot be read: No such file or directory; did you mean {name!r}?"
    assert bad.stderr == f"lrkit: {config}x: {reason}\n"


def test_a_terminal_without_the_letters_of_the_name(tmp_path):
    (tmp_path / "学习率.yml").write_text(CONFIG)
    call = [sys.executable, "-m", "paddle_lrkit"]
    environment = {**os.environ, "PYTHONPATH": os.getcwd(), "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    for words, line in (
        (["curve", "学习率.yml", "--at", "0"], "???.yml: MultiStepDecay (lrkit), 1,000 updates, 100 an epoch"),
        (["plot", "学习率.yml", "-O", "学.svg"], "wrote ?.svg"),
    ):
        done = subprocess.run(
            [*call, *words], capture_output=True, encoding="latin-1", check=False, cwd=tmp_path, env=environment
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[0] == line


def test_a_run_without_an_update_is_said_in_words(tmp_path):
    file = tmp_path / "none.yml"
    file.write_text("iters: 0\nlr_scheduler: {type: PolynomialDecay, learning_rate: 0.01}\n")
    result = run(str(file))
    assert result.output == f"{file}: PolynomialDecay (ppseg): the run makes no update: its length in the config is 0\n"
    assert json.loads(run(str(file), "--json").output)["lr"] == []


def test_the_training_set_on_this_machine_is_counted(tmp_path):
    (tmp_path / "texts.txt").write_text("text\n" * 640)
    text = CONFIG.replace("  num_samples: 6400\n", "").replace(
        "{name: Digits}", f"{{name: TextLines, path: {tmp_path}/texts.txt}}"
    )
    (tmp_path / "counted.yml").write_text(text.replace("50it", "1ep"))
    result = run(str(tmp_path / "counted.yml"))
    assert f"100 updates, 10 an epoch (640 samples in {tmp_path}/texts.txt)" in result.output
    values = json.loads(run(str(tmp_path / "counted.yml"), "--json").output)
    assert (values["steps_per_epoch"], values["total_updates"]) == (10, 100)
    two = json.loads(run(str(tmp_path / "counted.yml"), "--json", "--gpus", "2").output)
    assert two["steps_per_epoch"] == 5


def test_csv_has_every_update(config, tmp_path):
    lines = printed(config, "--csv").splitlines()
    assert (len(lines), lines[0], lines[51]) == (1001, "update,epoch,lr", "50,0.5,0.1")
    assert printed(config, "--csv", "--at", "0,50").splitlines() == [lines[0], "0,0.0,0.0", "50,0.5,0.1"]
    file = tmp_path / "rates.csv"
    assert printed(config, "--every", "5ep", "-O", str(file)) == f"wrote {file}\n"
    assert [line.split(",")[0] for line in file.read_text().splitlines()] == ["update", "0", "500"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["-O", "x.png"], "-O x.png: must end in .csv"), (["--csv", "--json"], "give --json or CSV, not both")],
)
def test_csv_used_wrongly(config, arguments, sentence):
    with pytest.raises(LrkitError, match=sentence):
        run(config, *arguments)
