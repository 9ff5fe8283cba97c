"""`advise`: a case -> a schedule with numbers, reasons and a config, or a statement of what is unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from paddle_lrkit.advise.case import SHORTEST, Case, ResolvedCase, resolve_case
from paddle_lrkit.advise.consider import consider
from paddle_lrkit.advise.costs import cost
from paddle_lrkit.advise.data import verdicts
from paddle_lrkit.advise.dialects import DIALECTS, without_program
from paddle_lrkit.advise.fit import SuiteSchedule, fit
from paddle_lrkit.advise.guide import Decay, GuideRow, Statement, Verdict, WarmupRule
from paddle_lrkit.advise.match import RowMatch
from paddle_lrkit.advise.peak import PeakRate, find_peak
from paddle_lrkit.advise.reasons import Reason, gaps, reasons_for, too_short
from paddle_lrkit.advise.section import NAMES, length_of, warmup_duration
from paddle_lrkit.advise.zoo.evidence import is_published, own_schedule
from paddle_lrkit.advise.zoo.nearest import Neighbour, nearest
from paddle_lrkit.errors import check_choice
from paddle_lrkit.messages import Message

_CONSTANT = Decay("constant")
"""The part of a schedule before its decay, which has the peak of the whole."""


class Advice(NamedTuple):
    """An advice and its reasons.

    Args:
        case: The case, completed.
        considered: All rows of the guide, best match first; the first one applies unless it has misses.
        peak: The peak rate.
        reasons: The reasons, one a statement.
        not_known: The gaps of the guide, as sentences; empty for a complete advice.
        guide: The rules of the starting guide that concern the case.
        suite: The suite of ``fitted``.
        fitted: The schedule; None when schedule or peak rate is unknown.
        warmup: The warmup as a duration, such as ``5ep``; None when the schedule is unknown.
        published: The nearest published recipe, where the peak rate is from it.
    """

    case: ResolvedCase
    considered: tuple[RowMatch, ...]
    peak: PeakRate
    reasons: tuple[Reason, ...]
    not_known: tuple[Message, ...]
    guide: tuple[Verdict, ...]
    suite: str
    fitted: SuiteSchedule | None = None
    warmup: str | None = None
    published: Neighbour | None = None

    @property
    def row(self) -> GuideRow | None:
        """The row that applies."""
        first = self.considered[0]
        return None if first.misses or self.warmup is None else first.row

    @property
    def schedule(self) -> str | None:
        """Name of the schedule in our catalogue."""
        if self.fitted is not None:
            return self.fitted.name
        return NAMES[self.row.decay.name] if self.row else None

    @property
    def warmup_updates(self) -> int | None:
        """Updates of the warmup; None when unknown."""
        if self.fitted is None or (self.fitted.nominal and self.fitted.schedule.warmup_updates):
            return None
        return self.fitted.schedule.warmup_updates

    @property
    def min_lr(self) -> float | None:
        """The rate that the schedule ends at."""
        if self.fitted is None:
            return None
        schedule = self.fitted.schedule
        return schedule.curve(schedule.total_updates)

    @property
    def alternatives(self) -> tuple[Statement, ...]:
        """Choices that are as good or nearly so, and how the suite trains the very model."""
        if self.row is None:
            return ()
        own = None if self.published is None or is_published(self.row.key) else own_schedule(self.published)
        return (*self.row.alternatives, own) if own else self.row.alternatives

    @property
    def too_short(self) -> Message | None:
        """That the run is much shorter than those that a row of the guide knows; a published recipe tells its own."""
        short = too_short(self.case, self.row) if self.row and not is_published(self.row.key) else None
        return short.text if short else None

    @property
    def elsewhere(self) -> Message | None:
        """That the suite does not train such models, and which suites do."""
        return None if self.fitted is None else without_program(self.suite, self.case.task)

    @property
    def cost(self) -> Message:
        """Memory and time."""
        return cost(self.case.optimizer, self.case.model.parameters, untuned=self.case.tuned is not True)


def advise(case: Case, suite: str = "lrkit") -> Advice:
    """The advice for a case.

    Args:
        case: The user's options.
        suite: The suite of the config.

    Raises:
        UsageError: Arguments contradict each other, or the warmup needs a number that is missing.
        ConfigError: An unknown task, model, optimizer or suite.

    Example:
        >>> advice = advise(Case("detection", "faster_rcnn", epochs=12, samples=117266, batch_size=2, gpus=8))
        >>> advice.schedule, advice.warmup_updates, advice.peak.rate, round(advice.min_lr, 12)
        ('MultiStepDecay', 1000, 0.02, 0.0002)
    """
    check_choice("suite", suite, DIALECTS)
    settled = resolve_case(case)
    published = [] if settled.follows_law else nearest(settled)
    if case.lr is not None and case.tuned is None:
        settled = settled._replace(given=replace(case, tuned=False))
    considered = consider(settled, published)
    row = None if considered[0].misses else considered[0].row
    peak = find_peak(settled, published, row.decay if row else None)
    not_known = gaps(settled, considered, peak)
    if row is None or _too_short(settled):
        return Advice(settled, considered, peak, (), not_known, _guide(settled, None), suite)
    fitted = None if peak.rate is None else fit(row, settled, peak.rate, suite)
    if fitted is not None and peak.law is not None and fitted.draft.decay not in (row.decay, _CONSTANT):
        peak = find_peak(settled, published, fitted.draft.decay)
        fitted = fit(row, settled, peak.rate or 0.0, suite)
    warmup = fitted.draft.warmup if fitted else _warmup(row, settled)
    reasons = reasons_for(settled, row, peak, fitted)
    nearest_one = published[0] if peak.recipe is not None and is_published(peak.recipe.key) else None
    guide = _guide(settled, row)
    return Advice(settled, considered, peak, reasons, not_known, guide, suite, fitted, warmup, nearest_one)


def _too_short(case: ResolvedCase) -> bool:
    return case.total is not None and case.total < SHORTEST


def _warmup(row: GuideRow, case: ResolvedCase) -> str:
    return warmup_duration(row.warmup or WarmupRule(), case, length_of(case))


def _guide(case: ResolvedCase, row: GuideRow | None) -> tuple[Verdict, ...]:
    """The verdicts that concern a case, with their numbers."""
    found = [verdict for verdict in verdicts() if _concerns(verdict, case, row)]
    return tuple(_filled(verdict, case) for verdict in found)


def _concerns(verdict: Verdict, case: ResolvedCase, row: GuideRow | None) -> bool:
    if verdict.decays and (row is None or row.decay.name not in verdict.decays):
        return False
    return not verdict.when.misses(case)


def _filled(verdict: Verdict, case: ResolvedCase) -> Verdict:
    if verdict.key != "exponential-gamma":
        return verdict
    ends = [_share(gamma ** (case.epochs or 0)) for gamma in (0.9, 0.98, 0.999)]
    return replace(verdict, evidence=replace(verdict.evidence, text=verdict.evidence.text.filled(*ends)))


def _share(ratio: float) -> str:
    """Two digits; three close to 1, so that the share is not rounded to 1."""
    return f"{ratio:.2g}" if ratio < 0.95 else f"{ratio:.3g}"
