"""What Paddle3D reads: the config, with an overlay and with options of its command line."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.config.inherit import Inheritance, merged
from paddle_lrkit.errors import shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.pp3d.detect import DETECTOR, OVERLAY
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.shared_sections import PADDLE_RENDERING
from paddle_lrkit.suites.values import number, whole

TITLES = {"paddle3d": DETECTOR.title, "pprndr": "PaddleRendering"}
GIVEN = ("learning_rate", "iters", "epochs")
_RENDERING_KEYS = ("ray_batch_size", "image_batch_size", "image_resampling_interval", "reinit_optim_cfg")
_PLAIN = Inheritance("_base_")


def entry_of(document: Document, selection: Selection) -> str:
    """``pprndr`` for PaddleRendering, whose keys and classes tell, else ``paddle3d``."""
    if selection.entry:
        return selection.entry
    data = document.data
    scheduler = data.get("lr_scheduler")
    rendering = any(key in data for key in _RENDERING_KEYS) or _is_of_rendering(scheduler)
    constant = scheduler is None and document.get(("optimizer", "learning_rate")) is not None
    return "pprndr" if rendering or constant else "paddle3d"


def _is_of_rendering(scheduler: Any) -> bool:
    while isinstance(scheduler, Mapping):
        if scheduler.get("type") in PADDLE_RENDERING or "lr_init" in scheduler:
            return True
        scheduler = scheduler.get("learning_rate")
    return False


def place_of(document: Document) -> Path:
    """Path of the keys: those of a config for ``--quant_config`` are in a section."""
    return (OVERLAY,) if isinstance(document.data.get(OVERLAY), Mapping) else ()


def config_of(document: Document, selection: Selection, entry: str) -> Section:
    """The keys that the program trains with.

    Args:
        document: The config.
        selection: Its base, and the options of the command line.
        entry: The program.
    """
    place = place_of(document)
    if place and selection.base is not None:
        document, place = _over(document, selection.base), ()
    config = Section.at(document, place, TITLES[entry])
    return _with_options(config, selection.given, entry)


def _over(document: Document, base: Document) -> Document:
    """``finetune_config`` over a main config."""
    marks = {path[1:]: mark for path, mark in document.marks.items() if path[:1] == (OVERLAY,)}
    return merged(Document(document.data[OVERLAY], marks, document.file), base, _PLAIN)


def _with_options(config: Section, given: Mapping[str, Any], entry: str) -> Section:
    """``--learning_rate``, ``--iters`` and ``--epochs`` of the command line over the keys of the config."""
    values = dict(config.values)
    options = Section(Document({"given": dict(given)}), ("given",), given, config.suite)
    if "epochs" in given and entry == "pprndr":
        raise options.error(tr("{} has no --epochs; it counts iters", config.suite), "epochs")
    for key in ("iters", "epochs"):
        if key in given:
            values[key] = options.read(key, whole)
    if "learning_rate" in given:
        rate = options.read("learning_rate", _argument)
        section = "lr_scheduler" if "lr_scheduler" in values or entry == "paddle3d" else "optimizer"
        values[section] = {**config.section(section).values, "learning_rate": rate}
    return replace(config, values=values)


def _argument(key: str, value: Any) -> float:
    """A number as ``argparse`` reads it, also from text."""
    if isinstance(value, str):
        with suppress(ValueError):
            value = float(value)
    return float(number(key, value))


def as_iterations(config: Section, key: str) -> float:
    """A length of the run: a number above 0."""
    value = config.read(key, number)
    if value <= 0:
        raise config.error(tr("must be positive, got {}", shown(value)), key)
    return value
