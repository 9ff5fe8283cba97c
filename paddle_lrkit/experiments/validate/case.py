"""A case of a check: how it is run, and its result."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import Message

Status = Literal["ok", "fail", "skip", "info"]
STATUS_WORDS = {"ok": Message("ok"), "fail": Message("fail"), "skip": Message("skip"), "info": Message("info")}
Figures = Mapping[str, float | int | str]


class CaseSkipped(Exception):
    """This machine cannot run a case; the message is the reason."""


class CaseFailed(Exception):
    """The figures of a case are outside their limit.

    Args:
        message: What is wrong.
        figures: The measurements.
    """

    def __init__(self, message: str, figures: Figures | None = None) -> None:
        super().__init__(message)
        self.figures = figures or {}


@dataclass(frozen=True)
class CaseResult:
    """The result of a case.

    Args:
        check: Name of the check.
        case: Name of the case.
        status: ``ok``, ``fail``, ``skip``, or ``info`` for figures without a limit.
        figures: The measurements.
        limit: The limit, as text.
        reason: Why it failed or was skipped.
        seconds: Time that it took.
    """

    check: str
    case: str
    status: Status
    figures: Figures = field(default_factory=dict)
    limit: str = ""
    reason: str = ""
    seconds: float = 0.0

    def to_json(self) -> str:
        """Returns one line, which `from_json` reads."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> CaseResult | None:
        """Returns the result in a line, or None if the line is something else."""
        try:
            values = json.loads(line)
        except ValueError:
            return None
        names = {each.name for each in fields(cls)}
        return cls(**values) if isinstance(values, dict) and values.keys() == names else None


def run_case(
    check: str, case: str, limit: str, measure: Callable[[], Figures], *, has_limit: bool = True
) -> CaseResult:
    """Runs a case; any exception becomes a result.

    Args:
        check: Name of the check.
        case: Name of the case.
        limit: The limit, as text.
        measure: Returns the figures; raises `CaseFailed` if they are outside the limit, `CaseSkipped` if it cannot run.
        has_limit: Whether the figures have a limit; otherwise the status is ``info``.

    Example:
        >>> run_case("speed", "digits", "", lambda: {"ms": 3}, has_limit=False).status
        'info'
    """
    began = time.monotonic()
    figures: Figures = {}
    status: Status = "ok" if has_limit else "info"
    reason = ""
    try:
        figures = measure()
    except CaseSkipped as skip:
        status, reason = "skip", str(skip)
    except CaseFailed as failure:
        status, reason, figures = "fail", str(failure), failure.figures
    except Exception as error:
        kind = "" if isinstance(error, LrkitError) else f"{type(error).__name__}: "
        status, reason = "fail", f"{kind}{_shortened(error)}"
    return CaseResult(check, case, status, dict(figures), limit, reason, round(time.monotonic() - began, 2))


def _shortened(error: Any) -> str:
    """The text of an error on one line, shortened in the middle."""
    text = " ".join(str(error).split())
    return text if len(text) <= 400 else f"{text[:200]} ... {text[-200:]}"
