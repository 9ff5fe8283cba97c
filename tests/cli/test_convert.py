"""``lrkit convert``."""

import json
import math

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.convert import command
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.shipped import find_config
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

CONFIG = """
epoch: 12
LearningRate:
  base_lr: 0.01
  schedulers:
  - !CosineDecay {max_epochs: 12}
  - !LinearWarmup {start_factor: 0.0, steps: 40}
use_gpu: true
TrainReader: {batch_size: 2, batch_transforms: []}
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def _cosine(tick, span):
    return 0.005 * (1 + math.cos(math.pi * tick / span))


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], standalone_mode=False)


def test_a_file_is_written_with_the_largest_difference(config, tmp_path):
    out = tmp_path / "out.yml"
    result = run(config, "--to", "ppcls", "-O", out, "--steps-per-epoch", 20)
    assert result.return_value == 0
    assert result.output.splitlines() == [
        "Cosine of ppcls: the same rates at all 240 updates, largest difference 0",
        "taken over: optimizer Momentum, momentum 0.9, L2 penalty 1e-4, batch size 2",
        "left behind: use_gpu and TrainReader.batch_transforms",
        f"wrote {out}",
    ]
    first, second = (load_schedule(path, steps_per_epoch=20) for path in (config, out))
    assert second.suite == "ppcls"
    assert [first.curve(update) for update in range(240)] == [second.curve(update) for update in range(240)]


def test_nothing_is_written_if_the_suite_cannot_express_the_schedule(config, tmp_path):
    out = tmp_path / "out.yml"
    result = run(config, "--to", "ppocr", "-O", out, "--steps-per-epoch", 20)
    assert result.return_value == 1
    assert not out.exists()
    assert "ppocr cannot express a cosine decay over 200 updates" in result.output
    # PaddleOCR's cosine spans the whole run of 240 updates, PaddleDetection's the 200 after the warmup; both from 0.01.
    gaps = [abs(_cosine(update - 40, 200) - _cosine(update - 40, 240)) for update in range(40, 240)]
    worst = max(range(200), key=gaps.__getitem__)
    assert (
        f"its nearest schedule, Cosine: largest difference {gaps[worst]:.2g} at update {worst + 40} "
        f"(epoch {(worst + 40) / 20:g}), {gaps[worst] / 0.01:.0%} of the peak rate 0.01\n"
    ) in result.output
    assert result.output.endswith("nothing was written\n")


def test_as_json(config, tmp_path):
    report = json.loads(run(config, "--to", "ppocr", "--steps-per-epoch", 20, "--json").output)
    assert (report["from"], report["to"], report["output"]) == ("ppdet", "ppocr", None)
    assert report["largest_difference"] > 0.0005
    assert 0 < report["update"] < 240
    out = tmp_path / "out.json"
    report = json.loads(run(config, "--to", "ppnlp", "--steps-per-epoch", 20, "--json", "-O", out).output)
    assert (report["missing"], report["output"]) == ([], str(out))
    assert report["taken_over"] == {"batch_size": 2}
    assert report["left_behind"] == [
        "use_gpu",
        "TrainReader.batch_transforms",
        "OptimizerBuilder.optimizer.type",
        "OptimizerBuilder.optimizer.momentum",
        "OptimizerBuilder.regularizer.factor",
    ]
    assert load_schedule(out).total_updates == 240


def test_without_a_file_the_config_goes_to_standard_output(config):
    result = run(config, "--to", "lrkit", "--images", 40, "--gpus", 1)
    assert result.stdout.startswith("Global:\n  epochs: 12\nOptimizer:\n  name: Momentum\n")
    assert "largest difference" in result.stderr


def test_wrong_use_is_an_error(config):
    assert isinstance(run(config, "--to", "ppcls").exception, ConfigError)
    assert "steps_per_epoch" in str(run(config, "--to", "ppcls").exception)
    assert run(config, "--to", "ppclas").exit_code == 1 or run(config, "--to", "ppclas").exception is not None


LR = {"name": "CosineAnnealingDecay", "learning_rate": 1.0}


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("Prodigy", "Prodigy learns its rate, and 1 is a factor of that; in its place write a peak rate for Momentum,"),
        ("Lion", "the rates are those of the config, so tune them for it"),
    ],
)
def test_the_rate_of_an_optimizer_that_the_suite_lacks(tmp_path, name, advice):
    shipped = find_config("resnet18_digits_prodigy").file
    out = tmp_path / "out.yml"
    file = tmp_path / "own.yml"
    file.write_text(dump_yaml({**load_config(shipped).data, "Optimizer": {"name": name, "lr": LR}}), encoding="utf-8")
    lines = run(file, "--to", "ppcls", "-O", out).output.splitlines()
    (said,) = [line for line in lines if line.startswith("optimizer: Momentum")]
    assert advice in said
