"""The methods of lists; every change is one that can be taken back."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.scripts.unknown import Rest, Unknown, rest_of
from tests.scripts.library.fake_reader import PLACE, FakeReader, StoppedError

CALLS = [
    "a.append(7)",
    "a.extend([7, 8])",
    "a.extend(range(3))",
    "a.insert(1, 7)",
    "a.reverse()",
    "a.sort()",
    "a.sort(reverse=True)",
    "a.sort(key=abs)",
    "a.clear()",
    "a.index(a[0])",
    "a.count(2)",
    "a.copy()",
    "a.pop()",
    "a.pop(0)",
    "a.remove(a[0])",
]


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=6), st.sampled_from(CALLS))
def test_the_same_as_python(values, call):
    expected = copy.copy(values)
    result = eval(call, {"a": expected, "abs": abs, "range": range})
    reader = FakeReader(names={"a": values})
    assert reader.run(call) == result
    assert values == expected


UNKNOWN = Unknown("more", "is not known", PLACE)


@pytest.mark.parametrize(
    ("call", "left"),
    [("a.extend(u)", [1, 2]), ("a.sort(key=f)", []), ("a.pop(u)", []), ("a.insert(u, 3)", []), ("a.remove(u)", [])],
)
def test_what_is_not_known_leaves_the_rest_open(call, left):
    values = [1, 2]
    FakeReader(names={"a": values, "u": UNKNOWN, "f": lambda item: UNKNOWN}).run(call)
    assert values[: len(left)] == left
    assert isinstance(values[len(left)], Rest)
    assert rest_of(values).why == "is not known"


def test_items_behind_the_rest_are_kept_and_the_list_counts_as_not_known():
    values = [1]
    names = {"a": values, "u": UNKNOWN}
    FakeReader(names=names).run("a.extend(u)\na.append(3)")
    assert (values[0], values[2]) == (1, 3)
    assert isinstance(FakeReader(names=names).run("sum(a)"), Unknown)
    assert isinstance(FakeReader(names=names).run("list(a)"), Unknown)
    assert isinstance(FakeReader(names=names).run("a.index(3)"), Unknown)


def test_an_error_stops_the_program():
    with pytest.raises(StoppedError, match="IndexError"):
        FakeReader(names={"a": []}).run("a.pop()")
    with pytest.raises(StoppedError, match="ValueError"):
        FakeReader(names={"a": [1]}).run("a.index(2)")
