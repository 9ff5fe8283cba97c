"""What a check says: one finding a case."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from paddle_lrkit.errors import LrkitError

Status = Literal["ok", "fail", "skip", "info"]
Figures = Mapping[str, float | int | str]


class Skip(Exception):
    """A case that this machine cannot run; the message is the reason."""


class Failed(Exception):
    """A case whose figures are outside their limit.

    Args:
        message: What is wrong.
        figures: What was measured.
    """

    def __init__(self, message: str, figures: Figures | None = None) -> None:
        super().__init__(message)
        self.figures = figures or {}


@dataclass(frozen=True)
class Options:
    """What all checks are told.

    Args:
        device: ``cpu``, ``gpu`` or ``gpu:<n>``.
        directory: Where runs and data are kept.
        updates: Updates of a training; None for the numbers that the check was made for.
    """

    device: str
    directory: str
    updates: int | None = None

    @property
    def on_gpu(self) -> bool:
        return self.device != "cpu"

    def length(self, on_gpu: int, on_cpu: int) -> int:
        """Updates of a training that usually has so many on the device."""
        return self.updates or (on_gpu if self.on_gpu else on_cpu)


@dataclass(frozen=True)
class Finding:
    """The outcome of one case.

    Args:
        check: Name of the check.
        case: What was tried.
        status: ``ok``; ``fail``; ``skip`` with a reason; ``info`` for figures without a limit.
        figures: What was measured.
        limit: What is allowed.
        reason: Why it failed or was skipped.
        seconds: How long it took.
    """

    check: str
    case: str
    status: Status
    figures: Figures = field(default_factory=dict)
    limit: str = ""
    reason: str = ""
    seconds: float = 0.0

    def to_json(self) -> str:
        """One line, which `from_json` reads."""
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(line: str) -> Finding | None:
    """The finding of a line, or None when the line is something else."""
    try:
        values = json.loads(line)
    except ValueError:
        return None
    names = {each.name for each in fields(Finding)}
    return Finding(**values) if isinstance(values, dict) and values.keys() == names else None


def judged(check: str, case: str, limit: str, measure: Callable[[], Figures], *, judge: bool = True) -> Finding:
    """Runs one case; whatever goes wrong in it becomes a finding.

    Args:
        check: Name of the check.
        case: What is tried.
        limit: What is allowed.
        measure: Returns the figures; raises `Failed` when they are outside the limit, `Skip` when it cannot run.
        judge: Whether the figures have a limit; without, the status is ``info``.

    Example:
        >>> judged("speed", "digits", "", lambda: {"ms": 3}, judge=False).status
        'info'
    """
    began = time.monotonic()
    figures: Figures = {}
    status: Status = "ok" if judge else "info"
    reason = ""
    try:
        figures = measure()
    except Skip as skip:
        status, reason = "skip", str(skip)
    except Failed as failure:
        status, reason, figures = "fail", str(failure), failure.figures
    except Exception as error:
        kind = "" if isinstance(error, LrkitError) else f"{type(error).__name__}: "
        status, reason = "fail", f"{kind}{_first_words(error)}"
    return Finding(check, case, status, dict(figures), limit, reason, round(time.monotonic() - began, 2))


def _first_words(error: Any) -> str:
    """The text of an error on one line, its beginning when it is long."""
    text = " ".join(str(error).split())
    return text if len(text) <= 400 else f"{text[:200]} ... {text[-200:]}"
