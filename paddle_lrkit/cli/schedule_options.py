"""The options of every command that reads schedules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from paddle_lrkit.errors import check_integer
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.schedule import Schedule

_OPTIONS = (
    click.option("--steps-per-epoch", type=int, metavar="N", help="Updates in an epoch, when the config cannot tell."),
    click.option(
        "-o", "overrides", multiple=True, metavar="KEY=VALUE", help="Set a key, such as Optimizer.lr.gamma=0.2."
    ),
    click.option("--gpus", type=int, default=1, metavar="N", help="Processes that share an epoch (default 1)."),
)


def schedule_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--steps-per-epoch``, ``-o`` and ``--gpus`` to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def read_schedule(file: str, steps_per_epoch: int | None, overrides: Iterable[str], gpus: int) -> Schedule:
    """The schedule of a config file as the options want it.

    Raises:
        ConfigError: With file, line and key, or an option that is out of range.
    """
    check_integer("--gpus", gpus, at_least=1)
    if steps_per_epoch is not None:
        check_integer("--steps-per-epoch", steps_per_epoch, at_least=1)
    return load_schedule(file, steps_per_epoch=steps_per_epoch, world_size=gpus, overrides=overrides)
