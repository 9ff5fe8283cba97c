"""`load_schedule`: any config of any suite -> Schedule."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.load import apply_override, load_config
from paddle_lrkit.errors import check_integer
from paddle_lrkit.suites import lrkit
from paddle_lrkit.suites.schedule import Schedule


def load_schedule(
    config: str | os.PathLike[str] | Mapping[str, Any],
    *,
    steps_per_epoch: int | None = None,
    world_size: int = 1,
    overrides: Iterable[str] = (),
) -> Schedule:
    """Reads the learning-rate schedule of a config.

    Args:
        config: Path of a YAML file, or its content as a mapping.
        steps_per_epoch: Updates in an epoch; needed when the config does not tell.
        world_size: Number of processes (GPUs).
        overrides: ``Key.sub=value``, as given to ``-o``.

    Raises:
        ConfigError: With file, line and key.
    """
    if steps_per_epoch is not None:
        check_integer("steps_per_epoch", steps_per_epoch, at_least=1)
    document = _document(config, overrides)
    return lrkit.read(document, epoch_updates=steps_per_epoch, world_size=world_size)


def _document(config: str | os.PathLike[str] | Mapping[str, Any], overrides: Iterable[str]) -> Document:
    if not isinstance(config, Mapping):
        return load_config(config, overrides)
    document = Document(copy.deepcopy(dict(config)))
    for override in overrides:
        apply_override(document, override)
    return document
