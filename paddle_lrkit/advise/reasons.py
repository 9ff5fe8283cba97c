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
from paddle_lrkit.text import Bilingual, format_count, format_rate, join_parts, join_sentences


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


_ROW = Bilingual("The guide: {}", "指南：{}")


def _changed(topic: str, statement: Statement, changes: Iterable[tuple[str, Bilingual]]) -> Statement:
    """What the suite has instead, before what the guide says."""
    said = [text for changed, text in changes if changed == topic]
    return replace(statement, text=join_sentences([*said, _ROW.filled(statement.text)])) if said else statement


_OWN = Bilingual("Yours; no recipe is known for this case.", "由您给定；该情形没有已知配方。")
_OWN_KNOWN = Bilingual("Yours; the recipe ({}) gives {} here.", "由您给定；按配方（{}）应为 {}。")
_RECIPE = Bilingual("Recipe: {}.", "配方：{}。")
_BATCH = Bilingual("This batch of {:,}: times {:.4g}.", "本次全局批大小 {:,}：乘以 {:.4g}。")
_ROOT = Bilingual("This batch of {:,}: times the root of {:.4g}.", "本次全局批大小 {:,}：乘以 {:.4g} 的平方根。")
_NO_BATCH = Bilingual(
    "It is for a global batch of {:,}; --batch-size scales it.", "对应全局批大小 {:,}；给出 --batch-size 可换算。"
)
_GRID = Bilingual("Try {} on the validation set.", "建议在验证集上比较 {}。")
_TAKEN = Bilingual("Taken from another model: none was named.", "未指明模型，借用其他模型的取值。")


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
        parts.append(_GRID.filled(", ".join(format_rate(each) for each in recipe.grid)))
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


_NO_ROW = Bilingual(
    "Not enough is known about this case: no row of the guide covers it. The nearest is {} ({}). To settle it: "
    "lrkit find for the peak rate, then lrkit compare for the schedule.",
    "现有依据不足以给出建议：指南中没有对应条目。最接近的是 {}（{}）。可先用 lrkit find 确定峰值学习率，"
    "再用 lrkit compare 比较各种曲线。",
)
_SHORT = Bilingual(
    "A run of {} updates is too short for a schedule to matter; nothing is known about such runs.",
    "训练只有 {} 步，曲线的选择无关紧要，也没有可参考的依据。",
)
_NO_PEAK = Bilingual(
    "The peak rate is not known for this case: run lrkit find, then give it with --lr.",
    "该情形的峰值学习率未知：请先运行 lrkit find，再用 --lr 给出。",
)


def gaps(case: ResolvedCase, considered: Sequence[RowMatch], peak: PeakRate) -> tuple[Bilingual, ...]:
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
