"""The report of a validation: ``report.json`` for programs and ``report.md`` for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from paddle_lrkit.experiments.validate.checks import CHECKS
from paddle_lrkit.experiments.validate.finding import Figures, Finding
from paddle_lrkit.text import markdown_table

FORMAT = 1
_WORDS = {"ok": "ok", "fail": "**fail**", "skip": "skipped", "info": "figures"}


@dataclass
class Report:
    """What a validation found.

    Attributes:
        command: The call that made it.
        device: ``cpu``, ``gpu`` or ``gpu:<n>``.
        machine: What it ran on: name -> text.
        started: Date and time, UTC.
        findings: In the order in which they were made.
        seconds: So far.
        complete: Whether all checks that were asked for have ended.
    """

    command: str
    device: str
    machine: Mapping[str, str]
    started: str
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0
    complete: bool = False

    @property
    def failed(self) -> bool:
        return any(finding.status == "fail" for finding in self.findings)

    @property
    def verdict(self) -> str:
        """``failed``, ``passed``, or ``not complete``."""
        if self.failed:
            return "failed"
        return "passed" if self.complete else "not complete"

    def counts(self) -> dict[str, int]:
        """Status -> findings."""
        statuses: list[str] = [finding.status for finding in self.findings]
        return {status: statuses.count(status) for status in _WORDS}

    def to_dict(self) -> dict[str, Any]:
        """What ``report.json`` holds."""
        told = {name: value for name, value in asdict(self).items() if name != "findings"}
        findings = [asdict(finding) for finding in self.findings]
        return {"format": FORMAT, "verdict": self.verdict, "counts": self.counts(), **told, "findings": findings}

    def write(self, directory: Path) -> None:
        """Writes both files."""
        text = json.dumps(self.to_dict(), indent=1, ensure_ascii=False)
        (directory / "report.json").write_text(text + "\n", encoding="utf-8")
        (directory / "report.md").write_text(to_markdown(self), encoding="utf-8")


def to_markdown(report: Report) -> str:
    """The report as Markdown."""
    counts = ", ".join(f"{number} {status}" for status, number in report.counts().items())
    where = "the CPU" if report.device == "cpu" else report.device.upper()
    lines = [
        f"# Validation on {where}: {report.verdict}",
        "",
        f"`{report.command}`, {report.started}, {report.seconds:.0f} s: {counts}.",
        "",
        *markdown_table(("machine", ""), [(name, text) for name, text in report.machine.items()]),
    ]
    for check in dict.fromkeys(finding.check for finding in report.findings):
        lines += ["", *_section(check, [finding for finding in report.findings if finding.check == check])]
    return "\n".join([*lines, "", *_skipped(report.findings)]).rstrip() + "\n"


def shown(figures: Figures) -> str:
    """Figures on one line.

    Example:
        >>> shown({"updates": 50, "mean": 0.00125})
        'updates 50, mean 0.00125'
    """
    return ", ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}" for name, value in _brief(figures)
    )


def _brief(figures: Figures) -> list[tuple[str, Any]]:
    return [
        (name, round(value, 6) if isinstance(value, float) and value > 1 else value) for name, value in figures.items()
    ]


def _section(check: str, findings: list[Finding]) -> list[str]:
    summary = CHECKS[check].summary if check in CHECKS else ""
    rows = [
        (
            finding.case,
            _WORDS[finding.status],
            "; ".join(part for part in (finding.reason, shown(finding.figures)) if part),
            finding.limit if finding.status != "skip" else "",
            f"{finding.seconds:.1f}",
        )
        for finding in findings
        if finding.status != "skip"
    ]
    table = (
        markdown_table(("case", "result", "figures", "limit", "s"), rows)
        if rows
        else ["All of it was skipped; see below."]
    )
    return [f"## {check}", "", f"{summary[:1].upper()}{summary[1:]}.", "", *table]


def _skipped(findings: list[Finding]) -> list[str]:
    skipped = [finding for finding in findings if finding.status == "skip"]
    if not skipped:
        return []
    rows = [(finding.check, finding.case, finding.reason) for finding in skipped]
    return ["## Skipped", "", *markdown_table(("check", "case", "reason"), rows)]
