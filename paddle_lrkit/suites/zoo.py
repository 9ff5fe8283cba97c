"""What the configs of a suite's model zoo say, from ``zoo.tsv`` in its folder; ``python -m tools.zoo`` writes that."""

from __future__ import annotations

import csv
import os
from functools import cache
from typing import NamedTuple

ZOOS = {
    "classification": "ppcls",
    "detection": "ppdet",
    "segmentation": "ppseg",
    "ocr": "ppocr",
    "text-finetune": "ppnlp",
    "text-pretrain": "ppnlp",
}
"""Task -> the suite whose zoo has it."""

STARTS = ("scratch", "backbone", "model")
"""What a run starts from: random weights, a trained backbone, or a trained model."""


class ZooRecipe(NamedTuple):
    """The facts of a published config.

    Args:
        suite: A name of `paddle_lrkit.suites.table.SUITES`.
        path: The config in the suite's repository, or the page or script with the command.
        name: The config's name, or the model that the command names.
        model: The architecture as the config names it.
        family: Kind of the model, such as ``one-stage``.
        task: The task, such as ``detection``.
        data: The data set by a short name; empty where the config does not tell.
        start: A name of `STARTS`.
        optimizer: The optimizer as the config names it.
        peak: The peak rate.
        schedule: The decay with its numbers, such as ``multistep 0.667 0.917 x0.1``.
        warmup: With a unit, such as ``5ep``; ``0`` for none.
        warmup_start: Rate at update 0, as a share of the peak.
        floor: Rate at the end, as a share of the peak.
        run: Length with a unit; empty where it is open.
        batch: Samples on each GPU.
        gpus: Number of GPUs.
        gpus_said: Whether the suite says that number for this config; else it is the suite's usual one.
        accumulation: Batches in an update.
        weight_decay: Its coefficient; None where the config has none.
        clip: Largest norm of the gradient.
        layer_decay: Factor on the rate from a layer to the one before it.
        ema: Whether the weights are averaged.
        metric: What the suite publishes, such as ``52.9 Box AP``.
    """

    suite: str
    path: str
    name: str
    model: str
    family: str
    task: str
    data: str
    start: str
    optimizer: str
    peak: float
    schedule: str
    warmup: str
    warmup_start: float
    floor: float
    run: str
    batch: int
    gpus: int
    gpus_said: bool
    accumulation: int = 1
    weight_decay: float | None = None
    clip: float | None = None
    layer_decay: float | None = None
    ema: bool = False
    metric: str = ""

    @property
    def samples(self) -> int:
        """Samples in an update."""
        return self.batch * self.gpus * self.accumulation

    @property
    def epochs(self) -> float | None:
        """Length in epochs; None where it is neither given nor follows from the size of the data set."""
        if self.run.endswith("ep"):
            return float(self.run[:-2])
        size = sizes().get(self.data)
        return int(self.run[:-2]) * self.samples / size.samples if size and self.run.endswith("it") else None


class DataSize(NamedTuple):
    """The size of a public training set.

    Args:
        name: Its short name in the zoos.
        title: Its name for people.
        samples: Samples in the training set.
        source: Where the number stands.
    """

    name: str
    title: str
    samples: int
    source: str


@cache
def zoo_of(suite: str) -> tuple[ZooRecipe, ...]:
    """The recipes of a suite's zoo; empty for a suite without one.

    Example:
        >>> [recipe.peak for recipe in zoo_of("ppdet") if recipe.name == "picodet_s_320_coco_lcnet"]
        [0.32]
    """
    if not os.path.isfile(_file(suite)):
        return ()
    rows = iter(_lines(_file(suite)))
    next(rows)
    return tuple(_recipe(suite, row) for row in csv.reader(rows, delimiter="\t"))


def recipe_at(suite: str, path: str) -> ZooRecipe:
    """The recipe of one config, without reading the others; of a page with several, the last.

    Raises:
        KeyError: The zoo does not have the config.
    """
    return _recipe(suite, next(csv.reader([_by_path(_file(suite))[path]], delimiter="\t")))


@cache
def commit_of(suite: str) -> str:
    """The commit of the repository that the recipes were read from."""
    with open(_file(suite), encoding="utf-8") as stream:
        return stream.readline().split()[-1]


@cache
def sizes() -> dict[str, DataSize]:
    """The sizes of public training sets, by short name."""
    file = os.path.join(os.path.dirname(__file__), "data_sizes.tsv")
    rows = list(csv.reader(_lines(file), delimiter="\t"))[1:]
    return {name: DataSize(name, title, int(samples), source) for name, title, samples, source in rows}


def stem_of(path: str) -> str:
    """The name of a config without folder and ending."""
    return os.path.splitext(os.path.basename(path.partition(" ")[0]))[0]


def _file(suite: str) -> str:
    return os.path.join(os.path.dirname(__file__), suite, "zoo.tsv")


@cache
def _lines(file: str) -> tuple[str, ...]:
    """The lines of a table, its head first, without comments."""
    with open(file, encoding="utf-8") as stream:
        return tuple(line for line in stream if not line.startswith("#"))


@cache
def _by_path(file: str) -> dict[str, str]:
    return {line[: line.index("\t")]: line for line in _lines(file)}


COLUMNS = (
    *("path", "name", "model", "family", "task", "data", "start", "optimizer", "peak", "schedule", "warmup"),
    *("warmup_start", "floor", "run", "batch", "gpus", "accumulation", "weight_decay", "clip", "layer_decay", "ema"),
    "metric",
)
"""The columns of ``zoo.tsv``."""


def _recipe(suite: str, row: list[str]) -> ZooRecipe:
    path, name, model, family, task, data, start, optimizer, peak, schedule, warmup, *rest = row
    warmup_start, floor, run, batch, gpus, accumulation, decay, clip, layers, ema, metric = rest
    return ZooRecipe(
        *(
            suite,
            path,
            name or stem_of(path),
            model,
            family,
            task,
            data,
            start,
            optimizer,
            float(peak),
            schedule,
            warmup,
        ),
        *(float(warmup_start), float(floor), run, int(batch), int(gpus.rstrip("?")), not gpus.endswith("?")),
        *(int(accumulation or 1), _number(decay), _number(clip), _number(layers), ema == "ema", metric),
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
