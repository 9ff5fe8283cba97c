"""What the hooks of mkdocs.yml share: the language of a page, and pictures and code in its Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page


def page_language(page: Page) -> str:
    """``zh`` for a Chinese page, else ``en``."""
    return "zh" if page.file.src_uri.endswith(".zh.md") else "en"


def inline(picture: str) -> str:
    """An SVG picture on one line, which Markdown leaves as it is."""
    return "".join(picture.splitlines())


def figure(picture: str) -> str:
    """An SVG picture as a figure of its own."""
    return f'<figure class="schedule">{inline(picture)}</figure>'


def code_block(language: str, text: str) -> str:
    """A fenced block of code."""
    return f"```{language}\n{text.rstrip()}\n```"
