from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from paddle_lrkit.forecast.identifiable import only_constant, unidentified
from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.forecast.rate_path import RatePath
from tests.forecast.runs import constant, cosine, step, wsd


def run(rates, every=40):
    at = np.arange(0, len(rates), every)
    return LossCurve("a", RatePath(rates), at, np.ones(len(at))).for_fit()


@pytest.mark.parametrize(
    "runs", [[wsd()], [step()], [wsd(decay=0.8)], [constant(), cosine()], [cosine(4000, 0.1), cosine(12_000, 0.1)]]
)
def test_runs_that_are_enough(runs):
    assert unidentified([run(each) for each in runs]) is None


@pytest.mark.parametrize(
    ("runs", "reason"),
    [
        ([cosine()], "falls all the time"),
        ([cosine(floor=0.1), cosine(floor=0.1)], "falls all the time"),
        ([wsd(decay=1.0)], "falls all the time"),
        ([wsd(), wsd() * 2], "different peak rates (3e-4 and 6e-4)"),
    ],
)
def test_runs_that_are_not(runs, reason):
    found = unidentified([run(each) for each in runs])
    assert reason in found.reason
    assert "run" in found.needs


def test_a_constant_rate_is_enough_for_constant_rates_alone():
    assert unidentified([run(constant())]) == only_constant()


def test_few_losses_are_not_enough():
    assert "there are 19 losses" in unidentified([run(wsd(), 200)]).reason
    late = run(wsd(decay=0.03), 40)
    assert "below 80% of the peak" in unidentified([late]).reason


@pytest.mark.parametrize(("factor", "noise", "refused"), [(1.02, 0.0, False), (1.1, 0.0, True), (1.1, 0.1, False)])
def test_runs_of_two_models_are_not_fitted_as_one(factor, noise, refused):
    drawn = np.random.default_rng(0)
    first, second = run(wsd()), run(wsd(decay=0.3))
    losses = (curve.losses * np.exp(noise * drawn.normal(size=len(curve.losses))) for curve in (first, second))
    runs = [replace(curve, losses=each) for curve, each in zip((first, second), losses, strict=True)]
    runs[1] = replace(runs[1], losses=runs[1].losses * factor)
    found = unidentified(runs)
    assert (found is not None and "differ by 10% at the same rates" in found.reason) is refused
    assert (found is None) is not refused
