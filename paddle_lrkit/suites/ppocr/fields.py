"""PaddleOCR: everything in epochs; what follows a warmup counts from its end, and spans are not shortened by it."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.fields import Entry, Facts, item, named
from paddle_lrkit.suites.value_at import Item

_BASE = ("learning_rate", "warmup_epoch", "last_epoch")
_TAKES: dict[str, tuple[str, ...]] = {
    "Const": _BASE,
    "Cosine": _BASE,
    "Linear": (*_BASE, "end_lr", "power"),
    "Step": (*_BASE, "step_size", "gamma"),
    "Piecewise": ("decay_epochs", "values", "warmup_epoch", "last_epoch"),
    "MultiStepDecay": (*_BASE, "milestones", "gamma"),
    "CyclicalCosine": (*_BASE, "cycle"),
    "OneCycle": ("max_lr", "anneal_strategy", "three_phase", "warmup_epoch", "last_epoch"),
    "TwoStepCosine": _BASE,
    "DecayLearningRate": ("learning_rate", "factor"),
    "LinearWarmupCosine": ("learning_rate", "start_lr", "min_lr", "warmup_steps", "last_epoch"),
}
_KINDS = {
    "Const": "constant",
    "Cosine": "cosine",
    "Linear": "polynomial",
    "DecayLearningRate": "polynomial",
    "Step": "step",
    "Piecewise": "piecewise",
    "MultiStepDecay": "multistep",
    "LinearWarmupCosine": "cosine",
}


def read(document: Document, index: int, steps: int | None) -> Facts | None:
    """The facts of ``Global.epoch_num`` and ``Optimizer.lr``."""
    section = ("Optimizer", "lr")
    lr = document.get(section)
    if not isinstance(lr, Mapping):
        return None
    name = lr.get("name", "Const")
    values = item(document, (*section, "values"))
    first = Item(values.value[0], values.path) if values and values.numbers else None
    in_updates = name == "LinearWarmupCosine"
    takes = _TAKES.get(name, ()) if isinstance(name, str) else ()
    given = {key: value for key, value in lr.items() if key != "name"}
    run = item(document, ("Global", "epoch_num"))
    start_key, floor_key = ("start_lr", "min_lr") if in_updates else ("", "end_lr" if name == "Linear" else "")
    return Facts(
        named(_KINDS, name),
        str(name),
        section,
        run=run,
        rate=first or item(document, (*section, "max_lr")) or item(document, (*section, "learning_rate")),
        milestones=item(document, (*section, "decay_epochs" if name == "Piecewise" else "milestones")),
        values=values,
        gamma=item(document, (*section, "gamma")),
        step_size=item(document, (*section, "step_size")),
        floor=item(document, (*section, floor_key)) if floor_key else None,
        warmup=item(document, (*section, "warmup_steps" if in_updates else "warmup_epoch")),
        start=item(document, (*section, start_key)) if start_key else Item(0.0, section),
        batch=item(document, ("Train", "loader", "batch_size_per_card")),
        warmup_unit="it" if in_updates else "ep",
        delayed=True,
        span_from_warmup=named(_KINDS, name) in ("cosine", "polynomial"),
        optimizer=str(document.get(("Optimizer", "name"), "")),
        pretrained=bool(document.get(("Global", "pretrained_model"))),
        entries=(Entry(section, given, takes, True, ("epochs", "step_each_epoch"), str(name)),) if takes else (),
    )
