"""Annotation files in VOC's format: read as XML, and no entity or size makes one large."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.suites import voc_file
from paddle_lrkit.suites.voc_file import voc_root

LAUGHS = "<!DOCTYPE a [<!ENTITY e0 'xxxxxxxxxx'>" + "".join(
    f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10)
)


def test_a_file_is_read_whatever_its_encoding(tmp_path):
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        text = "<annotation><object><name>猫</name></object></annotation>"
        (tmp_path / "a.xml").write_bytes(text.encode(encoding))
        assert voc_root(str(tmp_path / "a.xml")).findtext("object/name") == "猫"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"{LAUGHS}]><a>&e9;</a>".encode(), "declares a document type"),
        (f"{LAUGHS}]><a>&e9;</a>".encode("utf-16"), "declares a document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "declares a document type"),
        (b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', "declares a document type"),
        (b"<a>&e;</a>", "it is not XML"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "it is not XML"),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', ""),
        (b"", "it is not XML"),
        (b"\xff", "it is not XML"),
        (b"<a>" * 100_000, "it is not XML"),
    ],
)
def test_a_hostile_file_is_refused_at_once(tmp_path, content, reason):
    (tmp_path / "a.xml").write_bytes(content)
    began = time.monotonic()
    with pytest.raises(ValueError, match=reason or "."):
        voc_root(str(tmp_path / "a.xml"))
    assert time.monotonic() - began < 5


def test_a_deep_tree_is_read(tmp_path):
    (tmp_path / "a.xml").write_bytes(b"<a>" * 100_000 + b"</a>" * 100_000)
    assert sum(1 for _ in voc_root(str(tmp_path / "a.xml")).iter()) == 100_000


def test_a_large_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(voc_file, "_MOST_BYTES", 1 << 20)
    (tmp_path / "a.xml").write_bytes(b"<a>" + b" " * (1 << 20) + b"</a>")
    with pytest.raises(ValueError, match="larger than 1 MiB"):
        voc_root(str(tmp_path / "a.xml"))


@given(st.binary(max_size=200) | st.text(alphabet="<>/&;!?[]abc \"'=", max_size=60).map(str.encode))
def test_any_bytes_are_a_tree_or_a_reason(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "any.xml"
    file.write_bytes(content)
    with suppress(ValueError):
        assert voc_root(str(file)).tag
