"""The result of an audit as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from paddle_lrkit.reports.audit.audited import Audited, Unreadable
from paddle_lrkit.reports.audit.next_steps import next_step
from paddle_lrkit.reports.audit.text import plan_facts
from paddle_lrkit.runs.audit.result import AuditNote, LossFinding


def json_report(audits: Sequence[Audited | Unreadable], *, several: bool) -> str:
    """The results: one object, or a list of several.

    Args:
        audits: At least one.
        several: Whether to write a list.
    """
    found = [_unreadable(one) if isinstance(one, Unreadable) else as_dict(one) for one in audits]
    return json.dumps(found if several else found[0], allow_nan=False, ensure_ascii=False)


def as_dict(audited: Audited) -> dict[str, Any]:
    """One result as plain data.

    Args:
        audited: The result and its plan.
    """
    result, plan = audited.result, audited.plan
    return {
        "format": result.format,
        "suite": result.suite,
        "convention": result.convention,
        "rows": result.rows,
        "updates": result.updates,
        "interval": result.interval,
        "verdict": result.verdict,
        "certainty": result.certainty,
        "also_possible": [one.verdict for one in result.also_possible],
        "parameters": _plain(result.parameters),
        "first_update": result.first_update,
        "rows_that_differ": result.rows_that_differ,
        "rows_that_could_tell": result.rows_that_could_tell,
        "notes": [_note(note) for note in result.notes],
        "loss": [_loss(finding) for finding in result.loss],
        "source": result.source,
        "fault": result.fault,
        "summary": result.summary,
        "advice": next_step(result),
        "alternatives": [
            {
                "verdict": one.verdict,
                "text": one.text,
                "told_apart_by": one.told_apart_by,
                "parameters": _plain(one.parameters),
            }
            for one in result.also_possible
        ],
        "digits": result.digits.words,
        "resumes": list(result.resumes),
        "plan": {"source": plan.source, "words": plan_facts(result, plan.schedule)} if plan.schedule else None,
        "shape": _plain(result.shape),
    }


def _unreadable(one: Unreadable) -> dict[str, Any]:
    return {"source": one.source, "error": one.error}


def _note(note: AuditNote) -> dict[str, Any]:
    return {"kind": note.kind, "text": note.text, "line": note.line}


def _loss(finding: LossFinding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "text": finding.text,
        "update": finding.update,
        "line": finding.line,
        "rate": _plain(finding.rate),
        "rate_to_blame": finding.rate_to_blame,
        "certainty": finding.certainty,
        "numbers": _plain(finding.numbers),
    }


def _plain(value: Any) -> Any:
    """Numbers, texts, lists and mappings, also of what knows its own JSON; a number that JSON lacks is None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "as_json"):
        return _plain(value.as_json())
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value
