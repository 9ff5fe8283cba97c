"""Memory and time of an advice."""

from __future__ import annotations

from paddle_lrkit.messages import Message, join_parts

STATE_COPIES = {
    "SGD": 0,
    "Momentum": 1,
    "Adam": 2,
    "AdamW": 2,
    "Lamb": 2,
    "Schedule-Free SGD": 1,
    "Schedule-Free AdamW": 2,
    "Prodigy": 4,
}
"""Optimizer -> copies of the weights that it keeps in addition to the weights."""
BYTES = 4
_SCHEDULE = Message("The schedule takes under a microsecond an update and no memory, as every schedule does.")
_COPIES = Message(" {} keeps {} of the weights in float32{}.")
_NEITHER = Message(" {} keeps no state.")


_OTHERS = Message(" Schedule-Free AdamW would keep {}{}, Prodigy {}{}.")


def cost(optimizer: str, parameters: int | None, *, untuned: bool = False) -> Message:
    """The cost of schedule and optimizer as a sentence.

    Args:
        optimizer: A key of `STATE_COPIES`.
        parameters: Number of weights, when known.
        untuned: Whether to add the cost of the optimizers that depend less on the peak rate.

    Example:
        >>> cost("AdamW", 124_000_000).en.rpartition("does. ")[2]
        'AdamW keeps 2 copies of the weights in float32 (992 MB).'
    """
    parts = [_SCHEDULE, _own(optimizer, parameters)]
    if untuned:
        others = [(STATE_COPIES[name], _size(name, parameters)) for name in ("Schedule-Free AdamW", "Prodigy")]
        parts.append(_OTHERS.filled(*others[0], *others[1]))
    return join_parts(parts, "", "")


def memory(optimizer: str, parameters: int | None) -> str:
    """The state of an optimizer in float32; empty when the size of the model is not known."""
    if parameters is None:
        return ""
    size = STATE_COPIES[optimizer] * BYTES * parameters
    return f"{size / 1e9:.3g} GB" if size >= 1e9 else f"{size / 1e6:.3g} MB"


def _own(optimizer: str, parameters: int | None) -> Message:
    copies = STATE_COPIES[optimizer]
    if not copies:
        return _NEITHER.filled(optimizer)
    counted = Message("1 copy") if copies == 1 else Message("{:,} copies").filled(copies)
    return _COPIES.filled(optimizer, counted, _size(optimizer, parameters))


def _size(optimizer: str, parameters: int | None) -> Message:
    size = memory(optimizer, parameters)
    return Message(" ({})").filled(size) if size else Message("")
