"""Files in a tar archive, read into memory within limits: a small archive can unpack to any size."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zlib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from paddle_lrkit.errors import DataError, shown
from paddle_lrkit.messages import Message, tr

_BLOCK = 512
_CHUNK = 1 << 20
_WITHOUT_DATA = (
    tarfile.LNKTYPE,
    tarfile.SYMTYPE,
    tarfile.DIRTYPE,
    tarfile.FIFOTYPE,
    tarfile.CHRTYPE,
    tarfile.BLKTYPE,
)
_CUT_SHORT = Message("Compressed file ended before the end-of-stream marker was reached")
"""What Python says of an archive that was not downloaded to its end."""
_OPENERS: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
"""First bytes of a compressed file -> what unpacks it."""


class ArchiveLimits(NamedTuple):
    """The most that is unpacked.

    Args:
        member: Bytes of a file.
        total: Bytes of the whole archive.
        members: Files and folders.
    """

    member: int
    total: int
    members: int


LIMITS = ArchiveLimits(member=256 * 2**20, total=512 * 2**20, members=10_000)
"""CIFAR, the largest data set that is read from an archive, has 186 MB in 9 files of at most 155 MB."""


def read_archive(path: Path, names: Collection[str], limits: ArchiveLimits = LIMITS) -> dict[str, bytes]:
    """The content of some files of a tar archive, which may be compressed by gzip, bzip2 or xz.

    Nothing is written to a disk. Links and special files are skipped.

    Args:
        path: The archive.
        names: Names in the archive, such as ``folder/file``.
        limits: The most that is unpacked.

    Raises:
        DataError: The archive cannot be read, is damaged, or exceeds a limit.
    """
    wanted, found = {PurePosixPath(name): name for name in names}, {}
    try:
        with _opened(path) as stream:
            for name, content in _members(_LimitedReader(stream, limits.total), limits, wanted):
                found[wanted[name]] = content
    except (OSError, EOFError, ValueError, tarfile.TarError, zlib.error, lzma.LZMAError) as error:
        raise DataError(tr("{}: the archive cannot be read: {}", path, tr(str(error)))) from None
    return found


class _LimitedReader:
    """Reads exactly the bytes that are asked for, up to a total."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._most, self._left = stream, most, most

    def read(self, size: int) -> bytes:
        """``size`` bytes, fewer at the end of the file."""
        return b"".join(self._chunks(size))

    def skip(self, size: int) -> int:
        """Reads ``size`` bytes without keeping them, fewer at the end of the file; returns how many."""
        return sum(map(len, self._chunks(size)))

    def _chunks(self, size: int) -> Iterator[bytes]:
        self._left -= size
        if self._left < 0:
            raise ValueError(tr("it unpacks to more than {} MiB", self._most >> 20))
        while size > 0 and (chunk := self._stream.read(min(size, _CHUNK))):
            size -= len(chunk)
            yield chunk


def _opened(path: Path) -> IO[bytes]:
    if not path.is_file():
        raise OSError(tr("it is not a file"))
    with path.open("rb") as stream:
        start = stream.read(8)
    opener = next((opener for magic, opener in _OPENERS.items() if start.startswith(magic)), None)
    opened: IO[bytes] = path.open("rb") if opener is None else opener(path)
    return opened


def _members(
    stream: _LimitedReader, limits: ArchiveLimits, wanted: Collection[PurePosixPath]
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Name and content of each file that is wanted."""
    for number in range(limits.members + 1):
        block = stream.read(_BLOCK)
        if not block.strip(b"\0"):
            if number == 0:
                raise ValueError(tr("it is not a tar archive"))
            return
        member = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        name = PurePosixPath(member.name)
        size = 0 if member.type in _WITHOUT_DATA else member.size
        most = limits.member if name in wanted else limits.total
        if not 0 <= size <= most:
            raise ValueError(tr("{} unpacks to more than {} MiB", shown(member.name), most >> 20))
        padded = -(-size // _BLOCK) * _BLOCK
        if name in wanted and member.type in (tarfile.REGTYPE, tarfile.AREGTYPE):
            content = stream.read(padded)[:size]
            yield name, content
            complete = len(content) == size
        else:
            complete = stream.skip(padded) >= size
        if not complete:
            raise EOFError(tr("{} ends too early", shown(member.name)))
    raise ValueError(tr("it has more than {:,} members", limits.members))
