"""The options of every command that reads schedules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from paddle_lrkit.cli.script_schedules import is_script, script_schedules
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError, check_integer
from paddle_lrkit.suites.detect import SUITES
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions

_META, _FILES = "paddle_lrkit.reading", "paddle_lrkit.files"


def _kept(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    context.meta.setdefault(_META, {})[parameter.name] = value


def _quiet(*names: str, **settings: Any) -> Callable[..., Any]:
    """An option that only `read_schedule` uses: it finds the value in the context, no command has to pass it on."""
    return click.option(*names, expose_value=False, callback=_kept, **settings)


_OPTIONS = (
    click.option("--steps-per-epoch", type=int, metavar="N", help="Updates in an epoch, when the config cannot tell."),
    click.option(
        "-o", "overrides", multiple=True, metavar="KEY=VALUE", help="Set a key, such as Optimizer.lr.gamma=0.2."
    ),
    click.option("--gpus", type=int, default=1, metavar="N", help="Processes that share an epoch (default 1)."),
    _quiet("--images", type=int, metavar="N", help="Samples in the training set, to count the updates of an epoch."),
    _quiet("--batch-size", type=int, metavar="N", help="Samples per process, when the config does not tell."),
    _quiet("--suite", type=click.Choice(["auto", *SUITES]), default="auto", help="Whose config it is (default auto)."),
    _quiet("--variant", metavar="NAME", help="The program of the suite, such as run_pretrain or medicalseg."),
    _quiet("--optimizer-index", type=int, default=0, metavar="I", help="Which optimizer of a PaddleClas list."),
)


def schedule_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say how a config is read; ``steps_per_epoch``, ``overrides`` and ``gpus`` are passed."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def read_schedule(file: str, steps_per_epoch: int | None, overrides: Iterable[str], gpus: int) -> Schedule:
    """The schedule of a config file, or of a script with one, as the options want it.

    Raises:
        ConfigError: With file, line and key, or an option that is out of range.
        UsageError: A script has several schedules, or none.
    """
    found = read_schedules(file, steps_per_epoch, overrides, gpus)
    if len(found) > 1:
        places = " or ".join(str(one.file).replace(":", "#") for one in found)
        raise UsageError(f"{file} has {len(found)} schedules; choose one: {places}")
    return found[0]


def read_schedules(file: str, steps_per_epoch: int | None, overrides: Iterable[str], gpus: int) -> list[Schedule]:
    """The schedule of a config file, or all those of a script; see `read_schedule`."""
    context = click.get_current_context(silent=True)
    more = context.meta.get(_META, {}) if context else {}
    files = context.meta.setdefault(_FILES, ConfigFiles()) if context else ConfigFiles()
    images, batch_size = more.get("images"), more.get("batch_size")
    given = {"--gpus": gpus, "--steps-per-epoch": steps_per_epoch, "--images": images, "--batch-size": batch_size}
    for name, value in given.items():
        if value is not None:
            check_integer(name, value, at_least=1)
    if is_script(file):
        if list(overrides):
            raise UsageError(f"{file}: -o sets keys of a config; a script has none")
        return script_schedules(file, steps_per_epoch, files)
    source = open_source(file, more.get("suite", "auto"), more.get("variant"), overrides, files)
    length = LengthOptions(steps_per_epoch, images, batch_size, gpus)
    return [read_source(source, length, more.get("optimizer_index", 0))]
