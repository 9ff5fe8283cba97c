"""Files checked one after the other, in one process or in several; the results are in the order of the files."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import checked_file, without_section
from paddle_lrkit.lint.file_report import CheckedFile, FileReport, NotUnderstood
from paddle_lrkit.lint.understood import not_read
from paddle_lrkit.messages import tr

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from paddle_lrkit.scripts.script_programs import ScriptPrograms

_CHUNK = 32
"""Files that a process gets at a time: neighbours, which share their bases."""
_WORTH_A_PROCESS = 64


def default_jobs(files: int) -> int:
    """The number of processes for so many files: one for each core, but none that starts for a few files.

    Example:
        >>> default_jobs(100)
        1
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(min(cores, files // _WORTH_A_PROCESS), 1)


@dataclass(eq=False, repr=False)
class FileChecker:
    """Checks files and keeps what it has read, for the files that come later.

    Args:
        options: How files are checked.
        files: The files that were read so far.
        named: The files that the user named.
    """

    options: CheckOptions
    files: ConfigFiles
    named: frozenset[str]

    @cached_property
    def programs(self) -> ScriptPrograms:
        """The scripts that were read so far."""
        from paddle_lrkit.scripts.script_programs import ScriptPrograms

        return ScriptPrograms(self.files, self.options.reading)

    def check(self, file: str) -> CheckedFile:
        """Checks a file.

        Raises:
            ConfigError: It cannot be read, and the user named it.
        """
        named = file in self.named
        programs = self.programs if without_section(file).endswith(".py") else None
        try:
            return checked_file(file, self.options, self.files, named=named, programs=programs)
        except ConfigError as error:
            if named:
                raise
            return CheckedFile([], FileReport(file, None, (), (not_read(error, file),)))

    def check_all(self, files: Sequence[str], jobs: int) -> Iterator[CheckedFile]:
        """Checks files in ``jobs`` processes, or in this one.

        Raises:
            ConfigError: As `check`.
        """
        pipes = any(not os.path.isfile(without_section(file)) for file in self.named)  # which are read only once
        if jobs == 1 or len(files) <= _CHUNK or pipes:
            yield from map(self.check, files)
            return
        from concurrent.futures.process import BrokenProcessPool

        chunks = deque(files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK))
        while chunks:
            with self._processes(jobs) as pool:
                waiting = [pool.submit(_check, chunk) for chunk in chunks]
                try:
                    for checked in waiting:
                        yield from checked.result()
                        chunks.popleft()
                except BrokenProcessPool:
                    pass
                finally:
                    for checked in waiting:
                        checked.cancel()
            yield from map(self._check_alone, chunks.popleft() if chunks else ())

    def _check_alone(self, file: str) -> CheckedFile:
        """Checks a file in a process of its own, which it may end."""
        from concurrent.futures.process import BrokenProcessPool

        with self._processes(1) as pool:
            try:
                (checked,) = pool.submit(_check, [file]).result()
            except BrokenProcessPool:
                why = NotUnderstood(
                    None, tr("the process that checked it was ended, as by the system for want of memory")
                )
                return CheckedFile([], FileReport(file, None, (), (why,)))
            return checked

    def _processes(self, jobs: int) -> ProcessPoolExecutor:
        from concurrent.futures import ProcessPoolExecutor

        return ProcessPoolExecutor(jobs, initializer=_begin, initargs=(self.options, self.named))


_CHECKER: FileChecker | None = None
"""That of a process that was started for a check."""


def _begin(options: CheckOptions, named: frozenset[str]) -> None:
    global _CHECKER
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _CHECKER = FileChecker(options, ConfigFiles(), named)


def _check(files: Sequence[str]) -> list[CheckedFile]:
    if _CHECKER is None:
        raise RuntimeError("a process checks files after it has begun")
    return list(map(_CHECKER.check, files))
