"""The parts of a PaddleScience schedule: lengths are epochs, ``decay_steps`` iterations; a warmup delays the rest."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.ppsci.classes import CLASSES
from paddle_lrkit.suites.ppsci.detect import DETECTOR
from paddle_lrkit.suites.ppsci.entries import CONSTANT, NEURALOPERATOR, inferred
from paddle_lrkit.suites.quantity import Quantity, QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, class_arguments
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_TRAIN, _SECTION, _UPDATE_FREQ = ("TRAIN",), ("TRAIN", "lr_scheduler"), ("TRAIN", "update_freq")
_FLOORS = {"Cosine": "eta_min", "Linear": "end_lr", "CosineWarmRestarts": "eta_min", "OneCycleLR": "end_learning_rate"}
_KINDS: dict[str, QuantityKind] = {
    **dict.fromkeys(("learning_rate", "values", "max_learning_rate", "end_learning_rate"), "rate"),
    **dict.fromkeys(("warmup_start_lr", "end_lr", "eta_min"), "rate"),
    "decay_steps": "period",
}
_EPOCHS: dict[str, QuantityKind] = dict.fromkeys(("step_size", "T_0"), "period")
_ITERATIONS: dict[str, QuantityKind] = {"iters_per_epoch": "batches"}


class PaddleScienceFields(SuiteFields):
    """``TRAIN.epochs`` and ``TRAIN.lr_scheduler``, or ``TRAIN.learning_rate``."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the class that the entry or the keys tell."""
        entry = _entry(document, selection)
        if entry is None:
            return None
        if entry == CONSTANT:
            return _constant(document)
        lr = document.get(_SECTION)
        if not isinstance(lr, Mapping):
            return None
        name = {"StepDecay": "Step"}.get(str(lr.get("type")), "") if entry == NEURALOPERATOR else entry.split(".")[1]
        at, train = SectionValues(document, _SECTION), SectionValues(document, _TRAIN)
        run = train("epochs") or SectionValues(document)("epochs")
        values, by_epoch = at("values"), bool(lr.get("by_epoch")) and entry != NEURALOPERATOR
        arguments = () if entry == NEURALOPERATOR else class_arguments(_SECTION, lr, name, CLASSES)
        warmed = entry != NEURALOPERATOR
        return ScheduleFields(
            class_shape(name, CLASSES) if name else "constant",
            name or str(lr.get("type")),
            _SECTION,
            run=run,
            rate=at("learning_rate") or at("max_learning_rate") or (values.first if values else None),
            milestones=at("decay_epochs" if name == "Piecewise" else "milestones"),
            values=values,
            gamma=at("gamma") if name in CLASSES else None,
            step_size=at("step_size") if name == "Step" else None,
            span=at("epochs") if name in ("Cosine", "Linear") else None,
            floor=at(_FLOORS[name]) if name in _FLOORS else None,
            warmup=at("warmup_epoch") if warmed else None,
            start=at("warmup_start_lr") if warmed else None,
            batch=train("batch_size"),
            accumulation=train("update_freq"),
            accumulation_key=_UPDATE_FREQ,
            quantities=_quantities(document, arguments or (ClassArguments(_SECTION, lr, ("learning_rate",)),)),
            delayed=True,
            arguments=arguments,
            behaviour=SuiteBehaviour(
                batch_per_gpu=True,
                open_length=name not in ("Cosine", "Linear", "OneCycleLR") and _is_stage(at("epochs"), run),
                counts_warmup_in_updates=by_epoch and name in ("Linear", "ExponentialDecay"),
                whole_warmup=name in ("Cosine", "Linear") or by_epoch,
            ),
        )


def _entry(document: Document, selection: Selection) -> str | None:
    if selection.entry is not None:
        return selection.entry
    try:
        return inferred(Section.at(document, _TRAIN, DETECTOR.title), selection.given)[0]
    except ConfigError:
        return None


def _is_stage(epochs: ConfigValue | None, run: ConfigValue | None) -> bool:
    """Whether the run is the first of several that go through the schedule: it is made for more epochs."""
    return epochs is not None and run is not None and (epochs.number or 0) > (run.number or 0)


def _constant(document: Document) -> ScheduleFields:
    train = SectionValues(document, _TRAIN)
    rate = train("learning_rate")
    return ScheduleFields(
        "constant",
        "",
        _TRAIN,
        run=train("epochs") or SectionValues(document)("epochs"),
        rate=rate,
        batch=train("batch_size"),
        accumulation=train("update_freq"),
        accumulation_key=_UPDATE_FREQ,
        quantities=(*_rates(rate), *_iterations(document)),
        behaviour=SuiteBehaviour(batch_per_gpu=True),
    )


def _rates(rate: ConfigValue | None) -> tuple[Quantity, ...]:
    return () if rate is None else (Quantity(rate, "rate"),)


def _quantities(document: Document, arguments: tuple[ClassArguments, ...]) -> tuple[Quantity, ...]:
    """All rates, ``decay_steps``, and the iterations of an epoch of the run and of the schedule."""
    return (
        *argument_quantities(arguments, _KINDS),
        *argument_quantities(arguments, _EPOCHS, "ep"),
        *_iterations(document),
    )


def _iterations(document: Document) -> tuple[Quantity, ...]:
    """The numbers of iterations that the config fixes; one that refers to the other follows it."""
    places: tuple[Path, ...] = (_TRAIN, _SECTION)
    given = [(path, document.get(path)) for path in places if (*path, "iters_per_epoch") not in document.interpolations]
    parts = [
        ClassArguments(path, values, tuple(_ITERATIONS))
        for path, values in given
        if isinstance(values, Mapping) and values.get("iters_per_epoch") != -1
    ]
    return argument_quantities(parts, _ITERATIONS)


FIELDS = PaddleScienceFields()
