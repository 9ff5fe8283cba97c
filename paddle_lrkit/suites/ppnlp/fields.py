"""PaddleNLP: a run in epochs or updates, a warmup in updates or as a share of the run."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.fields import Facts, item
from paddle_lrkit.suites.ppnlp.reader import recognised
from paddle_lrkit.suites.value_at import Item

_KINDS = {"linear": "polynomial", "polynomial": "polynomial", "cosine": "cosine", "constant": "constant"}


def read(document: Document, index: int, steps: int | None) -> Facts | None:
    """The facts of the trainer's flat arguments."""
    program = recognised(document.data)
    if program == "ppfleetx":
        return _ppfleetx(document)
    if program == "noam":
        return Facts("other", "NoamDecay", (), run=item(document, ("epoch",)), rate=item(document, ("learning_rate",)))
    name = str(document.get(("lr_scheduler_type",), "linear"))
    updates = item(document, ("max_steps",))
    in_updates = updates is not None and (updates.number or 0) > 0
    decay = item(document, ("decay_steps",))
    steps_item = item(document, ("warmup_steps",))
    by_steps = steps_item is not None and (steps_item.number or 0) > 0
    return Facts(
        _KINDS.get(name, "constant" if name == "constant_with_warmup" else "other"),
        name,
        (),
        run=updates if in_updates else item(document, ("num_train_epochs",)) or Item(1.0, ()),
        rate=item(document, ("learning_rate",)) or Item(5e-5, ()),
        span=decay if decay is not None and (decay.number or 0) > 0 else None,
        floor=item(document, ("lr_end",)) if name == "polynomial" else _floor(document, program, name),
        warmup=steps_item if by_steps else item(document, ("warmup_ratio",)),
        start=Item(0.0, ()),
        batch=item(document, ("per_device_train_batch_size",)),
        run_unit="it" if in_updates else "ep",
        unit="it",
        warmup_unit="it" if by_steps else "%",
        optimizer="AdamW",
        pretrained=program == "trainer",
    )


def _floor(document: Document, program: str, name: str) -> Item | None:
    used = program == "run_pretrain" and name in ("linear", "cosine")
    return item(document, ("min_learning_rate",)) if used else None


def _ppfleetx(document: Document) -> Facts | None:
    section = ("Optimizer", "lr")
    lr = document.get(section)
    if not isinstance(lr, Mapping):
        return None
    return Facts(
        "cosine",
        str(lr.get("name")),
        section,
        run=item(document, ("Engine", "max_steps")),
        rate=item(document, (*section, "max_lr")),
        floor=item(document, (*section, "min_lr")),
        run_unit="it",
        unit="it",
        optimizer=str(document.get(("Optimizer", "name"), "")),
    )
