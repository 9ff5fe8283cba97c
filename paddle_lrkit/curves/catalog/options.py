"""Options of the schedules that deserve a picture of their own, each an example with a title."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from paddle_lrkit.curves.catalog import cosines, decays, modern, steps
from paddle_lrkit.curves.catalog.entry import Entry
from paddle_lrkit.messages import Message

_BY_NAME = {entry.name: entry for part in (steps, decays, cosines, modern) for entry in part.ENTRIES}


def _option(name: str, title: str, summary: Message, **example: Any) -> Entry:
    return replace(_BY_NAME[name], title=title, summary=summary, example={"learning_rate": 0.1, **example})


_LATE = {"start": 800, "name": "LinearDecay"}
_RESTARTS = {"every": 250, "warmup": 40, "anneal": 20}

OPTIONS = (
    _option(
        "WSD",
        "WSD, half_life",
        Message("flat, then down as in ERNIE"),
        decay_steps=400,
        shape="half_life",
        warmup="50it",
    ),
    _option("WSD", "WSD, 1-square", Message("flat, then down, slowly at first"), decay_steps=400, shape="1-square"),
    _option(
        "WSD", "WSD, inverse", Message("flat, then down to end_lr"), decay_steps=400, shape="inverse", end_lr=0.005
    ),
    _option("CosineAnnealingDecay", "Cosine, exponent", Message("a cosine to a power"), exponent=2.5, eta_min=0.005),
    _option(
        "CosineAnnealingDecay",
        "Cosine, T_max",
        Message("a cosine that reaches its floor early"),
        T_max=700,
        eta_min=0.01,
    ),
    _option(
        "CosineAnnealingDecay", "override", Message("any schedule, left for another one"), eta_min=0.03, override=_LATE
    ),
    _option(
        "CosineAnnealingDecay",
        "jagged_restarts",
        Message("any schedule, restarted for ReLoRA"),
        jagged_restarts=_RESTARTS,
    ),
    _option(
        "InverseTimeDecay", "InverseTimeDecay, end_lr", Message("inverse, down to end_lr at the end"), end_lr=0.005
    ),
    _option("InverseSqrt", "InverseSqrt, offset", Message("falls from the first update on"), timescale=200, offset=200),
    _option("PolynomialDecay", "PolynomialDecay, power", Message("power 2b - 1 of the capacity exponent b"), power=2.6),
)
