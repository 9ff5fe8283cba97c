"""What is said about the schedules of configs."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import checked_file
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.units import LengthOptions
from tests.suites.reference_cases import NAMES, cases, only_with_cases, selection, total_updates, world_size, written

PPCLS = """\
Global: {{epochs: 90}}
Optimizer:
  lr: {{name: {lr}}}
"""
PPDET = """\
epoch: 12
LearningRate:
  base_lr: 0.01
  schedulers:
  - !PiecewiseDecay {{gamma: 0.1, milestones: [8, 11]}}
  - !LinearWarmup {{start_factor: 0.1, steps: {warmup}}}
"""
PPSEG = "iters: 80000\nlr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0, power: 0.9}\n"
PPNLP = "learning_rate: 3.0e-5\nnum_train_epochs: 3\nlr_scheduler_type: cosine\nwarmup_ratio: 0.1\nmax_steps: -1\n"
OWN = """\
Global: {{{run}}}
Architecture: {{name: ResNet18}}
Optimizer: {{name: SGD, lr: {{{lr}}}}}
"""
STEP, COSINE = "Step, learning_rate: 0.1, step_size: 30, gamma: 0.1", "Cosine, learning_rate: 0.2, warmup_epoch: 5"
PLATEAU = "ReduceOnPlateau, learning_rate: 0.1, factor: 0.1, patience: 3, by_epoch: true"


def report(tmp_path, text, steps=None, name="config.yml", **options):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return checked_file(str(tmp_path / name), CheckOptions(length=LengthOptions(steps)), **options).report


def understood(found):
    """``(suite, line, schedule, peak, updates, epochs, stepped)`` of the one schedule of a report."""
    assert found.not_understood == ()
    (one,) = found.schedules
    return found.suite, one.line, one.schedule, one.peak_lr, one.updates, one.epochs, one.stepped


EXPECTED = {
    "ppcls": (PPCLS.format(lr=COSINE), 5000, ("ppcls", 3, "Cosine with warmup", 0.2, 90 * 5000, 90, "update")),
    "ppcls by epoch": (
        PPCLS.format(lr=f"{STEP}, by_epoch: true"),
        None,
        ("ppcls", 3, "Step", 0.1, None, 90, "epoch"),
    ),
    "ppcls plateau": (PPCLS.format(lr=PLATEAU), None, ("ppcls", 3, "ReduceOnPlateau", 0.1, None, 90, "evaluation")),
    "ppdet": (PPDET.format(warmup=500), None, ("ppdet", 2, "PiecewiseDecay with warmup", 0.01, None, 12, "update")),
    "ppdet, a long warmup": (
        PPDET.format(warmup=20000),
        None,
        ("ppdet", 2, "PiecewiseDecay with warmup", None, None, 12, "update"),
    ),
    "ppseg": (PPSEG, None, ("ppseg", 2, "PolynomialDecay", 0.01, 80000, None, "update")),
    "ppseg, no update": (
        PPSEG.replace("80000", "0"),
        None,
        ("ppseg", 2, "PolynomialDecay", None, 0, None, "update"),
    ),
    "ppnlp": (PPNLP, 100, ("ppnlp", None, "cosine with warmup", 3e-5, 300, 3, "update")),
    "own, in updates": (
        OWN.format(run="updates: 200", lr="name: Constant, learning_rate: 0.1"),
        None,
        ("lrkit", 3, "Constant", 0.1, 200, None, "update"),
    ),
    "own, a plateau": (
        OWN.format(run="updates: 200", lr="name: ReduceOnPlateau, learning_rate: 0.1"),
        None,
        ("lrkit", 3, "ReduceOnPlateau", 0.1, 200, None, "evaluation"),
    ),
}


@pytest.mark.parametrize("case", EXPECTED)
def test_what_is_understood(tmp_path, case):
    text, steps, expected = EXPECTED[case]
    found = understood(report(tmp_path, text, steps))
    assert found[:3] == expected[:3]
    assert found[3] == (None if expected[3] is None else pytest.approx(expected[3], rel=1e-12))
    assert found[4:] == expected[4:]


def test_each_optimizer_of_a_list_has_its_own_line(tmp_path):
    text = (
        "Global: {epochs: 9}\nOptimizer:\n"
        "- Momentum: {scope: A, lr: {name: ConstLR, learning_rate: 0.1}}\n"
        "- Momentum: {scope: B, lr: {name: Step, learning_rate: 0.2, step_size: 3, gamma: 0.1}}\n"
    )
    found = report(tmp_path, text).schedules
    assert [(one.line, one.schedule, one.peak_lr) for one in found] == [(3, "ConstLR", 0.1), (4, "Step", 0.2)]


def test_a_section_of_a_file_has_its_line(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("# two\none: {max_steps: 50}\n\ntwo:\n  max_steps: 60\n  warmup_steps: 5\n", encoding="utf-8")
    found = checked_file(f"{path}#two").report
    assert found.path == f"{path}#two"
    assert [(one.line, one.updates) for one in found.schedules] == [(4, 60)]


def test_a_schedule_that_cannot_be_built_is_not_understood(tmp_path):
    found = report(tmp_path, PPSEG.replace("PolynomialDecay", "PolynomialDecai"))
    assert (found.suite, found.schedules) == ("ppseg", ())
    (reason,) = found.not_understood
    assert reason.line == 2
    assert "unknown class of paddle.optimizer.lr 'PolynomialDecai'" in reason.why


def test_an_error_of_a_base_names_the_base(tmp_path):
    (tmp_path / "base.yml").write_text(PPSEG.replace("PolynomialDecay", "PolynomialDecai"), encoding="utf-8")
    (reason,) = report(tmp_path, "_base_: base.yml\n").not_understood
    assert reason.line is None
    assert reason.why.startswith(f"{tmp_path / 'base.yml'}:2: lr_scheduler.type: unknown class")


def test_parts_of_configs_are_no_fault(tmp_path):
    (tmp_path / "_base_").mkdir()
    text = "lr_scheduler: {type: StepDecay, learning_rate: 0.1, step_size: 3}\n"
    found = report(tmp_path, text, name="_base_/a.yml", named=False)
    assert found.schedules == found.not_understood == ()
    (reason,) = report(tmp_path, text, name="_base_/a.yml").not_understood
    assert "PaddleSeg: lr_scheduler found, iters missing" in reason.why


@pytest.mark.parametrize("name", ["a.yml", "a.py"])
def test_a_file_without_a_schedule_is_named_only_if_the_user_did(tmp_path, name):
    text = "x = 1\n" if name.endswith("py") else "x: 1\n"
    assert report(tmp_path, text, name=name, named=False).not_understood == ()
    (reason,) = report(tmp_path, text, name=name, named=True).not_understood
    assert "schedule" in reason.why or "no suite has these keys" in reason.why


def test_the_json_of_a_report_is_json(tmp_path):
    found = report(tmp_path, PPCLS.format(lr=COSINE), 5000)
    assert json.loads(json.dumps(found.as_dict()))["schedules"][0]["run"] == {"updates": 450_000, "epochs": 90}


NOAM = "epoch: 30\nd_model: 512\nlearning_rate: 2.0\nwarmup_steps: 8000\nbeta1: 0.9\n"


@pytest.mark.parametrize(("steps", "peak"), [(None, None), (1000, 2.0 * 512**-0.5 * 8000**-0.5)])
def test_a_peak_that_depends_on_the_length_of_an_epoch(tmp_path, steps, peak):
    (tmp_path / "a.yml").write_text(NOAM, encoding="utf-8")
    (one,) = checked_file(
        str(tmp_path / "a.yml"), CheckOptions(suite="ppnlp", selection=Selection("noam"), length=LengthOptions(steps))
    ).report.schedules
    assert one.peak_lr == (None if peak is None else pytest.approx(peak, rel=1e-3))


@only_with_cases
@pytest.mark.parametrize("suite", NAMES)
def test_runs_and_peaks_are_those_of_the_suite(tmp_path, suite):
    compared = 0
    for case in cases(suite):
        file, base = written(case, tmp_path)
        length = LengthOptions(case["steps_per_epoch"], world_size=world_size(case))
        checked = checked_file(str(file), CheckOptions((), suite, selection(case), base, length)).report
        if checked.not_understood or not case["lr"]:
            continue
        found, whole = (
            checked.schedules[min(selection(case).optimizer_index, len(checked.schedules) - 1)],
            len(case["lr"]) == case["total_steps"],
        )
        assert found.updates in (total_updates(case), None), case["path"]
        if whole:
            assert found.peak_lr == pytest.approx(max(case["lr"]), rel=1e-9), case["path"]
        assert found.peak_lr >= max(case["lr"]) * (1 - 1e-9), case["path"]
        compared += 1
    assert compared > 30
