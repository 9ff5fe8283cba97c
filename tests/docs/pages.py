"""The commands, files and programs that a page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "benchmarks/README.md")),
    *(
        page
        for page in sorted((ROOT / "docs").rglob("*.md"))
        if not page.name.endswith(".zh.md") and page.parent.name != "rules"
    ),
]
"""Without CONTRIBUTING.md, which `tests/test_contributing.py` follows, the Chinese pages, whose blocks are the same
(`tests/test_docs.py`), and the pages of the rules, which `lrkit rule` writes."""
_FENCE = re.compile(r'^( *)```(\w*)(?: title="([^"]+)")?\n(.*?)^ *```$', re.M | re.S)
_SHELL = ("", "bash")


@dataclass(frozen=True)
class Block:
    """A fenced block; ``title`` is the name of the file that it is."""

    line: int
    language: str
    title: str | None
    text: str


@dataclass(frozen=True)
class Command:
    """A line that starts ``lrkit``, and the output below it; None if the page shows none."""

    line: int
    text: str
    output: str | None = None


def name_of(page: Path) -> str:
    """The path of a page in the repository."""
    return str(page.relative_to(ROOT))


def blocks_of(text: str) -> list[Block]:
    """The fenced blocks of a page."""
    return [
        Block(
            text.count("\n", 0, found.start()) + 1,
            found[2],
            found[3],
            re.sub(rf"^{found[1]}", "", found[4], flags=re.M),
        )
        for found in _FENCE.finditer(text)
    ]


def files_of(text: str) -> dict[str, str]:
    """The blocks that are files: name and text."""
    return {block.title: block.text for block in blocks_of(text) if block.title}


def commands_of(text: str) -> list[Command]:
    """The commands of a page, in its order.

    Where a block has prompts, a command follows ``$ `` and its output is below it; in another block of the shell each
    line is a command.
    """
    return [
        command for block in blocks_of(text) if block.language in _SHELL and not block.title for command in _in(block)
    ]


def sentences_of(text: str) -> list[Command]:
    """The commands in sentences and tables, which are between backquotes."""
    prose = _FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)
    return [
        Command(prose.count("\n", 0, found.start()) + 1, " ".join(found[1].split()))
        for found in re.finditer(r"`(lrkit [a-z][^`]*)`", prose)
    ]


def _in(block: Block) -> Iterator[Command]:
    lines = list(_joined(block))
    prompts = [place for place, (_, text) in enumerate(lines) if text.startswith("$ ")]
    if not prompts:
        yield from (Command(number, text) for number, text in lines if re.search(r"\blrkit (?!-m )[a-z]", text))
        return
    for place, end in zip(prompts, [*prompts[1:], len(lines)], strict=True):
        number, text = lines[place]
        output = "".join(f"{shown}\n" for _, shown in lines[place + 1 : end])
        yield Command(number, text.removeprefix("$ "), output or None)


def _joined(block: Block) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; those that end in a backslash with the next one."""
    number, open_line = block.line, ""
    for offset, line in enumerate(block.text.splitlines(), 1):
        number = number if open_line else block.line + offset
        open_line += line
        if line.endswith("\\"):
            open_line = open_line[:-1]
            continue
        yield number, open_line
        open_line = ""
