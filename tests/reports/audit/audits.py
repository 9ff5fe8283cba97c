"""Made-up audits."""

from __future__ import annotations

from typing import Any

from paddle_lrkit import curves
from paddle_lrkit.reports.audit.audited import Audited
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.audit.plan import AuditPlan
from paddle_lrkit.runs.audit.result import AuditResult, PlacedRow
from paddle_lrkit.suites.log_format import PrintedDigits
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

CURVE = curves.cosine(0.1, 0.0, 1800).warmup(200)
SCHEDULE = Schedule(CURVE, "ppdet", RunLength(2000, 100), "CosineDecay", file="a.yml", warmup_updates=200)


def placed(every: int = 20, stop: int = 2000, factor: float = 1.0, since: int = 0) -> list[PlacedRow]:
    """Rows of the plan; from ``since`` on with a factor."""
    rows = []
    for update in range(0, stop, every):
        rate = CURVE(update) * (factor if update >= since else 1.0)
        rows.append(PlacedRow(update, rate, CURVE(update), abs(rate - CURVE(update)) > 5e-7))
    return rows


def result(**changes: Any) -> AuditResult:
    """By default the audit of a log whose rows are all as planned."""
    rows = changes.get("placed", placed())
    differing = [row.update for row in rows if row.differs]
    values: dict[str, Any] = {
        "source": "train.log",
        "format": "ppdet-2.0-2.7",
        "suite": "ppdet",
        "convention": "a line shows the rate of its update",
        "rows": len(rows),
        "updates": rows[-1].update + 1 if rows else 0,
        "interval": rows[1].update - rows[0].update if len(rows) > 1 else None,
        "digits": PrintedDigits("decimals", 6),
        "verdict": "other-peak" if differing else "agrees",
        "certainty": "high",
        "fault": bool(differing),
        "summary": "Every row is as planned.",
        "first_update": differing[0] if differing else None,
        "rows_that_differ": len(differing),
        "rows_that_could_tell": len(rows) - 1,
        "placed": rows,
    }
    return AuditResult(**{**values, **changes})


def audited(schedule: Schedule | None = SCHEDULE, **changes: Any) -> Audited:
    """A result with its plan."""
    options = AuditOptions(steps_per_epoch=100)
    return Audited(result(**changes), AuditPlan(schedule, options, "a.yml" if schedule else ""))
