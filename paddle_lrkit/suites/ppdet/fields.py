"""The parts of a PaddleDetection schedule.

Milestones and spans are epochs from the start of the run; a warmup is in updates unless ``epochs`` is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.ppdet.classes import BASE_LR, CLASSES
from paddle_lrkit.suites.ppdet.writer import PaddleDetectionWriter
from paddle_lrkit.suites.quantity import Quantity, QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, class_arguments
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_ROOT = ("LearningRate",)
_LIST = ("LearningRate", "schedulers")
_OPTIMIZER = ("OptimizerBuilder", "optimizer", "type")
_FIXED_RUN: dict[str, QuantityKind] = {"epoch_iter": "batches", "max_iter": "batches"}


class PaddleDetectionFields(SuiteFields):
    """``epoch`` and ``LearningRate``."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the decay, which is the first scheduler, and of the warmup, which is the second."""
        section = document.get(_ROOT)
        if not isinstance(section, Mapping):
            return None
        written = section.get("schedulers")
        written = written if isinstance(written, list) else []
        classes = [part for index, value in enumerate(written) for part in _arguments((*_LIST, index), value)]
        at, top = SectionValues(document, _ROOT), SectionValues(document)
        rate = at("base_lr") or at.default(BASE_LR, "base_lr")
        fields = ScheduleFields(
            CLASSES[classes[0].name].shape if classes else "multistep",
            classes[0].name if classes else "PiecewiseDecay",
            _ROOT,
            run=top("epoch"),
            rate=rate,
            quantities=(Quantity(rate, "rate"), *_quantities(document, written, classes)),
            batch=top("TrainReader", "batch_size"),
            optimizer=str(document.get(_OPTIMIZER, "")),
            optimizer_key=_OPTIMIZER,
            pretrained=bool(document.get(("pretrain_weights",))),
            arguments=(ClassArguments(_ROOT, section, ("base_lr", "schedulers"), name="LearningRate"), *classes),
            behaviour=SuiteBehaviour(
                averages_weights=document.get(("use_ema",)) is True,
                batch_per_gpu=True,
                open_length=top("epoch") is None and top("max_iter") is None,
                stretches_cosine=PaddleDetectionWriter.stretches_cosine,
                warmup_in_updates="steps",
                without_warmup=tr("set use_warmup to false and remove the warmup"),
            ),
        )
        if not classes:
            defaults = CLASSES["PiecewiseDecay"].parameters
            milestones, gamma = at.default(defaults["milestones"]), at.default(defaults["gamma"])
            return replace(fields, milestones=milestones, gamma=gamma)
        return _with_warmup(_with_decay(fields, classes[0]), classes)


def _quantities(document: Document, written: list[Any], classes: list[ClassArguments]) -> Iterator[Quantity]:
    """The rates of a table, the warmup that is used, and a run of fixed length; all else is relative or in epochs."""
    if document.get(_LIST) is None:
        yield Quantity(ConfigValue(CLASSES["LinearWarmup"].parameters["steps"], _LIST, default_key=""), "updates")
    elif classes and len(classes) == len(written):
        yield from argument_quantities(classes[:1], {"values": "rate"})
        warmups = classes[1:2] if classes[0].given.get("use_warmup", True) else []
        in_updates = [part for part in warmups if not _in_epochs(part)]
        yield from argument_quantities(in_updates, {"steps": "updates"})
    if document.get(("ssod_method",), "ARSL") == "ARSL" and "epoch_iter" in document.data:
        yield from argument_quantities([ClassArguments((), document.data, tuple(_FIXED_RUN))], _FIXED_RUN)


def _in_epochs(warmup: ClassArguments) -> bool:
    return warmup.given.get("epochs") is not None and bool(warmup.given.get("epochs_first", True))


def _arguments(path: Path, value: Any) -> tuple[ClassArguments, ...]:
    """The class of an entry of ``schedulers``; empty when PaddleDetection does not have it."""
    if isinstance(value, Tagged):
        name, given = value.name, value.value
    elif isinstance(value, Mapping):
        name = value.get("name", value.get("__tag__"))
        given = {key: part for key, part in value.items() if key not in ("name", "__tag__")}
    else:
        return ()
    found = class_arguments(path, given if isinstance(given, Mapping) else {}, name, CLASSES)
    if isinstance(given, list):
        return tuple(replace(part, given=dict(zip(part.takes, given, strict=False)), positional=True) for part in found)
    return found


def _with_decay(fields: ScheduleFields, decay: ClassArguments) -> ScheduleFields:
    if decay.name == "CosineDecay":
        floor = decay.value("min_lr_ratio") if "min_lr_ratio" in decay.given else None
        return replace(fields, span=decay.value("max_epochs"), floor=floor, floor_relative=True)
    if decay.name != "PiecewiseDecay":
        return fields
    single = "values" not in decay.given and not isinstance(decay.given.get("gamma", []), (list, tuple))
    return replace(
        fields,
        behaviour=fields.behaviour._replace(divides_gamma=single),
        shape="piecewise" if "values" in decay.given else "multistep",
        milestones=decay.value("milestones"),
        gamma=decay.value("gamma"),
        values=decay.value("values"),
    )


def _with_warmup(fields: ScheduleFields, classes: list[ClassArguments]) -> ScheduleFields:
    if len(classes) < 2:
        return fields
    if not classes[0].given.get("use_warmup", True):
        return replace(fields, unused_warmup=classes[1])
    warmup = classes[1]
    if "Warmup" not in warmup.name:
        return fields
    in_epochs = _in_epochs(warmup)
    linear = warmup.name == "LinearWarmup"
    return replace(
        fields,
        warmup=warmup.value("epochs" if in_epochs else "steps"),
        warmup_unit="ep" if in_epochs else "it",
        start=warmup.value("start_factor") if linear else ConfigValue(0.0, warmup.path, default_key=""),
        start_relative=True,
        behaviour=fields.behaviour._replace(builds_table=fields.shape == "cosine"),
    )


FIELDS = PaddleDetectionFields()
