"""Reading pickles: which values are supported, and that no code in them can run."""

from __future__ import annotations

import collections
import io
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import paddle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from paddle_lrkit.errors import DataError
from paddle_lrkit.pickles import safe_pickle


def _loads(data: bytes) -> Any:
    return safe_pickle.load_stream(io.BytesIO(data), "weights.pdparams")


class _Calls:
    """Pickles as a call of a function."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self._reduced = (function, arguments)

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self._reduced


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner) | st.sets(st.integers())
    ),
    max_leaves=10,
)
_ARRAYS = npst.arrays(
    st.one_of(npst.integer_dtypes(), npst.floating_dtypes(), npst.boolean_dtypes(), npst.unsigned_integer_dtypes()),
    npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)


@given(value=_PLAIN, protocol=st.integers(2, 4))
def test_plain_values_come_back_as_they_were(value: Any, protocol: int) -> None:
    assert _loads(pickle.dumps(value, protocol)) == value


@given(array=_ARRAYS, protocol=st.integers(2, 4), fortran=st.booleans())
def test_arrays_come_back_bit_for_bit(array: np.ndarray, protocol: int, fortran: bool) -> None:
    array = np.asfortranarray(array) if fortran else array
    loaded = _loads(pickle.dumps({"w": array}, protocol))["w"]
    assert type(loaded) is np.ndarray
    assert (loaded.dtype, loaded.shape) == (array.dtype, array.shape)
    assert loaded.tobytes() == array.tobytes()
    assert loaded.flags.writeable


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_what_paddle_saves(tmp_path: Path, protocol: int) -> None:
    layer = paddle.nn.Linear(2, 3)
    path = tmp_path / "model.pdparams"
    paddle.save(layer.state_dict(), str(path), protocol=protocol)
    loaded = safe_pickle.load(path)
    assert set(loaded) == {"weight", "bias", "StructuredToParameterName@@"}
    np.testing.assert_array_equal(loaded["weight"], layer.weight.numpy())
    assert loaded["StructuredToParameterName@@"]["bias"] == layer.bias.name


def test_what_paddle_saves_for_a_mixed_dict(tmp_path: Path) -> None:
    layer = paddle.nn.Linear(2, 3)
    path = tmp_path / "mixed.pdparams"
    paddle.save({"w": layer.weight, "lr": {"last_lr": 0.1}, "epoch": 3, "best": np.float64(0.5)}, str(path))
    loaded = safe_pickle.load(path)
    assert loaded["lr"] == {"last_lr": 0.1}
    assert (loaded["epoch"], loaded["best"]) == (3, 0.5)
    name, array = loaded["w"]
    assert name == layer.weight.name
    np.testing.assert_array_equal(array, layer.weight.numpy())


def test_an_array_that_python_2_wrote() -> None:
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I3\ntcnumpy\ndtype\n(S'u1'\nI0\n"
        b"I1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI0\ntbI00\nS'\\x01\\x80\\xff'\ntb."
    )
    np.testing.assert_array_equal(_loads(array), np.array([1, 128, 255], dtype=np.uint8))


def test_an_ordered_dict_becomes_a_dict_in_the_same_order() -> None:
    loaded = _loads(pickle.dumps(collections.OrderedDict(b=1, a=2), 2))
    assert type(loaded) is dict
    assert list(loaded.items()) == [("b", 1), ("a", 2)]


def test_a_shared_array_stays_shared() -> None:
    array = np.arange(3)
    first, second = _loads(pickle.dumps([array, array], 4))
    assert first is second


def test_many_references_to_one_list_take_no_time() -> None:
    nested: list[Any] = [0]
    for _ in range(60):
        nested = [nested, nested]
    loaded = _loads(pickle.dumps(nested, 4))
    assert loaded[0] is loaded[1]


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (os.system, ("touch {marker}",)),
        (eval, ("open({marker!r}, 'w')",)),
        (exec, ("open({marker!r}, 'w')",)),
        (getattr, ("a", "upper")),
        (Path.touch, ()),
        (np.fromfile, ("{marker}",)),
        (np.load, ("{marker}",)),
        (__import__, ("os",)),
    ],
)
@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_functions_are_refused_by_name_and_not_called(
    tmp_path: Path, function: Any, arguments: tuple[str, ...], protocol: int
) -> None:
    marker = tmp_path / "marker"
    call = _Calls(function, *(argument.format(marker=str(marker)) for argument in arguments))
    path = tmp_path / "bad.pdparams"
    path.write_bytes(pickle.dumps({"w": call}, protocol))
    with pytest.raises(DataError, match=r"bad\.pdparams: not a readable pickle: it asks for .*could run code"):
        safe_pickle.load(path)
    assert not marker.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"cnumpy\nndarray\n(I4\ntR.",
        b"cnumpy\nndarray\n.",
        b"cnumpy\ndtype\n(S'O8'\ntR.",
        b"cnumpy\ndtype\n(S'f8'\ntR.",
        b"c_codecs\nencode\n(S'abc'\nS'zip'\ntR.",
        b"cnumpy.core.multiarray\n_reconstruct\n}S'__globals__'\n}sb.",
        b"cbuiltins\ndict\n(}S'__init__'\nI1\nstb.",
        b"cnumpy.core.multiarray\n_reconstruct\n(NNNtR(I1\n(I9\ntNI00\nS''\ntb.",
        b"Pid\n.",
        b"(lp0\ng0\na.",
        b"\x80\x04\x8c\x05numpy\x8c\x0dcore._methods\x93.",
        b"\x80\x04\x8c\x08builtins\x8c\x0cdict.fromkeys\x93.",
        b"\x80\x04\x82\x01.",
        b"",
        b"not a pickle",
        pickle.dumps({"w": np.arange(100)}, 4)[:-20],
        pickle.dumps(np.array([{"a": 1}, None], dtype=object), 4),
        pickle.dumps(np.zeros(2, dtype=[("a", "f4"), ("b", "i4")]), 4),
        pickle.dumps(np.array(["2020-01-01"], dtype="M8[D]"), 4),
    ],
)
def test_unsafe_and_damaged_pickles_are_refused(data: bytes) -> None:
    with pytest.raises(DataError, match=r"^weights\.pdparams: not a readable pickle: "):
        _loads(data)


def _doubled(times: int) -> bytes:
    """Nested tuples that each contain the previous one twice, in a few bytes per level."""
    return b")q\x000" + b"h\x00h\x00\x86q\x000" * times + b"h\x00"


_ZEROS = b"B" + (10**6).to_bytes(4, "little") + bytes(10**6)
_MANY_COPIES = (
    b"\x80\x04]q\x00" + _ZEROS + b"q\x010cnumpy\ndtype\nU\x02u1\x85Rq\x020h\x00"
    b"" + b"cnumpy.core.multiarray\n_reconstruct\nNNN\x87R(K\x01J\x40\x42\x0f\x00\x85h\x02\x89h\x01tba" * 2000 + b"."
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"\x80\x04\x8e\xff\xff\xff\xff\xff\0\0\0abc.", "ends too early", id="long bytes"),
        pytest.param(b"\x80\x04\x95\xff\xff\xff\xff\xff\0\0\0N.", "ends too early", id="long frame"),
        pytest.param(b"\x80\x05\x96\xff\xff\xff\xff\x0f\0\0\0N.", "protocols up to 4 are supported", id="bytearray"),
        pytest.param(b"\x80\x05\x97.", "protocols up to 4 are supported", id="buffer"),
        pytest.param(
            b"cnumpy.core.multiarray\n_reconstruct\n(NNNtR(I1\n(S'A'\nL90000000000L\ntcnumpy\ndtype\n(S'u1'\ntRI00\nS''\ntb.",
            "is not a valid array shape",
            id="text as shape",
        ),
        pytest.param(b"\x80\x02}" + _doubled(200) + b"Ns.", "far larger than the file", id="tuples as key"),
        pytest.param(
            b"\x80\x04}" + b"(K\x00\x91q\x000" + b"(h\x00K\x00\x86h\x00K\x01\x86\x91q\x000" * 200 + b"h\x00Ns.",
            "far larger than the file",
            id="frozen sets as key",
        ),
        pytest.param(b"\x80\x02cnumpy\ndtype\n" + _doubled(200) + b"\x85R.", "far larger", id="tuples as type"),
        pytest.param(_MANY_COPIES, "far larger than the file", id="one text, many arrays"),
        pytest.param(
            b"\x80\x04]q\x00(" + b"N" * 10**6 + b"e0]" + b"cbuiltins\nlist\nh\x00\x85Ra" * 2000 + b".",
            "far larger than the file",
            id="one list, many copies",
        ),
        pytest.param(b"cnumpy\ndtype\n(S'S0'\ntR.", "type 'S0' are not supported", id="items without size"),
    ],
)
def test_a_small_file_cannot_use_much_memory_or_time(data: bytes, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        _loads(data)


def test_a_far_place_in_the_memo_takes_no_memory() -> None:
    assert _loads(b"\x80\x02]r\xff\xff\xff\x7f.") == []


@pytest.mark.parametrize(
    "data",
    [
        b"c" + b"a" * 10**5 + b"\nb\n.",
        b"\x80\x04\x8c\x08a\n\x1b[31mb\x8c\x01c\x93.",
        b"\x80\x02NQ.",
        b"\x80\x02cnumpy\ndtype\n)\x81.",
        b"c_codecs\nencode\n(S'a'\nS'" + b"b" * 10**5 + b"'\ntR.",
        b"n",
        b"\x80\x02" + b"]" * 10**5 + b"a" * (10**5 - 1) + b".",
    ],
)
def test_the_reason_is_one_short_line(data: bytes) -> None:
    with pytest.raises(DataError) as caught:
        _loads(data)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 350


def test_a_second_pickle_in_the_stream_is_not_read() -> None:
    stream = io.BytesIO(b"ab" + pickle.dumps(1, 2) + pickle.dumps(2, 4))
    stream.seek(2)
    assert safe_pickle.load_stream(stream, "x") == 1
    assert safe_pickle.load_stream(stream, "x") == 2


def test_an_array_whose_bytes_do_not_fit_its_shape_is_refused() -> None:
    data = pickle.dumps(np.arange(4, dtype=np.uint8), 2)
    wrong = data.replace(b"K\x04\x85", b"K\x05\x85")
    assert wrong != data
    with pytest.raises(DataError, match=r"an array of shape \(5,\) has 4 bytes"):
        _loads(wrong)


@settings(max_examples=300)
@given(data=st.data())
def test_damage_gives_a_data_error_or_a_value_and_nothing_else(data: st.DataObject) -> None:
    raw = bytearray(pickle.dumps({"w": np.arange(6, dtype=np.float32).reshape(2, 3), "name": "x"}, 4))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        loaded = _loads(bytes(raw))
    except DataError:
        return
    assert isinstance(loaded, (dict, list, tuple, set, frozenset, str, bytes, int, float, np.ndarray, type(None)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.pdparams: cannot be read: No such file"):
        safe_pickle.load(tmp_path / "none.pdparams")


@pytest.mark.parametrize("code", [b"N", b"I1\n"])
def test_a_pickle_of_many_parts_is_refused(code: bytes) -> None:
    """Each part takes a microsecond, and an archive can unpack to hundreds of millions."""
    with pytest.raises(DataError, match="it has too many parts"):
        _loads(b"\x80\x02(" + code * 2_100_000)


def test_the_labels_and_names_of_cifar_100_are_not_too_many() -> None:
    batch: dict[str, Any] = {"filenames": [f"name_s_{n:06}.png" for n in range(50_000)]}
    batch |= {name: [n % 100 for n in range(50_000)] for name in ("fine_labels", "coarse_labels")}
    assert _loads(pickle.dumps(batch, 2)) == batch
