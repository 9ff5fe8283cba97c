from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.forecast.bootstrap import bootstrap
from paddle_lrkit.forecast.fit_law import fit_law
from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.forecast.momentum import MomentumLaw
from paddle_lrkit.forecast.rate_path import RatePath
from tests.forecast.runs import UPDATES, cosine, curve, wsd

LAW, SHAPES, COEFFICIENTS = MomentumLaw(), (0.45, 300.0), (2.6, 0.3, 0.15)


def test_the_draws_spread_as_fits_to_new_noise_do():
    clean = curve("a", wsd(), LAW, COEFFICIENTS, SHAPES)
    target, end = RatePath(cosine()), np.array([UPDATES - 1])
    random, finals, spreads = np.random.default_rng(0), [], []
    for _ in range(6):
        noisy = LossCurve(
            "a", clean.path, clean.updates, clean.losses * np.exp(random.normal(0, 5e-4, len(clean.updates)))
        )
        fitted = fit_law(LAW, [noisy])
        finals.append(np.log(fitted.losses(target, end)[0]))
        spreads.append(bootstrap(fitted, [noisy], [fitted.points(target, end)]).std())
    assert np.median(spreads) == pytest.approx(np.std(finals), rel=0.7)


def test_no_noise_gives_no_spread():
    clean = curve("a", wsd(), LAW, COEFFICIENTS, SHAPES)
    fitted = fit_law(LAW, [clean])
    points = [fitted.points(RatePath(cosine()), np.array([UPDATES - 1]))]
    moves = bootstrap(fitted, [clean], points)
    assert moves.shape == (400, 1)
    assert np.abs(moves).max() < 1e-4
