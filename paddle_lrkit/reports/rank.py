"""What ``lrkit rank`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.reports.report import Report
from paddle_lrkit.text import cells, format_count, format_rate, join_names, plural

if TYPE_CHECKING:
    from paddle_lrkit.ranking.rank_schedules import RankedSchedule

BLOCKS, ASCII_BLOCKS = "▁▂▃▄▅▆▇█", "_.-=+*#@"
SHAPE_CELLS, BAR_CELLS, NAME_CELLS = 20, 10, 40


def rank_report(ranked: Sequence[RankedSchedule], ascii_only: bool, run: str | None = None) -> Report:
    """What the order is, how far to trust it, and the table of the schedules.

    Args:
        ranked: The schedules, the best first.
        ascii_only: Whether the terminal shows only ASCII.
        run: The run whose gradient norms were used; None for norms of 1.
    """
    norms = tr(", gradient norms of {}", run) if run else ""
    heading = tr("Bound of the last iterate for convex functions over {}{}; lower is better", _length(ranked), norms)
    verdict = "\n".join([_move(ranked), _confirmation(ranked)])
    rows, notes = _table(ranked, ascii_only), [("note", note) for note in _notes(ranked, run is not None)]
    next_step = ("next", tr("lrkit compare trains the schedules and measures."))
    return Report(heading, [("verdict", verdict)], rows=rows, align=">", optional=1, notes=[*notes, next_step])


def _length(ranked: Sequence[RankedSchedule]) -> str:
    lengths = sorted({each.updates for each in ranked})
    if len(lengths) > 1:
        return tr("{} updates to {}", format_count(lengths[0]), format_count(lengths[-1]))
    same = plural(lengths[0], "update")
    return tr("{} each", same) if len(ranked) > 1 else same


def _confirmation(ranked: Sequence[RankedSchedule]) -> str:
    """Whether trainings like these were ordered as the bound orders them."""
    from paddle_lrkit.ranking.evidence import ONE_PEAK, TUNED

    low, high = map(format_count, TUNED.updates)
    where = tr("{}, {} to {} updates: {} in the order of the final losses", TUNED.what, low, high, TUNED.in_order)
    if reasons := _unconfirmed(ranked):
        return tr("This order is not confirmed for these trainings: {}. It is confirmed in {}.", reasons, where)
    return tr("Confirmed in {}. In {}: {}.", where, ONE_PEAK.what, ONE_PEAK.in_order)


def _unconfirmed(ranked: Sequence[RankedSchedule]) -> str:
    """Why the order is not confirmed; empty where it is."""
    return tr("; ").join(dict.fromkeys(each.regime.reason for each in ranked if not each.regime.confirmed))


def _notes(ranked: Sequence[RankedSchedule], measured: bool) -> list[str]:
    from paddle_lrkit.ranking.convex_bound import CANNOT_SEE, MEASURED, TOLERANCE, UNITS
    from paddle_lrkit.ranking.evidence import CLASSIFICATION, CONVEX, PERCEPTRON

    sentences = []
    if _unconfirmed(ranked):
        few, many = map(format_count, CLASSIFICATION.updates)
        sentences.append(
            tr(
                "In {}, {} to {} updates, it was no better than chance: {}. In {}, it held in {}; in {} in {}.",
                CLASSIFICATION.what,
                few,
                many,
                CLASSIFICATION.in_order,
                CONVEX.what,
                CONVEX.in_order,
                PERCEPTRON.what,
                PERCEPTRON.in_order,
            )
        )
    if len(ranked) > 1:
        reference = ranked[0].reference
        sentences.append(tr("peak: the factor that moves a tuned peak of {} to each schedule.", reference))
    if any(each.ranked.tied for each in ranked):
        sentences.append(
            tr(
                "Schedules share a rank with = if their scores are within {:.0%} of the best one among them; the "
                "bound cannot order them.",
                TOLERANCE,
            )
        )
    if len({each.updates for each in ranked}) > 1:
        sentences.append(
            tr("The runs differ in length, and a longer run has a lower bound; --updates N compares the shapes.")
        )
    zeros = [f"{each.name} ({format_count(each.ranked.bound.zeros)})" for each in ranked if each.ranked.bound.zeros]
    if zeros:
        sentences.append(tr("Updates with the rate 0 change nothing and are left out: {}.", join_names(zeros, most=4)))
    basis = MEASURED if measured else UNITS
    return [*sentences, *(str(sentence.filled(basis)) for sentence in CANNOT_SEE)]


def _table(ranked: Sequence[RankedSchedule], ascii_only: bool) -> list[tuple[str, ...]]:
    worst = max(each.ranked.excess for each in ranked) or 1.0
    blocks, block = (ASCII_BLOCKS, "#") if ascii_only else (BLOCKS, "█")
    head = (tr("rank"), tr("schedule"), tr("score"), tr("above best"), tr("peak"), tr("shape"))
    rows: list[tuple[str, ...]] = [head]
    rows += [
        (
            f"{each.ranked.rank}{'=' if each.ranked.tied else ''}",
            _shortened(each.name),
            format_rate(each.ranked.bound.score, 3),
            f"{each.ranked.excess:>6.1%} {block * round(each.ranked.excess / worst * BAR_CELLS)}",
            f"x {each.peak_factor:.3g}",
            _shape(each, blocks),
        )
        for each in ranked
    ]
    return rows


def _shortened(name: str) -> str:
    return name if cells(name) <= NAME_CELLS else name[: NAME_CELLS - 1] + "~"


def _shape(each: RankedSchedule, blocks: str) -> str:
    """The highest relative rate in each of `SHAPE_CELLS` equal parts of the run, as blocks."""
    edges = [each.updates * part // SHAPE_CELLS for part in range(SHAPE_CELLS + 1)]
    heights = [float(each.rates[begin : max(end, begin + 1)].max()) for begin, end in pairwise(edges)]
    steps = (round(height / each.ranked.bound.peak * (len(blocks) - 1)) for height in heights)
    return "".join(blocks[min(step, len(blocks) - 1)] for step in steps)


def _move(ranked: Sequence[RankedSchedule]) -> str:
    """The first schedule, and how to move the peak rate of the reference to the best other one."""
    reference = next(each for each in ranked if each.name == each.reference)
    best = next((each for each in ranked if each is not reference), None)
    if best is None:
        return tr("One schedule alone has no rank; give a second one to compare it with.")
    peak, moved = format_rate(reference.ranked.bound.peak), format_rate(best.moved_peak_lr, 3)
    text = Message("{} If the peak {} of {} is tuned, try {} with {:.3g} times that peak: {}.")
    if ranked[0] is reference:
        text = Message("{} If the peak {} of {} is tuned, {} needs {:.3g} times that peak: {}.")
    return str(text.filled(_first(ranked), peak, reference.name, best.name, best.peak_factor, moved))


def _first(ranked: Sequence[RankedSchedule]) -> str:
    first = [each.name for each in ranked if each.ranked.rank == 1]
    names = join_names(first, most=4)
    return tr("{} is first.", names) if len(first) == 1 else tr("{} share the first rank.", names)
