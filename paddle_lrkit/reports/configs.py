"""The configs of the package as a table, and one of them as a file of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.config.shipped import ShippedConfig
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.text import table

_COLUMNS = ("name", "task", "model", "data", "optimizer", "schedule", "length")


def config_rows(configs: Iterable[ShippedConfig]) -> list[dict[str, Any]]:
    """One object a config: what it trains, on what, how, and its file."""
    return [{**_row(one), "file": str(one.file), "about": " ".join(one.comment)} for one in configs]


def shown_configs(configs: Iterable[ShippedConfig]) -> str:
    """The table of the configs, and how to use one."""
    rows = [[row[column] for column in _COLUMNS] for row in map(_row, configs)]
    return "\n".join([*table([_COLUMNS, *rows]), "", "train one: lrkit train -c NAME; read one: lrkit configs NAME"])


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
        "length": f"{run.epochs} epochs" if run.epochs else f"{schedule.total_updates} updates",
    }
