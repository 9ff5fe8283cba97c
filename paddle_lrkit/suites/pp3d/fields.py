"""The parts of a schedule of Paddle3D or PaddleRendering: lengths are iterations, a run may be epochs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.paddle.fields import class_fields, warmed_fields
from paddle_lrkit.suites.pp3d.classes import classes_of
from paddle_lrkit.suites.pp3d.programs import entry_of, place_of
from paddle_lrkit.suites.quantity import Quantity, QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ScheduleFields, class_arguments
from paddle_lrkit.suites.shared_sections import PADDLE3D, PADDLE_RENDERING

_OWN = {"paddle3d": PADDLE3D, "pprndr": (*PADDLE_RENDERING, "ExponentialDecay")}
_RATES = ("learning_rate", "base_learning_rate", "lr_max", "lr_init")
_KINDS: dict[str, QuantityKind] = {
    **dict.fromkeys((*_RATES, "eta_min", "lr_final"), "rate"),
    **dict.fromkeys(("total_step", "max_steps", "delay_steps", "total_steps", "lr_delay_steps"), "period"),
}
_SPANS = {"OneCycle": "total_step", "CosineAnnealingDecayByEpoch": "T_max", "CustomExponentialDecay": "max_steps"}


class Paddle3DFields(SuiteFields):
    """``lr_scheduler``, and ``iters`` or ``epochs``."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the class that ``type`` names, and of the warmup around it."""
        place, entry = place_of(document), entry_of(document, selection)
        section = (*place, "lr_scheduler")
        lr = document.get(section)
        if lr is None and entry == "pprndr":
            section = (*place, "optimizer")
            lr = document.get(section)
        if not isinstance(lr, Mapping):
            return None
        top, given = SectionValues(document, place), selection.given
        iters, epochs = (_outside(given, key) or top(key) for key in ("iters", "epochs"))
        fields = _fields(document, section, {**lr, **_rate_of(given)}, entry)
        rendering = entry == "pprndr"
        return replace(
            fields,
            run=iters or epochs,
            run_unit="it" if iters or rendering else "ep",
            rate=_outside(given, "learning_rate") or fields.rate,
            batch=top("ray_batch_size" if rendering else "batch_size"),
            optimizer=str(document.get((*place, "optimizer", "type"), "")).removeprefix("OneCycle"),
            optimizer_key=(*place, "optimizer", "type"),
            behaviour=fields.behaviour._replace(
                batch_per_gpu=True,
                counts_rays=rendering,
                accumulates_by=tr(
                    "PaddleRendering makes an update of grad_accum_cfg.accum_steps iterations, and iters counts those; "
                    "leave --accumulate out and change both"
                )
                if rendering
                else "",
            ),
        )


def _outside(given: Mapping[str, Any], key: str) -> ConfigValue | None:
    """A number of the command line, which no key of the config changes."""
    return ConfigValue(given[key], (), default_key="") if key in given else None


def _rate_of(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"learning_rate": given["learning_rate"]} if "learning_rate" in given else {}


def _fields(document: Document, section: Path, lr: Mapping[str, Any], entry: str) -> ScheduleFields:
    name = lr.get("type")
    given = {key: value for key, value in lr.items() if key != "type"}
    if section[-1] == "optimizer":
        rate = SectionValues(document, section)("learning_rate")
        quantities = (Quantity(rate, "rate"),) if rate else ()
        return ScheduleFields("constant", "", section, rate=rate, quantities=quantities, unit="it", warmup_unit="it")
    if name == "LinearWarmup":
        inner = lr.get("learning_rate")
        below = _fields(document, (*section, "learning_rate"), inner, entry) if isinstance(inner, Mapping) else None
        fields = warmed_fields(document, section, given, below)
        return replace(fields, span_from_warmup=fields.name != "CosineAnnealingDecayByEpoch")
    return _own_fields(document, section, name, given, entry) if name in _OWN[entry] else _paddle(document, section, lr)


def _paddle(document: Document, section: Path, lr: Mapping[str, Any]) -> ScheduleFields:
    given = {key: value for key, value in lr.items() if key != "type"}
    return class_fields(document, section, lr.get("type"), given)


def _own_fields(document: Document, section: Path, name: str, given: Mapping[str, Any], entry: str) -> ScheduleFields:
    """The fields of a class of the program's own."""
    at, classes = SectionValues(document, section), classes_of(entry)
    arguments = class_arguments(section, given, name, classes)
    return ScheduleFields(
        class_shape(name, classes),
        name,
        section,
        rate=next(filter(None, map(at, _RATES)), None),
        gamma=at("delay_rate") if name == "FixationExponentialDecay" else None,
        span=at(_SPANS.get(name, "")),
        floor=at("eta_min"),
        quantities=argument_quantities(arguments, _KINDS),
        unit="ep" if name == "CosineAnnealingDecayByEpoch" else "it",
        warmup_unit="it",
        arguments=arguments,
    )


FIELDS = Paddle3DFields()
