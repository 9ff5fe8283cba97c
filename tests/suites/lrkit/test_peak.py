"""Another peak rate in a config."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.edit.file_change import write_change
from paddle_lrkit.errors import UsageError
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.lrkit.peak import with_peak

HEAD = "Global: {updates: 1000}  # short\nArchitecture: {name: ResNet18}\n"


def written(tmp_path, lr, name="c.yml"):
    file = tmp_path / name
    file.write_text(f"{HEAD}Optimizer:\n  name: SGD\n  lr: {lr}  # tuned by hand\n")
    return str(file)


@pytest.mark.parametrize(
    ("lr", "after"),
    [
        ("{name: CosineAnnealingDecay, learning_rate: 0.1, warmup: 10%}", "learning_rate: 0.02,"),
        ("{name: OneCycleLR, max_learning_rate: 0.1}", "max_learning_rate: 0.02}"),
        ("{name: PiecewiseDecay, boundaries: [500it], values: [0.1, 0.01]}", "values: [0.02, 0.002]"),
        ("{name: NoamDecay, d_model: 512, warmup_steps: 200it, learning_rate: 1.0}", "learning_rate: 6.4}"),
        ("{name: ReduceOnPlateau, learning_rate: 0.1}", "learning_rate: 0.02}"),
    ],
)
def test_the_schedule_gets_the_peak_and_nothing_else_changes(tmp_path, lr, after):
    file = written(tmp_path, lr)
    fixed = with_peak(file, 0.02)
    assert fixed.before.splitlines()[:4] == fixed.after.splitlines()[:4]
    assert fixed.after.endswith("# tuned by hand\n")
    if "Noam" not in lr:
        assert after in fixed.after
    write_change(fixed)
    assert load_schedule(file).peak_lr == pytest.approx(0.02, rel=1e-4)


def test_a_rate_in_a_base_gets_an_override_in_the_child(tmp_path):
    base = written(tmp_path, "{name: LinearDecay, learning_rate: 0.1}", "base.yml")
    child = tmp_path / "child.yml"
    child.write_text("# mine\n_BASE_: base.yml\nOptimizer:\n  weight_decay: 0.1  # strong\n")
    before = (tmp_path / "base.yml").read_bytes()
    write_change(with_peak(str(child), 0.03))
    text = child.read_text()
    assert (
        text == "# mine\n_BASE_: base.yml\nOptimizer:\n  weight_decay: 0.1  # strong\n  lr:\n    learning_rate: 0.03\n"
    )
    assert (tmp_path / "base.yml").read_bytes() == before
    assert load_schedule(str(child)).peak_lr == 0.03
    assert load_schedule(base).peak_lr == 0.1


def test_an_anchor_that_is_used_twice_is_left_alone(tmp_path):
    file = tmp_path / "c.yml"
    file.write_text(HEAD + "Optimizer: {name: SGD, weight_decay: &r 0.1, lr: {name: LinearDecay, learning_rate: *r}}\n")
    with pytest.raises(UsageError, match=r"Optimizer.lr.learning_rate cannot be changed alone"):
        with_peak(str(file), 0.02)


def test_a_config_without_a_rate(tmp_path):
    with pytest.raises(UsageError, match="has no rate to change"):
        with_peak(written(tmp_path, "{name: Constant, learning_rate: 0.0}"), 0.02)
