"""Checks the sections of a training config and makes them typed. Each section is bound once."""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar

from paddle_lrkit.config.bind import bind, nearest_or_all
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.optimizer_section import read_optimizer
from paddle_lrkit.config.run_length import epoch_length
from paddle_lrkit.config.settings import OPTIMIZER_SECTIONS, Data, Global, ScheduleSettings, Settings
from paddle_lrkit.messages import tr
from paddle_lrkit.units import LengthOptions

T = TypeVar("T", Settings, ScheduleSettings)


def read_settings(document: Document) -> Settings:
    """The typed sections of a whole training config.

    Raises:
        ConfigError: With file, line and key.
    """
    return _read(Settings, document)


def read_schedule_settings(document: Document) -> ScheduleSettings:
    """The typed sections of a training config that the learning rate depends on.

    Raises:
        ConfigError: With file, line and key.
    """
    return _read(ScheduleSettings, document)


def read_epoch_length(document: Document, options: LengthOptions) -> int | None:
    """Updates in an epoch of a training config, without reading its optimizer; see `epoch_length`.

    Raises:
        ConfigError: ``Global`` or ``Train`` is invalid.
    """
    run = bind(Global, document, ("Global",))
    train = bind(Data, document, ("Train",)) if "Train" in document.data else None
    return epoch_length(run, train, options)


def _read(kind: type[T], document: Document) -> T:
    _check_sections(document)
    names = {section.name for section in fields(kind)} - {"Optimizer"}
    values = {name: section for name, section in document.data.items() if name in names}
    return bind(kind, document, values=values, reserved={"Optimizer": read_optimizer(document)})


def _check_sections(document: Document) -> None:
    """Raises a ConfigError for an unknown section, or when ``Global`` or ``Optimizer`` is missing."""
    known = [*(section.name for section in fields(Settings)), *OPTIMIZER_SECTIONS[1:]]
    for name in document.data:
        if name not in known:
            raise document.error(tr("unknown section{}", nearest_or_all(name, known)), (name,))
    if "Global" not in document.data:
        raise document.error(tr("the section 'Global' is missing"), ())
    if not any(name in document.data for name in OPTIMIZER_SECTIONS):
        raise document.error(tr("the section 'Optimizer' is missing"), ())
