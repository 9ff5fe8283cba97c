"""The options of the commands that read the schedules of configs and scripts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NamedTuple

import click

from paddle_lrkit.cli.options import (
    base_option,
    batch_size_option,
    gpus_option,
    images_option,
    override_option,
    steps_per_epoch_option,
    suite_option,
)
from paddle_lrkit.cli.script_options import check_scripts, ignored_options, is_script, read_options
from paddle_lrkit.cli.selection_options import selection_options
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.curve import no_update
from paddle_lrkit.scripts.read_options import ReadOptions
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import Source, open_source
from paddle_lrkit.text import join_names
from paddle_lrkit.units import LengthOptions

_optimizer_index_option = click.option(
    "--optimizer-index",
    type=int,
    metavar="I",
    help="Which optimizer of a PaddleClas list, from 0 on, or which of PASSL's param_groups.",
)


def in_run(file: str, length: LengthOptions) -> tuple[str, LengthOptions]:
    """The config and the lengths of a run directory, or of the ``config.yml`` in it; any other file as it is.

    Args:
        file: A config, or the directory of a run.
        length: What the options say, which goes before what the run did.

    Raises:
        UsageError: The directory has no config.
    """
    if not os.path.isdir(file) and os.path.basename(file) != "config.yml":
        return file, length
    from paddle_lrkit.runs.run_config import config_of_run, lengths_of_run

    file = config_of_run(file)
    return file, lengths_of_run(file, length)


class ScheduleOptions(NamedTuple):
    """What the options say about the config whose schedule a command reads.

    Args:
        overrides: ``KEY=VALUE`` of each ``-o``.
        suite: A suite, or ``auto``.
        selection: Program of the suite, and what it gets from outside the config.
        base: The config that a PaddleX config rewrites.
        optimizer_index: Which optimizer of a list; None for the main one.
        length: What the options say about the length of the run.
        files: The files that the command has read so far.
        reading: What the options say about scripts.
    """

    overrides: tuple[str, ...]
    suite: str
    selection: Selection
    base: str | None
    optimizer_index: int | None
    length: LengthOptions
    files: ConfigFiles
    reading: ReadOptions = ReadOptions()

    def read(self, file: str) -> tuple[Source, Schedule]:
        """A config and its schedule; what was assumed of it is printed on standard error.

        Args:
            file: A config, or the directory of a run.

        Raises:
            ConfigError: The config or its schedule cannot be read.
            UsageError: The directory has no config.
        """
        file, length = in_run(file, self.length)
        source = open_source(file, self.suite, self.selection, self.overrides, self.files, self.base)
        schedule = read_source(source, length, self.optimizer_index)
        for replaced in source.document.replaced:
            click.echo(replaced, err=True)
        for assumption in schedule.assumed:
            click.echo(tr("{}: assumed: {}", file, assumption), err=True)
        return source, schedule

    def schedules(self, file: str) -> list[Schedule]:
        """The schedule of a config, or the rates that a script applies; notes about a script go to standard error.

        Raises:
            ConfigError: The schedule cannot be read.
            UsageError: The script has no schedule that can be drawn.
        """
        if not is_script(file):
            return [self.read(file)[1]]
        from paddle_lrkit.scripts.script_programs import ScriptPrograms
        from paddle_lrkit.scripts.script_schedules import script_drawing

        if self.overrides:
            raise UsageError(
                tr("{}: -o sets a key of a config, and this is a script; --set gives a value to a script", file)
            )
        for option in ignored_options(self.length):
            click.echo(tr("{}: {} is not used for a script; give --steps-per-epoch", file, option), err=True)
        drawing = script_drawing(file, ScriptPrograms(self.files, self.reading))
        for note in drawing.notes:
            click.echo(str(note), err=True)
        return list(drawing.schedules)

    def trained(self, files: Iterable[str]) -> list[Schedule]:
        """The schedules of all files; see `schedules`.

        Raises:
            UsageError: Also when a run has no update, so that its rates cannot be drawn or compared.
        """
        files = list(files)
        check_scripts(files, self.reading)
        found = [one for file in files for one in self.schedules(file)]
        for one in found:
            if not one.total_updates:
                raise UsageError(tr("{}: {}", one.file, no_update(one)))
        return found

    def schedule(self, file: str) -> Schedule:
        """The one schedule of a file; see `schedules`."""
        check_scripts([file], self.reading)
        found = self.schedules(file)
        if len(found) > 1:
            places = join_names([str(one.file).replace(":", "#") for one in found], "or")
            raise UsageError(tr("{} has {} schedules; choose one: {}", file, len(found), places))
        return found[0]


def schedule_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of `ScheduleOptions`, and passes them as ``options``."""

    @wraps(function)
    def command(
        *,
        overrides: tuple[str, ...],
        suite: str,
        selection: Selection,
        base: str | None,
        optimizer_index: int | None,
        steps_per_epoch: int | None,
        images: int | None,
        batch_size: int | None,
        gpus: int | None,
        settings: tuple[tuple[str, str], ...] = (),
        **others: Any,
    ) -> Any:
        length = LengthOptions(steps_per_epoch, images, batch_size, gpus)
        reading = read_options(settings, length)
        options = ScheduleOptions(overrides, suite, selection, base, optimizer_index, length, ConfigFiles(), reading)
        return function(options=options, **others)

    result: Callable[..., Any] = command
    for option in (
        _optimizer_index_option,
        base_option,
        selection_options,
        suite_option,
        gpus_option,
        batch_size_option,
        images_option,
        steps_per_epoch_option,
        override_option,
    ):
        result = option(result)
    return result
