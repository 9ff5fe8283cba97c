"""The config of a run as its directory keeps it."""

from __future__ import annotations

from pathlib import Path

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.file_paths import rooted
from paddle_lrkit.train.setup import TrainingSetup


def resolved_config(setup: TrainingSetup, folder: Path) -> str:
    """The text of ``config.yml`` in a run directory, which is enough to repeat the run.

    ``Global.root`` is the directory that relative paths begin at, relative to the run directory. A model that took
    arguments from a folder of weights has them in its attribute ``resolved_arguments``, and ``Architecture`` gets them.

    Args:
        setup: What the config describes.
        folder: The run directory.
    """
    data = rooted(setup.document, folder)
    taken = getattr(setup.task.model, "resolved_arguments", None)
    if taken and isinstance(data.get("Architecture"), dict):
        data = {**data, "Architecture": {**taken, **data["Architecture"]}}
    return dump_yaml(data)
