"""``lrkit refine``"""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.refine import command
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.suites.load import load_schedule
from tests.cli.test_startup import PROGRAM, loaded

CONFIG = """
Global: {task: classification, updates: 1000, seed: 0}
Architecture: {name: SoftmaxRegression, in_features: 64}
Optimizer:
  name: NAME
  lr: {name: CosineAnnealingDecay, learning_rate: 0.2, warmup: 5%}
Train:
  dataset: {name: Digits, split: train, channels: 1}
  loader: {batch_size: 64}
"""


def refine(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def run(tmp_path):
    return written(tmp_path / "run", lambda update: 1.0)


def written(folder, norm, optimizer="Momentum", updates=1000, every=5):
    folder.mkdir(parents=True)
    (folder / "config.yml").write_text(CONFIG.replace("NAME", optimizer), encoding="utf-8")
    rows = (
        {"update": update, "train/loss": 1.0, "train/grad_norm": norm(update)} for update in range(0, updates, every)
    )
    (folder / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def test_equal_norms_give_the_line_with_the_warmup_and_the_peak_of_the_run(run, tmp_path):
    new = tmp_path / "new.yml"
    text = refine(run, "-O", new).output
    assert "200 gradient norms (L2), Momentum: weights 1 / norm^2" in text
    assert "No gain over a line was measured on our tasks: lrkit compare can tell on yours." in text
    schedule = load_schedule(str(new))
    expected = [0.2 * min(t / 50, 1 - max(t - 50, 0) / 949) for t in range(1000)]
    assert [schedule.curve(t) for t in range(1000)] == pytest.approx(expected, abs=1e-4)


def test_a_network_that_learns_by_heart_is_declined(tmp_path):
    run = written(tmp_path / "run", lambda update: 3.0 if update < 500 else 0.05)
    report = json.loads(refine(run, "--json").output)
    assert report["refined"] is False
    assert "the mean norm falls by a factor of 60" in report["declined"]
    assert report["lr"]["updates"] == ["0it", "50it", "999it"]
    assert report["lr"]["values"] == pytest.approx([0.0, 0.2, 0.0])
    assert report["score_with_norms"]["refined"] < report["score_with_norms"]["line"]
    assert report["score"]["refined"] > 1.05 * report["score"]["line"]


def test_adam_uses_the_norm_itself_and_says_which_norm_is_missing(tmp_path):
    def norm(update):
        return 1 + 0.2 * math.cos(update / 200)

    sgd = json.loads(refine(written(tmp_path / "a", norm), "--json").output)
    run = written(tmp_path / "b", norm, "AdamW")
    adam = json.loads(refine(run, "--json").output)
    at = np.linspace(50, 999, 20)
    rates = [
        np.interp(at, [int(mark[:-2]) for mark in each["lr"]["updates"]], each["lr"]["values"]) for each in (sgd, adam)
    ]
    assert np.abs(rates[0] - rates[1]).max() > 0.02
    assert "the method asks for the L1 norm, which is not logged" in refine(run).stderr


def test_without_output_the_config_is_the_output(run):
    done = refine(run)
    assert done.stdout.startswith("Global:\n")
    assert "name: PiecewiseInterpolated" in done.stdout


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda folder: folder, UsageError, "run: not a run directory"),
        (lambda folder: written(folder, lambda update: 1.0, "Lamb"), UsageError, "a refinement is known for SGD, Mom"),
        (lambda folder: written(folder, lambda u: "NaN"), ConfigError, "log.jsonl: the log has 0 gradient norms"),
        (
            lambda folder: written(folder, lambda u: 1.0, updates=700),
            ConfigError,
            "the log ends at update 695 of",
        ),
    ],
)
def test_what_cannot_be_refined_is_one_sentence(tmp_path, make, error, message):
    with pytest.raises(error) as caught:
        refine(make(tmp_path / "run"))
    assert message in str(caught.value)


def test_it_loads_no_paddle(run):
    assert "paddle" not in loaded(PROGRAM, "refine", str(run), "--json")
