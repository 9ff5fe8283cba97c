"""What the commands say of a config whose batch size changes in the run."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.main import cli

CONFIG = """\
Global: {epochs: 10, eval_every: 1ep}
Architecture: {name: ResNet18}
Optimizer:
  name: Momentum
  lr: {name: CosineAnnealingDecay, learning_rate: 0.1, warmup: 1ep}
Train:
  dataset: {name: Digits}
  num_samples: 6400
  loader: {batch_size: {name: BatchSizeRamp, start: 32, end: 128, increment: 32, samples: 9600}}
"""


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "ramp.yml"
    file.write_text(CONFIG)
    return str(file)


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(cli, list(map(str, arguments)))


def refusal(result):
    return str(result.exception)


def test_curve_has_the_batch_size_and_the_samples(run, config):
    text = run("curve", config).output
    assert "32 samples per update, 64 from update 100 on, 96 from update 150 on, 128 from update 184 on" in text
    assert ["100", "0.666", "64", "3,200"] in [line.split()[:4] for line in text.splitlines()]
    found = json.loads(run("curve", config, "--every", "1ep", "--json").output)
    assert found["steps_per_epoch"] is None
    assert (found["steps"][:4], found["batch_size"][:4]) == ([0, 150, 208, 258], [32, 96, 128, 128])
    assert found["samples"][:4] == [0, 6400, 12_736, 19_136]


def test_plot_marks_where_the_batch_changes(run, config, tmp_path):
    text = run("plot", config, "--width", 100).output
    assert "batch 32 to 128" in text
    assert "608 updates = 10 epochs" in text
    picture = tmp_path / "ramp.svg"
    assert run("plot", config, "-O", picture, "--lang", "zh").exit_code == 0
    assert all(label in picture.read_text() for label in ("批大小 64", "批大小 32 到 128", "608 次更新 = 10 轮"))
    assert "needs epochs of one length" in refusal(run("plot", config, "--x", "epochs"))


def test_a_batch_that_changes_after_the_end_is_one_number(run, tmp_path):
    late = tmp_path / "late.yml"
    ramp = "{name: BatchSizeRamp, start: 32, end: 128, increment: 32, samples: 9600}"
    late.write_text(CONFIG.replace(ramp, "{name: Steps, boundaries: [20ep], values: [32, 64]}"))
    assert "batch 32\n" in run("plot", late).output
    assert "batch 32, stepped" in run("check", late).output


def test_check_knows_the_length_and_the_keys(run, config, tmp_path):
    assert "run: 10 epochs, 608 updates, batch 32 to 128," in run("check", config).output
    schedule = json.loads(run("check", config, "--json").output)["files"][0]["schedules"][0]
    assert (schedule["run"]["updates"], schedule["samples_per_update"]) == (608, [32, 128])
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(CONFIG.replace("start: 32", "strat: 32").replace("num_samples: 6400", "num_samples: 6401"))
    assert "BatchSizeRamp takes no 'strat'; did you mean 'start'?" in run("check", wrong).output
    unknown = tmp_path / "unknown.yml"
    unknown.write_text(CONFIG.replace("  num_samples: 6400\n", "").replace("name: Digits", "name: Mine"))
    assert "0 errors" in run("check", unknown).output


def test_rescale_multiplies_the_sizes_and_keeps_the_samples_of_the_ramp(run, config, tmp_path):
    output = tmp_path / "new.yml"
    assert run("rescale", config, "--gpus", "4:1", "--batch-size", "128:64", "-O", output).exit_code == 0
    assert "batch_size: {name: BatchSizeRamp, start: 16, end: 64, increment: 16, samples: 9600}" in output.read_text()
    assert "learning_rate: 0.0125" in output.read_text()
    report = json.loads(run("rescale", config, "--gpus", "4:1", "--json").output)
    assert report["factor"] == 0.25
    refused = run("rescale", config, "--batch-size", "100:50")
    assert "the batch size changes in the run (32, 128), and 100 is none of its values" in refusal(refused)
    assert "Global.accumulate_steps" not in output.read_text()


def test_rescale_moves_boundaries_in_updates(run, config, tmp_path):
    file, output = tmp_path / "steps.yml", tmp_path / "new.yml"
    ramp = CONFIG[CONFIG.index("{name: BatchSizeRamp") : CONFIG.index("}}") + 1]
    file.write_text(CONFIG.replace(ramp, "{name: Steps, boundaries: [200it, 5ep], values: [32, 64, 128]}"))
    result = run("rescale", file, "--batch-size", "64:32", "-O", output)
    assert result.exit_code == 0, result.output
    assert "{name: Steps, boundaries: [400it, 5ep], values: [16, 32, 64]}" in output.read_text()


def test_an_override_says_what_it_replaces(run, config):
    result = run("curve", config, "-o", "Global.updates=7", "--json")
    assert json.loads(result.stdout)["total_updates"] == 7
    assert result.stderr == f"-o Global.updates=7 replaces Global.epochs of {config}:1\n"


def test_commands_that_need_one_batch_size_say_so(run, config):
    assert "ppcls has no key for a batch size that changes in the run" in refusal(
        run("convert", config, "--to", "ppcls")
    )
