"""The two files of the report."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.experiments.validate.case import CaseResult
from paddle_lrkit.experiments.validate.report import ValidationReport, to_markdown

OK = CaseResult("rates", "catalogue", "ok", {"updates": 1000, "largest difference": 2.5e-8}, "1e-6", seconds=2.0)
BAD = CaseResult("resume", "text", "fail", {"mean": 0.1}, "equal", "mean difference 0.1 | is above 0")
SKIP = CaseResult("amp", "all cases", "skip", reason="needs a GPU")
INFO = CaseResult("speed", "digits", "info", {"trainer ms": 12.3456789})


def report(*results, complete=True):
    machine = {"Paddle": "3.3.1, CPU build", "cores": "2"}
    return ValidationReport(
        "lrkit validate --device cpu", "cpu", machine, "2026-01-01 10:00 UTC", list(results), 61.4, complete
    )


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (report(OK, SKIP, INFO), "passed"),
        (report(OK, BAD), "failed"),
        (report(OK, complete=False), "not complete"),
        (report(BAD, complete=False), "failed"),
    ],
)
def test_the_verdict(made, verdict):
    assert made.verdict == verdict
    assert to_markdown(made).startswith(f"# Validation on the CPU: {verdict}\n")


def test_json_holds_everything(tmp_path):
    report(OK, BAD, SKIP).write(tmp_path)
    read = json.loads((tmp_path / "report.json").read_text())
    assert read["counts"] == {"ok": 1, "fail": 1, "skip": 1, "info": 0}
    assert (read["format"], read["verdict"], read["device"], read["complete"]) == (1, "failed", "cpu", True)
    assert read["machine"]["cores"] == "2"
    assert read["findings"][0] == {
        "check": "rates",
        "case": "catalogue",
        "status": "ok",
        "figures": {"updates": 1000, "largest difference": 2.5e-8},
        "limit": "1e-6",
        "reason": "",
        "seconds": 2.0,
    }


def test_markdown_has_a_table_a_check_and_the_reasons(tmp_path):
    text = to_markdown(report(OK, BAD, SKIP, INFO))
    lines = text.splitlines()
    assert "`lrkit validate --device cpu`, 2026-01-01 10:00 UTC, 61 s: 1 ok, 1 fail, 1 skip, 1 info." in lines
    assert "| Paddle | 3.3.1, CPU build |" in lines
    assert "| catalogue | ok | updates 1000, largest difference 2.5e-08 | 1e-6 | 2.0 |" in lines
    assert r"| text | **fail** | mean difference 0.1 \| is above 0; mean 0.1 | equal | 0.0 |" in lines
    assert "| digits | figures | trainer ms 12.35 |  | 0.0 |" in lines
    assert lines.index("## Skipped") > lines.index("## amp")
    assert "| amp | all cases | needs a GPU |" in lines
    assert [line for line in lines if line.startswith("## ")] == [
        "## rates",
        "## resume",
        "## amp",
        "## speed",
        "## Skipped",
    ]


def test_rows_have_as_many_cells_as_their_head():
    import re

    for line in to_markdown(report(OK, BAD, SKIP, INFO)).splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (3, 4, 6)
