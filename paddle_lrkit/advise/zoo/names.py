"""Names of models as people write them."""

from __future__ import annotations

import re
from functools import lru_cache

_LANGUAGES = ("ch", "en", "multi", "chinese", "meta")
_KINDS = ("rec", "det", "cls")
_ALIASES = {
    "ppocrv4rec": "PP-OCRv4_mobile_rec",
    "ppocrv4rechgnet": "PP-OCRv4_server_rec",
    "ppocrv4detstudent": "PP-OCRv4_mobile_det",
    "ppocrv4detteacher": "PP-OCRv4_server_det",
    "ppocrv4det": "PP-OCRv4_mobile_det",
    "ppocrv5rec": "PP-OCRv5_mobile_rec",
    "ppocrv5det": "PP-OCRv5_mobile_det",
    "ppocrv3rec": "PP-OCRv3_mobile_rec",
    "ppocrv3det": "PP-OCRv3_mobile_det",
    "ppocrv3detstudent": "PP-OCRv3_mobile_det",
}
"""Older names of PaddleOCR, without separators, and those without a size -> today's names."""
_LEAST = 4
"""Letters that two first words must share."""

Words = tuple[str, ...]


@lru_cache(maxsize=4096)
def words_of(name: str) -> Words:
    """The words and numbers of a name, without a language in front.

    Example:
        >>> words_of("PP-YOLOE+"), words_of("ch_PP-OCRv4_rec")
        (('ppyoloe', 'plus'), ('ppocrv', '4', 'mobile', 'rec'))
        >>> words_of("picodet_s_320_coco_lcnet")
        ('picodet', 's', '320', 'coco', 'lcnet')
    """
    text = name.strip().lower().replace("+", "plus_")
    parts = [part for part in re.split(r"[^a-z0-9]+", text) if part]
    if len(parts) > 1 and parts[0] in (*_LANGUAGES, *_KINDS):
        parts = parts[1:]
    if len(parts) > 1 and parts[0] == "pp":
        parts = [parts[0] + parts[1], *parts[2:]]
    alias = _ALIASES.get("".join(parts))
    if alias is not None and alias != name:
        return words_of(alias)
    found = [word for part in parts for word in re.findall(r"[a-z]+|\d+", part)]
    return tuple(word for word in _split(found) if word)


def _split(found: list[str]) -> list[str]:
    """``ppyoloeplus`` as two words."""
    first = found[0] if found else ""
    return [first[:-4], "plus", *found[1:]] if first.endswith("plus") and len(first) > _LEAST else found


def difference(asked: str, known: str) -> float | None:
    """How far a known model is from the one that was asked for; None for models of different lines.

    0 for the same words; up to 0.5 when one name has all words of the other; 1 to 2 for another model of the line. A
    model and its ``plus`` are two models.

    Example:
        >>> difference("picodet_s", "picodet_s_320_coco_lcnet")
        0.15
        >>> difference("ResNet50", "ResNet101") > 1, difference("ResNet50", "VGG16")
        (True, None)
    """
    first, second = words_of(asked), words_of(known)
    if not first or not second or not _same_line(first[0], second[0]):
        return None
    if first == second:
        return 0.0
    same = ("plus" in first) == ("plus" in second)
    if same and (_holds(second, first) or first[: len(second)] == second):
        return min(0.05 * abs(len(second) - len(first)), 0.5)
    shared = sum(word in second for word in first)
    return 2 - shared / max(len(first), len(second))


def _same_line(first: str, second: str) -> bool:
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    return (
        len(short) >= _LEAST
        and long.startswith(short)
        and long in (f"{short}net", f"{short}transformer", f"{short}former")
    )


def _holds(whole: Words, part: Words) -> bool:
    """Whether all words of a part stand in the whole in their order, the first one in front."""
    rest = iter(whole[1:])
    return all(any(word == other for other in rest) for word in part[1:])
