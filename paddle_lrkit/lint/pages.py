"""The pages of the rules in Markdown, made from their docstrings."""

from __future__ import annotations

import textwrap

from paddle_lrkit.lint.codes import RULES, Rule
from paddle_lrkit.messages import tr

_CODE = ("Example", "Use instead")
_SECTIONS = ("What it does", "Why is this bad", *_CODE, "Reference")


def page(rule: Rule) -> str:
    """The page of a rule."""
    lines = [f"# {rule.name} ({rule.code})", "", f"{rule.summary} Severity: {rule.severity}.", ""]
    for title, body in sections(rule.documentation):
        text = textwrap.dedent(body).strip("\n")
        if title in _CODE:
            language = "python" if " = " in text or "step()" in text else "yaml"
            text = f"```{language}\n{text}\n```"
        lines += [f"## {title}", "", text, ""]
    return "\n".join(lines)


def sections(documentation: str) -> list[tuple[str, str]]:
    """The sections of a rule's docstring."""
    found: list[tuple[str, list[str]]] = []
    for line in documentation.splitlines()[1:]:
        if line in _SECTIONS:
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
    return [(title, "\n".join(body)) for title, body in found]


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
        f"| {rule.code} | [{rule.name}]({rule.code}-{rule.name}.md) | {rule.severity} | {rule.summary} |"
        for rule in RULES
    ]
    return "\n".join([*lines, ""])
