"""Archives within limits: the content of `tarfile`, and bombs that are refused at once."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.archive import LIMITS, ArchiveLimits, read_archive

SMALL = ArchiveLimits(member=1 << 20, total=2 << 20, members=20)
OPENERS = {"tar": open, "tar.gz": gzip.open, "tar.bz2": bz2.open, "tar.xz": lzma.open}


class Zeros(io.RawIOBase):
    """``size`` zero bytes that take no memory."""

    def __init__(self, size):
        self.left = size

    def readable(self):
        return True

    def readinto(self, target):
        size = min(len(target), self.left)
        target[:size] = bytes(size)
        self.left -= size
        return size


def write(path, files, **options):
    """An archive of contents, or of sizes of zeros."""
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w", **options) as archive:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size = content if isinstance(content, int) else len(content)
            archive.addfile(member, Zeros(content) if isinstance(content, int) else io.BytesIO(content))
    return path


def refused(path, names, limits=SMALL):
    began = time.monotonic()
    with pytest.raises(DataError) as caught:
        read_archive(path, names, limits)
    assert time.monotonic() - began < 20
    assert str(caught.value).startswith(f"{path}: the archive cannot be read: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("suffix", OPENERS)
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_the_content_is_that_of_tarfile(tmp_path, suffix, form):
    files = [("d/a", b"x" * 511), ("d/b", b""), ("./d/c", b"y" * 512), ("d/other", b"z" * 1000), ("d/e", b"w" * 1025)]
    plain = write(tmp_path / "plain", files, format=form, pax_headers={"comment": "学习"} if form == 2 else None)
    path = tmp_path / f"a.{suffix}"
    with OPENERS[suffix](path, "wb") as packed:
        packed.write(plain.read_bytes())
    names = ["d/a", "d/b", "d/c", "d/e", "d/missing"]
    with tarfile.open(path) as archive:
        expected = {member.name: archive.extractfile(member).read() for member in archive if member.isreg()}
    found = read_archive(path, names, SMALL)
    assert found == {name.removeprefix("./"): expected[name] for name in expected if name != "d/other"}


def test_links_and_folders_are_skipped(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in (("d", tarfile.DIRTYPE), ("d/a", tarfile.SYMTYPE), ("d/b", tarfile.LNKTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        member = tarfile.TarInfo("d/c")
        member.size = 3
        archive.addfile(member, io.BytesIO(b"abc"))
    assert read_archive(tmp_path / "a.tar", ["d", "d/a", "d/b", "d/c"]) == {"d/c": b"abc"}


def test_a_member_that_unpacks_to_gigabytes_is_refused(tmp_path):
    path = write(tmp_path / "a.tar.gz", [("d/a", 300 << 20)], compresslevel=1)
    assert path.stat().st_size < 2 << 20
    assert "'d/a' unpacks to more than 256 MiB" in refused(path, ["d/a"], LIMITS)


def test_members_that_are_not_wanted_count_too(tmp_path):
    path = write(tmp_path / "a.tar.gz", [(f"m{number}", 1 << 20) for number in range(4)])
    assert "it unpacks to more than 2 MiB" in refused(path, ["d/a"])
    assert "'m' unpacks to more than 2 MiB" in refused(write(tmp_path / "b.tar.gz", [("m", 3 << 20)]), ["d/a"])


def test_many_members_are_refused(tmp_path):
    path = write(tmp_path / "a.tar.gz", [("m", b"")] * 25)
    assert "it has more than 20 members" in refused(path, ["d/a"])


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_SPARSE])
def test_headers_and_sparse_files_are_not_trusted(tmp_path, kind):
    member = tarfile.TarInfo("d/a")
    member.type, member.size = kind, 1 << 40
    (tmp_path / "a.tar").write_bytes(member.tobuf(tarfile.GNU_FORMAT))
    assert "unpacks to more than" in refused(tmp_path / "a.tar", ["d/a"])


def test_a_negative_size_is_refused(tmp_path):
    member = tarfile.TarInfo("d/a")
    block = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    block[124:136] = b"\xff" * 12
    block[148:156] = b"%06o\0 " % (sum(block[:148]) + 256 + sum(block[156:]))
    (tmp_path / "a.tar").write_bytes(bytes(block))
    refused(tmp_path / "a.tar", ["d/a"])


@pytest.mark.parametrize(
    "content", [b"", b"x", bytes(1024), b"\x1f\x8b", b"\x1f\x8b" + bytes(50), b"BZh9", b"\xfd7zXZ\0"]
)
def test_what_is_no_archive(tmp_path, content):
    (tmp_path / "a.tar.gz").write_bytes(content)
    refused(tmp_path / "a.tar.gz", ["d/a"])


@pytest.mark.parametrize("cut", [512, 700, 1024 + 300])
def test_a_cut_archive(tmp_path, cut):
    path = write(tmp_path / "a.tar", [("d/a", b"x" * 1000)])
    path.write_bytes(path.read_bytes()[:cut])
    assert "ends too early" in refused(path, ["d/a"])


def test_a_folder_is_no_archive(tmp_path):
    refused(tmp_path, ["d/a"])


@given(st.data())
def test_any_damage_is_a_data_error_or_content(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "damaged.tar.gz"
    content = bytearray(write(path, [("d/a", b"x" * 600), ("d/b", b"y")]).read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))
    try:
        found = read_archive(path, ["d/a", "d/b"], SMALL)
    except DataError:
        return
    assert set(found) <= {"d/a", "d/b"}
