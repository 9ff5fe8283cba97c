from __future__ import annotations

from itertools import pairwise

import numpy as np

from paddle_lrkit.forecast.momentum import MomentumLaw
from paddle_lrkit.forecast.rate_path import RatePath, rate_points


def test_the_columns_are_those_of_the_paper():
    rates, decay = np.array([1.0, 1.0, 0.6, 0.6, 0.8, 0.2, 0.1]), 0.9
    points = rate_points(RatePath(rates), np.arange(7), 1.0, 1.0)
    columns = MomentumLaw().columns(points, np.array([0.5, 1 / (1 - decay)]))
    momentum, area, areas = 0.0, 0.0, [0.0]
    for before, rate in pairwise(rates):
        momentum = decay * momentum + before - rate
        area += momentum
        areas.append(area)
    assert np.allclose(columns[:, 1], np.cumsum(rates) ** -0.5)
    assert np.allclose(columns[:, 2], -np.array(areas) * (1 - decay))


def test_the_warmup_has_no_momentum():
    points = rate_points(RatePath(np.array([0.0, 0.5, 1.0, 1.0])), np.array([3]), 1.0, 1.0)
    assert MomentumLaw().columns(points, np.array([0.5, 10.0]))[0, 2] == 0
