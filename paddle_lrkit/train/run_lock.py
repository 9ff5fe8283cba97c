"""One process writes a run directory at a time."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import socket
import time
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import LrkitError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import parse_json

LOCK = ".lock"
_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)
_NOT_WRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT)
_held: dict[str, int | None] = {}


class RunInUse(LrkitError):
    """Another process trains in a run directory."""

    exit_code = 2


def hold(directory: Path) -> None:
    """Takes the lock of a run directory until the process ends; a second call for the same directory does nothing.

    The kernel drops the lock when the process dies, however it dies. On file systems without locks the file itself is
    the lock, with the host, the process number and the start time of its owner. A directory that cannot be written
    needs no lock.

    Raises:
        RunInUse: Another process has it. The sentence names that process.
    """
    file = Path(os.path.realpath(directory)) / LOCK
    if str(file) in _held:
        return
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        if error.errno in _NOT_WRITABLE:
            return
        raise LrkitError(tr("{}: the lock of the run cannot be opened: {}", file, os_reason(error))) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise _in_use(directory, _named_owner(file), file) from None
    except OSError as error:
        os.close(descriptor)
        if error.errno not in _NO_LOCKS:
            raise
        _hold_by_name(directory, file)
        _held[str(file)] = None
        return
    with contextlib.suppress(OSError):  # A full disk; the lock holds without its owner's name.
        os.ftruncate(descriptor, 0)
        os.write(descriptor, _myself())
    _held[str(file)] = descriptor
    os.register_at_fork(after_in_child=lambda: _close(str(file)))


def _close(file: str) -> None:
    """Closes the copy of a lock in a forked child, which would keep it after the death of its parent."""
    descriptor = _held.pop(file, None)
    if descriptor is not None:
        os.close(descriptor)


def _hold_by_name(directory: Path, file: Path) -> None:
    owner = _owner(file)
    if owner and not _is_gone(owner) and owner.get("pid") != os.getpid():
        raise _in_use(directory, owner, file)
    file.write_bytes(_myself())


def _myself() -> bytes:
    began = time.strftime("%Y-%m-%d %H:%M:%S")
    owner = {"host": socket.gethostname(), "pid": os.getpid(), "since": began, "started": _started(os.getpid())}
    return json.dumps(owner).encode()


def _owner(file: Path) -> dict[str, Any]:
    try:
        owner = parse_json(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return owner if isinstance(owner, dict) else {}


def _named_owner(file: Path) -> dict[str, Any]:
    """The owner of a held lock, who writes its name a moment after it has locked the file."""
    for _ in range(20):
        if owner := _owner(file):
            return owner
        time.sleep(0.05)
    return {}


def _is_gone(owner: dict[str, Any]) -> bool:
    """Whether the owner was a process of this machine that has ended."""
    return owner.get("host") == socket.gethostname() and _started(owner.get("pid")) != owner.get("started")


def _started(pid: object) -> str | None:
    """When a process of this machine started, in clock ticks since the boot; None when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None


def _in_use(directory: Path, owner: dict[str, Any], file: Path) -> RunInUse:
    known = {"pid", "host", "since"} <= owner.keys()
    who = (
        tr("process {} on {} since {}", owner["pid"], owner["host"], owner["since"])
        if known
        else tr("the owner of {}", file)
    )
    return RunInUse(tr("{}: in use by {}; wait until it ends, or begin a new run without --resume", directory, who))
