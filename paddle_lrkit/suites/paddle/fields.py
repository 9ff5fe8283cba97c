"""A class of ``paddle.optimizer.lr`` with its arguments, as PaddleSeg's configs and Python files have it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.suites.fields import Entry, Facts, item, named
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.value_at import Item

_KINDS = {
    "CosineAnnealingDecay": "cosine",
    "MultiStepDecay": "multistep",
    "PiecewiseDecay": "piecewise",
    "StepDecay": "step",
    "ExponentialDecay": "exponential",
    "PolynomialDecay": "polynomial",
    "ReduceOnPlateau": "plateau",
    "LinearWarmup": "constant",
}
SPANS = {"cosine": "T_max", "polynomial": "decay_steps"}
FLOORS = {"cosine": "eta_min", "polynomial": "end_lr"}


def class_facts(document: Document, section: Path, name: Any, given: Mapping[str, Any]) -> Facts:
    """The facts of one class without warmup; everything in ticks.

    Args:
        document: The config.
        section: Where the arguments stand.
        name: The class.
        given: The arguments.
    """
    kind = named(_KINDS, name)
    takes = tuple(inspect.signature(CLASSES[name]).parameters) if isinstance(name, str) and name in CLASSES else ()
    values = item(document, (*section, "values"))
    first = Item(values.value[0], values.path) if values and values.numbers else None
    return Facts(
        kind,
        str(name),
        section,
        rate=item(document, (*section, "learning_rate")) or item(document, (*section, "max_learning_rate")) or first,
        milestones=item(document, (*section, "boundaries" if kind == "piecewise" else "milestones")),
        values=values,
        gamma=item(document, (*section, "gamma")),
        step_size=item(document, (*section, "step_size")),
        span=item(document, (*section, SPANS[kind])) if kind in SPANS else None,
        floor=item(document, (*section, FLOORS[kind])) if kind in FLOORS else None,
        run_unit="it",
        unit="it",
        warmup_unit="it",
        delayed=True,
        span_from_warmup=True,
        entries=(Entry(section, given, takes, False, name=str(name)),) if takes else (),
    )
