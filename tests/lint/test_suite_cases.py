"""Findings on the reference cases of all suites: a refusal is one of the suite's, and advice removes its finding."""

from collections import Counter
from pathlib import Path

import pytest

from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.errors import ConfigError, NoScheduleError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.codes import select
from paddle_lrkit.lint.engine import check_config, check_file
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions
from tests.lint.following import followed
from tests.lint.test_advice import PROSE
from tests.lint.test_recall import SUITES
from tests.suites.reference_cases import NAMES, cases, only_with_cases, selection, steps_per_epoch, world_size, written

pytestmark = only_with_cases

OTHERS = tuple(suite for suite in NAMES if suite not in SUITES)
REFUSALS = select(["LR401", "LR506", "LR704", "LR706", "LR711"], [])


def options_of(case, folder):
    base = written(case, folder)[1]
    length = LengthOptions(steps_per_epoch(case), world_size=world_size(case))
    found = base and parse_yaml11(base.read_text(encoding="utf-8"), base.name).data
    return CheckOptions(suite=case["suite"], selection=selection(case), base=found, length=length)


def has_no_schedule(config, options):
    """Whether it depends on a metric, or on something that is not in the config."""
    try:
        source = open_source(config, options.suite, options.selection, base=options.base)
        read_source(source, options.length, options.selection.optimizer_index)
    except NoScheduleError:
        return True
    except ConfigError:
        return False
    return True


@pytest.mark.parametrize("suite", NAMES)
def test_a_refusal_is_found_and_nothing_else_is_called_one(suite, tmp_path):
    wrong = []
    for number, case in enumerate(cases(suite)):
        options = options_of(case, tmp_path / str(number))
        errors = [one for one in check_config(case["config"], options) if one.severity == "error"]
        called = [one.message for one in errors if one.code in {rule.code for rule in REFUSALS}]
        if case.get("error") and not errors and not has_no_schedule(case["config"], options):
            wrong.append((case["path"], "nothing is found", case["error"]))
        elif called and not case.get("error"):
            wrong.append((case["path"], called))
    assert not wrong, wrong[:10]


@pytest.mark.parametrize("suite", NAMES)
def test_advice_removes_its_finding(suite, tmp_path):
    wrong = []
    for number, case in enumerate(cases(suite)):
        options, config = options_of(case, tmp_path / str(number)), case["config"]
        for finding in check_config(config, options):
            changed = None if finding.fix in PROSE else followed(config, finding)
            after = [] if changed is None else check_config(changed, options)
            if any((one.rule, one.key) == (finding.rule, finding.key) for one in after):
                wrong.append((case["path"], finding.message, finding.fix))
    assert not wrong, wrong[:10]


def shipped(suite, folder):
    """``(path, errors)`` of each file of a suite that it ships; nothing is said about the length of an epoch."""
    known = {}
    for number, case in enumerate(cases(suite)):
        if not case["path"].startswith("synthetic"):
            config, base = written(case, folder / str(number))
            options = CheckOptions(suite=suite, selection=selection(case), base=base and str(base))
            found = {one.rule for one in check_file(str(config), options) if one.severity == "error"}
            known.setdefault(case["path"], set()).update(found)
    return known


def rows_of_the_page():
    """Suite -> files, files with an error, and the rules of the errors, as ``docs/check.md`` lists them."""
    text = (Path(__file__).parents[2] / "docs" / "check.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    return {row[0]: row[1:] for row in rows if len(row) == 4 and row[0] in OTHERS}


@pytest.mark.parametrize("suite", OTHERS)
def test_the_page_counts_the_errors_in_shipped_files(suite, tmp_path):
    known = shipped(suite, tmp_path)
    counts = Counter(rule for rules in known.values() for rule in rules)
    listed = ", ".join(f"{rule} {count}" for rule, count in sorted(counts.items()))
    wrong = sum(map(bool, known.values()))
    assert rows_of_the_page()[suite] == [str(len(known)), str(wrong), listed or "none"]
