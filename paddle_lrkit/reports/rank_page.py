"""What ``lrkit rank`` prints for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from paddle_lrkit.text import cells, format_count, format_rate, join_names, wrap

BLOCKS, ASCII_BLOCKS = "▁▂▃▄▅▆▇█", "_.-=+*#@"
SHAPE_CELLS, BAR_CELLS, NAME_CELLS = 20, 10, 40


@dataclass(frozen=True)
class Row:
    """One schedule of the answer: what ``--json`` prints, and the rates as heights between 0 and 1."""

    values: dict[str, Any]
    shape: list[float]


def heights(relative: Any) -> list[float]:
    """The highest relative rate in each of `SHAPE_CELLS` equal parts of the run."""
    edges = [len(relative) * part // SHAPE_CELLS for part in range(SHAPE_CELLS + 1)]
    return [float(relative[begin : max(end, begin + 1)].max()) for begin, end in pairwise(edges)]


def page(rows: Sequence[Row], plain: bool, columns: int) -> list[str]:
    """The answer for a person, as lines.

    Args:
        rows: The schedules, the best first.
        plain: Whether to keep to ASCII.
        columns: Width of the sentences.
    """
    lengths = sorted({row.values["updates"] for row in rows})
    length = f"{format_count(lengths[0])} updates" + ("" if len(lengths) == 1 else f" to {format_count(lengths[-1])}")
    each = " each" * (len(rows) > 1 and len(lengths) == 1)
    heading = f"Bound of the last iterate for convex functions over {length}{each}; lower is better"
    sentences = [line for text in _sentences(rows) for line in wrap(text, columns, "  ")]
    return [heading, "", *_table(rows, plain), "", *sentences]


def _sentences(rows: Sequence[Row]) -> list[str]:
    from paddle_lrkit.ranking.convex_bound import CANNOT_SEE, TOLERANCE

    sentences = _moves(rows)
    if any(row.values["tied"] for row in rows):
        sentences.append(
            f"A rank with = is shared by scores within {TOLERANCE:.0%} of the best among them; the bound does not "
            "order those."
        )
    if len({row.values["updates"] for row in rows}) > 1:
        sentences.append(
            "The runs differ in length, and a longer one has a lower bound; --updates N compares the shapes."
        )
    return [*sentences, *_zeros(rows), *(f"Cannot see {sentence}." for sentence in CANNOT_SEE)]


def _table(rows: Sequence[Row], plain: bool) -> list[str]:
    width = min(max(8, *(cells(row.values["name"]) for row in rows)), NAME_CELLS)
    worst = max(row.values["excess"] for row in rows) or 1.0
    blocks, block = (ASCII_BLOCKS, "#") if plain else (BLOCKS, "█")
    head = f"rank  {'schedule':<{width}}  {'shape':<{SHAPE_CELLS}}  score    above best{'':{BAR_CELLS}}  peak"
    lines = [head]
    for row in rows:
        values = row.values
        name = values["name"] if cells(values["name"]) <= width else values["name"][: width - 1] + "~"
        padded = name + " " * (width - cells(name))
        number = f"{values['rank']}{'=' if values['tied'] else ''}"
        shape = "".join(blocks[min(round(height * (len(blocks) - 1)), len(blocks) - 1)] for height in row.shape)
        bar = block * round(values["excess"] / worst * BAR_CELLS)
        lines.append(
            f"{number:>4}  {padded}  {shape}  {format_rate(values['score'], 3):<7}  {values['excess']:>7.1%} "
            f"{bar:<{BAR_CELLS}}  x {values['peak_factor']:.3g}"
        )
    return lines


def _moves(rows: Sequence[Row]) -> list[str]:
    """How to move the peak rate of the reference."""
    reference = next(row.values for row in rows if row.values["name"] == row.values["reference"])
    others = [row.values for row in rows if row.values is not reference]
    if not others:
        return ["One schedule alone has no rank; name a second one to compare it with."]
    best = others[0]
    name = f"{best['name']} wants" if rows[0].values is reference else f"try {best['name']} with"
    move = f"{name} {best['peak_factor']:.3g} times that peak: {format_rate(best['moved_peak_lr'], 3)}"
    return [
        f"If the peak {format_rate(reference['peak_lr'])} of {reference['name']} is tuned, {move}.",
        f"The column peak is that factor for each schedule, from {reference['name']}.",
    ]


def _zeros(rows: Sequence[Row]) -> list[str]:
    counted = [row.values for row in rows if row.values["zero_rates"]]
    if not counted:
        return []
    names = join_names([f"{values['name']} ({format_count(values['zero_rates'])})" for values in counted], most=4)
    return [f"Updates with the rate 0 move nothing and are left out: {names}."]
