"""The parts of a PaddleSeg schedule: all lengths are updates; what follows a warmup counts from its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.paddle.fields import class_fields
from paddle_lrkit.suites.quantity import QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields

_SECTION = ("lr_scheduler",)
_WARMUP_KINDS: dict[str, QuantityKind] = {"warmup_iters": "updates", "warmup_start_lr": "rate"}
WARMUP = tuple(_WARMUP_KINDS)


class PaddleSegFields(SuiteFields):
    """``iters`` and ``lr_scheduler``; before it there was ``learning_rate``."""

    replaced = {  # noqa: RUF012
        "learning_rate": "lr_scheduler: {type: PolynomialDecay, learning_rate: .., power: 0.9, end_lr: 0}"
    }

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the class that ``type`` names, and of the warmup."""
        lr = document.get(_SECTION)
        if not isinstance(lr, Mapping):
            return None
        given = {key: value for key, value in lr.items() if key != "type"}
        fields = class_fields(document, _SECTION, lr.get("type"), given)
        at, top = SectionValues(document, _SECTION), SectionValues(document)
        warmup_keys = WARMUP if "warmup_iters" in given else ()
        quantities = (
            *fields.quantities,
            *argument_quantities([ClassArguments(_SECTION, given, warmup_keys)], _WARMUP_KINDS),
        )
        if selection.variant is not None:
            quantities = tuple(part for part in quantities if part.item.default_key != "end_lr")
        return replace(
            fields,
            run=top("iters"),
            warmup=at("warmup_iters"),
            start=at("warmup_start_lr"),
            batch=top("batch_size"),
            quantities=quantities,
            default_floor=fields.default_floor if selection.variant is None else None,
            optimizer=str(document.get(("optimizer", "type"), "")),
            optimizer_key=("optimizer", "type"),
            pretrained=bool(document.get(("model", "pretrained"))),
            arguments=tuple(replace(part, takes=(*part.takes, *warmup_keys)) for part in fields.arguments),
            behaviour=fields.behaviour._replace(batch_per_gpu=True),
        )


FIELDS = PaddleSegFields()
