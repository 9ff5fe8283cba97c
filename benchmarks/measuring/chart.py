"""A picture of figures against their goals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure as Picture
from matplotlib.ticker import LogLocator, StrMethodFormatter

from benchmarks.measuring.figure import Figure

MOST = 40
"""The figures nearest to their goals that are drawn."""
_WIDE = 4
"""From this ratio between the largest and the smallest value on, the axis is logarithmic."""
COLORS = {"met": "#1b7837", "missed": "#b2182b", "not decided": "#8c8c8c"}


def draw(title: str, figures: Sequence[Figure], file: Path) -> None:
    """Draws each figure with a goal as median and interval, divided by the goal.

    Nothing is drawn when no figure has a positive goal.
    """
    goals = [one for one in figures if (one.at_most or one.at_least or 0) > 0 and one.interval.low > 0]
    known = [one for one in goals if not one.headline] or goals
    shown = sorted(known, key=_share, reverse=True)[:MOST]
    if not shown:
        return
    with rc_context({"svg.hashsalt": title, "svg.fonttype": "none"}):
        picture = Picture(figsize=(11, 1.2 + 0.24 * len(shown)), layout="constrained")
        axes = picture.add_subplot()
        for place, figure in enumerate(reversed(shown)):
            low, median, high = sorted(_shares(figure))
            axes.plot([low, high], [place, place], color=COLORS[figure.verdict], linewidth=2)
            axes.plot([median], [place], "o", color=COLORS[figure.verdict], markersize=4)
        axes.axvline(1.0, color="black", linewidth=0.8)
        ends = [share for figure in shown for share in _shares(figure)]
        if max(ends) > _WIDE * min(ends):
            axes.set_xscale("log")
            axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
            axes.xaxis.set_minor_formatter("")
        axes.set_yticks(range(len(shown)), [one.name for one in reversed(shown)], fontsize=8)
        axes.set_xlabel("measured / goal, median and 95% interval; right of the line the goal is missed")
        axes.set_title(
            title if len(shown) == len(known) else f"{title} The {MOST} of {len(known)} nearest to their goals",
            fontsize=10,
        )
        for verdict, color in COLORS.items():
            axes.plot([], [], "o-", color=color, label=verdict)
        axes.legend(loc="upper left", fontsize=8, bbox_to_anchor=(1.0, 1.0))
        picture.savefig(file, format="svg", metadata={"Date": None})


def _shares(figure: Figure) -> tuple[float, float, float]:
    """Interval and median as shares of the goal; above 1 the goal is missed."""
    found = (figure.interval.low, figure.interval.median, figure.interval.high)
    if figure.at_most is not None:
        return tuple(value / figure.at_most for value in found)
    return tuple((figure.at_least or 0.0) / value for value in found)


def _share(figure: Figure) -> float:
    return max(_shares(figure))
