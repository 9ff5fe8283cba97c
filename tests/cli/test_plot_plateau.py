"""``lrkit plot --plateau-on``."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.plot import command
from paddle_lrkit.curves import constant
from paddle_lrkit.errors import LrkitError, UsageError
from tests.runs.checkpoints import applied, write_log

CONFIG = """\
Global: {updates: 120}
Architecture: {name: ResNet18}
Optimizer:
  name: SGD
  lr: {name: ReduceOnPlateau, learning_rate: 0.1, factor: 0.5, patience: PATIENCE, metric: loss, warmup: 10it}
"""
SEG = """\
iters: 120
lr_scheduler: {type: ReduceOnPlateau, learning_rate: 0.1, factor: 0.5, patience: 1}
"""
LOSSES = [9.0, 1.0, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2]


@pytest.fixture(autouse=True)
def english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def files(tmp_path):
    def made(name, text, **values):
        (tmp_path / name).write_text(text.replace("PATIENCE", str(values.get("patience", 2))))
        return str(tmp_path / name)

    return made


@pytest.fixture
def run(tmp_path):
    evaluations = [
        {"update": 10 * (number + 1), "eval/loss": loss, "eval/accuracy": 0.5} for number, loss in enumerate(LOSSES)
    ]
    rows = sorted([*applied(constant(0.1), range(0, 110, 5)), *evaluations], key=lambda row: row["update"])
    write_log(tmp_path / "run", rows)
    return str(tmp_path / "run")


def plot(*arguments):
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_the_reductions_are_drawn_and_printed(files, run):
    text = plot(files("two.yml", CONFIG), "--plateau-on", run, "--width", "100")
    assert "two with the metrics of run" in text
    assert "A two             peak 0.1 · 2 reductions · last 0.025 · warmup 10" in text
    assert "B applied in run  peak 0.1 · last 0.1" in text
    assert text.splitlines()[-3:] == [
        "two: 2 reductions",
        "  update 60  loss 0.7  0.1 -> 0.05",
        "  update 90  loss 1    0.05 -> 0.025",
    ]
    assert "update 60" in text.splitlines()[5]


def test_what_would_another_patience_have_done(files, run):
    file = files("rule.yml", CONFIG)
    assert plot(file, "--plateau-on", run, "-o", "Optimizer.lr.patience=5").splitlines()[-2:] == [
        "rule: 1 reduction",
        "  update 90  loss 1  0.1 -> 0.05",
    ]
    assert plot(file, "--plateau-on", run, "-o", "Optimizer.lr.patience=50").endswith("rule: no reduction\n")


def test_several_rules_overlay(files, run, tmp_path):
    two, five = files("two.yml", CONFIG), files("five.yml", CONFIG, patience=5)
    target = tmp_path / "out.svg"
    text = plot(two, five, "--plateau-on", f"{run}/log.jsonl", "-O", str(target))
    assert text.splitlines()[:2] == [f"wrote {target}", "two: 2 reductions"]
    assert "five: 1 reduction" in text
    root = ElementTree.parse(target).getroot()
    names = [shape.get("data-series") for shape in root.iter() if shape.get("data-series")]
    assert names == ["applied in run", "two", "five"]
    assert "two / five with the metrics of run" in target.read_text()


def test_a_log_of_another_name_and_without_rates(files, tmp_path):
    log = write_log(tmp_path / "x", [{"update": 10 * n, "eval/loss": 1.0} for n in range(1, 6)])
    log = log.rename(tmp_path / "mine.jsonl")
    text = plot(files("two.yml", CONFIG), "--plateau-on", str(log))
    assert "applied" not in text
    assert "50 updates" in text
    assert "  update 40  loss 1  0.1 -> 0.05" in text
    assert "two with the metrics of mine.jsonl" in text


def test_another_suite_with_the_name_of_a_metric(files, run):
    seg = files("seg.yml", SEG)
    text = plot(seg, "--plateau-on", run, "--metric", "loss")
    assert re.search(r"update 50 +loss 0\.6 +0\.1 -> 0\.05", text)
    with pytest.raises(UsageError, match=r"seg\.yml: it does not name its metric as logs do; give --metric"):
        plot(seg, "--plateau-on", run)


def test_a_rule_that_names_its_metric_keeps_it(files, run):
    file = files("two.yml", CONFIG)
    assert plot(file, "--plateau-on", run, "--metric", "loss") == plot(file, "--plateau-on", run)
    with pytest.raises(UsageError, match=r"watches 'loss'; for another metric, give -o Optimizer\.lr\.metric=accuracy"):
        plot(file, "--plateau-on", run, "--metric", "accuracy")


def test_a_missing_metric_names_those_of_the_log(files, run):
    with pytest.raises(LrkitError, match=r"log\.jsonl: the log has no metric 'f1'; it has loss, accuracy$"):
        plot(files("two.yml", CONFIG), "--plateau-on", run, "-o", "Optimizer.lr.metric=f1")


def test_a_schedule_without_a_plateau(files, run):
    file = files("cosine.yml", CONFIG)
    lr = "Optimizer.lr={name: CosineAnnealingDecay, learning_rate: 0.1}"
    with pytest.raises(UsageError, match=r"needs a config with ReduceOnPlateau or GreedyLR, not CosineAnnealingDecay"):
        plot(file, "--plateau-on", run, "-o", lr)


def test_no_log(files, tmp_path):
    with pytest.raises(LrkitError, match="the log cannot be read"):
        plot(files("two.yml", CONFIG), "--plateau-on", str(tmp_path / "none"))


def test_without_a_log_the_chart_says_what_the_rate_depends_on(files):
    text = plot(files("two.yml", CONFIG), "--width", "120")
    assert "warmup 10 · after the warmup the rate depends on the metric loss · 120 updates" in text
    assert "depends on the metric training loss of each update" in plot(files("seg.yml", SEG))


def test_the_words_in_chinese(files, run):
    assert "  第 60 次更新  loss 0.7  0.1 -> 0.05" in plot(
        files("two.yml", CONFIG), "--plateau-on", run, "--lang", "zh"
    )
