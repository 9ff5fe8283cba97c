"""PaddleNLP: a run in epochs or updates, a warmup in updates or as a share of the run."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.ppnlp.reader import recognised
from paddle_lrkit.suites.schedule_fields import ScheduleFields, value_at

_SHAPES = {"linear": "polynomial", "polynomial": "polynomial", "cosine": "cosine", "constant": "constant"}


def read(document: Document, index: int, steps: int | None) -> ScheduleFields | None:
    """The fields of the trainer's flat arguments."""
    program = recognised(document.data)
    if program == "ppfleetx":
        return _ppfleetx(document)
    if program == "noam":
        return ScheduleFields(
            "other", "NoamDecay", (), run=value_at(document, ("epoch",)), rate=value_at(document, ("learning_rate",))
        )
    name = str(document.get(("lr_scheduler_type",), "linear"))
    updates = value_at(document, ("max_steps",))
    in_updates = updates is not None and (updates.number or 0) > 0
    decay = value_at(document, ("decay_steps",))
    steps_item = value_at(document, ("warmup_steps",))
    by_steps = steps_item is not None and (steps_item.number or 0) > 0
    return ScheduleFields(
        _SHAPES.get(name, "constant" if name == "constant_with_warmup" else "other"),
        name,
        (),
        run=updates if in_updates else value_at(document, ("num_train_epochs",)) or ConfigValue(1.0, ()),
        rate=value_at(document, ("learning_rate",)) or ConfigValue(5e-5, ()),
        span=decay if decay is not None and (decay.number or 0) > 0 else None,
        floor=value_at(document, ("lr_end",)) if name == "polynomial" else _floor(document, program, name),
        warmup=steps_item if by_steps else value_at(document, ("warmup_ratio",)),
        start=ConfigValue(0.0, ()),
        batch=value_at(document, ("per_device_train_batch_size",)),
        run_unit="it" if in_updates else "ep",
        unit="it",
        warmup_unit="it" if by_steps else "%",
        optimizer="AdamW",
        pretrained=program == "trainer",
    )


def _floor(document: Document, program: str, name: str) -> ConfigValue | None:
    used = program == "run_pretrain" and name in ("linear", "cosine")
    return value_at(document, ("min_learning_rate",)) if used else None


def _ppfleetx(document: Document) -> ScheduleFields | None:
    section = ("Optimizer", "lr")
    lr = document.get(section)
    if not isinstance(lr, Mapping):
        return None
    return ScheduleFields(
        "cosine",
        str(lr.get("name")),
        section,
        run=value_at(document, ("Engine", "max_steps")),
        rate=value_at(document, (*section, "max_lr")),
        floor=value_at(document, (*section, "min_lr")),
        run_unit="it",
        unit="it",
        optimizer=str(document.get(("Optimizer", "name"), "")),
    )
