"""The configs of the package as a table, and one of them as a file of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.config.shipped import ShippedConfig
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.text import table

_COLUMNS = {
    "name": Message("name"),
    "task": Message("task"),
    "model": Message("model"),
    "data": Message("data"),
    "optimizer": Message("optimizer"),
    "schedule": Message("schedule"),
    "length": Message("length"),
}
"""Key of a row -> heading of its column."""


def config_rows(configs: Iterable[ShippedConfig]) -> list[dict[str, Any]]:
    """One object a config: what it trains, on what, how, and its file."""
    return [{**_row(one), "file": str(one.file), "about": " ".join(one.comment)} for one in configs]


def shown_configs(configs: Iterable[ShippedConfig]) -> str:
    """The table of the configs, and how to use one."""
    head = [str(column) for column in _COLUMNS.values()]
    rows = [[row[column] for column in _COLUMNS] for row in map(_row, configs)]
    return "\n".join([*table([head, *rows]), "", tr("train one: lrkit train -c NAME; read one: lrkit configs NAME")])


def shown_config(config: ShippedConfig) -> str:
    """The config with the keys of its bases, as a file that stands alone."""
    comment = [line for line in config.comment if not line.strip().startswith("lrkit ")]
    lines = [f"# {line}".rstrip() for line in comment]
    return "\n".join([*lines, dump_yaml(load_config(config.file).data, inline=True)])


def _row(config: ShippedConfig) -> dict[str, str]:
    document = load_config(config.file)
    settings, schedule = read_settings(document), load_schedule(config.file)
    run = settings.Global
    return {
        "name": config.name,
        "task": run.task,
        "model": settings.Architecture.name,
        "data": settings.Train.dataset.name,
        "optimizer": settings.Optimizer.name,
        "schedule": schedule.name,
        "length": tr("{} epochs", run.epochs) if run.epochs else tr("{} updates", schedule.total_updates),
    }
