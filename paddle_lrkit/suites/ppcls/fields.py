"""The parts of a PaddleClas schedule: all lengths are epochs; what follows a warmup counts from its end."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.ppcls.classes import CLASSES
from paddle_lrkit.suites.quantity import Quantity, QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, class_arguments
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_COMPUTED = ("epochs", "step_each_epoch")
_RATES = (
    *("learning_rate", "values", "max_learning_rate", "base_learning_rate", "end_learning_rate"),
    *("warmup_start_lr", "end_lr", "eta_min", "min_lr"),
)
_IN_TICKS: dict[str, QuantityKind] = {
    "step_size_up": "period",
    "step_size_down": "period",
    "num_warmup_steps": "updates",
    "exp_gamma": "factor",
}
_FIXED_EPOCH: dict[str, QuantityKind] = {"iter_per_epoch": "batches"}


class PaddleClasFields(SuiteFields):
    """``Global.epochs`` and ``Optimizer.lr``."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the class that ``name`` names, for one optimizer."""
        place = _optimizer(document, selection.optimizer_index)
        section = (*place, "lr")
        optimizer, lr = document.get(place), document.get(section)
        if not isinstance(optimizer, Mapping) or not isinstance(lr, Mapping):
            return None
        name = lr.get("name", "Constant")
        given = {key: value for key, value in lr.items() if key != "name"}
        at, top = SectionValues(document, section), SectionValues(document)
        discards = name == "Piecewise" and bool(lr.get("learning_rate"))
        values = None if discards else at("values")
        arguments = class_arguments(section, given, name, CLASSES, _COMPUTED)
        return ScheduleFields(
            class_shape(name, CLASSES),
            str(name),
            section,
            run=top("Global", "epochs"),
            rate=at("learning_rate") or at("max_learning_rate") or (values.first if values else None),
            milestones=None if discards else at("decay_epochs" if name == "Piecewise" else "milestones"),
            values=values,
            gamma=at("gamma"),
            step_size=at("step_size"),
            floor=at("end_lr" if name == "Linear" else "eta_min"),
            warmup=at("warmup_epoch"),
            start=at("warmup_start_lr"),
            batch=top("DataLoader", "Train", "sampler", "batch_size"),
            accumulation=top("Global", "update_freq"),
            accumulation_key=("Global", "update_freq"),
            quantities=_quantities(document, section, arguments),
            ignored_warmups=tuple(filter(None, [at("warmup_epoch")])) if name == "Constant" else (),
            class_with_warmup="name: ConstLR",
            delayed=True,
            optimizer=str(optimizer.get("name") or (place[-1] if len(place) > 1 else "")),
            pretrained=_pretrained(document),
            arguments=arguments,
            behaviour=SuiteBehaviour(
                batch_per_gpu=True,
                casts_text=lambda path: not isinstance(path[-1], int),
                counts_warmup_in_updates=name == "Linear" and bool(given.get("by_epoch")),
                discards_lists=discards,
                warmup_on_plateau=tr("freezes the rate at its start"),
                whole_warmup=name in ("Cosine", "Linear") or bool(given.get("by_epoch")),
            ),
        )


def _quantities(document: Document, section: Path, arguments: tuple[ClassArguments, ...]) -> tuple[Quantity, ...]:
    """All rates; lengths in ticks, which are updates without ``by_epoch``; the batches of an epoch."""
    given, top = document.get(section), document.get(("Global",), {})
    kinds: dict[str, QuantityKind] = dict.fromkeys(_RATES, "rate")
    ticks = {} if given.get("by_epoch") else _IN_TICKS
    epochs: dict[str, QuantityKind] = {} if given.get("by_epoch") else {"step_size": "period"}
    parts = arguments or (ClassArguments(section, given, ("learning_rate",)),)
    fixed = [ClassArguments(("Global",), top, tuple(_FIXED_EPOCH))] if isinstance(top, Mapping) else []
    return (
        *argument_quantities(parts, {**kinds, **ticks}),
        *argument_quantities(parts, epochs, "ep"),
        *argument_quantities(fixed, _FIXED_EPOCH),
    )


def _pretrained(document: Document) -> bool:
    return document.get(("Arch", "pretrained")) is True or bool(document.get(("Global", "pretrained_model")))


def _optimizer(document: Document, index: int) -> Path:
    """Path of ``Optimizer``, or of an entry of a list of ``{Name: {..}}``."""
    listed = document.get(("Optimizer", index))
    if isinstance(document.data.get("Optimizer"), list) and isinstance(listed, Mapping) and listed:
        return ("Optimizer", index, next(iter(listed)))
    return ("Optimizer",)


FIELDS = PaddleClasFields()
