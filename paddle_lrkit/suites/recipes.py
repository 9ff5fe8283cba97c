"""The recipes that a config is compared with: how a config of the model looks, and the published config of it.

``recipes.yml`` in a suite's folder has the patterns and the path of the config, ``zoo.tsv`` the config's numbers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.suites.zoo import commit_of, recipe_at

_SGD = ("sgd", "momentum")


@dataclass(frozen=True)
class SuiteRecipe:
    """The peak rate of a published config, and the batch that it was made for.

    Args:
        key: Stable name within the suite.
        when: How a config of the model looks: dotted key -> values, each with ``*`` for any text. The key ``*.neck`` is
            ``neck`` in any section.
        optimizer: The optimizer that it was made for.
        rate: The peak.
        batch: Samples on each GPU.
        gpus: Number of GPUs.
        source: The config, a path in the suite's repository.
        gpus_source: The file that tells the number of GPUs.
        commit: Commit of the config.
        data: Sections with data -> names in them, each with ``*`` for any text, of the data of the suite's own configs.
        accumulation: Batches in an update.
        name: The model; empty where the first key of ``when`` names it.
    """

    key: str
    when: Mapping[str, tuple[str, ...]]
    optimizer: str
    rate: float
    batch: int
    gpus: int
    source: str
    gpus_source: str
    commit: str
    data: Mapping[str, tuple[str, ...]]
    accumulation: int = 1
    name: str = ""

    @property
    def samples(self) -> int:
        """Samples in an update."""
        return self.batch * self.gpus * self.accumulation

    def fits(self, document: Document, optimizer: str) -> bool:
        """Whether a config is of this model and has an optimizer of this kind; an unnamed one is the suite's usual."""
        if optimizer and _kind(optimizer) != _kind(self.optimizer):
            return False
        return all(
            any(fnmatchcase(str(value), pattern) for value in _values(document, key) for pattern in patterns)
            for key, patterns in self.when.items()
        )

    def has_own_data(self, document: Document) -> bool:
        """Whether a config names data that no config of the suite has, or none."""
        return not any(
            fnmatchcase(text, pattern)
            for key, patterns in self.data.items()
            for value in _values(document, key)
            for text in _texts(value)
            for pattern in patterns
        )

    def model(self, document: Document) -> str:
        """The model by the name that a config gives it."""
        return self.name or str(next(_values(document, next(iter(self.when)))))


@cache
def recipes_of(suite: str) -> tuple[SuiteRecipe, ...]:
    """The recipes of a suite; empty for one without ``recipes.yml``.

    Example:
        >>> [(recipe.rate, recipe.samples) for recipe in recipes_of("ppdet") if recipe.key == "faster-rcnn"]
        [(0.01, 8)]
    """
    file = os.path.join(os.path.dirname(__file__), suite, "recipes.yml")
    if not os.path.isfile(file):
        return ()
    import yaml

    from paddle_lrkit.config.yaml_loader import Yaml12

    with open(file, encoding="utf-8") as stream:
        data = yaml.load(stream, Yaml12)  # noqa: S506  a file of this package, and Yaml12 is a safe loader
    common = {"data": _patterns(data["data"]), "gpus_source": data["gpus_source"], "commit": commit_of(suite)}
    return tuple(SuiteRecipe(**{**common, **_numbers(suite, entry)}) for entry in data["recipes"])


def _numbers(suite: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with the numbers of its config."""
    found = recipe_at(suite, entry["source"])
    return {
        **entry,
        "when": _patterns(entry["when"]),
        "optimizer": found.optimizer,
        "rate": found.peak,
        "batch": found.batch,
        "gpus": found.gpus,
        "accumulation": found.accumulation,
    }


def fitting_recipes(suite: str, document: Document, optimizer: str) -> list[SuiteRecipe]:
    """The recipes for a config; those that ask for most where several kinds fit."""
    found = [recipe for recipe in recipes_of(suite) if recipe.fits(document, optimizer)]
    most = max((len(recipe.when) for recipe in found), default=0)
    return [recipe for recipe in found if len(recipe.when) == most]


def _patterns(when: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(value) if isinstance(value, list) else (value,) for key, value in when.items()}


def _values(document: Document, key: str) -> Iterator[Any]:
    """The values at a dotted key; one for each section with ``*``."""
    first, _, rest = key.partition(".")
    for section in document.data if first == "*" else (first,):
        value = document.get((section, *rest.split("."))) if rest else document.get((section,))
        if value is not None:
            yield value


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value."""
    value = value.value if isinstance(value, Tagged) else value
    if isinstance(value, str):
        yield value
    elif isinstance(value, (Mapping, list)):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)


def _kind(optimizer: str) -> str:
    """``sgd``, ``adam``, or the optimizer itself."""
    name = optimizer.lower()
    return "sgd" if name in _SGD else "adam" if name.startswith("adam") else name
