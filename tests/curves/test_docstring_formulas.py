"""The formulas in the docstrings are those of the curves."""

import math
import re

import pytest

from paddle_lrkit import curves
from tools.site_catalogue import formulas

SHAPE = {"left": lambda p: 1 - math.sqrt(p)}
CASES = {
    "constant": {"value": 0.1},
    "cosine": {"peak": 0.1, "floor": 0.01, "length": 60, "exponent": 1.5},
    "cosine_cycles": {"peak": 0.1, "floor": 0.01, "length": 100, "cycles": 1.5},
    "half_cosine": {"peak": 0.1, "floor": 0.01, "length": 60},
    "cosine_hard_restarts": {"peak": 0.1, "floor": 0.01, "length": 100, "cycles": 3},
    "exponential": {"start": 0.1, "gamma": 0.9, "interval": 7},
    "flat_cosine": {"peak": 0.1, "floor": 0.01, "length": 100, "flat_length": 30},
    "infinite": {"peak": 0.1, "steady": 0.05, "floor": 0.01, "length": 100, "cosine_length": 40, "decay_length": 20},
    "inverse_sqrt": {"peak": 0.1, "timescale": 20, "offset": 5},
    "inverse_time": {"start": 0.1, "gamma": 0.3},
    "linear": {"start": 0.1, "end": 0.01, "length": 60},
    "natural_exponential": {"start": 0.1, "gamma": 0.05},
    "noam": {"d_model": 64, "warmup_steps": 20, "factor": 2.0},
    "one_cycle": {"start": 0.01, "peak": 0.1, "end": 0.001, "length": 100, "up": 30},
    "polynomial": {"start": 0.1, "end": 0.01, "length": 60, "power": 2.0},
    "polynomial_cycles": {"start": 0.1, "end": 0.01, "length": 30, "power": 2.0},
    "power": {"peak": 0.05, "factor": 0.2, "exponent": -0.5},
    "rex": {"peak": 0.1, "floor": 0.01, "length": 60},
    "stable_decay": {"peak": 0.1, "floor": 0.01, "length": 100, "decay_length": 40},
    "step": {"start": 0.1, "step_size": 30, "gamma": 0.5},
    "tanh": {"peak": 0.1, "floor": 0.01, "length": 100, "lower": -6.0, "upper": 3.0},
}


@pytest.mark.parametrize("name", CASES)
def test_the_formula_of_the_docstring(name):
    given = CASES[name]
    written = dict(formula.split(" = ", 1) for formula in formulas(getattr(curves, name)))
    known = {**vars(math), "min": min, "max": max, "pow": pow, **SHAPE, **given}
    curve = getattr(curves, name)(**given)
    for t in range(1, 100):
        scope = {**known, "t": t}
        for key in reversed(list(written)):
            argument = re.fullmatch(r"(\w+)\((\w+)\)", key)
            if argument and argument[1] != "lr":
                scope[argument[1]] = eval(f"lambda {argument[2]}: {written[key]}", scope)
            else:
                scope[argument[1] if argument else key] = eval(written[key], scope)
        assert scope["lr"] == pytest.approx(curve(t), rel=1e-12, abs=1e-15), (name, t)
