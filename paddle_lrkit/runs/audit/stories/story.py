"""A story: what was applied instead of the plan, and the verdict that it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.runs.audit.compared import Applied, Compared


@dataclass(frozen=True)
class Story:
    """What was applied instead of the plan.

    Args:
        verdict: One of `paddle_lrkit.runs.audit.result.VERDICTS`.
        text: One sentence with the numbers.
        parameters: Its numbers.
        applied: The rates; None where only some rows are explained.
        certainty: How sure it is if it is the only one.
        fault: Whether it is a fault.
        advice: What to change, or what log would tell more.
    """

    verdict: str
    text: str
    parameters: dict[str, Any] = field(default_factory=dict)
    applied: Applied | None = None
    certainty: str = "high"
    fault: bool = True
    advice: str = ""


Teller = Callable[[Compared], Iterator[Story]]
"""Yields the stories of one kind that no row contradicts."""
