"""Comparisons, range tests and the validation in Chinese, also what the processes say that they start."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest

from paddle_lrkit.child_process import exit_description
from paddle_lrkit.devices import PaddleDevices
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.arm import read_arm
from paddle_lrkit.experiments.compare.executors.options import read_executor_options
from paddle_lrkit.experiments.compare.grid import final_seeds, parse_numbers, rate_grid
from paddle_lrkit.experiments.compare.optimizer_arm import read_optimizer_arm
from paddle_lrkit.experiments.compare.output_directory import claim
from paddle_lrkit.experiments.compare.trial_folder import TrialFolder, TrialOrder
from paddle_lrkit.experiments.compare.trial_process import run_trial
from paddle_lrkit.experiments.lr_finder.loss_curve import RampCurve
from paddle_lrkit.experiments.lr_finder.plan import RangeTestPlan
from paddle_lrkit.experiments.lr_finder.suggestion import read_ramps, suggest_rate
from paddle_lrkit.experiments.lr_finder.trials import ShortTrainings
from paddle_lrkit.experiments.validate.case import CaseFailed, CaseResult
from paddle_lrkit.experiments.validate.checks import CHECKS
from paddle_lrkit.experiments.validate.loss_tolerance import LossTolerance, compare_losses
from paddle_lrkit.experiments.validate.report import ValidationReport, to_markdown
from paddle_lrkit.experiments.validate.validation import check_names
from paddle_lrkit.messages import in_language
from paddle_lrkit.pickles import safe_pickle
from tests.chinese import english_in
from tests.experiments.compare.configs import CONFIG, base_of, plan_of

RATES = np.geomspace(1e-5, 10.0, 100)
PLACE = np.linspace(0, 1, 100)


@pytest.fixture(autouse=True)
def chinese():
    with in_language("zh"):
        yield


def said(case) -> str:
    with pytest.raises((LrkitError, CaseFailed)) as caught:
        case()
    return str(caught.value)


def test_errors_of_comparisons(tmp_path):
    base = base_of(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.json").write_text('{"threads": 1}')
    cases = (
        lambda: base_of(tmp_path, CONFIG.replace("Eval:", "Other:")),
        lambda: base_of(tmp_path, CONFIG.replace("learning_rate: 0.3", "learning_rate: 0.0")),
        lambda: base_of(tmp_path, CONFIG.replace("  num_samples: 1150\n", "")),
        lambda: read_arm("LinearDecay:a", base),
        lambda: read_optimizer_arm(":", base, lambda rate: (rate,)),
        lambda: plan_of(base, ("Constant",)),
        lambda: plan_of(base, ("Constant", "Constant")),
        lambda: claim(tmp_path / "other", plan_of(base)),
        lambda: claim(tmp_path / "plan", plan_of(base)),
        lambda: parse_numbers("--rates", "a"),
        lambda: parse_numbers("--rates", "1,1"),
        lambda: rate_grid(1.0, 3, 1.0),
        lambda: final_seeds(0, 1),
        lambda: final_seeds(0, 10**6),
        lambda: read_executor_options("slurm", ["tine=1"]),
        lambda: read_executor_options("slurm", ["time"]),
        lambda: read_executor_options("local", ["time=1"]),
        lambda: PaddleDevices("3.3.1", {"npu": 8}).choose("gpu"),
        lambda: PaddleDevices("3.3.1").choose("cuda"),
    )
    assert [text for text in map(said, cases) if english_in(text)] == []


def test_a_command_of_a_training_speaks_the_language_of_the_comparison(tmp_path):
    """On a machine of a cluster, the environment is not that of the comparison."""
    folder = TrialFolder(tmp_path / "trial")
    config = base_of(tmp_path).document.data
    folder.prepare(config, TrialOrder(str(tmp_path / "run"), False, "npu", 1, "zh"))
    with in_language("en"):
        run_trial(str(folder.path))
    end = folder.read_end()
    assert end is not None
    assert "--device npu：" in end.reason


def test_what_the_range_test_says():
    shapes = (
        np.full(100, 0.7),
        2.3 - 0.02 * PLACE**2,
        2.3 + PLACE,
        3.0 - 2.0 * PLACE,
        2.3 + 0.1 * np.random.default_rng(0).normal(size=100),
    )
    reasons = [read_ramps([RampCurve(RATES, losses, "high")] * 3, 100).reason for losses in shapes]
    for losses in ({0.1: math.inf}, {0.1: 2.3}, {0.1: 1.0, 0.2: 2.0}, {0.1: 2.0, 0.2: 1.0}):
        reasons.append(suggest_rate(ShortTrainings(losses, 2.3, 200, 200, "Eval")).reason)
    reasons.append(said(lambda: RangeTestPlan(low=1.0, high=0.1)))
    assert [reason for reason in reasons if reason is None or english_in(reason)] == []


def test_the_report_of_a_validation():
    failure = said(lambda: compare_losses([1.0], [2.0], LossTolerance(first=0.1, mean=0.1)))
    results = (
        CaseResult("rates", "rates", "ok", {"updates": 9, "largest difference": 0.1}, str(LossTolerance(0, 0))),
        CaseResult("tasks", "tasks", "fail", {"last loss expected": 0.1}, str(LossTolerance(0.1, 0.1)), failure),
        CaseResult("amp", "amp", "skip", reason=exit_description(3)),
    )
    report = ValidationReport("lrkit validate", "cpu", {"Paddle": "3.3.1"}, "2026-01-01", list(results), 6.0, True)
    assert english_in(to_markdown(report)) == []
    assert (report.to_dict()["verdict"], report.to_dict()["counts"]["fail"]) == ("failed", 1)
    texts = [str(check.summary) for check in CHECKS.values()] + [said(lambda: check_names("rats"))]
    assert [text for text in texts if english_in(text)] == []


@pytest.mark.parametrize(
    "data", [b"", b"cos\nsystem\n.", b"Pid\n.", b"(lp0\ng0\na.", b"\x80\x05\x96\xff\0\0\0\0\0\0\0N."]
)
def test_what_a_pickle_is_refused_for(data):
    text = said(lambda: safe_pickle.load_stream(io.BytesIO(data), "weights.pdparams"))
    assert english_in(text) == []
    assert not text.isascii()
