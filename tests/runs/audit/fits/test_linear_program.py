"""Steps under bounds, against the best of many random points."""

from __future__ import annotations

import random

import pytest

from paddle_lrkit.runs.audit.fits.linear_program import best_step


@pytest.mark.parametrize("seed", range(6))
def test_no_random_step_is_better(seed):
    chance = random.Random(seed)
    slopes = [[chance.uniform(-1, 1) for _ in range(30)] for _ in range(3)]
    residuals = [chance.uniform(-0.5, 0.5) for _ in range(30)]
    goal = [*(chance.uniform(-1, 1) for _ in range(3)), 0.0]
    found = best_step(goal, slopes, residuals, 1.0, [-1.0, -1.0, -1.0, 0.0], [1.0, 1.0, 1.0, 0.0])

    def worst(step):
        return max(abs(r + sum(d * s[i] for d, s in zip(step, slopes, strict=False))) for i, r in enumerate(residuals))

    def value(step):
        return sum(g * d for g, d in zip(goal, step, strict=False))

    assert worst(found) <= 1 + 1e-7
    assert all(-1 - 1e-9 <= part <= 1 + 1e-9 for part in found[:3])
    tried = ([chance.uniform(-1, 1) for _ in range(3)] for _ in range(3000))
    assert all(value(step) <= value(found) + 1e-6 for step in tried if worst(step) <= 1)


def test_the_largest_residual_is_made_smallest():
    step = best_step([0.0, -1.0], [[1.0, 1.0, 1.0]], [0.0, -1.0, -4.0], 0.0, [-9.0, 0.0], [9.0, 9.0])
    assert step == pytest.approx([2.0, 2.0])


def test_constraints_without_a_solution():
    assert best_step([1.0, 0.0], [[1.0, 1.0]], [0.0, 9.0], 1.0, [-99.0, 0.0], [99.0, 0.0]) is None


def test_firm_residuals_keep_their_bound():
    step = best_step([0.0, -1.0], [[1.0, 1.0]], [-5.0, 0.0], 0.0, [-9.0, 0.0], [9.0, 9.0], firm=1)
    assert step == pytest.approx([1.0, 4.0])
