"""The rows that come into question: of the guide, and of the nearest published recipe; the first one is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paddle_lrkit.advise.case import ResolvedCase
from paddle_lrkit.advise.guide import GuideRow, WarmupRule
from paddle_lrkit.advise.match import RowMatch, match_rows
from paddle_lrkit.advise.peak import recipe_of
from paddle_lrkit.advise.zoo.evidence import average_of, is_published, numbers_of, row_of
from paddle_lrkit.advise.zoo.nearest import Neighbour

_OTHERWISE = WarmupRule("5%", most="5%")


def consider(case: ResolvedCase, published: Sequence[Neighbour]) -> tuple[RowMatch, ...]:
    """All rows, the one that applies first; where none does, the schedule of the nearest published recipe.

    The first row has the optimizer of the model's own recipe, if there is one. A row for a length that is open has
    warmup and optimizer of the same case with a fixed length.

    Args:
        case: The case.
        published: The recipes near to it, nearest first.
    """
    found = _with_published(case, published)
    if found[0].misses:
        return found
    row = found[0].row
    if row.warmup is None:
        row = _as_fixed(row, case, published)
    if published and published[0].is_of_the_model:
        row = _with_numbers(row, published[0])
    return (RowMatch(row, ()), *found[1:])


def _with_published(case: ResolvedCase, published: Sequence[Neighbour]) -> tuple[RowMatch, ...]:
    """The rows, after the schedule of the nearest published recipe where that is the better evidence.

    That is where no row of the guide applies, and where the peak rate is the model's own and the row is from the zoo
    too, but from another model.
    """
    considered = match_rows(case)
    first = considered[0]
    recipe = recipe_of(case, published)
    from_zoo = any(source.endswith("-zoo") for source in first.row.decay_reason.sources)
    own = recipe is not None and is_published(recipe.key) and from_zoo and published[0].is_of_the_model
    if not first.misses and not own:
        return tuple(considered)
    found = published if first.misses else published[:1]
    row = next(filter(None, (row_of(near, in_updates=case.total is not None) for near in found)), None)
    return (*([RowMatch(row, ())] if row else []), *considered)


def _as_fixed(row: GuideRow, case: ResolvedCase, published: Sequence[Neighbour]) -> GuideRow:
    fixed = case._replace(given=replace(case.given, fixed=True))
    first = _with_published(fixed, published)[0]
    if first.misses:
        return replace(row, warmup=_OTHERWISE)
    return replace(row, warmup=first.row.warmup, optimizer=first.row.optimizer, ema=first.row.ema)


def _with_numbers(row: GuideRow, near: Neighbour) -> GuideRow:
    """The row with the numbers of a recipe; what that does not tell is the row's, but for a factor of its peak rate."""
    own = {name: value for name, value in row.optimizer.items() if name != "layer_decay"}
    return replace(row, optimizer={**own, **numbers_of(near.recipe)}, ema=average_of(near.recipe, row.ema))
