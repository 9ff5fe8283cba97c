"""Every reference curve of a directory of cases; opt-in, because the cases are not part of the project."""

import gzip
import json
import os
from pathlib import Path

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

FOLDER = os.environ.get("LRKIT_SUITE_CASES")
SUITES = ("ppdet", "ppcls", "ppseg", "ppocr", "ppnlp")

pytestmark = pytest.mark.skipif(not FOLDER, reason="LRKIT_SUITE_CASES names no directory of <suite>.json.gz files")


def cases(suite):
    for part in ("", "_options"):
        path = Path(FOLDER, f"{suite}{part}.json.gz")
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as stream:
                yield from json.load(stream)


def verdict(case, config, suite):
    """None when our curve is the case's, else what is wrong."""
    variant = case.get("variant") or case.get("entry")
    try:
        schedule = load_schedule(
            config,
            suite=suite,
            variant=variant,
            steps_per_epoch=case["steps_per_epoch"],
            optimizer_index=case.get("optimizer_index", 0),
        )
    except ConfigError as error:
        return None if case.get("error") else f"refused: {error}"
    if case.get("error"):
        metric = "metric" in case["error"] and schedule.plateau is not None
        return None if metric else f"taken, but the suite says {case['error']}"
    if schedule.total_updates != case["total_steps"]:
        return f"{schedule.total_updates} updates instead of {case['total_steps']}"
    peak = max(map(abs, case["lr"]), default=1.0)
    wrong = [
        (step, rate, schedule.curve(step))
        for step, rate in zip(case["steps"], case["lr"], strict=True)
        if not abs(schedule.curve(step) - rate) <= 1e-12 * peak
    ]
    return f"differs at {wrong[:3]}" if wrong else None


@pytest.mark.parametrize("named", [True, False], ids=["named", "recognised"])
@pytest.mark.parametrize("form", ["mapping", "yaml"])
@pytest.mark.parametrize("suite", SUITES)
def test_every_case(suite, form, named, tmp_path):
    failures = []
    count = 0
    for number, case in enumerate(cases(suite)):
        config = case["config"]
        if form == "yaml":
            config = tmp_path / f"{number}.yml"
            config.write_text(case["config_yaml"], encoding="utf-8")
        problem = verdict(case, config, suite if named else "auto")
        count += 1
        if problem:
            failures.append(f"{case['path']}: {problem}")
    assert count
    assert not failures, "\n".join(failures[:20])
