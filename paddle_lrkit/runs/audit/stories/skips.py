"""Updates that the optimizer skipped, and a scheduler that counts them otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.runs.audit.compared import Compared
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.text import plural

_GROWS = {
    1: Message(
        "The scheduler is ahead, by 0 updates at first and {} at the end, and the distance only grows; skipped updates "
        "would do that, and the log does not tell them."
    ),
    -1: Message(
        "The scheduler is behind, by 0 updates at first and {} at the end, and the distance only grows; skipped "
        "updates would do that, and the log does not tell them."
    ),
}


def counted_skips(compared: Compared) -> Iterator[Story]:
    """``c = u + skips`` or ``u - skips``, with the skips that the log tells."""
    rows = compared.rows
    if not rows.skips or rows.skips[-1] <= 0:
        return
    skipped = rows.skips[-1]
    for sign, verdict in ((1, "advanced-on-skips"), (-1, "behind-by-skips")):
        if not _explains(compared, sign):
            continue
        first = next(at for at, count in enumerate(rows.skips) if count)
        parameters = {"skipped_updates": skipped, "first_skipped": rows.update[first]}
        count = plural(skipped, "skipped update")
        if sign > 0:
            text = tr("The scheduler is ahead by one update for each of the {} that the log tells.", count)
            yield Story(verdict, text, parameters)
        else:
            text = tr(
                "The scheduler is behind by one update for each of the {}: it steps only when the optimizer runs.",
                count,
            )
            yield Story(verdict, text, parameters, fault=False)


def _explains(compared: Compared, sign: int) -> bool:
    """Whether every row fits; a skip that is logged just after a row can be that of its own update."""
    rows = compared.rows
    later = [*rows.skips[1:], rows.skips[-1]]
    return all(
        any(compared.misfit(compared.moved_by(sign * skips), at) <= 0 for skips in range(now, after + 1))
        for at, (now, after) in enumerate(zip(rows.skips, later, strict=True))
    )


def growing_lead(compared: Compared) -> Iterator[Story]:
    """A lead or lag of whole updates that only grows, where the log does not tell why."""
    rows = compared.rows
    if rows.skips and rows.skips[-1]:
        return
    for sign, verdict in ((1, "advanced-on-skips"), (-1, "behind-by-skips")):
        leads = _leads(compared, sign)
        if leads and leads[-1] > 1:
            text = str(_GROWS[sign].filled(leads[-1]))
            parameters = {"skipped_updates": leads[-1]}
            yield Story(verdict, text, parameters, certainty="medium")


_MOST_SHARE = 0.05


def _leads(compared: Compared, sign: int) -> list[int] | None:
    """For each row the smallest lead that is at least the one before and that the row shows."""
    rows = compared.rows
    most = max(int(_MOST_SHARE * rows.update[-1]), 8)
    lead, leads = 0, []
    for at in range(len(rows)):
        while lead <= most:
            if compared.misfit(compared.moved_by(sign * lead), at) <= 0:
                break
            lead += 1
        if lead > most:
            return None
        leads.append(lead)
    jumps = sum(after != before for before, after in pairwise(leads))
    return leads if jumps > 1 else None
