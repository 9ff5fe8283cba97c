"""The engine, the comments that silence a rule, and hostile files."""

import copy
import sys

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.codes import RULES, find_rule, select
from paddle_lrkit.lint.engine import check_config, check_file, checked_file
from paddle_lrkit.units import LengthOptions

BAD = """\
epoch: 12
LearningRate:
  base_lr: 0.01
  schedulers:
  - !PiecewiseDecay
    gamma: 0.1
    milestones: [8, 16]{comment}
  - !LinearWarmup {{start_factor: 0.1, epochs: 1}}
"""


def codes(path, text, **options):
    path.write_text(text, encoding="utf-8")
    return [finding.code for finding in check_file(str(path), CheckOptions(**options)) or []]


def test_a_finding_says_file_line_key_and_numbers(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text(BAD.format(comment=""), encoding="utf-8")
    (finding,) = check_file(str(path), CheckOptions(length=LengthOptions(1000)))
    assert finding.as_dict() == {
        "code": "LR102",
        "rule": "milestone-after-end",
        "severity": "error",
        "path": str(path),
        "line": 7,
        "key": "LearningRate.schedulers.0.milestones.1",
        "message": "milestone 16 is at update 16,000 of 12,000 (epoch 16 of 12): the run ends before it",
        "fix": "milestones: [8, 11]  # for example",
    }


@pytest.mark.parametrize("comment", ["LR102", "milestone-after-end", "LR101, LR102"])
def test_a_comment_silences_its_line(tmp_path, comment):
    assert codes(tmp_path / "a.yml", BAD.format(comment=f"  # lrkit: ignore={comment}")) == []


def test_a_comment_of_another_rule_silences_nothing(tmp_path):
    assert codes(tmp_path / "a.yml", BAD.format(comment="  # lrkit: ignore=LR101")) == ["LR102"]


def test_a_comment_on_a_line_of_its_own_silences_the_file(tmp_path):
    assert codes(tmp_path / "a.yml", "# lrkit: ignore=LR102\n" + BAD.format(comment="")) == []


def test_rules_are_selected_by_code_beginning_and_name():
    assert [rule.code for rule in select(["LR20", "never-decays"], ["LR203", "LR204"])] == ["LR101", "LR201", "LR202"]
    with pytest.raises(UsageError, match="did you mean 'never-decays'"):
        find_rule("never-decay")


def test_a_selected_rule_runs_alone(tmp_path):
    assert codes(tmp_path / "a.yml", BAD.format(comment=""), rules=select(["LR1"], ["LR102"])) == []


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c",
        "[1, 2]",
        "LearningRate: 3",
        "LearningRate: {schedulers: 3}\nepoch: 12",
        "a: !!python/object:x {}",
        "\t",
    ],
)
def test_a_broken_config_is_a_finding_and_no_crash(tmp_path, text):
    assert set(codes(tmp_path / "a.yml", text)) <= {"LR706"}


@pytest.mark.parametrize("text", ["", "TrainDataset: {name: COCODataSet}", "a: 1"])
def test_a_file_without_a_schedule_is_skipped(tmp_path, text):
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")
    assert check_file(str(path)) is None


ODD = (None, "x", [], {}, True, -1, 10**400, float("nan"), [[1]], {"a": 1}, ["1e-4"])


@pytest.mark.parametrize("value", ODD, ids=lambda value: str(value)[:12])
@pytest.mark.parametrize("key", ["epochs", "learning_rate", "milestones", "warmup_epoch", "name", "gamma"])
def test_odd_values_do_not_crash(key, value):
    config = {
        "Global": {"epochs": 90},
        "Optimizer": {"lr": {"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [30, 60], "gamma": 0.1}},
    }
    (config["Global"] if key == "epochs" else config["Optimizer"]["lr"])[key] = value
    check_config(config, CheckOptions(suite="ppcls"))


def test_checking_twice_says_the_same(tmp_path):
    path = tmp_path / "a.yml"
    assert codes(path, BAD.format(comment="")) == codes(path, BAD.format(comment=""))


def test_codes_and_names_are_unique():
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_a_page(rule):
    for title in ("What it does", "Why is this bad", "Example", "Use instead", "Reference"):
        assert f"\n{title}\n    " in rule.documentation
    assert rule.documentation == sys.modules[rule.check.__module__].__doc__.strip()


OWN = """\
Global: {{epochs: 100}}
Optimizer:
  name: SGD
  lr: {{{lr}}}
Train: {{dataset: {{name: Digits}}, num_samples: 6400, loader: {{batch_size: 64}}}}
"""


@pytest.mark.parametrize(
    ("lr", "rule", "message", "fix"),
    [
        (
            "name: CosineAnnealingDecay, learning_rate: 0.1, T_max: 100ep, warmup: 10ep",
            "warmup-not-subtracted",
            "would end at update 11,000",
            "T_max: 90ep",
        ),
        (
            "name: CosineAnnealingDecay, learning_rate: 0.1, T_max: 10000it, warmup: 1000it",
            "warmup-not-subtracted",
            "would end at update 11,000",
            "T_max: 9000it",
        ),
        (
            "name: MultiStepDecay, learning_rate: 0.1, milestones: [90ep, 60ep]",
            "unsorted-milestones",
            "got 60ep after 90ep",
            None,
        ),
        (
            "name: StepDecay, learning_rate: 0.1, step_size: 30ep, gama: 0.1",
            "unknown-key",
            "StepDecay takes no 'gama'; did you mean 'gamma'?",
            "gamma: 0.1",
        ),
    ],
)
def test_lengths_of_our_own_dialect_keep_their_units(tmp_path, lr, rule, message, fix):
    path = tmp_path / "a.yml"
    path.write_text(OWN.format(lr=lr), encoding="utf-8")
    found = {finding.rule: finding for finding in check_file(str(path))}
    assert message in found[rule].message
    assert found[rule].fix == fix
    assert "cannot-build" not in found


def test_an_error_elsewhere_does_not_hide_why_ours_cannot_be_built(tmp_path):
    lr = "name: CosineAnnealingDecay, learning_rate: 0.1, eta_min: 0.2, T_max: 100"
    assert codes(tmp_path / "a.yml", OWN.format(lr=lr)) == ["LR405", "LR706"]


def test_a_comment_for_the_whole_of_a_file_silences_what_stands_in_its_base(tmp_path):
    (tmp_path / "base.yml").write_text(BAD.format(comment=""), encoding="utf-8")
    child = "_BASE_: [base.yml]\n"
    assert codes(tmp_path / "a.yml", child) == ["LR102"]
    assert codes(tmp_path / "a.yml", f"# lrkit: ignore=LR102\n{child}") == []
    assert codes(tmp_path / "a.yml", f"{child}x: 1  # lrkit: ignore=LR102\n") == ["LR102"]


@pytest.mark.parametrize("name", ["./a.yml", "x/../a.yml", "a.yml"])
def test_a_path_is_written_without_detours(tmp_path, monkeypatch, name):
    (tmp_path / "x").mkdir()
    (tmp_path / "a.yml").write_text(BAD.format(comment=""), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert {finding.path for finding in check_file(name)} == {"a.yml"}


def test_a_section_of_a_file_is_checked(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("name: x\ntrain:\n  max_steps: 50\n  warmup_steps: 60\n", encoding="utf-8")
    assert not check_file(str(path))
    (finding,) = [finding for finding in check_file(f"{path}#train") or [] if finding.severity == "error"]
    assert (finding.rule, finding.path, finding.line) == ("warmup-longer-than-run", str(path), 4)


PARTS = {
    "ppdet": {
        "epoch": 12,
        "LearningRate": {
            "base_lr": 0.01,
            "schedulers": [
                {"name": "PiecewiseDecay", "gamma": 0.5, "milestones": [8, 11], "use_warmup": True},
                {"name": "LinearWarmup", "start_factor": 0.1, "steps": 500},
            ],
        },
        "TrainReader": {"batch_size": 2},
    },
    "ppdet cosine": {
        "epoch": 12,
        "LearningRate": {
            "base_lr": 0.01,
            "schedulers": [{"name": "CosineDecay", "max_epochs": 12}, {"name": "LinearWarmup", "epochs": 1}],
        },
    },
    "ppseg": {
        "iters": 1000,
        "lr_scheduler": {
            "type": "CosineAnnealingDecay",
            "learning_rate": 0.1,
            "T_max": 900,
            "warmup_iters": 100,
            "warmup_start_lr": 0.01,
        },
    },
    "ppocr": {
        "Global": {"epoch_num": 20},
        "Optimizer": {"lr": {"name": "Piecewise", "decay_epochs": [9], "values": [0.1, 0.01], "warmup_epoch": 2}},
    },
    "ppnlp": {
        "learning_rate": 0.001,
        "max_steps": 100,
        "warmup_steps": 10,
        "decay_steps": 90,
        "lr_scheduler_type": "cosine",
    },
    "ppcls": {
        "Global": {"epochs": 20},
        "Optimizer": {"lr": {"name": "Cosine", "learning_rate": 0.1, "warmup_epoch": 2, "by_epoch": True}},
    },
}
WILD = (*ODD, 0, -1.5, 1e308, float("inf"), "nan", ["9", 8], [9.5, "x"], {"name": 1})


def places(value, path=()):
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield (*path, key)
        yield from places(part, (*path, key))


@pytest.mark.parametrize("part", PARTS)
def test_no_value_of_any_key_crashes(part):
    for path in places(PARTS[part]):
        for value in WILD:
            config = copy.deepcopy(PARTS[part])
            parent = config
            for step in path[:-1]:
                parent = parent[step]
            parent[path[-1]] = value
            check_config(config, CheckOptions(suite=part.split()[0], length=LengthOptions(50)))


def test_a_decay_of_no_length_is_none():
    config = {**PARTS["ppnlp"], "decay_steps": -1}
    assert {finding.severity for finding in check_config(config, CheckOptions(suite="ppnlp"))} <= {"info"}


def test_a_config_that_trains_nothing_is_a_file_without_a_schedule(tmp_path):
    file = tmp_path / "predict.yaml"
    file.write_text("{Global: {model: PP-DocBee-2B}, Predict: {batch_size: 1}}")
    named, found = (checked_file(str(file), named=one).report for one in (True, False))
    assert "it has no section Train" in named.not_understood[0].why
    assert found.not_understood == found.schedules == ()
