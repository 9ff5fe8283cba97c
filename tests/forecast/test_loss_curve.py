from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.forecast.loss_curve import MOST_ROWS, LossCurve
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
