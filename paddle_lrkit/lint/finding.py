"""A finding: what a rule says about one key of one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from paddle_lrkit.config.document import Path
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.unknown import CodePlace

SEVERITIES = ("error", "warning", "info")


class Violation(NamedTuple):
    """A finding as a rule yields it; the engine adds code, name and place.

    Args:
        path: The key; a rule for scripts may give a place instead.
        message: One sentence with the numbers.
        fix: What to write instead, in the suite's own YAML; empty when unknown.
        edits: The changes that make the fix; only where it is certain.
        severity: The severity, where it differs from the rule's.
        line: 1-based line, where there is no key.
        place: Place in a script, which may be in another file than the schedule.
    """

    path: Path
    message: str
    fix: str = ""
    edits: tuple[Edit, ...] = ()
    severity: str | None = None
    line: int | None = None
    place: CodePlace | None = None


@dataclass(frozen=True)
class Finding:
    """A finding with its place.

    Args:
        code: Stable code, such as ``LR102``.
        rule: Name of the rule.
        severity: ``error``, ``warning`` or ``info``.
        path: File.
        line: 1-based line; None when it is unknown.
        key: Dotted key.
        message: One sentence with the numbers.
        fix: What to write instead; None when unknown.
        edits: Changes that ``--fix`` may make.
    """

    code: str
    rule: str
    severity: str
    path: str
    line: int | None
    key: str
    message: str
    fix: str | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def sentence(self) -> str:
        """Key, message and fix in one line."""
        text = f"{self.key}: {self.message}" if self.key else self.message
        return tr("{} ({})", text, self.fix) if self.fix else text

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        names = ("code", "rule", "severity", "path", "line", "key", "message", "fix")
        return {name: getattr(self, name) for name in names}
