from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.plugins.watching.rate_runs import RateRuns


@given(st.lists(st.tuples(st.floats(0, 1, width=16), st.booleans()), max_size=50))
def test_the_runs_are_the_rates(rates):
    runs, found = RateRuns(0, "optimizer"), []
    for rate, taken in rates:
        runs.append(rate)
        if taken and (line := runs.take()) is not None:
            found += [value for value, run in zip(line["values"], line["runs"], strict=True) for _ in range(run)]
    line = runs.take() or {"values": [], "runs": []}
    found += [value for value, run in zip(line["values"], line["runs"], strict=True) for _ in range(run)]
    value, run = runs.open_run
    assert found + [value] * run == [rate for rate, _ in rates]
    assert runs.count == len(rates)
