"""How often a schedule is stepped, in words."""

from __future__ import annotations

from paddle_lrkit.scripts.usage import Usage


def unit_words(usage: Usage) -> str:
    """``epoch``, ``batch``, ``batch and epoch``, ``never``, or ``batch, the optimizer every 4 batches``."""
    every = usage.batches_per_update
    if usage.unit == "batch" and every and every > 1:
        return f"batch, the optimizer every {every} batches"
    return usage.unit
