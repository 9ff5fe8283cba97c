"""What a rule asks about the curve."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config


def message(config, rule):
    found = {finding.rule: finding.message for finding in check_config(config, CheckOptions(suite="ppseg"))}
    return found.get(rule, "")


@given(st.integers(1000, 200000), st.floats(0.1, 0.9), st.floats(0.5, 3))
@settings(max_examples=60, deadline=None)
def test_a_tail_begins_at_the_very_update(iters, share, power):
    """The first update with a rate of at most a millionth of the peak, from the formula of PolynomialDecay."""
    span = max(int(iters * share), 1)
    lr = {"type": "PolynomialDecay", "learning_rate": 0.01, "end_lr": 0, "decay_steps": span, "power": power}
    rates = (1 - np.minimum(np.arange(iters), span) / span) ** power
    first = int(np.argmax(rates <= 1e-6))
    text = message({"iters": iters, "lr_scheduler": lr}, "zero-tail")
    assert text.startswith(f"the rate is 0 from update {first:,} of {iters:,} on")


@given(st.integers(1000, 200000), st.floats(6, 40))
@settings(max_examples=60, deadline=None)
def test_a_collapse_begins_at_the_very_update(iters, power):
    lr = {"type": "PolynomialDecay", "learning_rate": 0.01, "end_lr": 0, "power": power}
    rates = (1 - np.arange(iters) / iters) ** power
    first = int(np.argmax(rates <= 0.0099))
    text = message({"iters": iters, "lr_scheduler": lr}, "collapses-early")
    assert (f"from update {first:,} of" in text) is (first < 0.5 * iters)


def test_equal_curves_of_runs_of_other_lengths_have_their_own_samples():
    """The rates of a curve are kept; a run of half its length still has only the first half."""
    lr = {"type": "PolynomialDecay", "learning_rate": 0.01, "end_lr": 0.001, "decay_steps": 4000, "power": 1}
    found = {
        iters: message({"iters": iters, "lr_scheduler": lr}, "cosine-longer-than-run") for iters in (4000, 2000, 4000)
    }
    assert found[4000] == ""
    assert "2 times as long as the run; the run ends at 55% of the peak" in found[2000]
