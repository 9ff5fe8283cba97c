"""The globals alone: what they create, what they refuse, and how much memory they use."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from paddle_lrkit.pickles.pickle_globals import MemoryBudget, PickleGlobals


def built(budget: MemoryBudget, raw: bytes, shape: object, code: str = "u1") -> np.ndarray:
    allowed = PickleGlobals(budget)
    array = allowed["numpy.core.multiarray", "_reconstruct"](None, None, None)
    array.__setstate__((1, shape, allowed["numpy", "dtype"](code), False, raw))
    return array.value


def test_an_array() -> None:
    np.testing.assert_array_equal(built(MemoryBudget(4), b"\x01\x02\x03\x04", (2, 2)), [[1, 2], [3, 4]])


@pytest.mark.parametrize("shape", [[2], (2.0,), ("a",), (True, 2), (1,) * 65, None])
def test_an_invalid_shape_is_refused(shape: object) -> None:
    with pytest.raises(pickle.UnpicklingError, match="is not a valid array shape"):
        built(MemoryBudget(4), b"ab", shape)


def test_the_budget_is_shared() -> None:
    budget = MemoryBudget(0)
    built(budget, bytes(4000), (4000,))
    with pytest.raises(pickle.UnpicklingError, match="far larger than the file"):
        built(budget, bytes(4000), (4000,))


@pytest.mark.parametrize(
    "name", [("os", "system"), ("numpy", "load"), ("builtins", "eval"), ("numpy.dtype", "__new__")]
)
def test_other_names_are_refused(name: tuple[str, str]) -> None:
    with pytest.raises(pickle.UnpicklingError, match=rf"it asks for {name[0]}\.{name[1]}, .* could run code"):
        PickleGlobals(MemoryBudget(1))[name]


def test_a_function_takes_no_state() -> None:
    with pytest.raises(pickle.UnpicklingError, match="a function has no state"):
        PickleGlobals(MemoryBudget(1))["builtins", "dict"].__setstate__({"_build": print})
