"""Two processes of one run print different rates."""

from __future__ import annotations

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.suites.log_format import PrintedDigits
from paddle_lrkit.text import format_count, format_rate

_LEAST = 2


def ranks_differ(rows: RunRows, digits: PrintedDigits) -> Story | None:
    """Two processes print different rates at one update, in at least two rows."""
    apart = [
        (update, mine, other)
        for update, mine, other in rows.other_ranks
        if abs(mine - other) > digits.half(mine) + digits.half(other)
    ]
    if len(apart) < _LEAST:
        return None
    update, mine, other = apart[0]
    largest = max(apart, key=lambda row: row[1])  # the one in which rounding changes the factor least
    parameters: dict[str, object] = {"first_update": update, "rows": len(apart)}
    if rows.other_rank is not None:
        parameters["rank"] = rows.other_rank
    shown = format_count(len(apart)), format_rate(mine), format_rate(other), format_count(update)
    text = tr("Two processes print different rates in {} rows: {} and {} at update {}", *shown)
    if largest[1] > 0:
        parameters["factor"] = largest[2] / largest[1]
        text += tr(", a factor of {:.4g}", parameters["factor"])
    told = rows.told_ranks or len(rows.other_ranks) * 2 > len(rows)
    return Story("ranks-differ", text + tr("."), parameters, certainty="high" if told else "medium")
