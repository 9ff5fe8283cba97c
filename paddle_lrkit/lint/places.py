"""Places in a run, as sentences name them."""

from __future__ import annotations

from paddle_lrkit.messages import Message

PLACES = {
    "update": (Message("update {:,}"), Message("update {:,} of {:,}")),
    "epoch": (Message("epoch {!s}"), Message("epoch {} of {}")),
    "batch": (Message("batch {:,}"), Message("batch {:,} of {:,}")),
    "call": (Message("call {:,}"), Message("call {:,} of {:,}")),
}
"""What is counted -> a place in the run, without and with the length of the run."""
