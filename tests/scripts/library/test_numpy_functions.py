"""NumPy's functions give what NumPy gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.scripts.library.base import External, LibraryObject
from paddle_lrkit.scripts.library.numpy_arrays import NumberArray
from paddle_lrkit.scripts.unknown import Unknown, assumed, rests_on
from tests.scripts.library.fake_reader import PLACE, run

SOURCES = [
    "np.linspace(0.1, 0.001, 7)",
    "np.linspace(0, 1, 4, endpoint=False)",
    "np.arange(5) * 0.5 + 1",
    "2 - np.arange(1, 9, 3)",
    "np.arange(0, 1, 0.3)",
    "np.logspace(-4, -1, 4)",
    "np.geomspace(1, 1000, 4)",
    "np.ceil(50000 / 128)",
    "np.floor(np.array([1.5, -1.5]))",
    "np.round(2.567, 2)",
    "np.cos(np.pi * 3 / 7)",
    "np.power(0.9, 3)",
    "np.float32(0.1)",
    "np.int64(7.9)",
    "np.sqrt(np.array([1.0, 4.0]))",
    "np.clip(5, 0, 3)",
    "np.minimum(1.0, np.arange(3))",
    "np.maximum(0, -2)",
    "np.mean([1, 2, 4])",
    "np.median([4, 1, 3, 2])",
    "np.std([1.0, 2.0, 4.0])",
    "np.sum(np.arange(4))",
    "np.prod([2.0, 3.0])",
    "np.cumsum([1, 2, 3])",
    "np.diff([1, 4, 9])",
    "np.concatenate([np.ones(2), np.zeros(1)])",
    "np.append([1], [2, 3])",
    "np.repeat([0.1, 0.2], 2)",
    "np.tile([1, 2], 2)",
    "np.full(3, 0.1)",
    "np.interp(5, [0, 10, 20], [0.0, 1.0, 0.0])",
    "np.interp([25, -1], [0, 10, 20], [0.0, 1.0, 0.5])",
    "np.searchsorted([10, 20], 15)",
    "np.array([1.0, 2.0]).mean()",
    "np.array([30, 60]).astype(float)",
    "np.array([3, 1, 2]).max()",
    "np.argmax([1, 5, 2])",
    "np.log10(np.array([1.0, 100.0]))",
    "np.flip([1, 2])",
]


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_as_numpy(source):
    found = run(source, names={"np": External("numpy")})
    expected = eval(source, {"np": np})
    values = found.values if isinstance(found, NumberArray) else found
    assert not isinstance(found, Unknown)
    assert np.shape(values) == np.shape(expected)
    np.testing.assert_allclose(values, expected, rtol=1e-12)


@given(st.lists(st.integers(-100, 100), min_size=1, max_size=5), st.floats(0.01, 10))
@settings(max_examples=20)
def test_arrays_of_any_numbers(values, factor):
    found = run("(np.array(v) * f).tolist()", names={"np": External("numpy"), "v": values, "f": factor})
    np.testing.assert_allclose(found, np.array(values) * factor)


def test_what_rests_on_an_assumed_number():
    names = {"np": External("numpy"), "n": assumed(1000, {"len(loader)"})}
    assert rests_on(run("int(np.ceil(n / 3))", names=dict(names))) == {"len(loader)"}
    assert rests_on(run("(np.array([30, 60]) * n).tolist()", names=dict(names))) == {"len(loader)"}


@pytest.mark.parametrize("source", ["np.mean([1, u])", "np.array([u, 1])", "np.maximum(u, 3)", "np.arange(2) * u"])
def test_a_value_that_is_not_known_keeps_its_reason(source):
    unknown = Unknown("cfg.lr", "is not known", PLACE)
    assert run(source, names={"np": External("numpy"), "u": unknown}) is unknown


@pytest.mark.parametrize(
    "source", ["np.zeros(10**12)", "np.arange(1e18)", "np.random.rand(3)", "np.array([[1, 2], [3, 4]])", "np.log('x')"]
)
def test_what_is_too_large_or_not_described_is_not_known(source):
    found = run(source.replace("10**12", "1000000000000"), names={"np": External("numpy")})
    assert isinstance(found, Unknown)
    assert not isinstance(found, LibraryObject)
