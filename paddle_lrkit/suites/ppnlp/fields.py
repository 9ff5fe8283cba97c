"""The parts of a PaddleNLP schedule: a run in epochs or updates, a warmup in updates or as a share of the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from paddle_lrkit.config.document import Document
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.ppnlp.reader import DEFAULTS, SHAPES, recognised
from paddle_lrkit.suites.quantity import Quantity, QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_fields import ClassArguments, DeadKey, ScheduleFields
from paddle_lrkit.suites.shape import shape_of_class
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_ACCUMULATION = "gradient_accumulation_steps"
_PPFLEETX: dict[str, QuantityKind] = {"max_lr": "rate", "min_lr": "rate", "decay_steps": "updates"}
_NOAM: dict[str, QuantityKind] = {"learning_rate": "root rate", "warmup_steps": "updates"}
_BEHAVIOUR = SuiteBehaviour(casts_text=lambda path: True, usual_warmup="warmup_ratio: 0.1")


class PaddleNLPFields(SuiteFields):
    """The arguments of the Trainer, or the keys of two older programs."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields for the program that the keys belong to."""
        program = selection.variant or recognised(document.data)
        if program == "ppfleetx":
            return _ppfleetx(document)
        return _noam(document) if program == "noam" else _trainer(document, program)


def _trainer(document: Document, program: str) -> ScheduleFields:
    at = SectionValues(document)
    name = str(document.get(("lr_scheduler_type",), "linear"))
    run, span, warmup, ratio = at("max_steps"), at("decay_steps"), at("warmup_steps"), at("warmup_ratio")
    in_updates = run is not None and run.is_positive
    by_steps = warmup is not None and warmup.is_positive
    return ScheduleFields(
        shape_of_class(name, SHAPES),
        name,
        (),
        run=run if in_updates else at("num_train_epochs") or at.default(DEFAULTS["num_train_epochs"]),
        rate=at("learning_rate") or at.default(DEFAULTS["learning_rate"]),
        span=span if span is not None and span.is_positive else None,
        floor=_floor(at, program, name),
        warmup=warmup if by_steps else ratio,
        start=at.default(0.0),
        batch=at("per_device_train_batch_size"),
        accumulation=at(_ACCUMULATION),
        accumulation_key=(_ACCUMULATION,),
        quantities=_quantities(document, program, name),
        ignored_warmups=tuple(filter(None, [warmup, ratio])) if name == "constant" else (),
        class_with_warmup="lr_scheduler_type: constant_with_warmup",
        overridden=((ratio, warmup),) if warmup is not None and by_steps and ratio is not None else (),
        dead=tuple(_foreign(at)),
        run_unit="it" if in_updates else "ep",
        unit="it",
        warmup_unit="it" if by_steps else "%",
        optimizer="AdamW",
        pretrained=program == "trainer",
        behaviour=_BEHAVIOUR,
    )


def _foreign(at: SectionValues) -> Iterator[DeadKey]:
    """Keys of the schedule that PaddleFormers has and PaddleNLP's Trainer has not."""
    for key in ("min_lr", "lr_scheduler", "decay_function"):
        item = at(key)
        if item is not None:
            yield DeadKey(
                item, tr("PaddleNLP's Trainer has no such argument, PaddleFormers has (--suite ppformers)"), ""
            )


def _quantities(document: Document, program: str, name: str) -> tuple[Quantity, ...]:
    """The rate, the last rate of the program that reads it, and the lengths in updates."""
    kinds: dict[str, QuantityKind] = {"learning_rate": "rate", "warmup_steps": "updates", "decay_steps": "period"}
    floors = {"lr_end": name == "polynomial", "min_learning_rate": _has_floor(program, name), "min_lr": False}
    for key, used in floors.items():
        if used or key in document.data:
            kinds[key] = "rate"
    defaults = {key: DEFAULTS[key] for key in kinds if key in DEFAULTS and key != "learning_rate"}
    return argument_quantities([ClassArguments((), document.data, tuple(kinds), defaults=defaults)], kinds)


def _has_floor(program: str, name: str) -> bool:
    return program == "run_pretrain" and name in ("linear", "cosine")


def _floor(at: SectionValues, program: str, name: str) -> ConfigValue | None:
    if name == "polynomial":
        return at("lr_end")
    return at("min_learning_rate") if _has_floor(program, name) else None


def _noam(document: Document) -> ScheduleFields:
    at = SectionValues(document)
    defaults = {"learning_rate": CLASSES["NoamDecay"].parameters["learning_rate"]}
    kinds = dict(_NOAM)
    if isinstance(document.data.get("max_iter"), int):
        kinds["max_iter"] = "updates"
    arguments = ClassArguments((), document.data, tuple(kinds), defaults=defaults)
    return ScheduleFields(
        "other",
        "NoamDecay",
        (),
        run=at("epoch"),
        rate=at("learning_rate") or at.default(defaults["learning_rate"], "learning_rate"),
        quantities=argument_quantities([arguments], kinds),
        behaviour=_BEHAVIOUR,
    )


def _ppfleetx(document: Document) -> ScheduleFields | None:
    section = ("Optimizer", "lr")
    lr = document.get(section)
    if not isinstance(lr, Mapping):
        return None
    at = SectionValues(document, section)
    top = document.get(("Global",), {})
    batch = ClassArguments(("Global",), top if isinstance(top, Mapping) else {}, ("global_batch_size",))
    arguments = ClassArguments(section, lr, tuple(_PPFLEETX))
    return ScheduleFields(
        "cosine",
        str(lr.get("name")),
        section,
        run=SectionValues(document)("Engine", "max_steps"),
        rate=at("max_lr"),
        floor=at("min_lr"),
        quantities=(
            *argument_quantities([arguments], _PPFLEETX),
            *argument_quantities([batch], {"global_batch_size": "samples"}),
        ),
        run_unit="it",
        unit="it",
        optimizer=str(document.get(("Optimizer", "name"), "")),
        behaviour=_BEHAVIOUR._replace(
            accumulates_by=tr(
                "this program accumulates Global.local_batch_size / Global.micro_batch_size batches; keep "
                "Global.global_batch_size and raise Global.local_batch_size"
            ),
            moves_by="" if lr.get("use_increments") else "use_increments: true",
        ),
    )


FIELDS = PaddleNLPFields()
