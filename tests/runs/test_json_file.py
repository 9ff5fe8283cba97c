"""JSON of a run's files: the same values as `json`, and one reason for every fault."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.runs import json_file
from paddle_lrkit.runs.json_file import parse_json, read_json

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES, st.booleans())
def test_values_come_back(value, strict):
    text = json.dumps(value, allow_nan=False)
    assert json.dumps(parse_json(text.encode(), strict=strict)) == json.dumps(json.loads(text))


@given(st.binary())
def test_any_bytes_are_a_value_or_a_reason(content):
    try:
        expected = json.loads(content.decode("utf-8"))
    except ValueError:
        with pytest.raises(ValueError, match=r"^it is not (UTF-8 text|JSON)"):
            parse_json(content)
    else:
        assert json.dumps(parse_json(content)) == json.dumps(expected)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff{}", "it is not UTF-8 text (byte 0)"),
        (b"{", "it is not JSON: "),
        (b"", "it is not JSON: "),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "it is nested too deeply"),
        (b"9" * 10_000, "a whole number has 10000 characters"),
        (b"-" + b"9" * 400, "a whole number has 401 characters"),
    ],
)
@pytest.mark.parametrize("strict", [False, True])
def test_every_fault_has_its_reason(content, reason, strict):
    with pytest.raises(ValueError, match=r"^(it|a) ") as caught:
        parse_json(content, strict=strict)
    assert str(caught.value).startswith(reason)


def test_strict_json_has_no_constants_and_no_repeated_keys():
    assert math.isnan(parse_json(b"[NaN]")[0])
    assert parse_json(b'{"a": 1, "a": 2}') == {"a": 2}
    for content in (b"[NaN]", b"[-Infinity]", b'{"a": 1, "a": 2}'):
        with pytest.raises(ValueError, match=r"not a JSON number|appears twice"):
            parse_json(content, strict=True)


def test_a_file_has_a_largest_size(tmp_path, monkeypatch):
    monkeypatch.setattr(json_file, "_MOST_BYTES", 1 << 20)
    (tmp_path / "a.json").write_bytes(b" " * (1 << 20))
    with pytest.raises(ValueError, match="it is not JSON"):
        read_json(tmp_path / "a.json")
    (tmp_path / "a.json").write_bytes(b" " * ((1 << 20) + 1))
    with pytest.raises(ValueError, match="larger than 1 MiB"):
        read_json(tmp_path / "a.json")
