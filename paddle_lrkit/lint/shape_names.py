"""The names of the shapes of schedules in a sentence."""

from __future__ import annotations

from paddle_lrkit.messages import Message

_SHAPES = {
    "constant": Message("constant"),
    "cosine": Message("cosine"),
    "exponential": Message("exponential"),
    "linear": Message("linear"),
    "piecewise": Message("piecewise"),
    "polynomial": Message("polynomial"),
}


def shape_name(shape: str) -> str:
    """The name of a shape, as in: the cosine ends at update 900."""
    return str(_SHAPES.get(shape, shape))
