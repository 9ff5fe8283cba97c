"""The builders alone: what they make, what they refuse, and how much room they take."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from paddle_lrkit.train.checkpoints.pickle_builders import Builders, Room


def built(room: Room, raw: bytes, shape: object, code: str = "u1") -> np.ndarray:
    builders = Builders(room)
    array = builders["numpy.core.multiarray", "_reconstruct"](None, None, None)
    array.__setstate__((1, shape, builders["numpy", "dtype"](code), False, raw))
    return array.value


def test_an_array() -> None:
    np.testing.assert_array_equal(built(Room(4), b"\x01\x02\x03\x04", (2, 2)), [[1, 2], [3, 4]])


@pytest.mark.parametrize("shape", [[2], (2.0,), ("a",), (True, 2), (1,) * 65, None])
def test_what_is_no_shape(shape: object) -> None:
    with pytest.raises(pickle.UnpicklingError, match="is no shape of an array"):
        built(Room(4), b"ab", shape)


def test_the_room_is_shared() -> None:
    room = Room(0)
    built(room, bytes(4000), (4000,))
    with pytest.raises(pickle.UnpicklingError, match="far larger than the file"):
        built(room, bytes(4000), (4000,))


@pytest.mark.parametrize(
    "name", [("os", "system"), ("numpy", "load"), ("builtins", "eval"), ("numpy.dtype", "__new__")]
)
def test_other_names_are_refused(name: tuple[str, str]) -> None:
    with pytest.raises(pickle.UnpicklingError, match=rf"it asks for {name[0]}\.{name[1]}, .* could run code"):
        Builders(Room(1))[name]


def test_a_builder_takes_no_state() -> None:
    with pytest.raises(pickle.UnpicklingError, match="a function has no state"):
        Builders(Room(1))["builtins", "dict"].__setstate__({"_build": print})
