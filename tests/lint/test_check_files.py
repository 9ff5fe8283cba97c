"""Checking several files at once."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.check_files import check_files
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.find_files import FoundFiles

BASE = "iters: 1000\nlr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.1, T_max: 1000}\n"


def checked(folder, **files):
    names = []
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
        names.append(f"{name}.yml")
    return check_files(FoundFiles(names), CheckOptions(), ConfigFiles())


def test_a_finding_that_arises_in_a_child_names_the_child(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    children = {name: f"_base_: base.yml\niters: {iters}\n" for name, iters in (("a", 1000), ("b", 500), ("c", 500))}
    (finding,) = checked(tmp_path, base=BASE, **children).findings
    assert (finding.path, finding.line, finding.rule) == ("base.yml", 2, "cosine-longer-than-run")
    assert finding.message.endswith("50% of the peak (as read by b.yml and 1 more)")


def test_a_finding_of_the_base_itself_names_only_the_base(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (finding,) = checked(tmp_path, base=BASE.replace("0.1", "1e-1"), a="_base_: base.yml\n").findings
    assert finding.message == "'1e-1' is text, not a number"


def test_the_report_of_each_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = checked(tmp_path, good=BASE, other="a: 1\n", broken="lr_scheduler: {type: StepDecay\n")
    assert result.findings == ()
    good, other, broken = result.reports
    assert (good.path, len(good.schedules), good.not_understood) == ("good.yml", 1, ())
    assert (other.path, other.suite, other.schedules, other.not_understood) == ("other.yml", None, (), ())
    assert (broken.path, broken.schedules) == ("broken.yml", ())
    assert broken.not_understood[0].why.startswith("not valid YAML")


def test_an_error_in_a_base_is_one_of_each_config(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wrong = BASE.replace("CosineAnnealingDecay", "CosineAnnealingDecai")
    mended = "_base_: base.yml\nlr_scheduler: {type: CosineAnnealingDecay}\n"
    result = checked(tmp_path, base=wrong, a="_base_: base.yml\n", b=mended)
    assert [report.path for report in result.reports if result.has_errors(report)] == ["base.yml", "a.yml"]
    good = checked(tmp_path, base=BASE, a="_base_: base.yml\n")
    assert not any(good.has_errors(report) for report in good.reports)


@pytest.mark.parametrize(
    ("texts", "named", "normal", "strict"),
    [
        ({"a": BASE.replace("0.1,", "0.1, eta_min: 0,")}, (), False, False),
        ({"a": BASE.replace("T_max: 1000", "T_max: 500")}, (), True, True),
        ({"a": BASE.replace("T_max: 1000", "T_max: 1200")}, (), False, True),
        ({"a": "x: 1\n"}, (), False, False),
        ({"a": "x: 1\n"}, ("a.yml",), False, True),
        ({}, (), False, True),
    ],
    ids=["good", "an error", "a warning", "no schedule", "no schedule in a named file", "no file"],
)
def test_what_fails(tmp_path, monkeypatch, texts, named, normal, strict):
    monkeypatch.chdir(tmp_path)
    for name, text in texts.items():
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
    found = FoundFiles([f"{name}.yml" for name in texts], frozenset(named))
    result = check_files(found, CheckOptions(), ConfigFiles())
    assert (result.fails(strict=False), result.fails(strict=True)) == (normal, strict)
