"""The columns of what a finding in a Python file is about."""

from __future__ import annotations

import ast

from paddle_lrkit.config.key_places import Span
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.reports.check.key_span import ABOUT_KEYS
from paddle_lrkit.suites.paddle.table import CLASSES


class ScriptSpans:
    """The calls of one script by line.

    Args:
        text: The file.

    Raises:
        SyntaxError: The text is not Python.

    Example:
        >>> finding = Finding("LR404", "negative-or-nan", "error", "a.py", 1, "decay.gamma", "..")
        >>> ScriptSpans("decay = StepDecay(0.1, 30, gamma=-1)").span(finding)
        (33, 35)
    """

    def __init__(self, text: str) -> None:
        self._lines = script_lines(text)
        self._nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call | ast.keyword)]

    def span(self, finding: Finding) -> Span | None:
        """The columns of the argument that a finding names, else of the call on its line, else of the whole line."""
        number, name = finding.line or 0, finding.key.rpartition(".")[2]
        line = self._lines[number - 1] if 0 < number <= len(self._lines) else ""
        for node in self._nodes:
            if isinstance(node, ast.keyword) and node.arg == name and node.value.lineno == number:
                start = _characters(line, node.col_offset)
                about_key = finding.code.startswith(ABOUT_KEYS) and node.lineno == number
                return (start, start + len(name)) if about_key else _columns(node.value, line)
        calls = [node for node in self._nodes if isinstance(node, ast.Call)]
        positional = next(
            (value for call in calls for value in _positional(call, name) if value.lineno == number), None
        )
        if positional is not None:
            return _columns(positional, line)
        here = next((call.func for call in calls if call.func.end_lineno == number), None)
        if here is not None:
            return _columns(here, line)
        start = len(line) - len(line.lstrip())
        return (start, len(line.rstrip())) if line.strip() else None


def _positional(call: ast.Call, name: str) -> list[ast.expr]:
    """The value that a call of one of Paddle's classes gives to an argument by its position."""
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    names = list(CLASSES[function].parameters) if function in CLASSES else []
    return call.args[names.index(name) :][:1] if name in names else []


def script_lines(text: str) -> list[str]:
    """The lines of a script as Python counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _columns(node: ast.expr, line: str) -> Span:
    """The columns of an expression on its first line; Python counts bytes."""
    whole = node.end_lineno == node.lineno and node.end_col_offset is not None
    end = _characters(line, node.end_col_offset or 0) if whole else len(line.rstrip())
    return _characters(line, node.col_offset), end


def _characters(line: str, column: int) -> int:
    return len(line.encode()[:column].decode(errors="ignore"))
