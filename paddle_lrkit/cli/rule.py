"""``lrkit rule``"""

from __future__ import annotations

import json
import os

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import json_option
from paddle_lrkit.lint.codes import RULES, Rule, find_rule
from paddle_lrkit.lint.pages import explanation, index, page
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.check.style import SEVERITY_WORDS
from paddle_lrkit.reports.output import columns
from paddle_lrkit.text import table


@click.command(
    "rule",
    epilog=examples(
        "lrkit rule",
        "lrkit rule LR101",
        "lrkit rule never-decays",
    ),
)
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="Explain every rule.")
@click.option("--markdown", is_flag=True, help="Print Markdown.")
@json_option
@click.option("-O", "--output", metavar="DIR", help="Write a Markdown page for each rule, and index.md, to DIR.")
@language_option
def command(name: str | None, everything: bool, markdown: bool, as_json: bool, output: str | None) -> None:
    """Explain the rule NAME of lrkit check, a code such as LR101 or a name such as never-decays.

    Lists all rules if there is no NAME.
    """
    rules = (find_rule(name),) if name else RULES
    if output:
        _write(output)
    elif as_json:
        click.echo(json.dumps(list(map(_as_dict, rules)), indent=1, ensure_ascii=False))
    elif markdown and (name or everything):
        click.echo("\n".join(map(page, rules)))
    elif name or everything:
        click.echo("\n".join(f"{rule.code} {rule.name}\n\n{explanation(rule, columns(120))}\n" for rule in rules))
    else:
        words = {severity: str(word.filled("")).strip() for severity, word in SEVERITY_WORDS.items()}
        click.echo("\n".join(table((r.code, r.name, words[r.severity], tr(r.summary)) for r in rules)))


def _as_dict(rule: Rule) -> dict[str, str]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "summary": tr(rule.summary),
        "documentation": explanation(rule),
    }


def _write(folder: str) -> None:
    os.makedirs(folder, exist_ok=True)
    for name, text in [("index", index()), *((f"{rule.code}-{rule.name}", page(rule)) for rule in RULES)]:
        with open(os.path.join(folder, f"{name}.md"), "w", encoding="utf-8") as stream:
            stream.write(text)
