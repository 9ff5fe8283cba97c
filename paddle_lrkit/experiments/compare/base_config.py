"""The config that a comparison starts from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.lrkit.common_keys import WARMUP_KEYS
from paddle_lrkit.suites.lrkit.reader import schedule_of
from paddle_lrkit.units import LengthOptions


@dataclass(frozen=True)
class BaseConfig:
    """A checked training config.

    Args:
        document: The config with its bases and overrides.
        schedule: Its own schedule.
        settings: Its sections, typed.
        files: The files of the command.
    """

    document: Document
    schedule: Schedule
    settings: Settings
    files: ConfigFiles

    @property
    def has_test(self) -> bool:
        """Whether it has a section ``Test``."""
        return self.settings.Test is not None

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        return Path(self.document.file or "config").stem

    @property
    def lr(self) -> dict[str, Any]:
        """``Optimizer.lr`` as the config has it."""
        section: dict[str, Any] = self.document.data["Optimizer"]["lr"]
        return section

    @property
    def warmup(self) -> dict[str, Any]:
        """The warmup keys of ``Optimizer.lr``."""
        return {key: value for key, value in self.lr.items() if key in WARMUP_KEYS}

    @property
    def seed(self) -> int:
        """``Global.seed``"""
        return int(self.document.get(("Global", "seed"), 0))


def load_base_config(path: str | os.PathLike[str], overrides: Iterable[str] = ()) -> BaseConfig:
    """Loads a config for a comparison.

    Args:
        path: The YAML file.
        overrides: ``Key.sub=value``.

    Raises:
        ConfigError: It is not a complete training config, has no ``Eval``, sets the rate in ``LearningRate``, or does
            not determine the length of the run.
    """
    files = ConfigFiles()
    document = load_config(path, overrides, files)
    if "LearningRate" in document.data:
        raise document.error(tr("compare changes 'Optimizer.lr'; set the rate there instead of in 'LearningRate'"), ())
    settings = read_settings(document)
    if settings.Eval is None:
        raise document.error(tr("the section 'Eval' is missing; compare needs it to measure the schedules"), ())
    if settings.Global.epochs is not None and settings.Train.num_samples is None:
        raise document.error(tr("'num_samples' is missing; it determines the length of the run"), ("Train",))
    lr = document.data["Optimizer"]["lr"]
    if isinstance(lr, str):
        raise document.error(tr("must be a section with a name and a rate"), ("Optimizer", "lr"))
    schedule = schedule_of(settings, LengthOptions())
    if schedule.peak_lr <= 0:
        raise document.located(ConfigError(tr("the peak of the rate is 0")), ("Optimizer", "lr"))
    return BaseConfig(document, schedule, settings, files)
