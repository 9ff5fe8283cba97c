"""Every command of every page runs, ends as the page says, and prints what the page shows."""

from __future__ import annotations

import re
import shlex
from itertools import chain
from pathlib import Path
from typing import Any

import click
import pytest

from paddle_lrkit.cli.main import cli
from tests.docs import tables
from tests.docs.pages import PAGES, ROOT, Command, commands_of, files_of, name_of, sentences_of
from tests.docs.scratch import lay_out, write
from tests.docs.shell import expanded, own_part, run_lrkit
from tests.docs.shown import code_of, shows

TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
TABLES = (tables.NOT_HERE, tables.APPENDED, tables.TOLERANCES, tables.CODES, tables.ANSWERS)
PROSE = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "README.zh-CN.md", *(ROOT / "docs").rglob("*.zh.md")]


def first(table: dict[str, Any], text: str) -> Any:
    """What a table has for its first pattern that is in a text; None if there is none."""
    return next((value for pattern, value in table.items() if re.search(pattern, text)), None)


def refused(line: str) -> str | None:
    """Why the last lrkit of a line has no command or no option of this name; None if it has."""
    name, *rest = shlex.split(re.split(r"(?:^| )lrkit ", line)[-1], comments=True)
    command = cli.get_command(click.Context(cli), name)
    if command is None:
        return f"no command {name}"
    try:
        command.make_parser(click.Context(command)).parse_args(rest)
    except click.UsageError as error:
        return error.format_message()
    return None


def is_whole(line: str) -> bool:
    """Whether a command in a sentence can be pasted: nothing is left open, and it has what it needs."""
    if any(re.search(pattern, line) for pattern in tables.FRAGMENTS):
        return False
    name, *rest = shlex.split(line.partition(" > ")[0])[1:]
    command = cli.get_command(click.Context(cli), name)
    given = command.make_parser(click.Context(command)).parse_args(list(rest))[0]
    needed = [given.get(each.name) for each in command.params if each.required]
    return bool(rest) and all(isinstance(value, str | list | tuple) and value for value in needed)


def failure(command: Command, folder: Path) -> str | None:
    """What is wrong with a command; None if it does what the page says."""
    if first(tables.NOT_HERE, command.text):
        return refused(command.text)
    part = own_part(command.text)
    if part is None:
        return "another program starts it, and tables.NOT_HERE does not say why it cannot run"
    arguments, given = expanded(part, folder)
    line = " ".join(arguments)
    answers = first(tables.ANSWERS, line)
    appended = first(tables.APPENDED, line) or ()
    code, real = run_lrkit([*arguments, *appended], answers or given, terminal=answers is not None)
    codes = first(tables.CODES, line) or (code_of(command.output),)
    if code not in codes:
        return f"ends with exit code {code} instead of {codes[0]} and prints\n{real}"
    if command.output and not shows(command.output, real, first(tables.TOLERANCES, line) or 0.0):
        return f"prints\n{real}"
    return None


def commands_to_run(text: str) -> list[Command]:
    """The commands of the blocks, then those of the sentences that are not among them."""
    blocks = commands_of(text)
    shown = {command.text for command in blocks}
    sentences = {command.text: command for command in reversed(sentences_of(text)) if refused(command.text) is None}
    more = [command for command in sentences.values() if is_whole(command.text) and command.text not in shown]
    return [*blocks, *sorted(more, key=lambda command: command.line)]


COMMANDS = {page: found for page in PAGES if (found := commands_to_run(TEXTS[page]))}


@pytest.mark.parametrize("page", COMMANDS, ids=name_of)
def test_the_commands_of_a_page_work(page, directory):
    write(directory, files_of(TEXTS[page]))
    lay_out(name_of(page), directory)
    failures = [
        f"{name_of(page)}:{command.line}: {command.text}: {why}"
        for command in COMMANDS[page]
        if (why := failure(command, directory))
    ]
    assert not failures, "\n\n".join(failures)


@pytest.mark.parametrize("page", PROSE, ids=name_of)
def test_the_commands_in_sentences_exist(page):
    commands = {command.text for command in sentences_of(page.read_text(encoding="utf-8"))}
    reasons = {text: refused(text) or "" for text in commands}
    assert {text: why for text, why in reasons.items() if why and "requires an argument" not in why} == {}


@pytest.mark.parametrize("pattern", list(chain(*TABLES)))
def test_no_entry_of_a_table_is_left_over(pattern):
    whole = [command.text.partition(" #")[0].rstrip() for commands in COMMANDS.values() for command in commands]
    assert any(re.search(pattern, text) for line in whole for text in (line, line.partition("lrkit ")[2]))


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("lrkit rule mixed-units   # explains", None),
        ("$ lrkit rule LR107\nLR107 warmup-longer-than-run\n...", None),
        ("$ lrkit rule LR107\nLR107 milestone-after-end\n...", "prints"),
        ("$ lrkit rule LR107\nlrkit: no rule LR107", "exit code 0 instead of 2"),
        ("lrkit rule no-such-rule", "exit code 2 instead of 0"),
        ("sudo lrkit rule mixed-units", "another program"),
        ("docker run lrkit rule --al", "No such option"),
        ("docker run lrkit rules --all", "no command rules"),
    ],
)
def test_a_command_that_does_not_work_is_seen(block, why, directory):
    (command,) = commands_of(f"```\n{block}\n```\n")
    found = failure(command, directory)
    assert found is None if why is None else why in found
