"""The parts of a PaddleGAN schedule: lengths are iterations, except those of ``LinearDecay``, which are epochs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.ppgan.classes import CLASSES
from paddle_lrkit.suites.ppgan.models import FIRST_ORDER, entries_of
from paddle_lrkit.suites.quantity import QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, class_arguments
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_SECTION = ("lr_scheduler",)
_BATCH = ("dataset", "train", "batch_size")
_KINDS: dict[str, QuantityKind] = {
    **dict.fromkeys(("learning_rate", "eta_min", *FIRST_ORDER.values()), "rate"),
    **dict.fromkeys(("milestones", "epoch_milestones"), "updates"),
    "periods": "period",
    "lr_decay": "per update",
}


class PaddleGANFields(SuiteFields):
    """``lr_scheduler``, and ``epochs`` or ``total_iters``."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the class that ``name`` names, or of an optimizer of a first-order motion model."""
        lr = document.get(_SECTION)
        if not isinstance(lr, Mapping):
            return None
        fields = _first_order(document, lr, selection) or _named(document, lr)
        top = SectionValues(document)
        epochs, iterations = top("epochs"), top("total_iters")
        counts_epochs = epochs is not None and bool(epochs.value)
        return replace(
            fields,
            run=epochs if counts_epochs else iterations,
            run_unit="ep" if counts_epochs else "it",
            overridden=((iterations, epochs),) if counts_epochs and epochs and iterations else (),
            batch=top(*_BATCH),
            optimizer=_optimizer(document.get(("optimizer",))),
            quantities=argument_quantities(fields.arguments, _KINDS),
            behaviour=SuiteBehaviour(batch_per_gpu=True),
        )


def _named(document: Document, lr: Mapping[str, Any]) -> ScheduleFields:
    at, name = SectionValues(document, _SECTION), lr.get("name")
    given = {key: value for key, value in lr.items() if key != "name"}
    fields = ScheduleFields(
        class_shape(name, CLASSES),
        str(name),
        _SECTION,
        rate=at("learning_rate"),
        floor=at("eta_min"),
        unit="it",
        arguments=class_arguments(_SECTION, given, name, CLASSES),
    )
    if name == "MultiStepDecay":
        return replace(fields, milestones=at("milestones"), gamma=at("gamma"), floor=None)
    if name == "LinearDecay":
        return replace(fields, shape="linear", unit="ep", floor=None)
    periods = lr.get("periods")
    if name == "CosineAnnealingRestartLR" and isinstance(periods, list) and len(periods) == 1:
        return replace(fields, shape="cosine", span=at("periods", 0))
    return fields


def _first_order(document: Document, lr: Mapping[str, Any], selection: Selection) -> ScheduleFields | None:
    """The fields of an optimizer of a first-order motion model; None for any other config."""
    entries = entries_of(document.data)
    entry = selection.entry or entries[min(max(selection.optimizer_index, 0), len(entries) - 1)]
    if entry not in FIRST_ORDER:
        return None
    at = SectionValues(document, _SECTION)
    takes = ("name", "epoch_milestones", *FIRST_ORDER.values())
    return ScheduleFields(
        "multistep",
        "MultiStepDecay",
        _SECTION,
        rate=at(FIRST_ORDER[entry]),
        milestones=at("epoch_milestones"),
        gamma=at.default(0.1),
        unit="it",
        arguments=(ClassArguments(_SECTION, lr, takes, ignores_unknown=True, name="MultiStepDecay"),),
    )


def _optimizer(section: Any) -> str:
    """The type of the optimizer, or of the first of several."""
    if not isinstance(section, Mapping):
        return ""
    if "name" in section:
        return str(section["name"])
    return _optimizer(next((part for part in section.values() if isinstance(part, Mapping)), None))


FIELDS = PaddleGANFields()
