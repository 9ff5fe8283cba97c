"""``--fix``: only certain edits, every other byte as it was, and clean on the second run."""

import pytest

from paddle_lrkit.lint.edits import edited, written
from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.lint.finding import Edit
from paddle_lrkit.lint.fix import fixes, write
from paddle_lrkit.suites import load_schedule

CASES = {
    "number": (
        "epoch: 12   # twelve\n\nLearningRate:\n  base_lr: 1e-2  # text\n  schedulers:\n"
        "  - !PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}\n  - !LinearWarmup {start_factor: 0.1, epochs: 1}\n",
        ("1e-2", "0.01"),
    ),
    "milestones": (
        "epoch: 12\nLearningRate:\n  schedulers:\n  - !PiecewiseDecay\n    milestones: [11, 8]  # swapped\n"
        "    gamma: 0.1\n  - !LinearWarmup {start_factor: 0.1, epochs: 1}\n",
        ("[11, 8]", "[8, 11]"),
    ),
    "span": (
        "iters: 1000\nlr_scheduler:\n  type: CosineAnnealingDecay\n  T_max: 1000 # all\n  learning_rate: 0.1\n"
        "  warmup_iters: 100\n  warmup_start_lr: 0.01\n",
        ("T_max: 1000", "T_max: 900"),
    ),
    "float warmup": (
        "Global: {epochs: 20}\nOptimizer:\n  lr: {name: Cosine, warmup_epoch: 5.0, learning_rate: 0.1}\n",
        ("5.0", "5"),
    ),
    "block key": (
        "Global: {epoch_num: 50}\nOptimizer:\n  lr:\n    name: Cosine\n    eta_min: 0.1  # no effect\n"
        "    # the peak\n    learning_rate: 0.1\n",
        ("    eta_min: 0.1  # no effect\n", ""),
    ),
    "flow key": (
        "Global: {epoch_num: 50}\nOptimizer:\n  lr: {name: Cosine, eta_min: 0.1, learning_rate: 0.1}\n",
        ("eta_min: 0.1, ", ""),
    ),
    "last flow key": (
        "Global: {epoch_num: 50}\nOptimizer:\n  lr: {name: Cosine, learning_rate: 0.1, eta_min: 0.1}\n",
        (", eta_min: 0.1", ""),
    ),
    "discarded": (
        "Global: {epochs: 120}\nOptimizer:\n  lr:\n    name: Piecewise\n    learning_rate: 0.1\n"
        "    decay_epochs: [60, 90]\n    values: [0.1, 0.01, 0.001]\n",
        ("    learning_rate: 0.1\n", ""),
    ),
}


@pytest.mark.parametrize(("text", "change"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "bom"])
def test_a_fix_changes_one_place_and_is_idempotent(tmp_path, text, change, ending, start):
    path = tmp_path / "config.yml"
    path.write_bytes((start + text.replace("\n", ending)).encode())
    (fixed,) = fixes(check_file(str(path)))
    assert fixed.after == fixed.before.replace(*(part.replace("\n", ending) for part in change))
    write(fixed)
    assert path.read_bytes() == fixed.after.encode()
    again = check_file(str(path))
    assert fixes(again) == []
    assert [finding for finding in again if finding.severity == "error"] == []


def test_the_curve_differs_only_where_the_finding_said(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text(CASES["span"][0], encoding="utf-8")
    before = load_schedule(path)
    write(fixes(check_file(str(path)))[0])
    after = load_schedule(path)
    assert [before.curve(update) for update in range(101)] == [after.curve(update) for update in range(101)]
    assert after.curve(999) < 1e-5 < before.curve(999)


def test_a_dead_key_taken_out_leaves_the_curve(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text(CASES["block key"][0], encoding="utf-8")
    before = load_schedule(path, steps_per_epoch=7).curve
    write(fixes(check_file(str(path)))[0])
    assert load_schedule(path, steps_per_epoch=7).curve == before


def test_an_edit_that_would_change_more_is_left_out():
    text = "a: &rate 1e-2\nb: *rate\n"
    assert edited(text, [Edit(("a",), 0.01)], "x.yml") == (text, [])


def test_a_missing_key_is_left_out():
    assert edited("a: 1\n", [Edit(("b", "c"), 2)], "x.yml") == ("a: 1\n", [])


@pytest.mark.parametrize(
    ("value", "text"), [(1e-05, "1.0e-05"), (1.5e-7, "1.5e-07"), (3, "3"), ([1, 2.5], "[1, 2.5]"), (True, "true")]
)
def test_numbers_are_written_for_yaml_1_1(value, text):
    assert written(value) == text
