"""The catalogue in gettext's format."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from paddle_lrkit.messages import LOCALE
from tools.messages.sources import BOTH_NUMBERS

PO = Path(LOCALE, "zh_CN", "LC_MESSAGES", "lrkit.po")
MO = PO.with_suffix(".mo")
_EPOCH = datetime(2026, 1, 1, tzinfo=timezone.utc)
_HAN = "[\u4e00-\u9fff]"
_CODE = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|--[\w-]+|\S*[_./=()\[\]{}<>:]\S*|\b[A-Z]\w*\b|\blrkit \w+")
"""What stays as it is in a translation: code, names, paths, options, placeholders."""


def translations() -> dict[str, str]:
    """What the catalogue holds: English and Chinese."""
    if not PO.exists():
        return {}
    with PO.open("rb") as stream:
        messages = [one for one in read_po(stream) if one.id and one.string]
    return {
        one.id if isinstance(one.id, str) else one.id[1]: one.string if isinstance(one.string, str) else one.string[0]
        for one in messages
    }


def catalogue(messages: Iterable[tuple[str, str]], known: Mapping[str, str]) -> Catalog:
    """The catalogue of the messages with their translations, as far as they are known."""
    made = Catalog(
        "zh_CN", project="paddle_lrkit", header_comment="# Chinese messages of paddle_lrkit.", fuzzy=False,
        creation_date=_EPOCH, revision_date=_EPOCH, last_translator="", language_team="",
    )  # fmt: skip
    for text, file in messages:
        _, both, plural = text.partition(BOTH_NUMBERS)
        translation = known.get(plural if both else text, "")
        if both:
            made.add(tuple(text.split(BOTH_NUMBERS)), (translation,), locations=[(file, 0)])
        else:
            made.add(text, translation, locations=[(file, 0)])
    return made


def as_po(made: Catalog) -> bytes:
    """The text form, for translators."""
    stream = io.BytesIO()
    write_po(stream, made, width=120, include_lineno=False)
    return stream.getvalue()


def as_mo(made: Catalog) -> bytes:
    """The binary form, which the package reads."""
    stream = io.BytesIO()
    write_mo(stream, made)
    return stream.getvalue()


def faults(text: str, translation: str) -> Iterator[str]:
    """What is wrong with a translation.

    Example:
        >>> list(faults("{} of {}", "{0}"))
        ['its braces are not those of the English message']
        >>> list(faults("must be {}, got {}", "必须为 {}，但得到 {}"))
        []
    """
    if not translation:
        yield "it is missing"
        return
    if _fields(text) != _fields(translation):
        yield "its braces are not those of the English message"
    if re.search(r"{[:}]", translation) and re.search(r"{\d", translation):
        yield "it has braces with and without numbers"
    if re.search(f"{_HAN} +{_HAN}", translation):
        yield "it has a space between Chinese characters"
    if re.search(f"{_HAN}[,;:!?](?= |{_HAN}|$)", translation):
        yield "it has a half-width mark after a Chinese character"
    if not re.search(_HAN, translation) and len(re.findall(r"\b[a-z]{2,}\b", _CODE.sub(" ", text))) > 1:
        yield "it is not in Chinese"
    if text.startswith("\b") and text.count("\n") != translation.count("\n"):
        yield "its lines are not those of the English message"


def _fields(text: str) -> set[tuple[str, str | None, str | None]]:
    """Number, format and conversion of each value; another format would fail when the message is shown."""
    try:
        found = [field for field in Formatter().parse(text) if field[1] is not None]
    except ValueError:
        return set()
    return {(name or str(index), form, conversion) for index, (_, name, form, conversion) in enumerate(found)}
