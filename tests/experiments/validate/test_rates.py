"""Applied rates: correct for the whole catalogue, and wrong ones are noticed."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.curves import catalog
from paddle_lrkit.experiments.validate import rates
from paddle_lrkit.experiments.validate.case import CaseFailed
from paddle_lrkit.experiments.validate.rates import AppliedRates, check, compare_rates


def test_every_schedule_of_the_catalogue_is_applied(options):
    (result,) = check(options)
    assert result.status == "ok", result.reason
    assert result.figures["schedules"] == len(catalog.ENTRIES)
    assert result.figures["updates"] == 1000
    assert result.figures["largest difference"] <= 1e-6


@pytest.fixture
def three_schedules(monkeypatch):
    names = ("StepDecay", "CosineAnnealingDecay", "LinearWarmup")
    monkeypatch.setattr(catalog, "ENTRIES", tuple(catalog.find(name) for name in names))
    monkeypatch.setattr(rates, "_UPDATES", 400)


def test_a_scheduler_of_another_curve_is_noticed(options, monkeypatch, three_schedules):
    from paddle_lrkit.schedulers import CurveLR

    monkeypatch.setattr(rates, "build_scheduler", lambda schedule: CurveLR(schedule.curve.scale(1.001)))
    found = list(check(options))
    assert [result.status for result in found] == ["fail"] * 3
    assert "update 0: the optimizer's rate is 0.1001" in found[0].reason


def test_an_optimizer_that_moves_by_another_rate_is_noticed(options, monkeypatch, three_schedules):
    """The stored rate is correct; only the weight shows the error."""
    real = rates.build_optimizer

    def build(settings, model, rate):
        model.weight.optimize_attr["learning_rate"] = 1.01
        return real(settings, model, rate)

    monkeypatch.setattr(rates, "build_optimizer", build)
    found = list(check(options))
    assert [result.status for result in found] == ["fail"] * 3
    assert "the step of the weight is 0.101" in found[0].reason


def test_a_schedule_that_is_one_update_late_is_noticed(options, monkeypatch, three_schedules):
    from paddle_lrkit.curves import shift
    from paddle_lrkit.schedulers import CurveLR

    monkeypatch.setattr(rates, "build_scheduler", lambda schedule: CurveLR(shift(schedule.curve, 1)))
    step = next(result for result in check(options) if result.case == "StepDecay")
    assert step.reason.startswith("update 300: the optimizer's rate is 0.1")


def test_the_comparison_is_with_the_float32_of_the_curve():
    planned = np.array([0.1, 1e-40, 0.0])
    exact = planned.astype(np.float32)
    assert compare_rates(planned, AppliedRates(exact, exact))["largest difference"] == 0
    flushed = np.array([exact[0], 0, 0], np.float32)
    assert compare_rates(planned, AppliedRates(flushed, flushed))["updates"] == 3
    wrong = np.array([exact[0], 0, 1e-6], np.float32)
    with pytest.raises(CaseFailed, match="update 2: the step of the weight"):
        compare_rates(planned, AppliedRates(exact, wrong))


def test_a_nan_rate_is_noticed():
    planned = np.array([0.1])
    with pytest.raises(CaseFailed, match="nan"):
        compare_rates(planned, AppliedRates(np.array([np.nan], np.float32), planned.astype(np.float32)))
