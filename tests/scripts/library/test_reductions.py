"""One value out of many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.scripts.unknown import Unknown, assumed, rests_on
from tests.scripts.library.fake_reader import PLACE, StoppedError, run

CALLS = [
    "sum(v)",
    "min(v)",
    "max(v)",
    "sorted(v)",
    "sorted(v, reverse=True)",
    "any(v)",
    "all(v)",
    "max(v, key=abs)",
    "min(3, *[], 5)",
    "sum(v, 2)",
    "min(v, default=4)",
    "sorted(v, key=abs)",
]


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=6), st.sampled_from([c for c in CALLS if "*" not in c]))
def test_the_same_as_python(values, call):
    assert run(call, names={"v": values}) == eval(call, {"v": values})


def test_an_empty_list():
    assert run("max([], default=4)") == 4
    assert run("sum([])") == 0
    with pytest.raises(StoppedError, match="ValueError"):
        run("max([])")


def test_one_value_decides():
    unknown = Unknown("flag", "is not known", PLACE)
    assert run("any([u, True])", names={"u": unknown}) is True
    assert run("all([u, False])", names={"u": unknown}) is False
    assert run("any([u, False])", names={"u": unknown}) is unknown


def test_what_a_result_rests_on():
    found = run("max(n, 4) + min([n, 5])", names={"n": assumed(9, {"len(loader)"})})
    assert (found, rests_on(found)) == (14, {"len(loader)"})


def test_lists_that_grow_together_are_bounded():
    assert run("sum(many, [])", names={"many": [[1] * 200] * 300}).why == "is too large to read"
