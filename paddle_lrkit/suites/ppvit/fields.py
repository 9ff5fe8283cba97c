"""The parts of a PaddleViT schedule, of its file and of the defaults of its model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.ppvit.models import RATE_KEYS
from paddle_lrkit.suites.ppvit.reader import SEGMENTATION, entry_of
from paddle_lrkit.suites.ppvit.settings import SCALE, ViTSettings, settings
from paddle_lrkit.suites.quantity import Quantity, QuantityKind
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.shape import ShapeName
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_SHAPES: dict[Any, ShapeName] = {
    "PolynomialDecay": "polynomial",
    "WarmupCosineLR": "cosine",
    "WarmupMultiStepLR": "multistep",
    "WarmupPolyLR": "polynomial",
}
_LENGTHS: dict[Any, tuple[str, ...]] = {
    "WarmupCosineLR": ("WARM_UP_STEPS",),
    "WarmupMultiStepLR": ("WARM_UP_STEPS", "MILESTONES"),
    "WarmupPolyLR": ("WARM_UP_STEPS",),
}
_BEHAVIOUR = SuiteBehaviour(
    batch_per_gpu=True,
    casts_text=lambda path: not isinstance(path[-1], int),
    span_is_run=True,
    typed=True,
    whole_warmup=True,
)


class _Values:
    """Looks up the values of ``TRAIN`` in the file and then among the defaults."""

    def __init__(self, document: Document, found: ViTSettings | None, *section: str) -> None:
        self.given = SectionValues(document, ("TRAIN", *section))
        self.all = SectionValues(found.document, ("TRAIN", *section)) if found is not None else self.given

    def __call__(self, key: str) -> ConfigValue | None:
        own, value = self.given(key), self.all(key)
        return own if own is not None or value is None else self.given.default(value.value, key)


class PaddleViTFields(SuiteFields):
    """``TRAIN``, in epochs for image classification and in updates for semantic segmentation."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of a config and its defaults; of a config that is refused those of the file alone."""
        if not isinstance(document.get(("TRAIN",), {}), dict):
            return None
        segmentation = entry_of(document, selection) == SEGMENTATION
        found: ViTSettings | None
        try:
            found = settings(document, selection, segmentation)
        except ConfigError:
            found = None
        fields = _segmentation(document, found) if segmentation else _classification(document, found)
        top = SectionValues(document)
        return replace(
            fields,
            batch=top("DATA", "BATCH_SIZE"),
            optimizer=str(document.get(("TRAIN", "OPTIMIZER", "NAME"), "AdamW" if not segmentation else "")),
            optimizer_key=("TRAIN", "OPTIMIZER", "NAME"),
            pretrained=bool(document.get(("MODEL", "PRETRAINED"))),
        )


def _classification(document: Document, found: ViTSettings | None) -> ScheduleFields:
    at = _Values(document, found)
    scale = at(SCALE)
    return ScheduleFields(
        "cosine",
        "CosineAnnealingDecay",
        ("TRAIN",),
        run=at("NUM_EPOCHS"),
        rate=at("BASE_LR"),
        floor=at("END_LR"),
        warmup=at("WARMUP_EPOCHS"),
        start=at("WARMUP_START_LR"),
        accumulation=at("ACCUM_ITER"),
        accumulation_key=("TRAIN", "ACCUM_ITER"),
        quantities=tuple(_quantities(at, [key for key in RATE_KEYS if key.endswith("_LR")], "rate")),
        batch_scaling=scale if scale is not None and scale.value is not None else None,
        behaviour=_BEHAVIOUR._replace(without_warmup=tr("write a warmup of 0")),
    )


def _segmentation(document: Document, found: ViTSettings | None) -> ScheduleFields:
    at, inner = _Values(document, found), _Values(document, found, "LR_SCHEDULER")
    named = inner("NAME")
    name = named.value if named is not None and isinstance(named.value, str) else None
    warmed = name in _LENGTHS
    run, dead = at("ITERS"), at.given("DECAY_STEPS")
    differs = dead is not None and run is not None and dead.value != run.value
    steps = inner("MILESTONES") if name == "WarmupMultiStepLR" else None
    return ScheduleFields(
        _SHAPES.get(name, "other"),
        name or "",
        ("TRAIN",),
        run=run,
        run_unit="it",
        rate=at("BASE_LR"),
        milestones=steps,
        gamma=inner("GAMMA") if steps is not None else None,
        floor=None if steps is not None else at("END_LR"),
        warmup=inner("WARM_UP_STEPS") if warmed else None,
        start=inner("WARM_UP_LR_INIT") if warmed and steps is None else None,
        quantities=(
            *_quantities(at, ["BASE_LR"] if steps is not None else ["BASE_LR", "END_LR"], "rate"),
            *_quantities(inner, ["WARM_UP_LR_INIT"] if warmed and steps is None else [], "rate"),
            *_quantities(inner, _LENGTHS.get(name, ()), "updates"),
        ),
        overridden=((dead, run),) if differs and dead is not None and run is not None else (),
        unit="it",
        warmup_unit="it",
        behaviour=_BEHAVIOUR._replace(without_warmup=tr("write a warmup of 0")),
    )


def _quantities(at: _Values, keys: Iterable[str], kind: QuantityKind) -> Iterable[Quantity]:
    return [Quantity(item, kind) for key in keys if (item := at(key)) is not None and item.value is not None]


FIELDS = PaddleViTFields()
