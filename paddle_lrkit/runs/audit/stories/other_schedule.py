"""No story about the plan explains the rows."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.runs.audit.compared import Compared
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.text import format_count, format_rate


def other_schedule(compared: Compared) -> Iterator[Story]:
    """Another shape fits every row; without one, where the rows leave the plan and by which factor."""
    from paddle_lrkit.runs.audit.recognized import recognize

    seen = recognize(compared.rows, compared.digits)
    if seen is not None and seen.certainty != "low":
        text = f"The rows are those of another schedule: {seen.words}."
        parameters = {"seen": seen.family, **seen.parameters}
        yield Story("other-schedule", text, parameters, certainty="medium")
        return
    at = compared.differing[0]
    rate, planned = compared.rows.rate[at], compared.planned[at]
    text = f"From update {format_count(compared.rows.update[at])} on the rows differ from the plan"
    text += (
        f", first by a factor of {rate / planned:.4g}" if planned > 0 else f", first {format_rate(rate)} instead of 0"
    )
    text += "; no change of the plan that is known here gives these rows."
    yield Story("other-schedule", text, {}, certainty="low")
