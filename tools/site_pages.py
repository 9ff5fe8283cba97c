"""Hook of mkdocs.yml: what the pages of the site have that the files in the repository have not.

* A page of ``INCLUDED`` shows the content of a file outside of docs/.
* A link to any other file there becomes one below ``repo_url``, or the text and the path of the file while mkdocs.yml
  has no ``repo_url``. In the repository all links work as they are written.
* The Chinese pages of the rules are made from the rules, as ``lrkit rule --markdown --lang zh`` prints them.
* On the Chinese site, a page without a translation says that it is in English.
* Lines of Chinese text are joined without a space, and Chinese headings have the anchors of the English page.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from markdown.extensions.toc import slugify
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from paddle_lrkit.lint.codes import RULES
from paddle_lrkit.lint.pages import index
from paddle_lrkit.lint.pages import page as rule_page
from paddle_lrkit.messages import in_language
from tools.chinese_lines import joined_lines

ROOT = Path(__file__).resolve().parent.parent
INCLUDED = {"changes.md": "CHANGELOG.md", "contributing.md": "CONTRIBUTING.md"}
PAGES = {file: page for page, file in INCLUDED.items()}
RULE_PAGES: dict[str, Callable[[], str]] = {
    "index.md": index,
    **{f"{rule.code}-{rule.name}.md": partial(rule_page, rule) for rule in RULES},
}
LINK = re.compile(r"\[([^\]]*)\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")
TITLE = re.compile(r"^# [^\n]*$", re.M)
ENGLISH_ONLY = "> 本页只有英文。"
BLOCK_OR_HEADING = re.compile(r"^```.*?^```$|^#+ [^\n]*$", re.M | re.S)


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """The included file instead of the page that names it; the Chinese page of a rule instead of the English one."""
    source = page.file.src_uri
    if source.startswith("rules/") and _is_chinese(source, config):
        with in_language("zh"):
            return RULE_PAGES[posixpath.basename(source)]()
    included = INCLUDED.get(source)
    return (ROOT / included).read_text(encoding="utf-8") if included else None


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Points the links of a page to what the site has, joins its Chinese lines, and names its Chinese headings."""
    source = page.file.src_uri
    here = "" if source in INCLUDED else posixpath.dirname(f"docs/{source}")
    linked = LINK.sub(lambda link: _on_the_site(link, here, posixpath.dirname(source), config.repo_url), markdown)
    if _is_chinese(source, config):
        return joined_lines(_with_english_anchors(linked, source))
    return TITLE.sub(rf"\g<0>\n\n{ENGLISH_ONLY}", linked, count=1) if _on_chinese_site(config) else linked


def _is_chinese(source: str, config: MkDocsConfig) -> bool:
    return source.endswith(".zh.md") or (source.startswith("rules/") and _on_chinese_site(config))


def _on_chinese_site(config: MkDocsConfig) -> bool:
    return getattr(config.plugins["i18n"], "current_language", None) == "zh"


def _with_english_anchors(markdown: str, source: str) -> str:
    english = (ROOT / "docs" / source.replace(".zh.md", ".md")).read_text(encoding="utf-8")
    headings = (found[0] for found in BLOCK_OR_HEADING.finditer(english) if found[0].startswith("#"))

    def anchored(found: re.Match[str]) -> str:
        return f"{found[0]} {{#{slugify(next(headings), '-')}}}" if found[0].startswith("#") else found[0]

    return BLOCK_OR_HEADING.sub(anchored, markdown)


def _on_the_site(link: re.Match[str], here: str, page: str, repository: str | None) -> str:
    text, target, anchor = link[1], posixpath.normpath(posixpath.join(here, link[2])), link[3] or ""
    if target.startswith("docs/") or target in PAGES:
        return f"[{text}]({posixpath.relpath(PAGES.get(target, target.removeprefix('docs/')), page or '.')}{anchor})"
    if repository:
        return f"[{text}]({repository.rstrip('/')}/blob/main/{target}{anchor})"
    return text if target in text else f"{text} (`{target}`)"
