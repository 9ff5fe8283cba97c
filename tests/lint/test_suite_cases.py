"""Findings on the reference cases of all suites: a refusal is one of the suite's, and advice removes its finding."""

import pytest

from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.errors import ConfigError, NoScheduleError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.codes import select
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions
from tests.lint.following import followed
from tests.lint.test_advice import PROSE
from tests.suites.reference_cases import NAMES, cases, only_with_cases, selection, steps_per_epoch, world_size, written

pytestmark = only_with_cases

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
