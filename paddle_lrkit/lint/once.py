"""What is said once a run, however many files it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.messages import tr
from paddle_lrkit.text import plural

_ONCE = frozenset({"gpu-count-unstated"})


def said_once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in order; of a rule that speaks once a run the first, which counts the other files.

    Args:
        findings: Of all files.
    """
    result: list[Finding] = []
    files: dict[str, set[str]] = {}
    places: dict[str, int] = {}
    for finding in findings:
        if finding.rule in _ONCE:
            files.setdefault(finding.rule, set()).add(finding.path)
        if finding.rule not in places:
            result.append(finding)
        if finding.rule in _ONCE:
            places.setdefault(finding.rule, len(result) - 1)
    for rule, index in places.items():
        others = len(files[rule]) - 1
        if others:
            message = tr("{}; the same in {}", result[index].message, plural(others, "other file"))
            result[index] = replace(result[index], message=message)
    return result
