"""Numbers, lists, tables and lines of text: the one module that formats."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from paddle_lrkit.messages import Message, current_language, tr

_CLOSING = r"，。；：、？！）》”)\]"
"""Punctuation that must not begin a line of Chinese."""
_WIDE = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
)
_BETWEEN_NAMES = (Message(", "), Message("{} and {}"), Message("{} or {}"))
"""What `join_names` puts between names."""
_WORD = "[^ ]* |[^ ]+"
"""A word with the space after it."""
_PIECE = rf"[（《“\[]*(?:[{_WIDE}]|[^ {_WIDE}]* |[^ {_WIDE}]+)[{_CLOSING}]*"
"""A wide character, or a word, with the marks that must not be parted from it; Python needs 4 ms to compile it."""


def format_rate(value: float, digits: int = 4) -> str:
    """A learning rate with ``digits`` significant digits: ``0.1``, ``2.5e-4``.

    Example:
        >>> format_rate(0.1), format_rate(0.00025), format_rate(1.23456789e-06), format_rate(0.0)
        ('0.1', '2.5e-4', '1.235e-6', '0')
    """
    if not math.isfinite(value):
        return str(value)
    if 1e-3 <= abs(value) < 1e5 or value == 0:
        return f"{value:.{digits}g}"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{float(mantissa):g}e{int(exponent)}"


def format_count(value: float) -> str:
    """A number of updates or epochs: thousands separated, at most two decimals; a small one has two digits.

    Example:
        >>> format_count(150120), format_count(7.5), format_count(0.12345), format_count(0.00012345)
        ('150,120', '7.5', '0.12', '0.00012')
    """
    if 0 < abs(value) < 0.1:
        return _plain(value, 2)
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_factor(value: float) -> str:
    """What something is multiplied by, with three significant digits: ``2``, ``1.25``, ``5,004``, ``0.125``.

    Example:
        >>> format_factor(2.0), format_factor(1.2), format_factor(5004.0), format_factor(0.353553)
        ('2', '1.2', '5,004', '0.354')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else _plain(value, 3)


def format_speed(value: float) -> str:
    """Samples per second, whole from 100 on, else with two digits: ``312``, ``7.3``, ``0.045``."""
    return f"{value:.0f}" if value >= 100 else _plain(value, 2)


def format_share(value: float) -> str:
    """A share in per cent with two digits, more just below 100; only 0 is ``0%``.

    Example:
        >>> format_share(0.5), format_share(0.0251), format_share(0.00004), format_share(0.996), format_share(1.2)
        ('50%', '2.5%', '0.004%', '99.6%', '120%')
    """
    percent = 100 * value
    if 0 < abs(percent) < 1e-4:
        return tr("less than 0.0001%")
    if abs(percent) < 10:
        return f"{_plain(percent, 2)}%"
    texts = (f"{percent:,.{decimals}f}" for decimals in range(3))
    return next((text for text in texts if float(text.replace(",", "")) != 100), "100") + "%"


def _plain(value: float, digits: int) -> str:
    """A number with some significant digits, without an exponent."""
    if not math.isfinite(value):
        return str(value)
    text = f"{Decimal(f'{value:.{digits - 1}e}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_epoch(update: int, steps_per_epoch: int) -> str:
    """The epoch of an update, cut after the third decimal: the update before epoch 8 is in epoch 7.999.

    Example:
        >>> format_epoch(58632, 7329), format_epoch(58631, 7329), format_epoch(1, 7329)
        ('8', '7.999', '1.36e-4')
    """
    if 0 < update * 1000 < steps_per_epoch:
        return format_rate(update / steps_per_epoch, 3)
    whole, rest = divmod(update, steps_per_epoch)
    return f"{whole:,}" + f".{rest * 1000 // steps_per_epoch:03d}".rstrip("0").rstrip(".")


def format_yaml(value: float) -> str:
    """A number with six significant digits, or all before the dot, that every YAML reader takes as a number.

    YAML 1.1 reads ``1e-05`` as a string, so the mantissa always has a dot.

    Example:
        >>> format_yaml(12.0), format_yaml(0.0001), format_yaml(1e-05), format_yaml(2.5)
        ('12', '0.0001', '1.0e-05', '2.5')
    """
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    text = f"{value:.0f}" if 1e6 - 1 < abs(value) < 1e15 else f"{value:.6g}"
    return text if "e" not in text or "." in text else text.replace("e", ".0e")


def format_time(seconds: float) -> str:
    """A length of time as ``h:mm:ss`` or ``m:ss``.

    Example:
        >>> format_time(75), format_time(3700)
        ('1:15', '1:01:40')
    """
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def plural(number: int, noun: str, nouns: str = "") -> str:
    """A number and its noun.

    Args:
        number: How many.
        noun: Singular.
        nouns: Plural; with an ``s`` by default.

    Example:
        >>> plural(1, "seed"), plural(1200, "update"), plural(2, "copy", "copies")
        ('1 seed', '1,200 updates', '2 copies')
    """
    if current_language() == "zh":
        return tr(f"{{}} {noun}", f"{number:,}")
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def join_names(names: Iterable[str], last: str = "and", most: int | None = None) -> str:
    """Names as a list in a sentence.

    Args:
        names: At least one.
        last: ``and`` or ``or``, the word before the last name.
        most: How many are written out; the others are counted.

    Example:
        >>> join_names(["a", "b", "c"]), join_names("ab", "or"), join_names("abcde", most=2)
        ('a, b and c', 'a or b', 'a, b and 3 more')
    """
    names = list(names)
    if most is not None and len(names) > most:
        names = [*names[:most], tr("{} more", len(names) - most)]
    return tr(f"{{}} {last} {{}}", tr(", ").join(names[:-1]), names[-1]) if names[1:] else names[0]


def cells(text: str) -> int:
    """Columns that a text takes in a terminal.

    Example:
        >>> cells("lr"), cells("学习率")
        (2, 6)
    """
    return len(text) if text.isascii() else sum(_letter_cells(letter) for letter in text)


def _letter_cells(letter: str) -> int:
    import unicodedata

    if unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most ``width`` cells, broken at spaces and between wide characters.

    Args:
        text: One paragraph.
        width: Cells of a line.
        indent: What the second line and those after it begin with.

    Example:
        >>> wrap("one two three", 8)
        ['one two', 'three']
    """
    lines = [""]
    for piece in re.findall(_WORD if text.isascii() else _PIECE, text):
        if lines[-1].strip() and cells(lines[-1] + piece.rstrip()) > width:
            lines.append(indent)
            piece = piece.lstrip()
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def table(rows: Iterable[Sequence[str]], align: str = "") -> list[str]:
    """Lines of a table with two spaces between its columns.

    Args:
        rows: The rows, each with as many cells.
        align: ``<`` or ``>`` for each column; ``<`` where it is shorter than a row.

    Example:
        >>> table([("update", "rate"), ("0", "0.1"), ("1,000", "0.01")], "><")
        ['update  rate', '     0  0.1', ' 1,000  0.01']
    """
    rows = list(rows)
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    sides = align.ljust(len(widths), "<")
    return ["  ".join(map(padded, row, widths, sides)).rstrip() for row in rows]


def padded(cell: str, width: int, side: str = "<") -> str:
    """A text with blanks up to a width in cells, after it or before it (``>``).

    Example:
        >>> padded("rate", 6), padded("学习率", 8, ">")
        ('rate  ', '  学习率')
    """
    blank = " " * (width - cells(cell))
    return blank + cell if side == ">" else cell + blank


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table in Markdown; bars, line breaks and HTML tags in cells are escaped.

    Example:
        >>> markdown_table(["rate", "p"], [["0.1", "<0.001"]])
        ['| rate | p |', '| --- | --- |', '| 0.1 | <0.001 |']
    """
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(map(escaped_markdown, line)) + " |" for line in lines]


def escaped_markdown(text: str) -> str:
    """A text on one line of Markdown, whose bars and HTML tags are only text.

    Example:
        >>> escaped_markdown("<script> | p < 0.001")
        '&lt;script> \\\\| p < 0.001'
    """
    return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text.replace("|", r"\|").replace("\n", " "))
