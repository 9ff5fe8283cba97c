"""The pages of the rules, made from their docstrings: for a terminal and in Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from paddle_lrkit.lint.codes import RULES, Rule
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.text import wrap

_INDENT = "    "
_CODE = ("Example", "Use instead")
_TITLES = {
    "What it does": Message("What it does"),
    "Why is this bad": Message("Why is this bad"),
    "Example": Message("Example"),
    "Use instead": Message("Use instead"),
    "Reference": Message("Reference"),
}


def page(rule: Rule) -> str:
    """The page of a rule in Markdown."""
    lines = [f"# {rule.name} ({rule.code})", "", tr("{} Severity: {}.", tr(rule.summary), rule.severity), ""]
    for title, text in _sections(rule.documentation):
        if title in _CODE:
            language = "python" if " = " in text or "step()" in text else "yaml"
            text = f"```{language}\n{textwrap.dedent(text)}\n```"
        else:
            text = _translated(text, lambda paragraph: paragraph)
        lines += [f"## {_TITLES[title]}", "", text, ""]
    return "\n".join(lines)


def explanation(rule: Rule, width: int = 120) -> str:
    """The page of a rule as a terminal shows it.

    Args:
        rule: The rule.
        width: Cells of a line.
    """
    parts = [tr(rule.summary)]
    for title, text in _sections(rule.documentation):
        if title not in _CODE:
            text = _translated(text, lambda paragraph: "\n".join(wrap(paragraph, width - len(_INDENT))))
        parts.append(f"{_TITLES[title]}\n{textwrap.indent(text, _INDENT)}")
    return "\n\n".join(parts)


def page_paragraphs(rule: Rule) -> Iterator[str]:
    """What of a page is translated: the summary and the paragraphs outside of code, each in one line."""
    yield rule.summary
    for title, text in _sections(rule.documentation):
        if title not in _CODE:
            yield from map(_in_one_line, text.split("\n\n"))


def index() -> str:
    """The table of all rules."""
    lines = [
        tr("# Rules of `lrkit check`"),
        "",
        tr(
            "Made by `lrkit rule --all --markdown -O docs/rules`. Severities: error (the run will not do what is "
            "written), warning (very likely a mistake), info (worth knowing)."
        ),
        "",
        tr("| code | rule | severity | what |"),
        "|---|---|---|---|",
    ]
    lines += [
        f"| {rule.code} | [{rule.name}]({rule.code}-{rule.name}.md) | {rule.severity} | {tr(rule.summary)} |"
        for rule in RULES
    ]
    return "\n".join([*lines, ""])


def _sections(documentation: str) -> list[tuple[str, str]]:
    """The sections of a rule's docstring, without their indentation."""
    found: list[tuple[str, list[str]]] = []
    for line in documentation.splitlines()[1:]:
        if line in _TITLES:
            found.append((line, []))
        elif found:
            found[-1][1].append(line.removeprefix(_INDENT))
    return [(title, "\n".join(body).strip("\n")) for title, body in found]


def _translated(text: str, lines_of: Callable[[str], str]) -> str:
    """A text by paragraphs: in English as it is written, else ``lines_of`` the translation."""
    return "\n\n".join(
        paragraph if tr(one := _in_one_line(paragraph)) == one else lines_of(tr(one))
        for paragraph in text.split("\n\n")
    )


def _in_one_line(paragraph: str) -> str:
    return " ".join(paragraph.split())
