"""Losses that are NaN or infinite."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.messages import join_sentences, tr
from paddle_lrkit.runs.audit.losses.blame import blame
from paddle_lrkit.runs.audit.losses.course import LossCourse
from paddle_lrkit.runs.audit.result import LossFinding
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, plural

_OFTEN = 0.1
"""Share of the rows above which a NaN between finite losses is a loss that was not logged."""
_NEAR = 3


def not_finite(course: LossCourse, schedule: Schedule | None) -> Iterator[LossFinding]:
    """The first row with a loss that is no finite number and is never followed by one, or else the first such row.

    Args:
        course: The losses.
        schedule: The plan.
    """
    bad, stays = course.not_finite, course.finite
    if not bad:
        return
    count, for_good = len(course.loss), stays < len(course.loss)
    if not for_good and len(bad) > _OFTEN * count:
        return
    first = stays if for_good else bad[0]
    reason = blame(course, first, schedule)
    kind = "NaN" if course.loss[first] != course.loss[first] else tr("infinite")
    update = format_count(course.update(first))
    if for_good and first == 0:
        text = tr("The loss is {} from the first row on, at update {}.", kind, update)
    elif course.left_out:
        text = tr(
            "No loss is recorded from update {} on, after {:.4g}, while the rate is: the writer leaves out NaN.",
            *(update, course.loss[first - 1]),
        )
    elif for_good:
        text = tr("The loss is {} from update {} on, after {:.4g}.", kind, update, course.loss[first - 1])
    else:
        text = tr(
            "The loss is {} at update {}, in {} of {}, and then finite again.",
            *(kind, update, plural(len(bad), "row"), format_count(count)),
        )
    numbers = {"rows": len(bad), "for_good": for_good, **reason.numbers}
    skipped = _skips(course, first)
    if skipped:
        numbers["skipped_updates_near"] = skipped
        text += tr(" The log tells of {} there: mixed precision overflows.", plural(skipped, "skipped update"))
    yield LossFinding(
        "nan",
        str(join_sentences((text, reason.where, reason.reason))),
        course.update(first),
        course.line(first),
        reason.rate,
        reason.to_blame,
        reason.certainty,
        numbers,
    )


def _skips(course: LossCourse, at: int) -> int:
    row = course.rows.row[course.at[at]]
    return sum(event.kind == "skip" and abs(event.row - row) <= _NEAR for event in course.log.events)
