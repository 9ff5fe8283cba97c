"""The report of a validation: ``report.json`` for programs and ``report.md`` for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from paddle_lrkit.experiments.validate.case import CaseResult, Figures
from paddle_lrkit.experiments.validate.checks import CHECKS
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.text import markdown_table

FORMAT = 1
_COUNTS = {
    "ok": Message("{} ok"),
    "fail": Message("{} fail"),
    "skip": Message("{} skip"),
    "info": Message("{} info"),
}
_WORDS = {"ok": Message("ok"), "fail": Message("**fail**"), "skip": Message("skipped"), "info": Message("figures")}
_VERDICTS = {"failed": Message("failed"), "passed": Message("passed"), "not complete": Message("not complete")}
_FIGURES = (
    Message("updates"),
    Message("first"),
    Message("mean"),
    Message("largest"),
    Message("last loss"),
    Message("last loss expected"),
    Message("loss mean"),
    Message("loss largest"),
    Message("weights median"),
    Message("weights largest"),
    Message("first loss"),
    Message("skipped"),
    Message("calls"),
    Message("overflow at call"),
    Message("processes"),
    Message("from update"),
    Message("distance of the weights"),
    Message("largest difference"),
    Message("schedules"),
    Message("worst"),
    Message("batch"),
    Message("bare loop ms"),
    Message("trainer ms"),
    Message("trainer samples/s"),
    Message("trainer / bare loop"),
    Message("process memory MiB"),
)
"""Names of figures; those that are not here are the same in every language."""


@dataclass
class ValidationReport:
    """The report of a validation.

    Attributes:
        command: The command line.
        device: ``cpu``, or another device such as ``gpu`` or ``npu:1``.
        machine: Name -> text.
        started: Date and time, UTC.
        results: Results in their order.
        seconds: Time so far.
        complete: Whether all checks have ended.
    """

    command: str
    device: str
    machine: Mapping[str, str]
    started: str
    results: list[CaseResult] = field(default_factory=list)
    seconds: float = 0.0
    complete: bool = False

    @property
    def failed(self) -> bool:
        return any(result.status == "fail" for result in self.results)

    @property
    def verdict(self) -> str:
        """``failed``, ``passed``, or ``not complete``."""
        if self.failed:
            return "failed"
        return "passed" if self.complete else "not complete"

    @property
    def verdict_words(self) -> str:
        """The verdict, in the language of the command."""
        return str(_VERDICTS[self.verdict])

    @property
    def counts_words(self) -> str:
        """The number of results of each status, in the language of the command."""
        return tr(", ").join(str(_COUNTS[status].filled(number)) for status, number in self.counts().items())

    def counts(self) -> dict[str, int]:
        """Returns status -> number of results."""
        statuses: list[str] = [result.status for result in self.results]
        return {status: statuses.count(status) for status in _WORDS}

    def to_dict(self) -> dict[str, Any]:
        """Returns the content of ``report.json``."""
        fields = asdict(self)
        findings = fields.pop("results")
        return {"format": FORMAT, "verdict": self.verdict, "counts": self.counts(), **fields, "findings": findings}

    def write(self, directory: Path) -> None:
        """Writes both files."""
        text = json.dumps(self.to_dict(), indent=1, ensure_ascii=False)
        (directory / "report.json").write_text(text + "\n", encoding="utf-8")
        (directory / "report.md").write_text(to_markdown(self), encoding="utf-8")


def to_markdown(report: ValidationReport) -> str:
    """Returns the report as Markdown."""
    where = {"cpu": tr("the CPU"), "gpu": "GPU"}.get(report.device, report.device)
    lines = [
        tr("# Validation on {}: {}", where, report.verdict_words),
        "",
        tr("`{}`, {}, {:.0f} s: {}.", report.command, report.started, report.seconds, report.counts_words),
        "",
        *markdown_table((tr("machine"), ""), list(report.machine.items())),
    ]
    for check in dict.fromkeys(result.check for result in report.results):
        lines += ["", *_section(check, [result for result in report.results if result.check == check])]
    return "\n".join([*lines, "", *_skipped(report.results)]).rstrip() + "\n"


def format_figures(figures: Figures) -> str:
    """Formats figures on one line.

    Example:
        >>> format_figures({"updates": 50, "mean": 0.00125})
        'updates 50, mean 0.00125'
    """
    return tr(", ").join(
        f"{tr(name)} {value:.4g}" if isinstance(value, float) else f"{tr(name)} {value}"
        for name, value in figures.items()
    )


def _section(check: str, results: list[CaseResult]) -> list[str]:
    summary = str(CHECKS[check].summary) if check in CHECKS else ""
    rows = [
        (
            result.case,
            str(_WORDS[result.status]),
            tr("; ").join(part for part in (result.reason, format_figures(result.figures)) if part),
            result.limit if result.status != "skip" else "",
            f"{result.seconds:.1f}",
        )
        for result in results
        if result.status != "skip"
    ]
    table = (
        markdown_table((tr("case"), tr("result"), tr("figures"), tr("limit"), "s"), rows)
        if rows
        else [tr("All cases were skipped; see below.")]
    )
    return [f"## {check}", "", tr("{}.", summary[:1].upper() + summary[1:]), "", *table]


def _skipped(results: list[CaseResult]) -> list[str]:
    skipped = [result for result in results if result.status == "skip"]
    if not skipped:
        return []
    rows = [(result.check, result.case, result.reason) for result in skipped]
    return [tr("## Skipped"), "", *markdown_table((tr("check"), tr("case"), tr("reason")), rows)]
