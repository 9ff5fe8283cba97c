"""Checking several files at once."""

from __future__ import annotations

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.check_files import check_files
from paddle_lrkit.lint.engine import CheckOptions

BASE = "iters: 1000\nlr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.1, T_max: 1000}\n"


def checked(folder, **files):
    names = []
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
        names.append(f"{name}.yml")
    return check_files(names, CheckOptions(), [], ConfigFiles())


def test_a_finding_that_arises_in_a_child_names_the_child(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    children = {name: f"_base_: base.yml\niters: {iters}\n" for name, iters in (("a", 1000), ("b", 500), ("c", 500))}
    (finding,), skipped = checked(tmp_path, base=BASE, **children)
    assert (finding.path, finding.line, finding.rule) == ("base.yml", 2, "cosine-longer-than-run")
    assert finding.message.endswith("50% of the peak (as read by b.yml and 1 more)")
    assert skipped == {}


def test_a_finding_of_the_base_itself_names_only_the_base(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (finding,), _ = checked(tmp_path, base=BASE.replace("0.1", "1e-1"), a="_base_: base.yml\n")
    assert finding.message == "'1e-1' is text, not a number"


def test_a_file_without_a_schedule_is_skipped(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (finding,), skipped = checked(tmp_path, other="a: 1\n", broken="lr_scheduler: {type: StepDecay\n")
    assert (finding.path, finding.rule) == ("broken.yml", "cannot-build")
    assert skipped == {"other.yml": ""}
