"""Which program reads a config of ERNIE's pre-training, and where its arguments are."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.inherit import Inheritance, merged
from paddle_lrkit.config.interpolation import check_resolved, interpolated
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.ernie_pretrain.detect import DETECTOR, SECTION
from paddle_lrkit.suites.ppformers.detect import ERNIE_STAGE
from paddle_lrkit.suites.section import Section

ENTRIES = ("formers", "pretrain", "auto")


def whole_config(document: Document, base: Document | None) -> Document:
    """A config over the one before it in ``--configs``."""
    if base is None:
        return document
    return interpolated(merged(document, base, Inheritance("")))


def entry_of(document: Document, selection: Selection) -> str:
    """The program: ``formers`` by ``stage``, ``auto`` by ``enable_auto_parallel``, else ``pretrain``.

    Raises:
        ConfigError: The config is not laid out as the program of ``selection`` reads it.
    """
    data = document.data
    nested = SECTION in data
    if selection.entry == "formers" if nested else selection.entry in ("pretrain", "auto"):
        reason = (
            tr("cannot be {}: the config has keys below {}", selection.entry, SECTION)
            if nested
            else tr("cannot be {}: the config has no {}", selection.entry, SECTION)
        )
        raise ConfigError(reason, key="entry", file=document.file)
    if not nested:
        if data.get("stage") != ERNIE_STAGE:
            raise document.error(tr("must be {}, got {}", ERNIE_STAGE, shown(data.get("stage"))), ("stage",))
        return "formers"
    if selection.entry is not None:
        return selection.entry
    section = data[SECTION]
    return "auto" if isinstance(section, Mapping) and section.get("enable_auto_parallel") else "pretrain"


def arguments_of(document: Document, entry: str) -> Section:
    """The section with the arguments.

    Raises:
        ConfigError: An interpolation has no value, or a key is in both sections.
    """
    if entry == "formers":
        return Section(document, (), document.data, DETECTOR.title)
    check_resolved(document, certain=True)
    check_resolved(document, (SECTION,))
    section = Section.at(document, (SECTION,), DETECTOR.title)
    model = document.data.get("model_args")
    for key in section.values:
        if isinstance(model, Mapping) and key in model:
            raise section.error(tr("is given in model_args too, which the program refuses"), key)
    return section
