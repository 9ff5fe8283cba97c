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
    "pppicodet": "PicoDet",
    "dbnet": "DB",
    "psenet": "PSE",
}
"""Other names without separators, such as older ones of PaddleOCR and those without a size -> the suites' names."""
_SIZES = {"tiny": "t", "small": "s", "medium": "m", "base": "b", "large": "l"}
_WORD = re.compile(r"[a-z]+?v\d+|[a-z]+|\d+")
"""A word with its version, such as ``mobilenetv3``; a word; a number."""
_VERSION = re.compile(r"v\d")
_LEAST, _LEAST_JOINED = 4, 6
"""Letters of a first word, and of a whole name without separators, that may begin another."""

_JOINED = 0.2

Words = tuple[str, ...]


@lru_cache(maxsize=4096)
def words_of(name: str) -> Words:
    """The words and numbers of a name, without an owner or a language in front.

    Example:
        >>> words_of("PP-YOLOE+"), words_of("ch_PP-OCRv4_rec")
        (('ppyoloe', 'plus'), ('ppocr', 'v4', 'mobile', 'rec'))
        >>> words_of("MobileNetV3_small_x1_0")
        ('mobilenetv3', 's', 'x', '1', '0')
    """
    text = name.rsplit("/", 1)[-1].strip().lower().replace("+", "plus_")
    parts = [part for part in re.split(r"[^a-z0-9]+", text) if part]
    if len(parts) > 1 and parts[0] in (*_LANGUAGES, *_KINDS):
        parts = parts[1:]
    if len(parts) > 1 and parts[0] == "pp":
        parts = [parts[0] + parts[1], *parts[2:]]
    alias = _ALIASES.get("".join(parts))
    if alias is not None and alias != name:
        return words_of(alias)
    found = [_SIZES.get(word, word) for part in parts for word in _WORD.findall(part)]
    return tuple(_split(found))


def _split(found: list[str]) -> list[str]:
    """``ppyoloeplus`` as two words; all versions of PP-OCR are one line."""
    first = found[0] if found else ""
    if first.endswith("plus") and len(first) > _LEAST:
        return [first[:-4], "plus", *found[1:]]
    return ["ppocr", first[5:], *found[1:]] if first.startswith("ppocrv") else found


def difference(asked: str, known: str) -> float | None:
    """How far a known model is from the one that was asked for; None for models of different lines.

    0 for the same words; up to 0.5 when one name has all words of the other; 1 to 2 for another model of the line. A
    model and its ``plus`` are two models.

    Example:
        >>> round(difference("picodet_s", "picodet_s_320_coco_lcnet"), 2)
        0.15
        >>> difference("ResNet50", "ResNet101") > 1, difference("ResNet50", "VGG16")
        (True, None)
    """
    first, second = words_of(asked), words_of(known)
    if not first or not second:
        return None
    if "".join(first) == "".join(second):
        return 0.0
    if not _same_line(first[0], second[0]):
        return _JOINED if _begins("".join(second), "".join(first)) else None
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


def _begins(known: str, asked: str) -> bool:
    """Whether a name without separators begins with another, as ``EfficientNetB0`` does; a version is another model."""
    rest = known[len(asked) :]
    number = asked[-1:].isdigit() and rest[:1].isdigit()
    return len(asked) >= _LEAST_JOINED and known.startswith(asked) and not number and not _VERSION.match(rest)


def _holds(whole: Words, part: Words) -> bool:
    """Whether all words of a part stand in the whole in their order, the first one in front."""
    rest = iter(whole[1:])
    return all(any(word == other for other in rest) for word in part[1:])
