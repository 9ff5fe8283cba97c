"""``lrkit predict``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.predict import command
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.forecast import forecast as forecasting
from paddle_lrkit.forecast.momentum import MomentumLaw
from paddle_lrkit.suites.load import load_schedule
from tests.cli.test_startup import PROGRAM, loaded
from tests.forecast.runs import PEAK, UPDATES, WARMUP, constant, cosine, wsd
from tests.reports.predict.logs import write_csv

CONFIG = f"""\
Global: {{updates: {UPDATES}}}
Architecture: {{name: ResNet18}}
Optimizer: {{name: AdamW, lr: {{name: LinearDecay, learning_rate: {PEAK}, warmup: {WARMUP}it}}}}
"""


@pytest.fixture(autouse=True)
def two_laws(monkeypatch):
    """Twice the law that is fitted fastest."""
    monkeypatch.setattr(forecasting, "LAWS", (MomentumLaw(),) * 2)


@pytest.fixture
def run(tmp_path):
    return str(write_csv(tmp_path / "run.csv"))


def predict(*arguments, code=0):
    result = CliRunner().invoke(command, list(map(str, arguments)), catch_exceptions=False, standalone_mode=False)
    assert result.return_value == code
    return result.stdout


def test_schedules_of_any_kind_in_exact_json(tmp_path, run):
    config, table = tmp_path / "linear.yml", tmp_path / "cosine.csv"
    config.write_text(CONFIG)
    table.write_text("step,lr\n" + "".join(f"{u},{rate!r}\n" for u, rate in enumerate(cosine().tolist())))
    found = json.loads(predict(run, "--schedule", config, table, "--json"))
    assert list(found) == ["laws", "forecasts", "refused", "notes"]
    assert [sorted(each) for each in found["laws"]] == [["held_out_error", "name"]] * 2
    keys = ["schedule", "final_loss", "interval", "updates", "by_law", "notes", "curve"]
    assert [list(each) for each in found["forecasts"]] == [keys] * 2
    assert [each["schedule"] for each in found["forecasts"]] == ["linear.yml", "cosine.csv"]
    for each in found["forecasts"]:
        assert each["interval"][0] < each["final_loss"] < each["interval"][1]
    assert found["refused"] == []


def test_without_a_schedule_the_run_itself_is_forecast_at_another_length(run):
    text = predict(run, "--to", 2 * UPDATES)
    assert "8,000" in text
    assert "held-out error" in text
    assert "90% interval" in text


def test_the_chart_is_drawn_in_the_terminal_and_as_a_picture(tmp_path, run):
    picture = tmp_path / "chart.svg"
    text = predict(run, "-O", picture)
    assert "run (logged)" in text
    assert "run (logged)" in picture.read_text()
    assert f"wrote {picture}" in text


def test_what_cannot_be_known_is_refused_with_the_run_that_would_tell(tmp_path):
    alone = write_csv(tmp_path / "cosine.csv", cosine())
    text = predict(alone, code=1)
    assert "not forecast: the rate falls all the time" in " ".join(text.split())
    assert "WSD schedule with 20% decay" in " ".join(text.split())
    found = json.loads(predict(alone, "--json", code=1))
    assert found["laws"] == found["forecasts"] == []
    assert found["refused"][0]["schedule"] is None


def test_what_is_assumed_stands_on_the_screen_and_in_the_json(tmp_path):
    late = tmp_path / "late.csv"
    head, _, *rows = write_csv(tmp_path / "run.csv").read_text().splitlines()
    late.write_text("\n".join([head, *rows]))
    (note,) = json.loads(predict(late, "--json"))["notes"]
    assert note.endswith(f"begins at update {WARMUP:,}; the {WARMUP:,} updates before are taken as a warmup")
    assert "updates before are taken as a warmup" in " ".join(predict(late).split())


def test_another_peak_rate_is_refused_beside_a_forecast(tmp_path, run):
    other = write_csv(tmp_path / "double.csv", 2 * wsd())
    found = json.loads(predict(run, "--schedule", run, "--schedule", other, "--json"))
    assert [each["schedule"] for each in found["forecasts"]] == ["run.csv"]
    assert "peak rate is 6e-4 and that of the runs 3e-4" in found["refused"][0]["reason"]


def test_a_missing_package_is_named(run, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "scipy" else object())
    with pytest.raises(LrkitError, match=r"needs scipy, not installed here; pip install 'paddle-lrkit\[predict\]'"):
        predict(run)


def test_a_log_without_losses_is_one_sentence(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("step,lr\n0,0.1\n10,0.05\n20,0.0\n")
    with pytest.raises(UsageError, match="no column is a training loss"):
        predict(file)


def test_paddle_is_not_loaded(tmp_path):
    modules = loaded(
        PROGRAM.replace("code = end.code", "code = 0"), "predict", str(write_csv(tmp_path / "c.csv", cosine()))
    )
    assert "numpy" in modules
    assert not modules & {"paddle", "matplotlib", "visualdl", "rich"}


def test_the_best_schedule_stands_beside_the_advice(tmp_path, run):
    file = tmp_path / "best.yml"
    found = json.loads(predict(run, "--best", "--task", "text-pretrain", "--write", file, "--json"))
    names = [each["schedule"] for each in found["forecasts"]]
    assert names[0] == f"best: {found['best']['schedule']}"
    assert names[1].startswith("advice: ")
    assert names[2] == "run"
    assert [each["over"] for each in found["best"]["gains"]] == names[1:]
    assert found["best"]["config"]["Optimizer"]["lr"]["learning_rate"] == PEAK
    assert load_schedule(str(file)).total_updates == UPDATES


def test_the_best_needs_a_decay_and_its_options_need_it(tmp_path, run):
    with pytest.raises(UsageError, match="--write needs --best"):
        predict(run, "--write", "x.yml")
    text = predict(write_csv(tmp_path / "c.csv", constant()), "--best")
    assert "not forecast: the best schedule: the rate is constant" in " ".join(text.split())


def test_the_best_is_compared_with_the_run_itself_whatever_the_schedules(tmp_path, run):
    long = tmp_path / "long.csv"
    long.write_text("step,lr\n" + "".join(f"{u},{rate!r}\n" for u, rate in enumerate(cosine(2 * UPDATES).tolist())))
    found = json.loads(predict(run, "--best", "--schedule", long, "--json"))
    assert [each["schedule"] for each in found["forecasts"]][1:] == ["long.csv", "run"]
    assert {each["updates"] for each in found["forecasts"]} == {2 * UPDATES}
    assert "run has 4,000 updates; its shape is stretched to 8,000" in found["notes"]
    itself = json.loads(predict(run, "--best", "--schedule", run, "--json"))
    assert [each["schedule"] for each in itself["forecasts"]][1:] == ["run.csv"]


def test_where_nothing_is_better_no_config_is_written(tmp_path, run):
    low, file = tmp_path / "low.csv", tmp_path / "best.yml"
    rates = wsd(decay=0.3, floor=1e-3).tolist()
    low.write_text("step,lr\n" + "".join(f"{u},{rate!r}\n" for u, rate in enumerate(rates)))
    text = " ".join(predict(run, "--best", "--schedule", low, "--write", file).split())
    assert "nothing better than low.csv was found" in text
    assert f"{file} is not written" in text
    assert "wrote" not in text
    assert not file.exists()


@pytest.mark.parametrize(
    ("target", "section"), [((), "Optimizer:"), (("--write-suite", "ernie_pretrain"), "trainer_args:")]
)
def test_the_suite_that_is_written_is_not_the_one_that_is_read(tmp_path, run, target, section):
    config, file = tmp_path / "linear.yml", tmp_path / "best.yml"
    config.write_text(
        f"Arch: {{name: ResNet18}}\nGlobal: {{epochs: 4}}\n"
        f"Optimizer: {{name: Momentum, lr: {{name: Linear, learning_rate: {PEAK}, end_lr: 0.0}}}}\n"
    )
    reading = ("--schedule", config, "--suite", "ppcls", "--steps-per-epoch", UPDATES // 4)
    assert f"wrote {file}" in predict(run, "--best", *reading, "--write", file, *target)
    assert section in file.read_text()
    assert load_schedule(str(file)).total_updates == UPDATES


def test_a_suite_to_write_needs_a_file(run):
    with pytest.raises(UsageError, match="--write-suite needs --write"):
        predict(run, "--best", "--write-suite", "ppcls")
