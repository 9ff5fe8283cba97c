"""Reading the arms of a command line."""

from __future__ import annotations

import pytest

from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError, LrkitError, UsageError
from paddle_lrkit.experiments.compare.arm import check_names, rate_arms, read_arm
from paddle_lrkit.experiments.compare.scaling import schedule_of


@pytest.mark.parametrize("entry", catalog.ENTRIES, ids=lambda entry: entry.name)
def test_every_schedule_of_the_catalogue_has_defaults_for_the_run(long_base, entry):
    arm = read_arm(entry.name, long_base)
    assert schedule_of(long_base, arm.lr).peak_lr == pytest.approx(0.3, rel=1e-6)


def test_the_warmup_is_shared(base):
    arm = read_arm("LinearDecay", base)
    assert arm.shares_warmup
    assert arm.lr == {"name": "LinearDecay", "learning_rate": 0.3, "warmup": "1ep"}
    assert schedule_of(base, arm.lr).warmup_updates == 5


@pytest.mark.parametrize("spec", ["LinearDecay:warmup=2it", "OneCycleLR", "NoamDecay", "CyclicLR", "config"])
def test_an_arm_with_a_ramp_of_its_own_keeps_it(base, spec):
    assert not read_arm(spec, base).shares_warmup


def test_the_own_schedule(base):
    assert read_arm("config", base).lr == base.lr


def test_arguments_are_yaml(base):
    arm = read_arm("MultiStepDecay:milestones=[50%,75%],gamma=0.2", base)
    assert arm.lr["milestones"] == ["50%", "75%"]
    assert arm.lr["gamma"] == 0.2
    assert arm.folder == "MultiStepDecay_milestones=_50_75_gamma=0.2"


def test_a_floor_belongs_to_the_peak_of_the_config(base):
    assert read_arm("LinearDecay:end_lr=0.03", base).lr["end_lr"] == 0.03
    assert read_arm("LinearDecay:end_lr=0.03,learning_rate=0.6", base).lr["end_lr"] == 0.015


def test_a_file(base, tmp_path):
    file = tmp_path / "late.yml"
    file.write_text("Optimizer: {lr: {name: StepDecay, learning_rate: 1.0, step_size: 3ep, gamma: 0.5}}\n")
    arm = read_arm(str(file), base)
    assert arm.name == "late"
    assert arm.lr["learning_rate"] == 0.3
    assert schedule_of(base, arm.lr).curve(15) == 0.15


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("LinaerDecay", "unknown schedule 'LinaerDecay'; did you mean 'LinearDecay'"),
        ("Foo", "--schedule: unknown schedule 'Foo'; lrkit plot --catalogue draws every schedule by name"),
        ("LinearDecay:end=0", r"--schedule LinearDecay:end=0: Optimizer\.lr\.end: unknown key; did you mean 'end_lr'"),
        ("StepDecay:gamma=-1", r"Optimizer\.lr\.gamma: must be > 0"),
        ("StepDecay:gamma", "must be Name:key=value"),
        ("StepDecay:gamma={", "must be|flow"),
        ("missing.yml", r"missing\.yml: cannot be read"),
    ],
)
def test_an_invalid_arm_is_one_sentence(base, spec, message):
    with pytest.raises(LrkitError, match=message):
        read_arm(spec, base)


def test_a_mistake_in_a_file_has_its_line(base, tmp_path):
    file = tmp_path / "wrong.yml"
    file.write_text("Optimizer:\n  lr:\n    name: StepDecay\n    learning_rate: 1.0\n    gama: 0.5\n")
    with pytest.raises(ConfigError, match=r"wrong\.yml:5: Optimizer\.lr\.gama: unknown key"):
        read_arm(str(file), base)


def test_a_file_without_a_schedule(base, tmp_path):
    file = tmp_path / "empty.yml"
    file.write_text("Global: {updates: 3}\n")
    with pytest.raises(ConfigError, match=r"the section Optimizer\.lr is missing"):
        read_arm(str(file), base)


def test_two_arms_of_one_name(base):
    with pytest.raises(UsageError, match="another arm has this name"):
        check_names([read_arm("Constant", base)] * 2)


def test_rates_as_arms(base):
    arms = rate_arms(read_arm("Constant", base), [0.1, 0.2])
    assert [(arm.name, arm.rate) for arm in arms] == [("Constant 0.1", 0.1), ("Constant 0.2", 0.2)]
