"""The parts of a schedule of our own dialect: lengths have units and are converted to updates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues, as_number
from paddle_lrkit.suites.lrkit.quantities import ACCUMULATE_PATH, BATCH_PATH, batch_schedule, intervals, quantities
from paddle_lrkit.suites.lrkit.reader import PLATEAUS
from paddle_lrkit.suites.lrkit.sections import all_arguments
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.shape import ShapeName, shape_of_class
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour
from paddle_lrkit.units import RunLength, parse_duration

_SHAPES: dict[str, ShapeName] = {
    "Constant": "constant",
    "CosineAnnealingDecay": "cosine",
    "MultiStepDecay": "multistep",
    "PiecewiseDecay": "piecewise",
    "StepDecay": "step",
    "ExponentialDecay": "exponential",
    "PolynomialDecay": "polynomial",
    "LinearDecay": "polynomial",
}
_SECTION = ("Optimizer", "lr")
_SPANS = {"cosine": "T_max", "polynomial": "decay_steps"}
_BEHAVIOUR = SuiteBehaviour(explains_refusals=True, refuses_repeated_keys=True, sets_units=True)


class OwnDialectFields(SuiteFields):
    """``Global`` and ``Optimizer.lr``, or PaddleDetection's section ``LearningRate``."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the catalogue's schedule that ``name`` names, and of the warmup."""
        common = _common(document)
        if isinstance(document.get(("LearningRate",)), Mapping):
            from paddle_lrkit.suites.ppdet.fields import FIELDS as PPDET

            fields = PPDET.read(document, selection, steps)
            if fields is None:
                return None
            own = {
                "behaviour": _BEHAVIOUR._replace(divides_gamma=fields.behaviour.divides_gamma),
                "quantities": (*fields.quantities, *intervals(document), *batch_schedule(document)),
                "arguments": (*fields.arguments, *all_arguments(document)),
            }
            return replace(fields, **{**common, **own})
        lr = document.get(_SECTION)
        if not isinstance(lr, Mapping):
            arguments = all_arguments(document)
            return ScheduleFields("other", str(lr or ""), _SECTION, arguments=arguments, behaviour=_BEHAVIOUR)
        at = SectionValues(document, _SECTION)
        changes = any(isinstance(document.get(path), Mapping) for path in (BATCH_PATH, ACCUMULATE_PATH))
        length = RunLength() if changes else _length(common["run"], common["run_unit"], steps)
        shape = "other" if "override" in lr else _shape(lr.get("name"))
        factor = at("warmup_start_factor")
        fields = ScheduleFields(
            shape,
            str(lr.get("name")),
            _SECTION,
            rate=at("learning_rate") or at("max_learning_rate"),
            milestones=_converted(at("boundaries" if shape == "piecewise" else "milestones"), length),
            values=at("values"),
            gamma=at("gamma"),
            step_size=_converted(at("step_size"), length),
            span=_converted(at(_SPANS[shape]), length) if shape in _SPANS else None,
            floor=at("end_lr" if shape == "polynomial" else "eta_min"),
            warmup=_converted(at("warmup"), length),
            start=factor or at("warmup_start_lr"),
            unit="it",
            warmup_unit="it",
            start_relative=factor is not None,
            span_from_warmup=True,
            optimizer=str(document.get(("Optimizer", "name"), "")),
            optimizer_key=("Optimizer", "name"),
            pretrained=bool(document.get(("Architecture", "pretrained"))),
            quantities=tuple(quantities(document, _SECTION)),
            arguments=all_arguments(document),
        )
        return replace(fields, **{**common, "behaviour": _BEHAVIOUR._replace(usual_warmup="warmup: 10%")})


def _shape(name: Any) -> ShapeName:
    """The shape of a schedule of the catalogue, by any of its names."""
    if isinstance(name, str) and name in PLATEAUS:
        return "plateau"
    known = isinstance(name, str) and name in catalog.names()
    return shape_of_class(catalog.find(name).name if known else name, _SHAPES)


def _common(document: Document) -> dict[str, Any]:
    """What does not depend on the section of the schedule."""
    top = SectionValues(document)
    batch = top(*BATCH_PATH)
    changes = batch is not None and isinstance(batch.value, Mapping)
    scaling = top("Optimizer", "batch_scaling")
    return {
        "run": top("Global", "epochs") or top("Global", "updates"),
        "run_unit": "ep" if top("Global", "epochs") else "it",
        "batch": None if scaling or changes else batch,
        "accumulation": top(*ACCUMULATE_PATH),
        "accumulation_key": ACCUMULATE_PATH,
        "batch_scaling": scaling,
        "behaviour": _BEHAVIOUR,
    }


def _length(run: ConfigValue | None, unit: str, steps: int | None) -> RunLength:
    length = run.number if run else None
    if length is None:
        return RunLength(None, steps)
    return RunLength(int(length * (steps or 1) if unit == "ep" else length), steps)


def _converted(item: ConfigValue | None, length: RunLength) -> ConfigValue | None:
    """A length, or each of a list of them, in updates; anything else is unchanged."""
    if item is None:
        return None
    value = item.value
    updates = [_updates(part, length) for part in value] if isinstance(value, list) else _updates(value, length)
    return ConfigValue(updates, item.path, str(value))


def _updates(value: Any, length: RunLength) -> Any:
    if not isinstance(value, str) or as_number(value) is not None:
        return value
    try:
        return parse_duration(value).updates(length)
    except (ConfigError, ArithmeticError):
        return value


FIELDS = OwnDialectFields()
