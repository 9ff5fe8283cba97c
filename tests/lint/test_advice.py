"""Following the advice of a finding removes it and brings no error and no warning, for every rule."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.codes import select
from paddle_lrkit.lint.engine import check_config, check_file
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.units import LengthOptions
from tests.lint.following import followed
from tests.lint.mistakes import KINDS, injected
from tests.lint.test_fixtures import BAD, options
from tests.lint.test_recall import FOLDER, good, own_sample, real_sections

PROSE = {
    "decay later, or with a larger gamma",
    "divide by the updates of an epoch",
    "end the window inside the run, or write 100% to freeze for the whole run",
    "give --gpus N, or say it in a comment",
    "let the warmup end at the first rate of the decay",
    "let the warmup start at a tenth of that rate",
    "let the decay end at 1% of the peak or less",
    "leave out its length, so that it ends with the run",
    "let it change inside the run",
    "let the decay end with the run",
    "let the first drop be at half to two thirds of the run",
    "multiply by the updates of an epoch",
    "place it after the warmup",
    "place it before the end of the run",
    "remove learning_rate, and let the lists end before the run",
    "remove the warmup",
    "set the warmup in the base config, or write null here",
    "remove the warmup, or set use_warmup to true",
    "write the schedule as lr_scheduler",
    "warm up for 5 epochs, in short runs for 5% of the run",
}
"""Advice that is no YAML: what it says depends on what the user means, or on what the config does not tell."""
FIXTURES = [path for path in BAD if path.suffix == ".yml" and "_BASE_" not in path.read_text(encoding="utf-8")]


def bad(findings):
    return {finding.rule for finding in findings if finding.severity != "info"}


def faults(config, given_options):
    """What is wrong with the advice of each finding of a config."""
    before = check_config(config, given_options)
    cannot = check_config(config, CheckOptions(select(["LR706"], []), given_options.suite, given_options.selection))
    for finding in before:
        if (
            not finding.fix
            or finding.fix in PROSE
            or finding.fix.startswith(("use steps instead of epochs", "it takes "))
            or finding.fix.endswith("in the base config")
        ):
            continue
        changed = followed(config, finding, steps(config))
        assert changed is not None, finding
        after = check_config(changed, given_options)
        still = [each for each in after if (each.rule, each.key) == (finding.rule, finding.key)]
        new = [each for each in after if each.rule in bad(after) - bad(before) - bad(cannot)]
        if still or new:
            yield finding, still, new


def steps(config):
    """Updates of an epoch with which milestones in epochs fit a run in updates."""
    lr = config.get("lr_scheduler")
    marks = lr.get("milestones") or lr.get("boundaries") if isinstance(lr, dict) else None
    return config["iters"] * 8 // (9 * max(marks)) if isinstance(marks, list) and "iters" in config else None


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_the_advice_of_a_fixture_can_be_followed(path):
    text = path.read_text(encoding="utf-8")
    assert list(faults(parse_yaml11(text, path.name).data, options(text))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_advice_about_mistakes_in_the_own_sample_can_be_followed(kind):
    wrong = [(suite, variant, injected(config, suite, kind)) for suite, variant, config in own_sample()]
    assert faults_of(section for section in wrong if section[2] is not None) == []


@pytest.mark.skipif(not FOLDER, reason="LRKIT_SUITE_CASES names no directory of <suite>.json.gz files")
def test_the_advice_about_real_sections_can_be_followed():
    assert faults_of(real_sections()) == []


@pytest.mark.skipif(not FOLDER, reason="LRKIT_SUITE_CASES names no directory of <suite>.json.gz files")
@pytest.mark.parametrize("kind", KINDS)
def test_the_advice_about_mistakes_in_real_sections_can_be_followed(kind):
    wrong = [(suite, variant, injected(config, suite, kind)) for suite, variant, config in good(real_sections())]
    assert faults_of(section for section in wrong if section[2] is not None) == []


def faults_of(sections):
    return [
        fault
        for suite, variant, config in sections
        for fault in faults(config, CheckOptions(suite=suite, selection=Selection(variant)))
    ]


def warmed(suite, run, warmup, name):
    """A config whose only mistake may be the length of its warmup."""
    if suite == "ppdet":
        decay = {"name": "CosineDecay", "max_epochs": run}
        return {
            "epoch": run,
            "LearningRate": {"base_lr": 0.01, "schedulers": [decay, {"name": "LinearWarmup", "epochs": warmup}]},
        }
    if suite == "ppseg":
        lr = {"type": "PolynomialDecay", "learning_rate": 0.01, "end_lr": 0, "power": 0.9}
        return {"iters": run, "lr_scheduler": {**lr, "warmup_iters": warmup, "warmup_start_lr": 0.001}}
    if suite == "ppnlp":
        return {"max_steps": run, "warmup_steps": warmup, "learning_rate": 1e-4}
    if suite == "lrkit":
        lr = {"name": "CosineAnnealingDecay", "learning_rate": 0.1, "warmup": f"{warmup}ep"}
        data = {"dataset": {"name": "Digits"}, "num_samples": 640, "loader": {"batch_size": 64}}
        return {"Global": {"epochs": run}, "Optimizer": {"name": "SGD", "lr": lr}, "Train": data}
    lr = {"name": name, "learning_rate": 0.1, "warmup_epoch": warmup}
    steps = {"step_size": run, "gamma": 0.1} if name == "Step" else {}
    return {"Global": {"epochs" if suite == "ppcls" else "epoch_num": run}, "Optimizer": {"lr": {**lr, **steps}}}


@given(
    st.sampled_from(["ppdet", "ppcls", "ppseg", "ppocr", "ppnlp", "lrkit"]),
    st.integers(1, 60),
    st.integers(1, 130),
    st.sampled_from(["Cosine", "Linear"]),
    st.none() | st.integers(1, 3000),
)
@settings(max_examples=150, deadline=None)
def test_the_advised_warmup_fits_the_run(suite, run, warmup, name, updates):
    """5% of the run where the suite can hold it; never more than a third of the run, and no finding afterwards."""
    given_options = CheckOptions(suite=suite, length=LengthOptions(updates))
    config = warmed(suite, run, warmup, name)
    found = {finding.rule: finding for finding in check_config(config, given_options)}
    assert ("warmup-longer-than-run" in found) is (warmup >= run)
    finding = found.get("warmup-longer-than-run") or found.get("warmup-too-long")
    if finding is None or finding.fix.startswith("use steps instead of epochs"):
        return
    changed = followed(config, finding)
    assert changed is not None or (suite == "ppdet" and updates * run < 4)
    after = check_config(changed, given_options) if changed else []
    assert [each for each in after if each.severity != "info" or "warmup" in each.rule] == []


def ocr(run, warmup):
    return warmed("ppocr", run, warmup, "Cosine")


@pytest.mark.parametrize(
    ("suite", "config", "updates", "fix"),
    [
        (
            "ppcls",
            warmed("ppcls", 2, 5, "Cosine"),
            None,
            "remove warmup_epoch, because the run is too short for a warmup",
        ),
        ("ppcls", warmed("ppcls", 4, 5, "Cosine"), None, "warmup_epoch: 1  # 25% of the run"),
        ("ppcls", warmed("ppcls", 2, 5, "Step"), None, "warmup_epoch: 0.1  # 5% of the run"),
        ("ppocr", ocr(3, 3), None, "warmup_epoch: 0.15  # 5% of the run"),
        ("ppocr", ocr(20, 20), None, "warmup_epoch: 1  # 5% of the run"),
        ("ppdet", warmed("ppdet", 2, 5, ""), 100, "steps: 10  # instead of epochs; 5% of the run"),
        (
            "ppdet",
            warmed("ppdet", 2, 5, ""),
            None,
            "use steps instead of epochs, for about 5% of the run; a whole epoch is 50% of it",
        ),
        ("ppseg", warmed("ppseg", 1000, 2000, ""), None, "warmup_iters: 50  # 5% of the run"),
        (
            "ppseg",
            warmed("ppseg", 2, 2, ""),
            None,
            "remove warmup_iters and warmup_start_lr, because the run is too short for a warmup",
        ),
        ("lrkit", warmed("lrkit", 2, 5, ""), None, "warmup: 5%"),
        ("ppnlp", warmed("ppnlp", 40, 40, ""), None, "warmup_steps: 2  # 5% of the run"),
    ],
)
def test_a_warmup_is_advised_in_the_unit_of_the_suite(suite, config, updates, fix):
    found = check_config(config, CheckOptions(suite=suite, length=LengthOptions(updates)))
    assert [finding.fix for finding in found if finding.rule == "warmup-longer-than-run"] == [fix]


def test_a_large_batch_in_a_short_run_is_content_with_the_advised_warmup():
    config = warmed("ppocr", 10, 0, "Cosine")
    config["Train"] = {"loader": {"batch_size_per_card": 2048}}
    rules = {finding.rule for finding in check_config(config, CheckOptions(suite="ppocr"))}
    assert "large-batch-no-warmup" in rules
    config["Optimizer"]["lr"]["warmup_epoch"] = 0.5
    assert bad(check_config(config, CheckOptions(suite="ppocr"))) == set()


BASES = {
    "LR601": ("TrainReader: {batch_size: 8}\n", "base_lr: 0.04"),
    "LR603": ("TrainReader: {batch_size: 8}\nLearningRate: {base_lr: 0.03}\n", "base_lr: 0.04"),
}


@pytest.mark.parametrize("rule", BASES)
def test_advice_about_a_base_can_be_followed(tmp_path, rule):
    base = "epoch: 12\nTrainReader: {batch_size: 2}\nLearningRate:\n  base_lr: 0.01\n  schedulers:\n"
    base += "  - !PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}\n  - !LinearWarmup {start_factor: 0.1, epochs: 1}\n"
    (tmp_path / "base.yml").write_text(base, encoding="utf-8")
    path = tmp_path / "child.yml"
    text, rate = BASES[rule]
    path.write_text(f"_BASE_: [base.yml]  # GPU\n{text}", encoding="utf-8")
    (finding,) = check_file(str(path)) or []
    assert (finding.code, rate in finding.fix) == (rule, True)
    path.write_text(f"_BASE_: [base.yml]  # GPU\nTrainReader: {{batch_size: 8}}\nLearningRate: {{{rate}}}\n")
    assert check_file(str(path)) == []


DECAYS = {
    "cosine": {"type": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": 1000},
    "polynomial": {"type": "PolynomialDecay", "learning_rate": 0.1, "end_lr": 0, "decay_steps": 1000},
}


@pytest.mark.parametrize("name", DECAYS)
@pytest.mark.parametrize("iters", [7, 20, 333, 1000])
def test_a_shorter_warmup_brings_the_length_of_the_decay_with_it(name, iters):
    key = "T_max" if name == "cosine" else "decay_steps"
    lr = {**DECAYS[name], key: iters, "warmup_iters": 2 * iters, "warmup_start_lr": 0.01}
    config = {"iters": iters, "lr_scheduler": lr}
    options = CheckOptions(suite="ppseg")
    (finding,) = [each for each in check_config(config, options) if each.rule == "warmup-longer-than-run"]
    changed = followed(config, finding)
    assert check_config(changed, options) == []
    assert changed["lr_scheduler"]["warmup_iters"] + changed["lr_scheduler"][key] == iters


def staircase(suite, run, lr):
    if suite == "ppseg":
        return {"iters": run, "lr_scheduler": {"type": "MultiStepDecay", "learning_rate": 0.1, **lr}}
    key = "epochs" if suite == "ppcls" else "epoch_num"
    return {"Global": {key: run}, "Optimizer": {"lr": {"name": "MultiStepDecay", "learning_rate": 0.1, **lr}}}


@given(
    st.sampled_from(["ppcls", "ppseg", "ppocr"]),
    st.integers(1, 200),
    st.lists(st.integers(1, 400), min_size=1, max_size=4, unique=True),
    st.sampled_from([0.1, 0.3, 0.5]),
)
@settings(max_examples=100, deadline=None)
def test_advised_milestones_are_inside_the_run_and_decay_enough(suite, run, marks, gamma):
    config = staircase(suite, run, {"milestones": sorted(marks), "gamma": gamma})
    options = CheckOptions(suite=suite)
    for finding in check_config(config, options):
        if finding.rule not in ("milestone-after-end", "decay-too-late") or finding.fix in PROSE:
            continue
        changed = followed(config, finding)
        lr = changed.get("lr_scheduler") or changed["Optimizer"]["lr"]
        advised = lr["milestones"]
        assert advised == sorted(set(advised))
        assert 1 <= advised[0] <= 0.9 * run
        assert advised[-1] < run
        assert lr["gamma"] ** len(advised) <= 0.101
        assert {each.severity for each in check_config(changed, options)} <= {"info"}


@given(st.integers(3, 300), st.integers(1, 600), st.sampled_from([0.1, 0.3, 0.5, 0.9]))
@settings(max_examples=100, deadline=None)
def test_an_advised_step_size_drops_within_the_run(run, size, gamma):
    lr = {"name": "Step", "learning_rate": 0.1, "step_size": size, "gamma": gamma}
    config = {"Global": {"epochs": run}, "Optimizer": {"lr": lr}}
    options = CheckOptions(suite="ppcls")
    for finding in check_config(config, options):
        if "step_size" in (finding.fix or ""):
            after = check_config(followed(config, finding), options)
            assert {each.severity for each in after} <= {"info"}
            assert finding.rule not in {each.rule for each in after}


@pytest.mark.parametrize(
    ("decay", "fix"),
    [
        (
            {"type": "poly", "power": 0.5, "end_lr": 0.001},
            "lr_scheduler: {type: PolynomialDecay, learning_rate: 0.02, power: 0.5, end_lr: 0.001}"
            "  # instead of learning_rate",
        ),
        ({"type": "piecewise", "boundaries": [100], "values": [0.1, 0.01]}, "write the schedule as lr_scheduler"),
    ],
)
def test_the_legacy_section_is_translated_with_its_numbers(decay, fix):
    config = {"iters": 1000, "learning_rate": {"value": 0.02, "decay": decay}}
    (finding,) = check_config(config, CheckOptions(suite="ppseg"))
    assert (finding.rule, finding.fix) == ("legacy-section", fix)
