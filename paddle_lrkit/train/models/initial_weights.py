"""The initial weights of a model: read when a new run builds it, and not when a checkpoint gives all weights."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from paddle_lrkit.config.bind import Component, parameters
from paddle_lrkit.config.file_paths import local_path
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.train.distributed.collectives import check_same_on_ranks, world_size
from paddle_lrkit.train.models.weights import WeightReport, load_weights
from paddle_lrkit.train.registry import MODELS

_LOG = logging.getLogger(__name__)
_KEY = "pretrained"


@dataclass
class _WeightReading:
    wanted: bool
    reports: list[WeightReport] = field(default_factory=list)


_reading: ContextVar[_WeightReading | None] = ContextVar("initial_weights", default=None)


@contextmanager
def initial_weights(wanted: bool) -> Iterator[list[WeightReport]]:
    """Collects the reports of the weights that models read inside the block.

    Args:
        wanted: Whether they are read; a checkpoint gives them otherwise.
    """
    token = _reading.set(reading := _WeightReading(wanted))
    try:
        yield reading.reports
    finally:
        _reading.reset(token)


def read_initial_weights(model: Any, path: str, local: Callable[[str], str] = str) -> None:
    """Copies weights into a model that is being built.

    Args:
        model: The model.
        path: As for `load_weights`.
        local: Makes it the path of a local file.
    """
    reading = _reading.get()
    if reading is None:
        _LOG.warning("%s", load_weights(model, local(path)))
    elif reading.wanted:
        reading.reports.append(load_weights(model, local(path)))


def without_pretrained(architecture: Component) -> tuple[Component, str | None]:
    """``Architecture`` for a model without an argument ``pretrained``, and the value of that key.

    Models that have such an argument read the weights themselves.

    Raises:
        ConfigError: The value is not text.
    """
    try:
        own = parameters(MODELS.find(architecture.name))
    except ConfigError:
        return architecture, None  # The task says what is wrong with the name.
    if _KEY in own or _KEY not in architecture.arguments:
        return architecture, None
    path = architecture.arguments[_KEY]
    rest = replace(architecture, arguments={k: value for k, value in architecture.arguments.items() if k != _KEY})
    if path is None:
        return rest, None
    if not isinstance(path, str):
        raise architecture.document.error(tr("must be text, got {}", shown(path)), (*architecture.path, _KEY))
    return rest, local_path(architecture.document, (*architecture.path, _KEY), path)


def check_same_weights(model: Any, reports: list[WeightReport]) -> None:
    """Compares weights that were read with those of the other processes.

    Raises:
        LrkitError: They differ.
    """
    if not reports or world_size() == 1:
        return
    digest = hashlib.sha256()
    for array in model.state_dict().values():
        digest.update(np.ascontiguousarray(array.numpy()).data)
    check_same_on_ranks(tr("the initial weights"), digest.hexdigest())
