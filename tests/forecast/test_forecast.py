from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.forecast import forecast as module
from paddle_lrkit.forecast.forecast import forecast
from paddle_lrkit.forecast.momentum import MomentumLaw
from paddle_lrkit.forecast.rate_path import RatePath
from tests.forecast.runs import UPDATES, constant, cosine, curve, step, wsd

LAW, SHAPES, COEFFICIENTS = MomentumLaw(), (0.45, 300.0), (2.6, 0.3, 0.15)


@pytest.fixture
def two_laws(monkeypatch):
    """Twice the law that is fitted fastest."""
    monkeypatch.setattr(module, "LAWS", (LAW, LAW))


def made(name, rates, noise=3e-4):
    return curve(name, rates, LAW, COEFFICIENTS, SHAPES, every=80, noise=noise)


@pytest.fixture(scope="module")
def found():
    schedules = {"cosine": cosine(), "step": step(), "longer": wsd(12_000), "double": 2 * wsd()}
    shares = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "LAWS", (LAW, LAW))
        result = forecast([made("wsd", wsd())], {n: RatePath(r) for n, r in schedules.items()}, shares.append)
    assert shares == pytest.approx(np.arange(1, 5) / 4)
    return result


def test_the_law_that_made_the_losses_forecasts_others(found):
    assert found.laws[0].held_out_error == min(one.held_out_error for one in found.laws)
    for each in found.forecasts[:2]:
        truth = made("t", each.path.rates, noise=0.0)
        assert each.losses[-1] == pytest.approx(each.final_loss, rel=1e-4)
        assert each.final_loss == each.by_law[0]
        assert each.interval[0] < truth.losses[-1] < each.interval[1]
        assert each.final_loss == pytest.approx(truth.losses[-1], rel=5e-3)
        assert each.updates[-1] == UPDATES - 1


@pytest.mark.parametrize(("errors", "order"), [((0.0029, 0.002), (0.0029, 0.002)), ((0.0031, 0.002), (0.002, 0.0031))])
def test_of_laws_whose_held_out_errors_tie_the_first_of_all_laws_is_used(monkeypatch, two_laws, errors, order):
    left = list(errors)
    monkeypatch.setattr(module, "held_out_error", lambda law, parts, done: left.pop(0))
    laws = module.fit_laws([made("wsd", wsd()).for_fit()])
    assert tuple(one.held_out_error for one in laws) == order


def test_a_far_longer_run_has_a_wider_interval(found):
    widths = [each.interval[1] - each.interval[0] for each in found.forecasts]
    assert widths[2] > widths[0]
    assert found.forecasts[0].notes == ()


def test_another_peak_rate_is_refused(found):
    (refused,) = found.refused
    assert refused.schedule == "double"
    assert "6e-4" in refused.reason
    assert "3e-4" in refused.reason
    assert "6e-4" in refused.needs


def test_after_a_constant_rate_only_constant_rates_are_forecast(two_laws):
    result = forecast([made("c", constant())], {"c": RatePath(constant(8000)), "w": RatePath(wsd())})
    assert [each.schedule for each in result.forecasts] == ["c"]
    assert [each.schedule for each in result.refused] == ["w"]


def test_a_cosine_alone_is_refused():
    result = forecast([made("c", cosine())], {"w": RatePath(wsd())})
    assert (result.laws, result.forecasts) == ((), ())
    assert result.refused[0].schedule is None


def test_a_run_beyond_what_was_measured_is_said(two_laws):
    result = forecast([made("w", wsd())], {"w": RatePath(wsd(UPDATES * 5))})
    assert "times that of the longest fitted run" in result.forecasts[0].notes[0]


def test_losses_that_no_law_describes_are_refused(two_laws, monkeypatch):
    monkeypatch.setattr(module, "MOST_ERROR", 1e-6)
    result = forecast([made("w", wsd())], {"w": RatePath(wsd())})
    assert "no law describes the losses: the least held-out error is" in result.refused[0].reason
    assert (len(result.laws), result.forecasts) == (2, ())


def test_a_loss_below_zero_is_refused(two_laws, monkeypatch):
    monkeypatch.setattr(module, "final_losses", lambda laws, path: [2.0, -0.1 if path.falls(0.05) else 2.0])
    rates = {"c": constant(), "w": wsd(floor=0.0)}
    result = forecast([made("w", wsd())], {name: RatePath(each) for name, each in rates.items()})
    assert [each.schedule for each in result.forecasts] == ["c"]
    assert "a loss of 0 or less" in result.refused[0].reason
