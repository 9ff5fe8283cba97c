"""Every reference curve of a directory of cases; opt-in, because the cases are not part of the project."""

import pytest

from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from tests.suites.reference_cases import (
    NAMES,
    cases,
    only_with_cases,
    selection,
    steps_per_epoch,
    total_updates,
    world_size,
    written,
)

pytestmark = only_with_cases


def verdict(case, config, suite, base=None):
    """None when our curve is the case's, else what is wrong."""
    chosen = selection(case)
    try:
        schedule = load_schedule(
            config,
            suite=suite,
            variant=chosen.variant,
            entry=chosen.entry,
            given=chosen.given,
            base=base,
            steps_per_epoch=steps_per_epoch(case),
            world_size=world_size(case),
            optimizer_index=chosen.optimizer_index,
        )
    except ConfigError as error:
        return None if case.get("error") else f"refused: {error}"
    if case.get("error"):
        metric = "metric" in case["error"] and schedule.plateau is not None
        return None if metric else f"taken, but the suite says {case['error']}"
    if schedule.total_updates != total_updates(case):
        return f"{schedule.total_updates} updates instead of {total_updates(case)}"
    peak = max(map(abs, case["lr"]), default=1.0)
    wrong = [
        (step, rate, schedule.curve(step))
        for step, rate in zip(case["steps"], case["lr"], strict=True)
        if not abs(schedule.curve(step) - rate) <= 1e-12 * peak
    ]
    return f"differs at {wrong[:3]}" if wrong else None


@pytest.mark.parametrize("form", ["mapping", "yaml"])
@pytest.mark.parametrize("suite", NAMES)
def test_every_case(suite, form, tmp_path):
    failures = []
    count = 0
    for number, case in enumerate(cases(suite)):
        config, base = written(case, tmp_path / str(number))
        if form == "mapping":
            config, base = case["config"], base and parse_yaml11(base.read_text(encoding="utf-8"), base.name).data
        problem = verdict(case, config, suite, base)
        count += 1
        if problem:
            failures.append(f"{case['path']} ({case.get('entry')}): {problem}")
    assert count
    assert not failures, f"{len(failures)} of {count}\n" + "\n".join(failures[:20])


@pytest.mark.parametrize("form", ["mapping", "yaml"])
@pytest.mark.parametrize("suite", ["ppdet", "ppcls", "ppseg", "ppocr", "ppnlp"])
def test_every_case_is_recognised(suite, form, tmp_path):
    failures = []
    for number, case in enumerate(cases(suite)):
        config = case["config"] if form == "mapping" else written(case, tmp_path / str(number))[0]
        problem = verdict(case, config, "auto")
        if problem:
            failures.append(f"{case['path']}: {problem}")
    assert not failures, "\n".join(failures[:20])
