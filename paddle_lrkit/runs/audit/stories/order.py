"""The stories in the order in which they are believed: what the log itself tells first, free shapes last."""

from __future__ import annotations

from paddle_lrkit.runs.audit.compared import Compared
from paddle_lrkit.runs.audit.stories.floors import other_floor
from paddle_lrkit.runs.audit.stories.milestones import milestones_shifted
from paddle_lrkit.runs.audit.stories.other_rate import jump, other_peak
from paddle_lrkit.runs.audit.stories.other_schedule import other_schedule
from paddle_lrkit.runs.audit.stories.scaled_time import advanced, stepped_per_epoch, stretched
from paddle_lrkit.runs.audit.stories.shifted import (
    counted_twice_without_resume,
    off_by_one,
    restarted,
    resumed_wrong_update,
    shifted_without_resume,
)
from paddle_lrkit.runs.audit.stories.skips import counted_skips, growing_lead
from paddle_lrkit.runs.audit.stories.stopped import froze, never_changed, zero_early
from paddle_lrkit.runs.audit.stories.story import Story, Teller
from paddle_lrkit.runs.audit.stories.warmups import warmup_length, warmup_missing

CERTAINTIES = ("high", "medium", "low")

TELLERS: tuple[Teller, ...] = (
    never_changed,
    counted_skips,
    off_by_one,
    other_peak,
    resumed_wrong_update,
    stepped_per_epoch,
    advanced,
    warmup_missing,
    warmup_length,
    milestones_shifted,
    restarted,
    froze,
    stretched,
    other_floor,
    counted_twice_without_resume,
    jump,
    zero_early,
)
LAST: tuple[Teller, ...] = (shifted_without_resume, growing_lead, other_schedule)
"""Stories that fit much, for rows that no other explains."""


def stories(compared: Compared) -> list[Story]:
    """The stories that no row contradicts, the one to believe first; at least one."""
    found = [story for teller in TELLERS for story in teller(compared)]
    if all(story.certainty == "low" for story in found):
        found += next(filter(None, (list(teller(compared)) for teller in LAST)), [])
    return sorted(found, key=lambda story: CERTAINTIES.index(story.certainty))
