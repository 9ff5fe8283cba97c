"""Compares the output that a page shows with the one that was printed."""

from __future__ import annotations

import math
import re

_GAP = r"(?P<gap>(?<!\S)\.\.\. )"
_TIME = r"(?P<time>\d+\.\d+ s\b|(?<!\S)\d+:\d\d\b)"
_DECIMAL = r"(?P<number>(?<![\w.])\d[\d,]*\.\d+(?:e-?\d+)?)"
_ANY = r"(?P<number>(?<![\w.])\d[\d,.]*(?:e-?\d+)?\b)"
_NOT_ALWAYS = re.compile(r"^CPU threads: .*\n", re.M)
"""A line that is left out where OMP_NUM_THREADS is set."""


def code_of(output: str | None) -> int:
    """The exit code that belongs to an output: 2 for an error, 1 for findings or no answer."""
    if output and output.startswith("lrkit: "):
        return 2
    return int(re.search(r"\b[1-9]\d* errors?,|: fault: |^No suggestion: ", output or "", re.M) is not None)


def shows(output: str, real: str, tolerance: float = 0.0) -> bool:
    """Whether a page shows what was printed.

    `...` stands for words that are left out, and a time for any time; lines may be wrapped.

    Args:
        output: The text of the page.
        real: What was printed.
        tolerance: Relative difference of the numbers with a decimal point; infinity also for other numbers.
    """
    special = re.compile(f"{_GAP}|{_TIME}|{_ANY if tolerance == math.inf else _DECIMAL}")
    text, pattern, numbers, end = " ".join([*_NOT_ALWAYS.sub("", output).split(), ""]), "", [], 0
    for found in special.finditer(text):
        pattern += re.escape(text[end : found.start()])
        if found["gap"]:
            pattern += "(?:.* )?"
        elif found["time"]:
            pattern += r"[\d.:]+(?: s)?"
        else:
            pattern += r"(\d[\d,.]*(?:e-?\d+)?)"
            numbers.append(found["number"])
        end = found.end()
    same = re.fullmatch(pattern + re.escape(text[end:]), " ".join([*real.split(), ""]))
    return same is not None and all(map(lambda a, b: _near(a, b, tolerance), numbers, same.groups()))


def _near(shown: str, printed: str, tolerance: float) -> bool:
    if tolerance in (0.0, math.inf):
        return tolerance > 0 or shown == printed
    return math.isclose(float(shown.replace(",", "")), float(printed.replace(",", "")), rel_tol=tolerance)
