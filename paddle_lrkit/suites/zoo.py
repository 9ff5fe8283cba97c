"""What the configs of a suite's model zoo say, from ``zoo.tsv`` in its folder; ``python -m tools.zoo`` writes that."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

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


@dataclass(frozen=True)
class ZooRecipe:
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


@dataclass(frozen=True)
class DataSize:
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
    file = os.path.join(os.path.dirname(__file__), suite, "zoo.tsv")
    return tuple(_recipe(suite, row) for row in _rows(file)) if os.path.isfile(file) else ()


@cache
def commit_of(suite: str) -> str:
    """The commit of the repository that the recipes were read from."""
    with open(os.path.join(os.path.dirname(__file__), suite, "zoo.tsv"), encoding="utf-8") as stream:
        return stream.readline().split()[-1]


@cache
def sizes() -> dict[str, DataSize]:
    """The sizes of public training sets, by short name."""
    rows = _rows(os.path.join(os.path.dirname(__file__), "data_sizes.tsv"))
    return {row["name"]: DataSize(row["name"], row["title"], int(row["samples"]), row["source"]) for row in rows}


def stem_of(path: str) -> str:
    """The name of a config without folder and ending."""
    return os.path.splitext(os.path.basename(path.partition(" ")[0]))[0]


def _rows(file: str) -> Iterator[dict[str, str]]:
    with open(file, encoding="utf-8", newline="") as stream:
        yield from csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t")


def _recipe(suite: str, row: dict[str, str]) -> ZooRecipe:
    gpus = row["gpus"]
    return ZooRecipe(
        suite=suite,
        path=row["path"],
        name=row["name"] or stem_of(row["path"]),
        model=row["model"],
        family=row["family"],
        task=row["task"],
        data=row["data"],
        start=row["start"],
        optimizer=row["optimizer"],
        peak=float(row["peak"]),
        schedule=row["schedule"],
        warmup=row["warmup"],
        warmup_start=float(row["warmup_start"]),
        floor=float(row["floor"]),
        run=row["run"],
        batch=int(row["batch"]),
        gpus=int(gpus.rstrip("?")),
        gpus_said=not gpus.endswith("?"),
        accumulation=int(row["accumulation"] or 1),
        weight_decay=_number(row["weight_decay"]),
        clip=_number(row["clip"]),
        layer_decay=_number(row["layer_decay"]),
        ema=row["ema"] == "ema",
        metric=row["metric"],
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
