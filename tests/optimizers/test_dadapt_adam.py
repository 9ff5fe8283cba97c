import numpy as np
import pytest

from paddle_lrkit.optimizers import DAdaptAdam

from .reference import GROUPS, largest_difference


def equations(d0, decouple=False, use_bias_correction=False, growth_rate=np.inf):
    b1, b2, q = 0.9, 0.999, np.sqrt(0.999)
    own = {"d": d0, "num": 0.0, "t": 0}
    m, v, s = ([0.0] * len(GROUPS) for _ in range(3))

    def step(update, rate, weights, gradients):
        if not rate:
            return weights
        own["t"] += 1
        bc = np.sqrt(1 - b2 ** own["t"]) / (1 - b1 ** own["t"]) if use_bias_correction else 1.0
        dlr = [own["d"] * rate * factor * bc for _, factor in GROUPS]
        acc = 0.0
        for i, (w, (decay, _)) in enumerate(zip(weights, GROUPS, strict=True)):
            g = gradients[i] + (0 if decouple else decay) * w
            acc += dlr[i] * (g * s[i] / (np.sqrt(v[i]) + 1e-8)).sum()
            m[i] = b1 * m[i] + (1 - b1) * dlr[i] * g
            v[i] = b2 * v[i] + (1 - b2) * g**2
            s[i] = q * s[i] + (1 - q) * dlr[i] * g
        own["num"] = q * own["num"] + (1 - q) * acc
        d_hat = own["num"] / ((1 - q) * sum(np.abs(one).sum() for one in s))
        own["d"] = max(own["d"], min(d_hat, own["d"] * growth_rate))
        new = []
        for i, (w, (decay, _)) in enumerate(zip(weights, GROUPS, strict=True)):
            w = w * (1 - (decay if decouple else 0) * dlr[i])
            new.append(w - m[i] / (np.sqrt(v[i]) + 1e-8))
        return new

    return step


@pytest.mark.parametrize(("dtype", "most"), [("float32", 2e-5), ("float64", 1e-12)])
@pytest.mark.parametrize(
    "arguments",
    [
        {"d0": 1e-6},
        {"d0": 0.01, "decouple": True, "use_bias_correction": True, "growth_rate": 1.02},
    ],
)
def test_the_weights_are_those_of_the_equations(arguments, dtype, most):
    assert largest_difference(lambda **given: DAdaptAdam(**given, **arguments), equations(**arguments), dtype) < most
