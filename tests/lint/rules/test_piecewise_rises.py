"""A table of rates that rises after it has begun to fall."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lint.used import built, findings, found, per_epoch, used

RULE = "piecewise-rises"


def table(*values, marks=None):
    return built("PiecewiseDecay", boundaries=marks or list(range(5, 5 * len(values), 5)), values=list(values))


def test_the_finding_is_at_the_values():
    (finding,) = [each for each in findings(used(table(0.1, 0.001, 0.01, 0.0001), per_epoch())) if each.rule == RULE]
    assert (finding.severity, finding.line) == ("warning", 5)
    assert finding.message == "the rate rises from 0.001 to 0.01 at epoch 10 of 30, after it has begun to fall"


@pytest.mark.parametrize(
    ("values", "rises"),
    [
        ((0.01, 0.05, 0.1, 0.01, 0.001), False),
        ((0.01, 0.1, 0.01, 0.05), True),
        ((0.1, 0.01, 0.1, 0.01, 0.1, 0.01), False),
        ((0.1, 0.01, 0.1), True),
        ((0.1, 0.1, 0.01, 0.01), False),
    ],
)
def test_a_warmup_and_a_cycle_are_meant(values, rises):
    assert found(used(table(*values), per_epoch()), RULE) == ([(RULE, 5)] if rises else [])


def test_a_rise_behind_the_end_of_the_run_is_not_seen():
    assert found(used(table(0.1, 0.01, 0.02, marks=[10, 40]), per_epoch()), RULE) == []


@given(st.lists(st.floats(1e-6, 1), min_size=2, max_size=5))
def test_rates_in_falling_order_are_no_finding(values):
    assert found(used(table(*sorted(values, reverse=True)), per_epoch()), RULE) == []
