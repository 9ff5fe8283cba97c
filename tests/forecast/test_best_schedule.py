from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.forecast.best_schedule import best_schedule, gain_over
from paddle_lrkit.forecast.fit_law import fit_law
from paddle_lrkit.forecast.forecast import ScoredLaw
from paddle_lrkit.forecast.functional import FunctionalLaw
from paddle_lrkit.forecast.momentum import MomentumLaw
from tests.forecast.runs import PEAK, UPDATES, WARMUP, constant, curve, wsd


@pytest.fixture(scope="module")
def known():
    """Laws fitted to a run whose rate falls fast."""
    run = curve("w", wsd(), MomentumLaw(), (2.6, 0.3, 0.15), (0.45, 100.0), every=80, noise=2e-4)
    return [ScoredLaw(fit_law(law, [run]), 1e-3) for law in (MomentumLaw(), FunctionalLaw())], [run]


def test_the_best_has_the_least_loss_and_the_runs_peak_warmup_and_floor(known):
    laws, curves = known
    best = best_schedule(laws, curves, UPDATES)
    assert best.schedule.total_updates == best.path.updates == UPDATES
    assert best.path.peak == pytest.approx(PEAK)
    assert best.path.warmup == WARMUP
    lowest = wsd()[curves[0].updates].min()
    assert best.path.rates[-1] == pytest.approx(lowest, rel=0.02)
    end = np.array([UPDATES - 1])
    for other in (constant(), wsd(decay=0.8, floor=0.12)):
        path = type(best.path)(other)
        assert laws[0].fitted.losses(best.path, end) < laws[0].fitted.losses(path, end)


@pytest.mark.parametrize("updates", [WARMUP + 1, WARMUP + 2, 3 * WARMUP, 10 * WARMUP, 10 * WARMUP + 1])
def test_a_warmup_of_much_of_the_run_leaves_out_decays_without_room(known, updates):
    best = best_schedule(*known, updates)
    assert best.path.updates == updates
    assert best.path.warmup == WARMUP


def test_a_run_of_few_updates_leaves_out_decays_of_less_than_one(known):
    assert best_schedule(*known, 5).path.updates == 5


def test_the_gain_is_the_difference_of_the_forecasts(known):
    laws, curves = known
    best, flat = best_schedule(laws, curves, UPDATES).path, type(curves[0].path)(constant())
    gain, loss = gain_over(laws, curves, best, flat), gain_over(laws, curves, flat, best)
    end = np.array([UPDATES - 1])
    expected = laws[0].fitted.losses(flat, end)[0] - laws[0].fitted.losses(best, end)[0]
    assert gain.value == -loss.value == pytest.approx(expected)
    assert gain.interval[0] < gain.value < gain.interval[1]
    assert gain.interval[0] > 0
