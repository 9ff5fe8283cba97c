"""Our own dialect: lengths have units, so the fields are in updates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.config_value import ConfigValue, as_number
from paddle_lrkit.suites.lrkit.sections import section_entries
from paddle_lrkit.suites.ppdet import fields as ppdet
from paddle_lrkit.suites.schedule_fields import ScheduleFields, named, value_at
from paddle_lrkit.units import RunLength, parse_duration

_SHAPES = {
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


def read(document: Document, index: int, steps: int | None) -> ScheduleFields | None:
    """The fields of ``Global`` and ``Optimizer.lr``, or of PaddleDetection's section."""
    run = value_at(document, ("Global", "epochs")) or value_at(document, ("Global", "updates"))
    in_epochs = document.get(("Global", "epochs")) is not None
    scales_itself = document.get(("Optimizer", "batch_scaling")) is not None
    batch = None if scales_itself else value_at(document, ("Train", "loader", "batch_size"))
    if isinstance(document.get(("LearningRate",)), Mapping):
        fields = ppdet.read(document, index, steps)
        if fields is None:
            return None
        arguments = (*fields.arguments, *section_entries(document))
        return replace(fields, run=run, run_unit="ep" if in_epochs else "it", batch=batch, arguments=arguments)
    lr = document.get(_SECTION)
    if not isinstance(lr, Mapping):
        return ScheduleFields("other", str(lr or ""), _SECTION, arguments=section_entries(document))
    shape = named(_SHAPES, lr.get("name"))
    read_item = _Reader(document, _length(run, in_epochs, steps)).item
    factor = value_at(document, (*_SECTION, "warmup_start_factor"))
    return ScheduleFields(
        shape,
        str(lr.get("name")),
        _SECTION,
        run=run,
        rate=value_at(document, (*_SECTION, "learning_rate")) or value_at(document, (*_SECTION, "max_learning_rate")),
        milestones=read_item((*_SECTION, "boundaries" if shape == "piecewise" else "milestones")),
        values=value_at(document, (*_SECTION, "values")),
        gamma=value_at(document, (*_SECTION, "gamma")),
        step_size=read_item((*_SECTION, "step_size")),
        span=read_item((*_SECTION, _SPANS[shape])) if shape in _SPANS else None,
        floor=value_at(document, (*_SECTION, "end_lr" if shape == "polynomial" else "eta_min")),
        warmup=read_item((*_SECTION, "warmup")),
        start=factor or value_at(document, (*_SECTION, "warmup_start_lr")),
        batch=batch,
        run_unit="ep" if in_epochs else "it",
        unit="it",
        warmup_unit="it",
        start_relative=factor is not None,
        span_from_warmup=True,
        optimizer=str(document.get(("Optimizer", "name"), "")),
        pretrained=bool(document.get(("Architecture", "pretrained"))),
        arguments=section_entries(document),
    )


def _length(run: ConfigValue | None, in_epochs: bool, steps: int | None) -> RunLength:
    length = run.number if run else None
    if length is None:
        return RunLength(None, steps)
    total = length * (steps or 1) if in_epochs else length
    return RunLength(int(total), steps)


class _Reader:
    """Reads lengths with units."""

    def __init__(self, document: Document, length: RunLength) -> None:
        self.document, self.length = document, length

    def item(self, path: Path) -> ConfigValue | None:
        value = self.document.get(path)
        if value is None:
            return None
        converted = [self._updates(part) for part in value] if isinstance(value, list) else self._updates(value)
        return ConfigValue(converted, path, str(value))

    def _updates(self, value: Any) -> Any:
        if not isinstance(value, str) or as_number(value) is not None:
            return value
        try:
            return parse_duration(value).updates(self.length)
        except (ConfigError, ArithmeticError):
            return value
