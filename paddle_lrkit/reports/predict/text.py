"""The tables and sentences of a forecast."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.forecast.forecast import CONFIDENCE, Forecasts, RefusedForecast
from paddle_lrkit.messages import tr
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.predict.names import shown_name
from paddle_lrkit.text import format_count, table, wrap

_DIGITS = 4


def forecast_text(found: Forecasts, notes: Sequence[str], columns: int) -> str:
    """Laws, forecasts and what was refused.

    Args:
        found: The forecasts.
        notes: What was assumed.
        columns: Width of the sentences.
    """
    blocks = []
    if found.laws:
        blocks.append("\n".join(_laws(found)))
    if found.forecasts:
        blocks.append("\n".join(_forecasts(found)))
    sentences = [tr("not forecast: {}. Needed: {}", _refused(each), each.needs) for each in found.refused]
    sentences += [tr("note: {}", note) for note in notes]
    sentences += [
        tr("note: {}: {}", shown_name(each.schedule), note) for each in found.forecasts for note in each.notes
    ]
    if sentences:
        blocks.append("\n".join(line for each in sentences for line in wrap(printable(each), columns)))
    return "\n\n".join(blocks)


def _refused(each: RefusedForecast) -> str:
    return each.reason if each.schedule is None else tr("{}: {}", shown_name(each.schedule), each.reason)


def _laws(found: Forecasts) -> list[str]:
    rows = [(tr("law"), tr("source"), tr("held-out error"), "")]
    rows += [
        (one.law.name, one.law.source, f"{one.held_out_error:.2%}", tr("used") if number == 0 else "")
        for number, one in enumerate(found.laws)
    ]
    return table(rows, "<<><")


def _forecasts(found: Forecasts) -> list[str]:
    others = [one.law.name for one in found.laws[1:]]
    rows = [(tr("schedule"), tr("updates"), tr("final loss"), tr("{:.0%} interval", CONFIDENCE), *others)]
    rows += [
        (
            printable(shown_name(each.schedule)),
            format_count(each.path.updates),
            f"{each.final_loss:#.{_DIGITS}g}",
            tr("{} to {}", *(f"{end:#.{_DIGITS}g}" for end in each.interval)),
            *(f"{loss:#.{_DIGITS}g}" for loss in each.by_law[1:]),
        )
        for each in found.forecasts
    ]
    return table(rows, "<" + ">" * (3 + len(others)))
