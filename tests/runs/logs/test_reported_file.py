"""A file that reports how much of it has been read."""

from __future__ import annotations

from paddle_lrkit.runs.logs.reported_file import open_reported


def test_each_read_is_reported(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 100_000)
    shares = []
    with open_reported(str(tmp_path / "a"), shares.append) as stream:
        read = b"".join(iter(lambda: stream.read(25_000), b""))
    assert read == b"x" * 100_000
    assert shares == sorted(shares)
    assert (0 < shares[0] < 0.5, shares[-1]) == (True, 1.0)


def test_an_empty_file_and_no_report(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    shares = []
    with open_reported(str(tmp_path / "a"), shares.append) as stream:
        assert stream.read() == b""
    assert set(shares) <= {0.0}
    with open_reported(str(tmp_path / "a"), None) as stream:
        assert stream.read() == b""
