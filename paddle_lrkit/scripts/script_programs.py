"""The scripts that a command reads, each read once."""

from __future__ import annotations

import os
from itertools import islice

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.program import Program
from paddle_lrkit.scripts.read import read_program
from paddle_lrkit.scripts.read_options import NOMINAL, ReadOptions
from paddle_lrkit.scripts.read_usage import ANOTHER_LENGTH, read_usage, settled
from paddle_lrkit.scripts.reader.callers import callers_of
from paddle_lrkit.scripts.usage import Usage

OTHER_LENGTHS = (ANOTHER_LENGTH, 30 * NOMINAL)
"""Batches in an epoch, besides `NOMINAL`: what holds for all three does not rest on the length of an epoch."""
MOST_SCHEDULES = 64
"""As many schedules of a script are looked at."""
_MOST_CALLERS = 4
PROCESSES = "number of processes"
"""Name of the assumed number of processes, which is 1 unless the user says another one."""


class ScriptPrograms:
    """Reads scripts and keeps their programs.

    Args:
        files: The files that the command has read so far.
        options: What the user says about the scripts.
    """

    def __init__(self, files: ConfigFiles, options: ReadOptions | None = None) -> None:
        self.files, self.options = files, options or ReadOptions()
        self._read: dict[tuple[str, int | None, int | None], tuple[Program, list[Usage]]] = {}

    def read(
        self, file: str, steps_per_epoch: int | None = None, processes: int | None = None
    ) -> tuple[Program, list[Usage]]:
        """The program of a script, and how it uses each of its schedules.

        A file that only defines what another script calls is read as a part of that script, which is then
        ``program.file``.

        Args:
            file: The script.
            steps_per_epoch: Batches in an epoch, instead of what the user says.
            processes: Number of processes, instead of what the user says.

        Raises:
            ConfigError: The file cannot be read, or is not Python.
            UsageError: The script does not have a name that the user sets.
        """
        key = (os.path.realpath(file), steps_per_epoch, processes)
        if key not in self._read:
            options = self.options._replace(
                steps_per_epoch=steps_per_epoch or self.options.steps_per_epoch,
                processes=processes or self.options.processes,
            )
            base = self._read.get((key[0], None, None)) if processes is None and steps_per_epoch else None
            if base is not None and base[0].reread is not None and steps_per_epoch:
                program = base[0].reread(steps_per_epoch)
            else:
                program = read_program(file, self.files, options)
            if not program.acts and (found := self._by_caller(file, program, steps_per_epoch)) is not None:
                self._read[key] = found
                return found
            for name, hint in program.unused_settings.items():
                raise UsageError(tr("--set {}: {} sets no {}{}", name, file, name, hint))
            entry = (os.path.realpath(program.file), steps_per_epoch, processes)
            found = self._read.setdefault(entry, (program, _usages(program)))
            self._read[key] = found
        return self._read[key]

    def _by_caller(
        self, file: str, program: Program, steps_per_epoch: int | None
    ) -> tuple[Program, list[Usage]] | None:
        """The script that imports a module and builds schedules or optimizers in it."""
        if not program.schedules and not program.optimizers:
            return None
        path = os.path.realpath(file)
        for caller in islice(callers_of(file, self.files), _MOST_CALLERS):
            try:
                found = self.read(caller if os.path.isabs(file) else os.path.relpath(caller), steps_per_epoch)
            except (ConfigError, UsageError):
                continue
            places = [each.place for each in found[0].schedules] + [each.place for each in found[0].optimizers]
            if found[0].acts and any(os.path.realpath(place.file) == path for place in places):
                return found
        return None


def _usages(program: Program) -> list[Usage]:
    """How a program uses its first `MOST_SCHEDULES` schedules."""
    return settled(program, [read_usage(program, schedule) for schedule in program.schedules[:MOST_SCHEDULES]])
