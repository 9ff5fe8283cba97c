"""``lrkit rule``: explains a rule of ``lrkit check``."""

from __future__ import annotations

import json

import click

from paddle_lrkit.lint.codes import RULES, find_rule
from paddle_lrkit.lint.pages import index, page


@click.command("rule", short_help="explain a rule of lrkit check")
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="Every rule.")
@click.option("--markdown", is_flag=True, help="As Markdown.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("-O", "--output", metavar="DIR", help="With --all --markdown: a file a rule, and index.md.")
def command(name: str | None, everything: bool, markdown: bool, as_json: bool, output: str | None) -> None:
    """Explain the rule NAME, a code such as LR101 or a name such as never-decays; without it list all."""
    rules = (find_rule(name),) if name else RULES
    if output:
        _write(output)
    elif as_json:
        keys = ("code", "name", "severity", "summary", "documentation")
        click.echo(json.dumps([{key: getattr(rule, key) for key in keys} for rule in rules], indent=1))
    elif name or everything:
        click.echo(
            "\n".join(page(rule) if markdown else _plain(rule.code, rule.name, rule.documentation) for rule in rules)
        )
    else:
        click.echo("\n".join(f"{rule.code} {rule.name:24} {rule.severity:8} {rule.summary}" for rule in rules))


def _plain(code: str, name: str, documentation: str) -> str:
    return f"{code} {name}\n\n{documentation}\n"


def _write(folder: str) -> None:
    from pathlib import Path

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for rule in RULES:
        (target / f"{rule.code}-{rule.name}.md").write_text(page(rule), encoding="utf-8")
    (target / "index.md").write_text(index(), encoding="utf-8")
