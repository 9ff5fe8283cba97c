"""An annotation file in the format of Pascal VOC, as a tree of elements."""

from __future__ import annotations

import os
from xml.etree import ElementTree

from paddle_lrkit.messages import tr

_MOST_BYTES = 16 * 2**20


class _PlainTree(ElementTree.TreeBuilder):
    """Refuses a document type, whose entities could make a small file large."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise ValueError(tr("it declares a document type"))


def voc_root(file: str) -> ElementTree.Element:
    """The root element of an annotation file.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not XML, declares a document type, or is too large; with the reason.
    """
    if os.path.exists(file) and not os.path.isfile(file):
        raise ValueError(tr("it is not a file"))
    with open(file, "rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(tr("it is larger than {} MiB", _MOST_BYTES >> 20))
    try:
        # Entities need a document type, which is refused, and ElementTree loads nothing from elsewhere.
        return ElementTree.fromstring(content, ElementTree.XMLParser(target=_PlainTree()))  # noqa: S314
    except (ElementTree.ParseError, LookupError) as error:
        raise ValueError(tr("it is not XML: {}", error)) from None
