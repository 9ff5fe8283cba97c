"""The parts of a PaddleOCR schedule.

All lengths are epochs. What follows a warmup counts from its end, and the warmup does not shorten it.
"""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.ppocr.classes import CLASSES, FIRST_COSINE
from paddle_lrkit.suites.quantity import QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ScheduleFields, class_arguments
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_SECTION = ("Optimizer", "lr")
_COMPUTED = ("epochs", "step_each_epoch")
_CAST = ("learning_rate", "start_lr", "min_lr")
_KINDS: dict[str, QuantityKind] = {
    **dict.fromkeys(("learning_rate", "values", "max_lr", "end_lr", "start_lr", "min_lr"), "rate"),
    "warmup_steps": "updates",
}


class PaddleOCRFields(SuiteFields):
    """``Global.epoch_num`` and ``Optimizer.lr``."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the class that ``name`` names; ``LinearWarmupCosine`` has keys of its own."""
        lr = document.get(_SECTION)
        if not isinstance(lr, Mapping):
            return None
        name = lr.get("name", "Const")
        at, top = SectionValues(document, _SECTION), SectionValues(document)
        shape = class_shape(name, CLASSES)
        values, in_updates = at("values"), name == "LinearWarmupCosine"
        given = {key: value for key, value in lr.items() if key != "name"}
        arguments = class_arguments(_SECTION, given, name, CLASSES, _COMPUTED)
        warmup = at("warmup_steps" if in_updates else "warmup_epoch")
        if in_updates and warmup is None:
            warmup = at.default(CLASSES["LinearWarmupCosine"].parameters["warmup_steps"], "warmup_steps")
        return ScheduleFields(
            shape,
            str(name),
            _SECTION,
            run=top("Global", "epoch_num"),
            rate=(values.first if values else None) or at("max_lr") or at("learning_rate"),
            milestones=at("decay_epochs" if name == "Piecewise" else "milestones"),
            values=values,
            gamma=at("gamma"),
            step_size=at("step_size"),
            floor=at("min_lr") if in_updates else at("end_lr") if name == "Linear" else None,
            warmup=warmup,
            start=at("start_lr") if in_updates else at.default(0.0),
            batch=top("Train", "loader", "batch_size_per_card"),
            ignored_warmups=tuple(filter(None, [at("warmup_epoch")])) if name == "DecayLearningRate" else (),
            warmup_unit="it" if in_updates else "ep",
            delayed=True,
            span_from_warmup=shape in ("cosine", "polynomial"),
            optimizer=str(document.get(("Optimizer", "name"), "")),
            pretrained=bool(document.get(("Global", "pretrained_model"))),
            quantities=(
                *argument_quantities(arguments, _KINDS),
                *argument_quantities(arguments, {"step_size": "period", "cycle": "period"}, "ep"),
            ),
            arguments=arguments,
            behaviour=SuiteBehaviour(
                batch_per_gpu=True,
                first_cosine=FIRST_COSINE if name == "TwoStepCosine" else None,
                casts_text=lambda path: in_updates and path[-1] in _CAST,
                span_is_run=True,
            ),
        )


FIELDS = PaddleOCRFields()
