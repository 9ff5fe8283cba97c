"""One cause, one finding: what only repeats another finding is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from paddle_lrkit.lint.codes import Rule
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import SEVERITIES, Finding

_LAST = "cannot-build"
"""The rule that only says that a schedule cannot be built; any other error may be the reason."""


def without_consequences(findings: Sequence[Finding], rules: Iterable[Rule], context: Context) -> list[Finding]:
    """The findings of one schedule; of a rule and one that it explains, the more severe speaks, else the first.

    Args:
        findings: Of all rules.
        rules: The rules that ran.
        context: The schedule.
    """
    worst: dict[str, int] = {}
    for finding in findings:
        worst[finding.code] = min(worst.get(finding.code, len(SEVERITIES)), SEVERITIES.index(finding.severity))
    pairs = ((rule.code, code) for rule in rules for code in rule.explains)
    silent = {
        consequence if worst[cause] <= worst[consequence] else cause
        for cause, consequence in pairs
        if cause in worst and consequence in worst
    }
    errors = [finding.key for finding in findings if finding.severity == "error" and finding.rule != _LAST]
    return [
        finding
        for finding in findings
        if finding.code not in silent and not (finding.rule == _LAST and _has_reason(finding, errors, context))
    ]


def _has_reason(finding: Finding, errors: Sequence[str], context: Context) -> bool:
    """Whether an error says why a schedule cannot be built."""
    if context.fields is None or not context.fields.behaviour.explains_refusals:
        return bool(errors)
    return any(f"{finding.key}.".startswith(f"{key}.") or f"{key}.".startswith(f"{finding.key}.") for key in errors)
