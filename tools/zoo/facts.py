"""A config -> its facts, through the package's own readers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.shape import ShapeDescription, shape_of
from paddle_lrkit.suites.source import Source, open_source
from paddle_lrkit.suites.table import fields_of
from paddle_lrkit.suites.zoo import ZooRecipe, sizes
from paddle_lrkit.units import LengthOptions
from tools.zoo.published import Published

NOMINAL = 20_000
"""Updates in an epoch where the size of the data set is not known: more than any warmup in updates."""
MOST_DROPS = 12
_SAME_LENGTH, _ALMOST_ZERO = 0.005, 1e-3


@dataclass(frozen=True)
class Setting:
    """What the schedule does not tell: each suite's module finds it.

    Args:
        model: The architecture.
        family: Kind of the model.
        task: The task.
        data: The data set.
        start: What the run starts from.
        gpus: Number of GPUs, where a page of the suite says it for this config.
        usual_gpus: The number that the suite's configs are for where nothing else is said.
    """

    model: str
    family: str
    task: str
    data: str
    start: str
    gpus: int | None
    usual_gpus: int
    weight_decay: Any = None
    clip: Any = None
    layer_decay: Any = None
    ema: bool = False


def configs(checkout: str, folder: str, left_out: tuple[str, ...]) -> Iterator[str]:
    """The paths of the configs below a folder, without those that hold a part of ``left_out`` in their path."""
    for place, _, names in sorted(os.walk(os.path.join(checkout, folder))):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(place, name), checkout)
            if name.endswith((".yml", ".yaml")) and not any(part in path for part in left_out):
                yield path


def opened(suite: str, checkout: str, path: str, files: ConfigFiles) -> Source | None:
    """A config with its bases; None for one that is no config of a training."""
    try:
        return open_source(os.path.join(checkout, path), suite, files=files)
    except LrkitError as error:
        print(f"left out {path}: {error}")
        return None


def recipe(source: Source, path: str, setting: Setting, published: Published, name: str = "") -> ZooRecipe | None:
    """The facts of a config; None where its suite cannot read the schedule."""
    said = published.gpus(path) or setting.gpus
    gpus = said or setting.usual_gpus
    try:
        fields = fields_of(source.suite).read(source.document, source.selection, NOMINAL)
        size = sizes().get(setting.data)
        batch = _whole(fields.batch.value if fields and fields.batch else None)
        steps = max(size.samples // (batch * gpus), 1) if size and batch else NOMINAL
        schedule = read_source(source, LengthOptions(steps_per_epoch=steps))
    except LrkitError as error:
        print(f"left out {path}: {error}")
        return None
    if fields is None or not schedule.total_updates or not batch or schedule.peak_lr <= 0:
        print(f"left out {path}: no length, batch or rate")
        return None
    run = fields.run.number if fields.run else None
    return ZooRecipe(
        suite=source.suite,
        path=path,
        name=name or os.path.splitext(os.path.basename(path))[0],
        model=setting.model,
        family=setting.family,
        task=setting.task,
        data=setting.data,
        start=setting.start,
        optimizer=fields.optimizer,
        peak=schedule.peak_lr,
        schedule=described(schedule, fields),
        warmup=_warmup(schedule, fields),
        warmup_start=round(schedule.curve(0) / schedule.peak_lr, 4) if schedule.warmup_updates else 0.0,
        floor=_floor(schedule),
        run=f"{run:g}{fields.run_unit}" if run and run < 1e5 else f"{int(run or 0)}{fields.run_unit}" if run else "",
        batch=batch,
        gpus=gpus,
        gpus_said=said is not None,
        accumulation=_whole(fields.accumulation.value if fields.accumulation else 1) or 1,
        weight_decay=_number(setting.weight_decay),
        clip=_number(setting.clip),
        layer_decay=_number(setting.layer_decay),
        ema=setting.ema,
        metric=published.metric(path, setting.task),
    )


def described(schedule: Schedule, fields: ScheduleFields) -> str:
    """The decay with its numbers: drops and lengths as shares of the run."""
    found, total = shape_of(schedule), schedule.total_updates
    if fields.shape in ("step", "multistep", "piecewise") and found.shape == "piecewise":
        marks = " ".join(f"{mark / total:.3g}" for mark in found.boundaries if mark < total)
        gamma = found.gamma
        if len(found.boundaries) <= MOST_DROPS and gamma is not None:
            return f"multistep {marks} x{gamma:.3g}" if marks else "constant"
        rates = " ".join(f"{rate / schedule.peak_lr:.3g}" for rate in found.values["rates"][1:])
        return f"piecewise {marks} : {rates}" if len(found.boundaries) <= MOST_DROPS else "exponential"
    if fields.shape == "cosine" and found.shape == "cosine":
        return f"cosine{_span(found.values['span'], found, total)}"
    if fields.shape == "polynomial":
        power = found.values.get("power", 1.0) if found.shape == "polynomial" else _power(fields)
        shape = "linear" if power == 1 else f"polynomial {power:g}"
        return f"{shape}{_span(found.values['span'], found, total)}" if found.shape == "polynomial" else shape
    if found.shape == "constant":
        return "constant"
    return str(fields.shape)


def _span(span: float, found: ShapeDescription, total: int) -> str:
    """How long a decay is: ``late`` when it is as long as the run but starts after the warmup, else its stretch."""
    left = total - found.warmup
    if found.warmup and abs(span - total) < min(abs(span - left), _SAME_LENGTH * total):
        return " late"
    stretch = (span + found.warmup) / total
    return "" if abs(stretch - 1) < _SAME_LENGTH else f" {stretch:.3g}"


def _floor(schedule: Schedule) -> float:
    """The last rate as a share of the peak; 0 where the decay goes to 0."""
    share = schedule.curve(schedule.total_updates) / schedule.peak_lr
    found = shape_of(schedule)
    to_zero = found.values.get("floor", found.values.get("end")) == 0.0
    return 0.0 if to_zero and share < _ALMOST_ZERO else float(f"{share:.3g}")


def _power(fields: ScheduleFields) -> float:
    given = next((part.given["power"] for part in fields.arguments if "power" in part.given), 1.0)
    return as_number(given) or 1.0


def _warmup(schedule: Schedule, fields: ScheduleFields) -> str:
    if not schedule.warmup_updates:
        return "0"
    number = fields.warmup.number if fields.warmup else None
    if fields.warmup_unit == "%" and number is not None:
        number *= 100
    return f"{number:g}{fields.warmup_unit}" if number else f"{schedule.warmup_updates}it"


def _whole(value: Any) -> int | None:
    number = as_number(value)
    return int(number) if number else None


def _number(value: Any) -> float | None:
    return as_number(value)


def longest(table: dict[str, int], path: str) -> int | None:
    """The entry of the longest key that a path begins with."""
    fitting = [key for key in table if path.startswith(key)]
    return table[max(fitting, key=len)] if fitting else None


def plain(value: Any) -> Any:
    """A value without its YAML tag."""
    return value.value if isinstance(value, Tagged) else value


def get(document: Document, *keys: Any) -> Any:
    """The value at a path; tags are passed over."""
    value: Any = document.data
    for key in keys:
        value = plain(value)
        value = value.get(key) if isinstance(value, dict) else None
    return plain(value)


__all__ = ["Setting", "configs", "described", "get", "longest", "opened", "plain", "recipe"]
