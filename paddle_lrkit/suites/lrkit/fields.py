"""Our own dialect: lengths have units, so the facts are in updates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.fields import Facts, item, named
from paddle_lrkit.suites.lrkit.sections import section_entries
from paddle_lrkit.suites.ppdet import fields as ppdet
from paddle_lrkit.suites.value_at import Item, as_number
from paddle_lrkit.units import Lengths, parse_duration

_KINDS = {
    "Constant": "constant",
    "ConstantLR": "constant",
    "Cosine": "cosine",
    "CosineDecay": "cosine",
    "CosineAnnealingDecay": "cosine",
    "CosineAnnealingLR": "cosine",
    "MultiStepDecay": "multistep",
    "MultiStepDecayLR": "multistep",
    "Piecewise": "piecewise",
    "PiecewiseDecay": "piecewise",
    "Step": "step",
    "StepDecay": "step",
    "StepDecayLR": "step",
    "ExponentialDecay": "exponential",
    "ExponentialDecayLR": "exponential",
    "PolynomialDecay": "polynomial",
    "PolynomialDecayLR": "polynomial",
    "Linear": "polynomial",
    "LinearDecay": "polynomial",
    "ReduceOnPlateau": "plateau",
}
_SECTION = ("Optimizer", "lr")
_SPANS = {"cosine": "T_max", "polynomial": "decay_steps"}


def read(document: Document, index: int, steps: int | None) -> Facts | None:
    """The facts of ``Global`` and ``Optimizer.lr``, or of PaddleDetection's section."""
    run = item(document, ("Global", "epochs")) or item(document, ("Global", "updates"))
    in_epochs = document.get(("Global", "epochs")) is not None
    scales_itself = document.get(("Optimizer", "batch_scaling")) is not None
    batch = None if scales_itself else item(document, ("Train", "loader", "batch_size"))
    if isinstance(document.get(("LearningRate",)), Mapping):
        facts = ppdet.read(document, index, steps)
        if facts is None:
            return None
        entries = (*facts.entries, *section_entries(document))
        return replace(facts, run=run, run_unit="ep" if in_epochs else "it", batch=batch, entries=entries)
    lr = document.get(_SECTION)
    if not isinstance(lr, Mapping):
        return Facts("other", str(lr or ""), _SECTION, entries=section_entries(document))
    kind = named(_KINDS, lr.get("name"))
    read_item = _Reader(document, _lengths(run, in_epochs, steps)).item
    factor = item(document, (*_SECTION, "warmup_start_factor"))
    return Facts(
        kind,
        str(lr.get("name")),
        _SECTION,
        run=run,
        rate=item(document, (*_SECTION, "learning_rate")) or item(document, (*_SECTION, "max_learning_rate")),
        milestones=read_item((*_SECTION, "boundaries" if kind == "piecewise" else "milestones")),
        values=item(document, (*_SECTION, "values")),
        gamma=item(document, (*_SECTION, "gamma")),
        step_size=read_item((*_SECTION, "step_size")),
        span=read_item((*_SECTION, _SPANS[kind])) if kind in _SPANS else None,
        floor=item(document, (*_SECTION, "end_lr" if kind == "polynomial" else "eta_min")),
        warmup=read_item((*_SECTION, "warmup")),
        start=factor or item(document, (*_SECTION, "warmup_start_lr")),
        batch=batch,
        run_unit="ep" if in_epochs else "it",
        unit="it",
        warmup_unit="it",
        start_relative=factor is not None,
        span_from_warmup=True,
        optimizer=str(document.get(("Optimizer", "name"), "")),
        pretrained=bool(document.get(("Architecture", "pretrained"))),
        entries=section_entries(document),
    )


def _lengths(run: Item | None, in_epochs: bool, steps: int | None) -> Lengths:
    length = run.number if run else None
    if length is None:
        return Lengths(steps, None)
    total = length * (steps or 1) if in_epochs else length
    return Lengths(steps, int(total))


class _Reader:
    """Reads lengths with units."""

    def __init__(self, document: Document, lengths: Lengths) -> None:
        self.document, self.lengths = document, lengths

    def item(self, path: Path) -> Item | None:
        value = self.document.get(path)
        if value is None:
            return None
        converted = [self._updates(part) for part in value] if isinstance(value, list) else self._updates(value)
        return Item(converted, path, str(value))

    def _updates(self, value: Any) -> Any:
        if not isinstance(value, str) or as_number(value) is not None:
            return value
        try:
            return parse_duration(value).updates(self.lengths)
        except (ConfigError, ArithmeticError):
            return value
