from itertools import pairwise

import numpy as np
import paddle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.optimizers import Prodigy

from .reference import GROUPS, largest_difference

WEIGHT = paddle.create_parameter([1], "float32")


def equations(
    d0, decouple=True, use_bias_correction=False, beta3=None, growth_rate=np.inf, d_coef=1.0, safeguard_warmup=False
):
    b1, b2 = 0.9, 0.999
    b3 = np.sqrt(b2) if beta3 is None else beta3
    own = {"d": d0, "d_max": d0, "num": 0.0, "t": 0}
    first, now = [], []  # In float64 w0 - w would lose ten digits while d is near 1e-6.
    m, v, s = ([0.0] * len(GROUPS) for _ in range(3))

    def step(update, rate, weights, gradients):
        first.extend([] if first else weights)
        now.extend([] if now else [w.astype(np.longdouble) for w in weights])
        rates = [rate * factor for _, factor in GROUPS]
        if not rate:
            return weights
        own["t"] += 1
        t, d = own["t"], own["d"]
        bc = np.sqrt(1 - b2**t) / (1 - b1**t) if use_bias_correction else 1.0
        g = [g + (0 if decouple else decay) * w for g, w, (decay, _) in zip(gradients, now, GROUPS, strict=True)]
        own["num"] *= b3
        for i, w in enumerate(now):
            own["num"] += d / d0 * d * rates[i] * bc * (g[i] * (first[i] - w)).sum()
            s[i] = b3 * s[i] + d / d0 * d * (1 if safeguard_warmup else rates[i] * bc) * g[i]
            m[i] = b1 * m[i] + (1 - b1) * d * g[i]
            v[i] = b2 * v[i] + (1 - b2) * d**2 * g[i] ** 2
        d_hat = d_coef * own["num"] / sum(np.abs(one).sum() for one in s)
        grown = max(d, d_hat) if d == d0 else d
        own["d_max"] = max(own["d_max"], d_hat)
        own["d"] = min(own["d_max"], grown * growth_rate)
        for i, (w, (decay, _)) in enumerate(zip(now, GROUPS, strict=True)):
            dlr = d * rates[i] * bc
            now[i] = w - (decay if decouple else 0) * dlr * w - dlr * m[i] / (np.sqrt(v[i]) + own["d"] * 1e-8)
        return [w.astype("float64") for w in now]

    return step


def difference(dtype, arguments, d0):
    given = {"d0": d0, **arguments}
    return largest_difference(lambda **frame: Prodigy(**frame, **given), equations(**given), dtype)


@pytest.mark.parametrize(
    ("dtype", "most", "arguments", "d0"),
    [
        ("float32", 2e-5, {}, 1e-6),
        ("float64", 1e-12, {}, 1e-6),
        ("float64", 1e-12, {"decouple": False, "use_bias_correction": True, "beta3": 0.9}, 0.01),
        ("float64", 1e-12, {"growth_rate": 1.05, "d_coef": 2.0, "safeguard_warmup": True}, 1e-6),
    ],
)
def test_the_weights_are_those_of_the_equations(dtype, most, arguments, d0):
    """Also in float32 from a small d0, where the difference of w0 and w would have no digits."""
    own = {"d0": d0, **arguments}
    assert largest_difference(lambda **given: Prodigy(**given, **own), equations(**own), dtype) < most


@given(
    estimates=st.lists(st.floats(-10, 1e3), min_size=1, max_size=20),
    growth_rate=st.none() | st.floats(1, 3),
    d0=st.floats(1e-8, 1),
)
def test_d_grows_to_the_largest_estimate_within_its_bound(estimates, growth_rate, d0):
    optimizer = Prodigy(parameters=[WEIGHT], growth_rate=growth_rate, d0=d0)
    values = [d0]
    for estimate in estimates:
        optimizer._learn(estimate)
        values.append(optimizer.scalars["d"])
    for before, after in pairwise(values):
        assert before <= after <= max(d0, *estimates)
        assert growth_rate is None or before == d0 or after <= before * growth_rate


def test_a_rate_of_zero_changes_nothing():
    weight = paddle.create_parameter([2], "float32")
    optimizer, before = Prodigy(0.0, parameters=[weight], weight_decay=0.5), weight.numpy().tolist()
    weight.sum().backward()
    optimizer.step()
    assert (weight.numpy().tolist(), optimizer.scalars["t"], optimizer.measurements()) == (before, 0.0, {})
