"""The messages that the package can show, read from its code, its help and its data."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from babel.messages.extract import extract_from_file

from paddle_lrkit.advise.data import citations, notes, read_document, recipes, rows, verdicts
from paddle_lrkit.cli.language import paragraphs
from paddle_lrkit.cli.main import COMMANDS, cli
from paddle_lrkit.config.shipped import schema_file
from paddle_lrkit.lint.codes import RULES
from paddle_lrkit.lint.pages import page_paragraphs
from paddle_lrkit.messages import Message
from paddle_lrkit.reports.init.first_config import STARTERS, starter_comment
from paddle_lrkit.suites.config_schema import TEXTS, config_schema, suites_with_schema
from paddle_lrkit.suites.recipes import recipes_of
from paddle_lrkit.suites.table import SUITES

PACKAGE = Path(__file__).resolve().parents[2] / "paddle_lrkit"
_MARKS = ("tr", "Message", "Phrase")
BOTH_NUMBERS = "\0"
"""Between singular and plural of a message of ``ngettext``."""
_CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")


def sources() -> Iterator[tuple[str, str]]:
    """Each message and the file that it is in, sorted by file."""
    found = [
        *_from_code(),
        *_from_help(),
        *_from_rules(),
        *_from_guide(),
        *_from_recipes(),
        *_from_schemas(),
        *_from_first_configs(),
        *_from_click(),
    ]
    yield from sorted(((text, file) for text, file in found if text.strip()), key=lambda one: one[1])


def singles(messages: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What is to be translated, with its file: of a singular and its plural only the plural."""
    return {text.rpartition(BOTH_NUMBERS)[2]: file for text, file in messages}


def _from_code() -> Iterator[tuple[str, str]]:
    for file in (*sorted(PACKAGE.rglob("*.py")), PACKAGE.parent / "tools" / "schema" / "page.py"):
        for text in marked(file.read_text(encoding="utf-8")):
            yield text, str(file.relative_to(PACKAGE.parent))


def marked(source: str) -> Iterator[str]:
    """The literals of ``tr``, `Message` and ``plural``.

    Example:
        >>> list(marked('tr("must be {}, got {}", a, b), plural(n, "update")'))
        ['must be {}, got {}', '{} update']
    """
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        literals = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
        if name in _MARKS and literals and isinstance(literals[0], str):
            yield literals[0]
        if name == "unknown_name" and literals and isinstance(literals[0], str):
            yield literals[0]
        if name == "plural" and len(literals) > 1 and isinstance(literals[1], str):
            yield f"{{}} {literals[1]}"


def _from_help() -> Iterator[tuple[str, str]]:
    commands: dict[str, click.Command] = {"main": cli}
    commands.update({name: importlib.import_module(f"paddle_lrkit.cli.{name}").command for name in COMMANDS})
    for name, command in commands.items():
        file = f"paddle_lrkit/cli/{name}.py"
        for text in (command.help, command.epilog):
            yield from ((one, file) for one in paragraphs(text or "") if "\nExamples:\n" not in one)
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.help:
                yield parameter.help, file
    for text in COMMANDS.values():
        yield text, "paddle_lrkit/cli/main.py"


def _from_rules() -> Iterator[tuple[str, str]]:
    for rule in RULES:
        for text in page_paragraphs(rule):
            yield text, f"paddle_lrkit/lint/rules/{rule.name.replace('-', '_')}.py"


def _from_guide() -> Iterator[tuple[str, str]]:
    others = tuple(citations()[key] for key in read_document("citations").data["others"])  # papers have names only
    guide = (rows(), verdicts(), recipes(), tuple(notes().values()), others)
    for message in _messages(guide):
        yield message.text.strip(), "paddle_lrkit/advise/data"


def _from_recipes() -> Iterator[tuple[str, str]]:
    """The names of models that are descriptions, such as ``text recognition``."""
    for suite in SUITES:
        for recipe in recipes_of(suite):
            if re.search(r"\b[a-z]+\b", recipe.name):
                yield recipe.name, f"paddle_lrkit/suites/{suite}/recipes.yml"


def _messages(value: object) -> Iterator[Message]:
    if isinstance(value, Message):
        yield value
    elif dataclasses.is_dataclass(value):
        yield from _messages([getattr(value, field.name) for field in dataclasses.fields(value)])
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _messages(item)


def _from_schemas() -> Iterator[tuple[str, str]]:
    for text in texts_in(json.loads(schema_file().read_text(encoding="utf-8"))):
        yield text, "configs/schema.json"
    for suite in suites_with_schema():
        for text in texts_in(config_schema(suite)["properties"]):
            yield text, f"paddle_lrkit/suites/{suite}/schema.py"


def texts_in(schema: dict[str, Any] | list[Any]) -> Iterator[str]:
    """The titles and descriptions of a JSON Schema.

    Example:
        >>> list(texts_in({"title": "T", "properties": {"title": {"description": "A key."}}}))
        ['T', 'A key.']
    """
    for key, inner in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if isinstance(inner, str) and key in TEXTS:
            yield inner
        elif isinstance(inner, (dict, list)):
            yield from texts_in(inner)


def _from_first_configs() -> Iterator[tuple[str, str]]:
    for task in STARTERS:
        yield " ".join(starter_comment(task)), "paddle_lrkit/reports/init/first_config.py"


def _from_click() -> Iterator[tuple[str, str]]:
    folder = Path(click.__file__).parent
    for name in _CLICK:
        for _, text, _, _ in extract_from_file("python", folder / f"{name}.py", {"_": None, "ngettext": (1, 2)}):
            if isinstance(text, str):
                yield text, f"click/{name}.py"
            else:  # Chinese has one form for both numbers
                singular, plural, *_ = text
                yield f"{singular}{BOTH_NUMBERS}{plural}", f"click/{name}.py"
