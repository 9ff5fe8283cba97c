from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.forecast.fit_law import LawProblem, fit_law
from paddle_lrkit.forecast.functional import FunctionalLaw
from paddle_lrkit.forecast.momentum import MomentumLaw
from paddle_lrkit.forecast.multi_power import MultiPowerLaw
from paddle_lrkit.forecast.rate_path import rate_points
from tests.forecast.runs import PEAK, UPDATES, constant, cosine, curve, step, wsd

KNOWN = [
    (MultiPowerLaw(), (2.6, 0.3, 0.15), (0.45, 400.0, 0.6, 0.6)),
    (MomentumLaw(), (2.6, 0.3, 0.15), (0.45, 300.0)),
    (FunctionalLaw(), (2.6, 0.3, 0.15), (0.45, 400.0, 0.6, 0.1)),
]


@pytest.mark.parametrize(("law", "coefficients", "shapes"), KNOWN, ids=lambda value: getattr(value, "name", ""))
def test_a_fit_to_a_law_forecasts_other_schedules_of_it(law, coefficients, shapes):
    runs = [curve(name, rates, law, coefficients, shapes) for name, rates in (("w", wsd()), ("s", step()))]
    fitted = fit_law(law, runs)
    for name, rates in (("cosine", cosine()), ("constant", constant()), ("late", wsd(decay=0.1, floor=0.0))):
        truth = curve(name, rates, law, coefficients, shapes)
        assert fitted.losses(truth.path, truth.updates) == pytest.approx(truth.losses, rel=5e-4)


@pytest.mark.parametrize(("alpha", "memory", "fall"), [(0.3, 100.0, 0.3), (0.5, 300.0, 0.1), (0.7, 500.0, 0.2)])
def test_the_parameters_of_a_momentum_law_are_found(alpha, memory, fall):
    law = MomentumLaw()
    found = fit_law(law, [curve("wsd", wsd(), law, (2.0, 0.4, fall), (alpha, memory), noise=1e-5)])
    assert found.shapes == pytest.approx([alpha, memory], rel=0.05)
    learned = 0.4 * (UPDATES * PEAK / found.scale) ** alpha
    assert found.coefficients == pytest.approx([2.0, learned, fall], rel=0.02)


@pytest.mark.parametrize(("law", "coefficients", "shapes"), KNOWN, ids=lambda value: getattr(value, "name", ""))
def test_slopes_are_the_derivatives_of_the_gaps(law, coefficients, shapes):
    truth = curve("wsd", wsd(), law, coefficients, shapes)
    problem = LawProblem(law, [rate_points(truth.path, truth.updates, PEAK, UPDATES * PEAK)], np.log(truth.losses))
    moved = [shape.moved(0.9 * value) for shape, value in zip(law.shapes, shapes, strict=True)]
    values = np.array([*moved, 2.5, 0.35, 0.1])
    slopes = problem.slopes(values)
    for number in range(len(values)):
        beside = [values.copy(), values.copy()]
        beside[0][number] -= 1e-5
        beside[1][number] += 1e-5
        expected = (problem.gaps(beside[1]) - problem.gaps(beside[0])) / 2e-5
        assert slopes[:, number] == pytest.approx(expected, rel=1e-3, abs=1e-5)


def test_outliers_do_not_move_the_fit():
    law, coefficients, shapes = KNOWN[1]
    truth = curve("wsd", wsd(), law, coefficients, shapes)
    truth.losses[::10] *= 1.5
    fitted = fit_law(law, [truth])
    clean = curve("wsd", wsd(), law, coefficients, shapes)
    assert fitted.losses(clean.path, clean.updates) == pytest.approx(clean.losses, rel=2e-3)
