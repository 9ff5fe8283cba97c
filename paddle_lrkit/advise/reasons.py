"""The reasons of an advice, and its gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from paddle_lrkit.advise.case import FEW, SHORTEST, ResolvedCase
from paddle_lrkit.advise.data import notes
from paddle_lrkit.advise.fit import SuiteSchedule
from paddle_lrkit.advise.guide import GuideRow, Statement
from paddle_lrkit.advise.law_statement import filled, law_statement, without_law
from paddle_lrkit.advise.match import RowMatch
from paddle_lrkit.advise.peak import LINEAR_UP_TO, PeakRate
from paddle_lrkit.advise.recipes import Recipe
from paddle_lrkit.messages import Message, join_parts, join_sentences
from paddle_lrkit.text import format_count, format_rate


class Reason(NamedTuple):
    """A statement and its topic.

    Args:
        topic: ``schedule``, ``warmup``, ``min_lr``, ``peak_lr`` or ``note``.
        statement: The statement.
    """

    topic: str
    statement: Statement


def reasons_for(case: ResolvedCase, row: GuideRow, peak: PeakRate, fitted: SuiteSchedule | None) -> tuple[Reason, ...]:
    """The reasons of a row for a case."""
    changed = fitted.changed if fitted else ()
    found = [
        Reason("schedule", _changed("schedule", row.decay_reason, changed)),
        Reason("warmup", _changed("warmup", row.warmup_reason, changed)),
        Reason("min_lr", _changed("min_lr", row.floor_reason, changed)),
    ]
    if peak.rate is not None:
        found.append(Reason("peak_lr", _peak(case, peak)))
    found += [Reason("note", statement) for statement in _notes(case, row, peak)]
    return tuple(found)


_ROW = Message("The guide: {}")


def _changed(topic: str, statement: Statement, changes: Iterable[tuple[str, Message]]) -> Statement:
    """What the suite has instead, before what the guide says."""
    said = [text for changed, text in changes if changed == topic]
    return replace(statement, text=join_sentences([*said, _ROW.filled(statement.text)])) if said else statement


_OWN = Message("Yours; no recipe is known for this case.")
_OWN_KNOWN = Message("Yours; the recipe ({}) gives {} here.")
_RECIPE = Message("Recipe: {}.")
_BATCH = Message("This batch of {:,}: times {:.4g}.")
_ROOT = Message("This batch of {:,}: times the root of {:.4g}.")
_NO_BATCH = Message("It is for a global batch of {:,}; --batch-size scales it.")
_GRID = Message("Try {} on the validation set.")
_TAKEN = Message("Taken from another model: none was named.")


def _peak(case: ResolvedCase, peak: PeakRate) -> Statement:
    if peak.law is not None:
        return law_statement(case, peak, peak.law)
    recipe = peak.recipe
    if recipe is None:
        return Statement(_OWN, (), "C")
    if peak.own:
        return Statement(
            _OWN_KNOWN.filled(recipe.name, format_rate(peak.expected or 0.0, 3)), recipe.sources, recipe.grade
        )
    return _from_recipe(case, peak, recipe)


def _from_recipe(case: ResolvedCase, peak: PeakRate, recipe: Recipe) -> Statement:
    parts = [_RECIPE.filled(recipe.name)]
    if peak.rule != "none":
        words = _BATCH if peak.rule == "linear" else _ROOT
        parts.append(words.filled(min(peak.batch or 0, LINEAR_UP_TO) if peak.capped else peak.batch, peak.factor))
    if case.batch is None and peak.batch:
        parts.append(_NO_BATCH.filled(peak.batch))
    if recipe.grid:
        parts.append(_GRID.filled(join_parts(map(format_rate, recipe.grid), chinese="、")))
    borrowed = bool(recipe.models) and not case.model.name
    if borrowed:
        parts.append(_TAKEN)
    return Statement(join_sentences(parts), recipe.sources, "C" if borrowed else recipe.grade)


def _notes(case: ResolvedCase, row: GuideRow, peak: PeakRate) -> Iterator[Statement]:
    known = notes()
    if peak.rule == "linear" and not peak.own and not known["batch-sgd"].when.misses(case):
        yield known["batch-sgd"].statement
    if peak.rule == "sqrt" and not peak.own:
        yield known["batch-adam"].statement
    if peak.capped and not peak.own:
        yield known["batch-beyond"].statement
    if peak.rule == "sqrt" and not peak.own and not known["batch-beyond-adam"].when.misses(case):
        yield known["batch-beyond-adam"].statement
    if peak.small:
        yield filled("small-rate", format_rate(peak.rate or 0.0), format_rate(peak.expected or 0.0))
    if peak.law is not None:
        yield known["law-recipe"].statement
    yield from without_law(case, peak)
    if not known["longer-run"].when.misses(case):
        yield known["longer-run"].statement
    if row.when.label_noise_from is None and not known["noisy-labels"].when.misses(case):
        yield known["noisy-labels"].statement
    if case.given.weight_decay is not None:
        yield known["weight-decay"].statement
    if case.tuned is not True:
        yield known["not-tuned"].statement
        if case.tuned is False or case.task == "text-pretrain":
            yield known["order-turns"].statement
    short = too_short(case, row)
    if short is not None:
        yield short
    if case.total is not None and case.total < FEW:
        yield filled("few-updates", f"{case.total:,}")
    if not known["open-elsewhere"].when.misses(case):
        yield known["open-elsewhere"].statement
    if case.kind == "lamb" or not known["large-optimizers"].when.misses(case):
        yield known["large-optimizers"].statement


def too_short(case: ResolvedCase, row: GuideRow) -> Statement | None:
    """That the runs behind a row are much longer than this one; None when they are not."""
    if not row.epochs or case.epochs is None or case.epochs >= row.epochs / 2:
        return None
    few = filled("few-epochs", row.epochs, format_count(case.epochs))
    return replace(few, sources=row.decay_reason.sources)


_NO_ROW = Message(
    "Not enough is known about this case: no row of the guide covers it. The nearest is {} ({}). To settle it: "
    "lrkit find for the peak rate, then lrkit compare for the schedule."
)
_SHORT = Message("A run of {} updates is too short for a schedule to matter; nothing is known about such runs.")
_NO_PEAK = Message("The peak rate is not known for this case: run lrkit find, then give it with --lr.")


def gaps(case: ResolvedCase, considered: Sequence[RowMatch], peak: PeakRate) -> tuple[Message, ...]:
    """The gaps of the guide for a case, as sentences."""
    found = []
    first = considered[0]
    if case.total is not None and case.total < SHORTEST:
        found.append(_SHORT.filled(case.total))
    if first.misses:
        misses = join_parts(first.misses, "; ", "；")
        found.append(_NO_ROW.filled(first.row.case, misses))
    if peak.rate is None:
        found.append(_NO_PEAK)
    return tuple(found)
