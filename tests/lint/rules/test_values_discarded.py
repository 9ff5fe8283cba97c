"""An error exactly where PaddleClas' rates differ from those of the lists within the run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.units import LengthOptions

STEPS = 3


def config(epochs, rate, marks, values, warmup=0):
    lr = {"name": "Piecewise", "learning_rate": rate, "decay_epochs": marks, "values": values, "warmup_epoch": warmup}
    return {"Global": {"epochs": epochs}, "Optimizer": {"lr": lr}}


def finding(given_config):
    found = check_config(given_config, CheckOptions(suite="ppcls", length=LengthOptions(STEPS)))
    return next((each for each in found if each.rule == "values-discarded"), None)


def rates(epochs, marks, values, warmup):
    """Paddle's PiecewiseDecay after a LinearWarmup from 0, as PaddleClas builds them."""
    length = min(warmup, epochs) * STEPS
    after = np.arange(max(epochs * STEPS - length, 0))
    decay = np.asarray(values)[np.searchsorted(np.asarray(marks) * STEPS, after, side="right")]
    return np.concatenate([values[0] * np.arange(length) / max(length, 1), decay])[: epochs * STEPS]


def automatic(epochs, rate):
    marks = list(range(30, epochs, 30))
    return marks, [rate * 0.1**index for index in range(len(marks) + 1)]


@given(
    st.integers(1, 130),
    st.sampled_from([[30], [30, 60], [30, 60, 90], [60, 90], [10, 20], [30, 90], [40], []]),
    st.sampled_from([0.1, 0.2]),
    st.sampled_from([0.1, 0.5]),
    st.integers(0, 8),
)
@settings(deadline=None, max_examples=150)
def test_an_error_where_the_rates_of_the_run_differ(epochs, marks, first, factor, warmup):
    values = [first * factor**index for index in range(len(marks) + 1)]
    used, written = rates(epochs, *automatic(epochs, 0.1), warmup), rates(epochs, marks, values, warmup)
    differs = warmup < epochs and not np.allclose(used[warmup * STEPS :], written[warmup * STEPS :], rtol=1e-9, atol=0)
    found = finding(config(epochs, 0.1, marks, values, warmup))
    assert (found is not None and found.severity == "error") is differs


def test_a_third_drop_after_the_end_of_the_run_changes_nothing():
    assert finding(config(50, 0.1, [30, 60, 90], [0.1, 0.01, 0.001, 0.0001])) is None
    assert finding(config(50, 0.1, [30, 40, 90], [0.1, 0.01, 0.001, 0.0001])).severity == "error"


@pytest.mark.parametrize(
    ("epochs", "marks", "fix", "certain"),
    [
        (120, [60, 90], "remove learning_rate", True),
        (80, [60, 90], "remove learning_rate, and let the lists end before the run", False),
    ],
)
def test_learning_rate_is_taken_out_where_the_lists_fit_the_run(epochs, marks, fix, certain):
    found = finding(config(epochs, 0.1, marks, [0.1, 0.01, 0.001]))
    assert (found.fix, bool(found.edits)) == (fix, certain)


def test_the_message_says_what_the_rate_is():
    assert finding(config(20, 0.1, [10], [0.1, 0.01])).message.endswith("the rate is 0.1 for the whole run")
    assert finding(config(90, 0.1, [10], [0.1, 0.01])).message.endswith("0.1 and a tenth of it every 30 epochs")
