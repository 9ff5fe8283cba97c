"""An advice as JSON."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.advise import Advice
from paddle_lrkit.advise.data import cite
from paddle_lrkit.advise.guide import Statement
from paddle_lrkit.messages import Message


def advice_json(advice: Advice, config: str | None) -> dict[str, Any]:
    """What ``--json`` prints; ``warmup`` is in updates, or a duration such as ``5ep`` if they are not known."""
    row, law = advice.row, advice.peak.law
    return {
        "schedule": advice.schedule,
        "warmup": advice.warmup if advice.warmup_updates is None else advice.warmup_updates,
        "min_lr": advice.min_lr,
        "reasons": [{"topic": reason.topic, **_statement(reason.statement)} for reason in advice.reasons],
        "config": config,
        "peak_lr": advice.peak.rate,
        "peak": advice.peak.rate,
        "peak_interval": [_rounded(rate) for rate in law.interval] if law else None,
        "batch_tokens": advice.case.advised_batch if law else None,
        "suite": advice.suite,
        "section": advice.fitted.data if advice.fitted else None,
        "deviations": [str(text) for text in _deviations(advice)],
        "abstained": bool(advice.not_known),
        "not_known": [str(text) for text in advice.not_known],
        "guide": [
            {"rule": str(verdict.claim), "stand": verdict.status, **_statement(verdict.evidence)}
            for verdict in advice.guide
        ],
        "alternatives": [_statement(statement) for statement in advice.alternatives],
        "cost": str(advice.cost),
        "row": row.key if row else None,
        "considered": [
            {"row": each.row.key, "misses": [str(miss) for miss in each.misses]} for each in advice.considered
        ],
        "total_updates": advice.case.total,
        "steps_per_epoch": advice.case.steps,
        "global_batch": advice.case.batch,
        "optimizer": advice.case.optimizer,
        "assumed": list(advice.case.assumed),
    }


def _deviations(advice: Advice) -> list[Message]:
    """What the suite cannot express, or that it does not train such models at all."""
    first = [advice.elsewhere] if advice.elsewhere else []
    return [*first, *(advice.fitted.deviations if advice.fitted else ())]


def _rounded(rate: float) -> float:
    return float(f"{rate:.3g}")


def _statement(statement: Statement) -> dict[str, str]:
    return {"text": str(statement.text), "source": cite(statement.sources), "grade": statement.grade}
