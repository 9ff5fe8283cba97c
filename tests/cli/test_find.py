"""``lrkit find``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.find import command
from paddle_lrkit.errors import CheckpointError, ConfigError, UsageError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.train.registry import MODELS
from tests.cli.test_startup import PROGRAM, loaded
from tests.train.tiny import CONFIG, write_config

RANGE = ("--updates", "50", "--ramps", "3", "--low", "1e-3", "--high", "100")
SHORT = (*RANGE, "--trial-updates", "20", "--device", "cpu", "-o", "Train.loader.batch_size=32")


SOFTMAX = """
Global: {epochs: 1}
Architecture: {name: SoftmaxRegression, in_features: 64}
Optimizer: {name: SGD, lr: {name: LinearDecay, learning_rate: 0.1}}
Train:
  dataset: {name: Digits, split: train, channels: 1}
  transforms: [{Normalize: {mean: [0.3], std: [0.38]}}]
  loader: {batch_size: 128}
Tracker: {visualdl: false}
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setitem(MODELS.builtin, "TinyNet", "tests.train.tiny:TinyNet")
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def config(tmp_path):
    return write_config(tmp_path)


def run(*arguments):
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False, standalone_mode=False)


def test_the_text(config):
    result = run("-c", config, *SHORT, "-O", "chart.svg")
    assert result.return_value == 0, result.output
    text = result.stdout
    assert "Range test: tiny, Momentum" in text
    assert re.search("[⠁-⣿]", text)
    assert re.search(r"^3 +\S+ +\S+ +\S+ +(rose to 4 times|all updates|not finite)", text, re.MULTILINE)
    assert re.search(
        r"Suggestion: a peak rate of [0-9.]+; worth a trial: [0-9.]+ to [0-9.]+. The config has 0.1.", text
    )
    assert "3 ramps of 50 updates from 0.001 to 100 (Momentum), then about 5 trainings of 20 updates" in result.stderr
    assert "The run is 6.6 times as long as the short trainings" in text
    assert Path("chart.svg").read_text().startswith("<svg")
    assert Path(config).read_text() == CONFIG


def test_the_json_and_the_files(config):
    report = json.loads(run("-c", config, *SHORT, "--json", "-q").stdout)
    low, high = report["interval"]
    assert low <= report["suggestion"] <= high
    assert report["reason"] is None
    assert (report["low"], report["high"], report["optimizer"], report["config_peak_lr"]) == (
        1e-3,
        100.0,
        "Momentum",
        0.1,
    )
    assert len(report["runs"]) == 3
    assert [one["rate"] for one in report["trials"]] == sorted(one["rate"] for one in report["trials"])
    assert (report["trial_updates"], report["run_updates"], report["held_out"]) == (20, 132, "Eval")
    assert report["updates"] == sum(one["updates"] for one in report["runs"]) + 20 * len(report["trials"])
    assert {"steepest", "minimum", "edge", "updates", "end", "diverged_at"} == set(report["runs"][0])
    folder = Path(report["directory"])
    assert folder == Path("output/tiny-find")
    assert json.loads((folder / "find.json").read_text()) == report
    rows = read_log(folder / "ramp_2")
    assert [row["update"] for row in rows] == list(range(report["runs"][1]["updates"]))
    assert rows[0]["rate/applied"] == 1e-3
    assert set(rows[0]) == {"update", "rate/applied", "find/loss", "find/average"}
    assert load_schedule(str(folder / "config.yml")).peak_lr == 0.1


def test_a_second_test_gets_a_directory_of_its_own_and_measures_the_same(config):
    first, second = (json.loads(run("-c", config, *SHORT, "--json", "-q").stdout) for _ in range(2))
    assert second.pop("directory") == "output/tiny-find-2"
    assert first.pop("directory") == "output/tiny-find"
    assert first == second


def test_the_suggestion_is_written_and_comments_are_kept(tmp_path, config):
    base = Path(config).rename(tmp_path / "base.yml")
    child = tmp_path / "child.yml"
    child.write_text("# mine\n_BASE_: base.yml\nGlobal: {seed: 4}  # lucky\n")
    result = run("-c", str(child), *SHORT, "--write", "-q")
    assert result.return_value == 0, result.output
    suggestion = float(re.search(r"Suggestion: a peak rate of ([0-9.e-]+);", result.stdout)[1])
    assert child.read_text().startswith("# mine\n_BASE_: base.yml\nGlobal: {seed: 4}  # lucky\nOptimizer:\n  lr:\n")
    assert load_schedule(str(child)).peak_lr == suggestion
    assert base.read_text() == CONFIG
    assert "Written: " in result.stdout


def test_without_a_suggestion_nothing_is_written_and_the_exit_code_is_1(config):
    result = run("-c", config, "--updates", "20", "--ramps", "2", "--low", "1e-9", "--high", "1e-8", "--write", "-q")
    assert result.return_value == 1
    assert re.search(r"No suggestion: (the loss never fell|the loss had not risen)", result.stdout)
    assert Path(config).read_text() == CONFIG
    report = run("-c", config, "--updates", "20", "--ramps", "2", "--low", "1e-9", "--high", "1e-8", "--json", "-q")
    values = json.loads(report.stdout)
    assert (values["interval"], values["suggestion"]) == (None, None)
    assert values["reason"]


@pytest.mark.parametrize(("low", "high", "advice"), [("1e-6", "1e-4", "go higher"), ("1e3", "1e5", "start lower")])
def test_following_the_advice_leads_to_a_suggestion(tmp_path, low, high, advice):
    """On a real model; the ramps of the first range have their lowest loss at its last or first rate."""
    (tmp_path / "softmax.yml").write_text(SOFTMAX)
    for turn in range(5):
        size = ("--updates", "60", "--ramps", "3", "--trial-updates", "20", "--json", "-q")
        result = run("-c", "softmax.yml", *size, "--low", low, "--high", high)
        report = json.loads(result.stdout)
        if turn == 0:
            assert report["reason"] is not None
            assert f"; {advice} with --" in report["reason"]
        if report["suggestion"] is not None:
            break
        given = dict(re.findall(r"--(low|high) (\S+)", report["reason"]))
        low, high = given.get("low", low), given.get("high", high)
    assert 0.1 < report["suggestion"] < 10


def test_a_checkpoint_is_the_start_and_stays_as_it_is(config):
    from paddle_lrkit.train.loop import train
    from paddle_lrkit.train.session import open_session

    session = open_session(config, ["Global.output_dir=run", "Global.updates=5", "Global.epochs=null"], device="cpu")
    train(session, quiet=True)
    before = {file: file.read_bytes() for file in Path("run").rglob("*") if file.is_file()}
    fresh = json.loads(run("-c", config, *SHORT, "--json", "-q").stdout)
    trained = json.loads(run("-c", config, *SHORT, "--json", "-q", "--checkpoint", "run").stdout)
    start = [read_log(Path(report["directory"]) / "ramp_1")[0]["find/loss"] for report in (fresh, trained)]
    assert start[1] < start[0]
    assert {file: file.read_bytes() for file in Path("run").rglob("*") if file.is_file()} == before
    with pytest.raises(CheckpointError, match="the state is of another optimizer"):
        run("-c", config, *SHORT, "-q", "--checkpoint", "run", "-o", "Optimizer.name=AdamW")


def test_visualdl_overlays_the_ramps(config):
    report = json.loads(
        run(
            "-c",
            config,
            "--updates",
            "20",
            "--ramps",
            "2",
            "--low",
            "1e-3",
            "--trial-updates",
            "20",
            "--json",
            "-q",
            "-o",
            "Tracker.visualdl=true",
        ).stdout
    )
    from paddle_lrkit.runs.vdl_records import frames, parse_record

    file = Path(report["directory"]) / "ramp_1" / "vdlrecords.find.log"
    data = file.read_bytes()
    records = [parse_record(data[begin:end]) for begin, end in frames(data)]
    steps = [record.step for record in records if record.tag == "find/loss"]
    assert steps[:2] == [0, round(4000 / 19)]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["--low", "0"], ConfigError, "--low: must be > 0"),
        (["--low", "1", "--high", "0.1"], ConfigError, r"--high: must be above --low \(1\), got 0.1"),
        (["--updates", "5"], ConfigError, "--updates: must be >= 20"),
        (["--ramps", "1"], ConfigError, "--ramps: must be >= 2"),
        (["--trial-updates", "1"], ConfigError, "--trial-updates: must be >= 20"),
        (["-O", "chart.gif"], UsageError, "chart.gif: a picture ends in"),
    ],
)
def test_wrong_use_is_an_error_before_paddle_is_imported(config, arguments, error, message):
    with pytest.raises(error, match=message):
        run("-c", config, *arguments)
    assert not Path("output").exists()


def test_a_config_without_data(tmp_path):
    text = CONFIG[: CONFIG.index("Train:")]
    with pytest.raises(ConfigError, match=r"tiny.yml.*'?Train'? is missing"):
        run("-c", write_config(tmp_path, text))


def test_a_config_that_cannot_be_written_is_refused_before_the_ramps(tmp_path):
    text = CONFIG.replace("weight_decay: 1e-4", "weight_decay: &r 0.001").replace(
        "learning_rate: 0.1", "learning_rate: *r"
    )
    with pytest.raises(UsageError, match="cannot be changed alone"):
        run("-c", write_config(tmp_path, text), *SHORT, "--write")
    assert not Path("output").exists()


def test_help_loads_no_paddle():
    assert "paddle" not in loaded(PROGRAM, "find", "--help")
