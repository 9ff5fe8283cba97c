from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.forecast.loss_curve import LEAST_AVERAGED, MOST_ROWS, LossCurve
from paddle_lrkit.forecast.rate_path import RatePath
from tests.forecast.runs import WARMUP, wsd


def test_a_fit_sees_neither_the_warmup_nor_the_first_updates():
    run = LossCurve("a", RatePath(wsd()), np.arange(0, 4000, 20), np.ones(200))
    assert run.for_fit().updates[0] == WARMUP
    bare = LossCurve("b", RatePath(np.ones(4000)), np.arange(0, 4000, 20), np.ones(200))
    assert bare.for_fit().updates[0] == 80


def test_many_losses_are_averaged_where_they_are():
    updates = np.arange(10_000)
    run = LossCurve("a", RatePath(np.ones(10_000)), updates, 3.0 - updates / 10_000).for_fit()
    assert len(run.updates) == MOST_ROWS
    assert run.losses == pytest.approx(3.0 - run.updates / 10_000, abs=1e-4)


def test_noisy_losses_are_averaged_further_and_smooth_ones_are_not():
    updates, random = np.arange(0, 1500, 10), np.random.default_rng(0)
    smooth = LossCurve("a", RatePath(np.ones(1500)), updates, 3.0 - updates / 1000)
    noisy = LossCurve("b", smooth.path, updates, smooth.losses * np.exp(random.normal(0, 0.1, 150)))
    assert noisy.noise() == pytest.approx(0.1, rel=0.3)
    assert len(smooth.for_fit().updates) == 147
    assert len(noisy.for_fit().updates) == LEAST_AVERAGED
    assert noisy.for_fit().losses == pytest.approx(np.interp(noisy.for_fit().updates, updates, smooth.losses), rel=0.3)
