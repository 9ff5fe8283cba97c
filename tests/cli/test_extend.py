"""``lrkit extend``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from paddle_lrkit.cli.extend import command
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.suites import load_schedule
from tests.runs.checkpoints import scheduler_state, write_checkpoint
from tests.suites import suite_checkpoints as saved

DET = """\
epoch: 6
LearningRate: {base_lr: 0.01, schedulers: [!CosineDecay {max_epochs: 6}, !LinearWarmup {start_factor: 0.1, steps: 5}]}
snapshot_epoch: 1
OptimizerBuilder: {optimizer: {type: Momentum, momentum: 0.9}}
"""
OWN = """\
Global: {updates: 100}
Architecture: {name: ResNet18}
Optimizer: {name: SGD, lr: {name: CosineAnnealingDecay, learning_rate: 0.1, warmup: 10it}}
"""


def run(*arguments: Any) -> Result:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result


@pytest.fixture
def det(tmp_path: Path) -> Path:
    """A config of PaddleDetection, with a checkpoint of each epoch."""
    (tmp_path / "det.yml").write_text(DET)
    curve = load_schedule(tmp_path / "det.yml", steps_per_epoch=10).curve
    for epoch in range(1, 7):
        name = "model_final" if epoch == 6 else str(epoch - 1)
        saved.ppdet(tmp_path / "out" / name, saved.state(epoch * 10, curve(epoch * 10)), epoch)
    return tmp_path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A run of ours."""
    (tmp_path / "own.yml").write_text(OWN)
    curve = load_schedule(tmp_path / "own.yml").curve
    for name, update in (("update_40", 40), ("last", 100)):
        write_checkpoint(tmp_path / "run" / "checkpoints" / name, scheduler_state(curve, update))
    return tmp_path


def test_a_decayed_checkpoint(det: Path) -> None:
    result = run(det / "det.yml", "--from", det / "out", "--to", "12ep", "-O", det / "new.yml")
    said = result.output
    assert "model_final: a checkpoint of PaddleDetection at update 60 (epoch 6), with rate" in said
    assert "60 updates to go" in said
    assert "warning: the rate has decayed to" in said
    assert "is from before that, with rate 0.00" in said
    assert "lrkit exec --suite ppdet -- tools/train.py -c" in said
    assert "note: an epoch has 10 updates, from the checkpoint: 60 in 6 epochs" in said
    assert "!Composed" in (det / "new.yml").read_text()


def test_the_written_config_is_what_the_table_shows(det: Path) -> None:
    arguments = (det / "det.yml", "--from", det / "out/2", "--to", "12ep", "--policy", "constant", "--json")
    report = json.loads(run(*arguments, "-O", det / "new.yml").output)
    rate = load_schedule(det / "det.yml", steps_per_epoch=10).curve(30)
    assert (report["update"], report["rate"], report["policy"]) == (30, rate, "constant")
    assert report["next_rates"] == pytest.approx(
        [load_schedule(det / "det.yml", steps_per_epoch=10).curve(update) for update in range(30, 40)]
    )
    assert {row["continued"] for row in report["rates"]} == {rate}
    assert report["config"] == (det / "new.yml").read_text()
    assert report["total_updates"] == 120
    again = load_schedule(det / "new.yml", steps_per_epoch=10)
    assert (again.total_updates, again.curve(30), again.curve(119)) == (120, rate, rate)


def test_without_output_the_config_is_on_standard_output(det: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "paddle_lrkit", "extend", "det.yml", "--from", "out/2", "--to", "12ep"],
        cwd=det, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("epoch: 12\nLearningRate: {base_lr: 0.00")
    assert "PaddleDetection itself has these rates; continue with -r out/2" in done.stderr
    assert "resume" in done.stderr


@pytest.mark.parametrize("suffix", [".svg", ".html"])
def test_a_picture(det: Path, suffix: str) -> None:
    picture = det / f"chart{suffix}"
    arguments = (det / "det.yml", "--from", det / "out/2", "--to", "12ep", "-O", picture, "-O", det / "new.yml")
    assert f"已写入 {picture}" in run(*arguments, "--lang", "zh").output
    assert "直接续训" in picture.read_text(encoding="utf-8")


def test_a_rate_of_zero_writes_nothing(det: Path) -> None:
    saved.ppdet(det / "out" / "model_final", saved.state(60, 0.0), 6)
    arguments = (det / "det.yml", "--from", det / "out", "--to", "12ep", "--policy", "cosine", "-O", det / "new.yml")
    result = run(*arguments)
    assert result.return_value == 1
    assert (
        "no config was written: the rate of the checkpoint is 0, and --policy cosine would stay there" in result.output
    )
    assert not (det / "new.yml").exists()


def test_our_own_run_keeps_its_history(own: Path) -> None:
    """So that `lrkit audit` of the longer run still agrees with the updates before the checkpoint."""
    before = load_schedule(own / "own.yml").curve
    arguments = (own / "own.yml", "--from", own / "run/checkpoints/update_40", "--to", "200it", "--policy", "wsd")
    result = run(*arguments, "-O", own / "new.yml")
    assert f"continue with: lrkit train -c {own / 'new.yml'} --resume" in result.output
    assert "--policy keep" in result.output
    after = load_schedule(own / "new.yml").curve
    assert [after(update) for update in range(40)] == [before(update) for update in range(40)]
    rate = before(40)
    assert [after(update) for update in (40, 100, 167, 184, 200)] == pytest.approx([rate, rate, rate, rate / 2, 0])


def test_a_schedule_of_a_group_is_not_extended_and_that_is_said(own: Path) -> None:
    lr = "lr: {name: LinearDecay, learning_rate: 0.4}"
    groups = f"groups: [{{match: fc, {lr}}}, {{match: conv1, freeze: 20%}}]"
    (own / "own.yml").write_text(OWN.replace("warmup: 10it}}", f"warmup: 10it}}, {groups}}}"))
    output = run(
        own / "own.yml", "--from", own / "run/checkpoints/update_40", "--to", "200it", "--policy", "wsd"
    ).output
    assert (
        "note: the schedule of the group fc is not extended but read for the longer run: its rate is 0.32 at update "
        "40, after 0.244\n"
    ) in output
    assert "note: the group conv1 is frozen in updates 0 to 39 of the longer run\n" in output


def test_the_run_directory_names_config_and_checkpoint(own: Path) -> None:
    (own / "run" / "config.yml").write_text(OWN)
    report = json.loads(run(own / "run", "--from", own / "run", "--to", "200it", "--json").output)
    assert (report["update"], report["rate"], report["policy"], report["decayed"]) == (100, 0.0, "rewarm", True)
    assert report["before_decay"].endswith("update_40")
    assert report["next_rates"][0] == pytest.approx(
        load_schedule(own / "own.yml", overrides=["Global.updates=200"]).curve(100)
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "out", "--to", "6ep"], "is at epoch 6, and the run ends at epoch 6; give a longer run"),
        (["--from", "nothing", "--to", "9ep"], "nothing: no checkpoint is there"),
        (["--from", "out", "--to", "9ep", "--rate", "0"], "rate: must be > 0, got 0"),
        (["--from", "out", "--to", "9ep", "--suite", "ppcls"], "Global"),
        (["--from", "out", "--to", "9ep", "-O", "a.yml", "-O", "b.yml"], "-O names at most one file for the config"),
    ],
)
def test_wrong_usage(det: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str) -> None:
    monkeypatch.chdir(det)
    with pytest.raises(LrkitError, match=said):
        run("det.yml", *arguments)


def test_a_script_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="extend changes a config, and this is a script"):
        run(tmp_path / "train.py", "--from", "x")


def test_it_loads_nothing_heavy(det: Path) -> None:
    code = (
        "import sys\nfrom paddle_lrkit.cli.main import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit as end: pass\n"
        "print(*sorted({'paddle', 'numpy', 'matplotlib'} & set(sys.modules)), 'end', file=sys.stderr)"
    )
    arguments = ["extend", "det.yml", "--from", "out", "--to", "12ep", "--json"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=det, capture_output=True, text=True, check=True)
    assert done.stderr.split() == ["end"]


def test_one_of_several_optimizers(tmp_path: Path) -> None:
    import pickle

    optimizers = [
        {"SGD": {"scope": scope, "lr": {"name": "Cosine", "learning_rate": 0.1}}} for scope in ("all", "head")
    ]
    config = {"Global": {"epochs": 6}, "Arch": {"name": "RecModel"}, "Optimizer": optimizers}
    (tmp_path / "c.json").write_text(json.dumps(config))
    prefix = saved.ppcls(tmp_path / "latest", saved.state(60, 0.02), 6)
    states = [{"LR_Scheduler": saved.state(60, rate)} for rate in (0.02, 0.004)]
    prefix.with_name("latest.pdopt").write_bytes(pickle.dumps(states, 4))
    arguments = (
        tmp_path / "c.json",
        "--from",
        prefix,
        "--to",
        "9ep",
        "--policy",
        "linear",
        "--json",
        "--suite",
        "ppcls",
    )
    report = json.loads(run(*arguments, "--optimizer-index", "1").output)
    assert report["rate"] == 0.004
    assert report["notes"][-1] == "only one of 2 optimizers is continued; --optimizer-index names another one"
    written = json.loads(report["config"])["Optimizer"]
    assert written[0] == optimizers[0]
    assert written[1]["SGD"]["lr"] == {"name": "Linear", "learning_rate": pytest.approx(0.012), "end_lr": 0.0}
