"""Numbers of a script, computed when they are known."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.scripts.unknown import AssumedFloat, AssumedInt, Unknown, assumed, rests_on
from tests.scripts.library.fake_reader import PLACE, StoppedError, run


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("int('12')", 12),
        ("int(7.9)", 7),
        ("int('ff', 16)", 255),
        ("int('ff', base=16)", 255),
        ("float('1e-4')", 1e-4),
        ("float()", 0.0),
        ("bool('False')", True),
        ("round(2.5)", 2),
        ("round(2.567, 2)", 2.57),
        ("abs(-3)", 3),
        ("divmod(17, 5)", (3, 2)),
        ("pow(0.5, 3)", 0.125),
        ("math.ceil(50000 / 128)", 391),
        ("math.cos(math.pi)", -1.0),
        ("math.log10(1000)", math.log10(1000)),
        ("math.prod([2, 3, 4])", 24),
        ("math.factorial(5)", 120),
    ],
)
def test_a_known_number(source, expected):
    found = run(source)
    assert found == expected
    assert type(found) is type(expected)


@given(
    st.integers(1, 10**6), st.sampled_from(["int(n / 3)", "math.ceil(n / 7)", "max(n, 4)", "sum([n, 2])", "round(n)"])
)
def test_a_number_from_an_assumed_one_is_assumed(count, source):
    found = run(source, names={"n": assumed(count, {"len(loader)"})})
    assert found == eval(source, {"n": count, "math": math})
    assert rests_on(found) == {"len(loader)"}


@pytest.mark.parametrize(
    ("source", "kind"), [("float(n)", AssumedFloat), ("int(n)", AssumedInt), ("divmod(n, 2)", tuple)]
)
def test_the_type_of_an_assumed_number(source, kind):
    found = run(source, names={"n": assumed(5, {"len(loader)"})})
    assert type(found) is kind
    assert rests_on(found) == {"len(loader)"}


@pytest.mark.parametrize(
    "source", ["int(u)", "math.sqrt(u)", "max(3, u)", "sum([1, u])", "round(u, 2)", "min([[u], [2]])"]
)
def test_a_number_that_is_not_known_keeps_its_reason(source):
    unknown = Unknown("cfg.lr", "comes from a.yml, which is not there", PLACE)
    assert run(source, names={"u": unknown}) is unknown


def test_the_choices_of_a_value_give_the_choices_of_the_result():
    unknown = Unknown("lr", "depends on args.big", PLACE, choices=(0.5, 2.5))
    assert run("math.floor(u)", names={"u": unknown}).choices == (0, 2)
    assert run("min(u, 0.25)", names={"u": unknown}) == 0.25


@pytest.mark.parametrize(
    "source",
    [
        "pow(10, 10000000)",
        "math.factorial(100000)",
        "math.comb(10000, 5000)",
        "round(5, -1000000000)",
        "math.prod([10, 9] * m)",
    ],
)
def test_a_number_that_would_fill_the_memory_is_not_known(source):
    found = run(source.replace("[10, 9] * m", "many"), names={"many": [2**1000] * 1000})
    assert found.why == "is too large to read"


@pytest.mark.parametrize(("source", "error"), [("int('x')", "ValueError"), ("math.sqrt(-1)", "ValueError")])
def test_an_error_stops_the_program(source, error):
    with pytest.raises(StoppedError, match=error):
        run(source)


def test_an_error_that_comes_from_an_assumed_number_stops_nothing():
    found = run("math.log(n)", names={"n": assumed(-1, {"len(loader)"})})
    assert "fails with the length that is assumed" in found.why
