"""``lrkit plot --resume``."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.plot import command
from paddle_lrkit.curves import cosine
from paddle_lrkit.errors import CheckpointError, LrkitError, UsageError
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.text import format_rate
from tests.runs.checkpoints import applied, scheduler_state, write_checkpoint, write_log

CONFIG = """\
Global: {updates: UPDATES}
Architecture: {name: ResNet18}
Optimizer: {name: SGD, lr: {name: CosineAnnealingDecay, learning_rate: 0.1, warmup: 10it}}
"""


@pytest.fixture(autouse=True)
def english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def old(tmp_path):
    (tmp_path / "old.yml").write_text(CONFIG.replace("UPDATES", "100"))
    return str(tmp_path / "old.yml")


@pytest.fixture
def longer(tmp_path):
    (tmp_path / "longer.yml").write_text(CONFIG.replace("UPDATES", "300"))
    return str(tmp_path / "longer.yml")


@pytest.fixture
def run(tmp_path, old):
    curve = load_schedule(old).curve
    write_checkpoint(tmp_path / "run" / "checkpoints" / "last", scheduler_state(curve, 60))
    write_checkpoint(tmp_path / "run" / "checkpoints" / "update_20", scheduler_state(curve, 20))
    write_log(tmp_path / "run", applied(curve, range(0, 70, 2)))
    return str(tmp_path / "run")


def plot(*arguments):
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_the_same_config(old, run):
    text, curve = plot(old, "--resume", run, "--width", "100"), load_schedule(old).curve
    assert "run resumed with old" in text
    assert f"A applied so far  peak 0.1 · last {format_rate(curve(58))} · 60 updates" in text
    assert (
        f"B old, resumed    resumes at {format_rate(curve(60))} · last {format_rate(curve(99))} · 40 updates left"
        in text
    )
    assert "resume" in text
    assert "as written" not in text


def test_a_checkpoint_of_the_run_leaves_out_what_came_after_it(old, run):
    text = plot(old, "--resume", f"{run}/checkpoints/update_20", "--width", "100")
    assert "20 updates" in text
    assert "80 updates left" in text


@pytest.mark.parametrize("policy", ["keep", "extend", "rescale"])
def test_a_policy(old, longer, run, policy):
    text = plot(longer, "--resume", run, "--policy", policy, "--width", "100")
    before, after = load_schedule(old).curve, load_schedule(longer).curve
    first = 180 if policy == "rescale" else 60
    factor = before(60) / after(60) if policy == "extend" else 1.0
    begins, ends = format_rate(factor * after(first)), format_rate(factor * after(299))
    assert f"B longer, policy {policy}" in text
    assert f"resumes at {begins} · last {ends} · {300 - first} updates left" in text
    assert "C longer as written" in text
    assert ("saved" in text) == (policy == "rescale")


def test_a_picture_in_chinese(longer, run, tmp_path):
    target = tmp_path / "out.svg"
    plot(longer, "--resume", run, "--policy", "extend", "-O", str(target), "--lang", "zh")
    root = ElementTree.parse(target).getroot()
    assert [shape.get("data-series") for shape in root.iter() if shape.get("data-series")] == [
        "longer 原曲线",
        "已训练部分的学习率",
        "longer（策略 extend）",
    ]
    assert "run 改用 longer 后续训" in target.read_text()


def test_a_title_and_the_other_axes(old, run):
    assert plot(old, "--resume", run, "--title", "Mine", "--x", "percent").startswith("Mine\n")
    assert "60 updates" in plot(old, "--resume", run, "--x", "epochs", "--steps-per-epoch", "10", "--log-y")


def test_without_a_log(old, run, tmp_path):
    (tmp_path / "run" / "log.jsonl").unlink()
    text = plot(old, "--resume", run)
    assert "40 updates left" in text
    assert "applied" not in text


def test_another_schedule_needs_a_policy(longer, run):
    with pytest.raises(CheckpointError) as caught:
        plot(longer, "--resume", run)
    assert str(caught.value).endswith("name a policy to continue: keep, extend, rescale (such as --policy keep)")
    assert "checkpoints/last: the state is of another schedule: " in str(caught.value)


def test_a_finished_run(old, longer, tmp_path):
    curve = load_schedule(old).curve
    write_checkpoint(tmp_path / "done" / "checkpoints" / "last", scheduler_state(curve, 100))
    done = str(tmp_path / "done")
    with pytest.raises(CheckpointError, match=r"resumes at update 100, and the run of .*old\.yml ends after 100 "):
        plot(old, "--resume", done)
    with pytest.raises(CheckpointError, match="'extend' cannot continue: the checkpoint's rate is 0 at update 100"):
        plot(longer, "--resume", done, "--policy", "extend")
    assert "200 updates left" in plot(longer, "--resume", done, "--policy", "keep", "--width", "100")


def test_a_curve_without_an_end_cannot_be_rescaled(old, tmp_path):
    state = scheduler_state(cosine(0.1, 0.0, 50), 20) | {"length": None}
    write_checkpoint(tmp_path / "endless" / "checkpoints" / "last", state)
    with pytest.raises(CheckpointError, match="'rescale' needs two lengths, and that of the checkpoint"):
        plot(old, "--resume", str(tmp_path / "endless"), "--policy", "rescale")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["OLD", "--policy", "keep"], "--policy needs --resume"),
        (["OLD", "--metric", "loss"], "--metric needs --plateau-on"),
        (["OLD", "--resume", "RUN", "--plateau-on", "RUN"], "give --resume or --plateau-on, not both"),
        (["OLD", "OLD", "--resume", "RUN"], "--resume needs one config file, got 2"),
        (["--catalogue", "--resume", "RUN"], "--resume needs one config file, got 0"),
        (["--catalogue", "--plateau-on", "RUN"], "--plateau-on needs a config file"),
    ],
)
def test_wrong_use(old, run, arguments, sentence):
    given = {"OLD": old, "RUN": run}
    with pytest.raises(UsageError) as caught:
        plot(*[given.get(argument, argument) for argument in arguments])
    assert str(caught.value) == sentence


def test_paths_that_are_not_runs(old, tmp_path):
    with pytest.raises(LrkitError, match=r"nothing: neither a run directory with checkpoints nor a checkpoint"):
        plot(old, "--resume", str(tmp_path / "nothing"))
