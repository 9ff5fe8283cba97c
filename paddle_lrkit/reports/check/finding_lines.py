"""A finding as lines of text: one or two of them, or with the line of the file that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.key_places import Span, yaml_lines
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.messages import tr
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.check.excerpt import excerpt
from paddle_lrkit.reports.check.key_span import KeySpans
from paddle_lrkit.reports.check.style import COLORS, SEVERITY_WORDS, TextStyle
from paddle_lrkit.text import wrap

if TYPE_CHECKING:
    from paddle_lrkit.reports.check.script_span import ScriptSpans

_INDENT = "  "


def concise(finding: Finding, style: TextStyle) -> list[str]:
    """``path:line: severity CODE rule: key: message``, and what to write instead below it."""
    place = finding.path if finding.line is None else f"{finding.path}:{finding.line}"
    key = f" {finding.key}:" if finding.key else ""
    severity = style.paint(finding.severity, COLORS[finding.severity])
    head = f"{style.paint(printable(place), bold=True)}: {severity} {finding.code} {finding.rule}:"
    fix = [f"    {printable(finding.fix)}"] if finding.fix else []
    return [f"{head}{printable(f'{key} {finding.message}')}", *fix]


class FullFindings:
    """Shows findings with their lines of the files.

    Args:
        files: The files that the command has read so far.
        style: How text is printed.
    """

    def __init__(self, files: ConfigFiles, style: TextStyle) -> None:
        self._files, self._style = files, style
        self._read: dict[str, tuple[list[str], KeySpans | ScriptSpans | None]] = {}

    def lines(self, finding: Finding) -> list[str]:
        """The place and the rule, the message, the line of the file, and what to write instead."""
        style, color = self._style, COLORS[finding.severity]
        source, span = self._source(finding)
        place = ":".join(map(str, filter(None, (finding.path, finding.line, span and span[0] + 1))))
        severity = style.paint(str(SEVERITY_WORDS[finding.severity].filled(finding.code)), color, bold=True)
        message = tr("{}: {}", finding.key, finding.message) if finding.key else finding.message
        return [
            f"{style.paint(printable(place), bold=True)}: {severity} {finding.rule}",
            *self._wrapped(message),
            *(self._excerpt(finding, source, span) if source is not None else ()),
            *self._wrapped(tr("help: {}", finding.fix) if finding.fix else ""),
        ]

    def _wrapped(self, text: str) -> list[str]:
        return wrap(_INDENT + printable(text), self._style.width, _INDENT) if text else []

    def _excerpt(self, finding: Finding, source: str, span: Span | None) -> list[str]:
        style, number = self._style, str(finding.line)
        shown, carets = excerpt(source, span, style.width - len(number) - 5)
        bar, blank = style.paint("|", "blue", bold=True), " " * len(number)
        carets = style.paint(carets, COLORS[finding.severity], bold=True)
        return [
            f"{_INDENT}{blank} {bar}",
            f"{_INDENT}{style.paint(number, 'blue', bold=True)} {bar} {shown}",
            f"{_INDENT}{blank} {bar} {carets}".rstrip(),
        ]

    def _source(self, finding: Finding) -> tuple[str | None, Span | None]:
        """The line of a finding and the columns that are meant; no line where it does not have the key."""
        if finding.line is None:
            return None, None
        if finding.path not in self._read:
            self._read[finding.path] = self._opened(finding.path)
        lines, spans = self._read[finding.path]
        if not 0 < finding.line <= len(lines):
            return None, None
        line = lines[finding.line - 1]
        if spans is None:
            start = len(line) - len(line.lstrip())
            return (line, (start, len(line.rstrip()))) if line.strip() else (None, None)
        span = spans.span(finding)
        return (None, None) if span is None else (line, span)

    def _opened(self, path: str) -> tuple[list[str], KeySpans | ScriptSpans | None]:
        """The lines of a file and where its keys are; without the keys where it is not YAML or Python."""
        try:
            return self._script(path) if path.endswith(".py") else self._config(path)
        except ConfigError:
            return [], None

    def _config(self, path: str) -> tuple[list[str], KeySpans | None]:
        text = self._files.text(path)
        try:
            return yaml_lines(text), KeySpans(text)
        except ConfigError:
            return yaml_lines(text), None

    def _script(self, path: str) -> tuple[list[str], ScriptSpans | None]:
        from paddle_lrkit.reports.check.script_span import ScriptSpans, script_lines
        from paddle_lrkit.scripts.source_text import read_script

        text = read_script(path, self._files)
        try:
            return script_lines(text), ScriptSpans(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return script_lines(text), None
