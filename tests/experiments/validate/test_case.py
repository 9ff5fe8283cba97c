"""Running a case: any exception becomes a result."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import DataError
from paddle_lrkit.experiments.validate.case import CaseFailed, CaseResult, CaseSkipped, run_case
from paddle_lrkit.experiments.validate.options import ValidationOptions


def raising(error):
    def measure():
        raise error

    return measure


@pytest.mark.parametrize(
    ("error", "status", "reason", "figures"),
    [
        (CaseSkipped("one GPU"), "skip", "one GPU", {}),
        (CaseFailed("too far", {"apart": 2.0}), "fail", "too far", {"apart": 2.0}),
        (DataError("no file"), "fail", "no file", {}),
        (ZeroDivisionError("by\nzero"), "fail", "ZeroDivisionError: by zero", {}),
    ],
)
def test_what_a_case_raises_is_its_status(error, status, reason, figures):
    result = run_case("resume", "text", "equal", raising(error))
    assert (result.status, result.reason, result.figures) == (status, reason, figures)
    assert (result.check, result.case, result.limit) == ("resume", "text", "equal")


def test_a_long_error_keeps_its_ends():
    reason = run_case("a", "b", "", raising(RuntimeError("x" * 5000 + "the end"))).reason
    assert len(reason) < 450
    assert reason.endswith("the end")


def test_figures_without_a_limit_are_information():
    assert run_case("speed", "a", "", lambda: {"ms": 1.5}, has_limit=False).status == "info"
    assert run_case("speed", "a", "", lambda: {"ms": 1.5}).status == "ok"


def test_a_result_survives_its_line():
    result = CaseResult("rates", "catalogue", "ok", {"updates": 3, "apart": 1e-7}, "1e-6", "", 0.25)
    assert CaseResult.from_json(result.to_json()) == result


@pytest.mark.parametrize("line", ["", "a banner", "[1]", '{"check": "rates"}', "{"])
def test_another_line_is_not_a_result(line):
    assert CaseResult.from_json(line) is None


def test_the_length_depends_on_the_device_unless_it_is_given():
    assert [ValidationOptions(device, "d").length(50, 8) for device in ("cpu", "gpu", "gpu:1")] == [8, 50, 50]
    assert ValidationOptions("gpu", "d", 3).length(50, 8) == 3
