"""``--fix``: only certain edits, every other byte as it was, and clean on the second run."""

import pytest

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.edit.file_change import write_change
from paddle_lrkit.config.edit.replace import edited, written
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.lint.fix import fixes
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
    write_change(fixed)
    assert path.read_bytes() == fixed.after.encode()
    again = check_file(str(path))
    assert fixes(again) == []
    assert [finding for finding in again if finding.severity == "error"] == []


def test_the_curve_differs_only_where_the_finding_said(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text(CASES["span"][0], encoding="utf-8")
    before = load_schedule(path)
    write_change(fixes(check_file(str(path)))[0])
    after = load_schedule(path)
    assert [before.curve(update) for update in range(101)] == [after.curve(update) for update in range(101)]
    assert after.curve(999) < 1e-5 < before.curve(999)


def test_a_dead_key_taken_out_leaves_the_curve(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text(CASES["block key"][0], encoding="utf-8")
    before = load_schedule(path, steps_per_epoch=7).curve
    write_change(fixes(check_file(str(path)))[0])
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


def test_a_list_keeps_its_form_and_its_comments(tmp_path):
    path = tmp_path / "config.yml"
    text = CASES["milestones"][0].replace("[11, 8]  # swapped\n", "\n    - 11  # late\n    # between\n    -   8\n")
    path.write_text(text, encoding="utf-8")
    (fixed,) = fixes(check_file(str(path)))
    assert fixed.after == text.replace("- 11 ", "- 8 ").replace("-   8", "-   11")


def test_the_diff_says_that_the_last_line_has_no_end(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text("Global: {epoch_num: 50}\nOptimizer:\n  lr:\n    name: Cosine\n    eta_min: 0.1", encoding="utf-8")
    (fixed,) = fixes(check_file(str(path)))
    assert fixed.diff.endswith("-    eta_min: 0.1\n\\ No newline at end of file\n")


BASE = """\
iters: 1000
lr_scheduler:
  type: CosineAnnealingDecay
  learning_rate: 0.1
  T_max: 1000
  warmup_iters: 100
  warmup_start_lr: {start}
"""


def inheriting(folder, **children):
    (folder / "base.yml").write_text(BASE.format(start="1e-2"), encoding="utf-8")
    for name, text in children.items():
        (folder / f"{name}.yml").write_text(f"_base_: base.yml\n{text}", encoding="utf-8")
    return [finding for name in children for finding in check_file(str(folder / f"{name}.yml"))]


def test_a_length_in_a_base_is_not_fitted_to_one_of_its_children(tmp_path):
    found = inheriting(tmp_path, a="iters: 1050\n", b="iters: 1080\n")
    assert [finding.fix for finding in found if finding.rule == "warmup-not-subtracted"] == ["T_max: 950", "T_max: 980"]
    (fixed,) = fixes(found)
    assert fixed.path == str(tmp_path / "base.yml")
    assert fixed.after == BASE.format(start="0.01")


def test_a_length_in_the_file_itself_is_fitted(tmp_path):
    found = inheriting(tmp_path, a="iters: 2000\nlr_scheduler: {T_max: 2000}\n")
    changed = {fixed.path: fixed.after for fixed in fixes(found)}
    assert changed[str(tmp_path / "a.yml")].endswith("{T_max: 1900}\n")


def test_a_file_under_two_names_is_changed_once(tmp_path):
    path, link = tmp_path / "config.yml", tmp_path / "link.yml"
    path.write_text(CASES["number"][0], encoding="utf-8")
    link.symlink_to(path.name)
    (fixed,) = fixes([*check_file(str(link)), *check_file(str(path))])
    write_change(fixed)
    assert link.is_symlink()
    assert "base_lr: 0.01  # text" in path.read_text(encoding="utf-8")


def test_a_read_only_file_is_refused_and_stays(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text(CASES["number"][0], encoding="utf-8")
    path.chmod(0o444)
    (fixed,) = fixes(check_file(str(path)))
    with pytest.raises(UsageError, match=r"config\.yml: cannot be written: the file is read-only"):
        write_change(fixed)
    assert path.read_text(encoding="utf-8") == CASES["number"][0]
    assert [file.name for file in tmp_path.iterdir()] == ["config.yml"]


def test_a_changed_file_keeps_its_mode(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text(CASES["number"][0], encoding="utf-8")
    path.chmod(0o640)
    write_change(fixes(check_file(str(path)))[0])
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_picked_section_is_not_changed(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text("iters: 1\nother:\n  iters: 9\n  lr_scheduler: {type: StepDecay, learning_rate: 1e-2}\n")
    found = check_file(f"{path}#other")
    assert "number-as-string" in {finding.rule for finding in found}
    assert fixes(found) == []


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (CASES["span"][0].replace("T_max: 1000", 'T_max: "1000"'), ('"1000"', "900")),
        (CASES["milestones"][0].replace("[11, 8]", '["11", 8]'), ('["11", 8]', "[8, 11]")),
        (CASES["milestones"][0].replace("[11, 8]", '["10", "8"]'), ('["10", "8"]', "[8, 10]")),
        (CASES["milestones"][0].replace("[11, 8]", '[1e+1, "8"]'), ('[1e+1, "8"]', "[8, 10.0]")),
        (CASES["block key"][0].replace("eta_min: 0.1", "eta_min: 1e-1"), ("    eta_min: 1e-1  # no effect\n", "")),
    ],
    ids=["span", "one text", "two texts", "float", "taken out"],
)
def test_two_findings_at_one_value_are_fixed_at_once(tmp_path, text, change):
    path = tmp_path / "config.yml"
    path.write_text(text, encoding="utf-8")
    (fixed,) = fixes(check_file(str(path)))
    assert fixed.after == text.replace(*change)
    write_change(fixed)
    assert fixes(check_file(str(path))) == []


def test_values_in_order_are_fixed(tmp_path):
    path = tmp_path / "config.yml"
    text = CASES["number"][0].replace("1e-2", "0.01").replace("{gamma: 0.1, milestones: [8, 11]}", "[0.1, [11, 8]]")
    path.write_text(text, encoding="utf-8")
    (fixed,) = fixes(check_file(str(path)))
    assert fixed.after == text.replace("[11, 8]", "[8, 11]")
