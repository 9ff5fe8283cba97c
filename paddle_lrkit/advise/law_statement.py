"""What is said about a peak rate of Step Law, and why it does not apply."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.advise.case import ResolvedCase
from paddle_lrkit.advise.data import notes
from paddle_lrkit.advise.guide import Statement
from paddle_lrkit.advise.peak import PeakRate
from paddle_lrkit.advise.pretraining import CHECKED, MOE_CHECKED, PretrainingRate
from paddle_lrkit.messages import Message, join_sentences
from paddle_lrkit.text import format_rate


def law_statement(case: ResolvedCase, peak: PeakRate, law: PretrainingRate) -> Statement:
    """The law with the numbers of the case, its interval and how well it was confirmed."""
    parts = list(_parts(case, peak, law))
    sources = tuple(dict.fromkeys(key for part in parts for key in part.sources))
    return Statement(join_sentences(part.text for part in parts), sources, "A" if law.inside else "B")


def _parts(case: ResolvedCase, peak: PeakRate, law: PretrainingRate) -> Iterator[Statement]:
    interval = [format_rate(rate, 2) for rate in law.interval]
    if peak.own:
        yield filled("law-own", format_rate(peak.expected or 0.0, 3), *interval)
    yield filled("law", format_tokens(case.model.parameters or 0), format_tokens(case.tokens or 0))
    if case.batch_tokens is not None and case.advised_batch is not None:
        smaller = case.batch_tokens < case.advised_batch
        if case.batch_tokens != case.advised_batch:
            values = (case.batch_tokens, case.advised_batch, *([law.factor] if smaller else []))
            yield filled("law-small-batch" if smaller else "law-large-batch", *values)
    if law.shape != 1:
        yield filled("law-shape", law.shape)
    yield filled("law-moe" if case.given.moe else "law-inside" if law.inside else "law-outside")


def without_law(case: ResolvedCase, peak: PeakRate) -> Iterator[Statement]:
    """Why a pre-training has another rate than the law's."""
    if peak.law is not None or not case.decoder_pretraining:
        return
    if case.tokens is None and _size_is_swept(case):
        yield filled("law-options")
    elif (case.epochs or 1) > 1:
        yield filled("law-repeats")
    elif case.given.moe:
        yield filled("law-moe-beyond")
    else:
        yield filled("law-beyond")


_NO_SIZE = Message("no interval: no sweep reaches this size.")
_NO_LENGTH = Message("no interval: no sweep reaches this length.")


def no_interval(case: ResolvedCase, peak: PeakRate) -> Message | None:
    """That size or tokens of a pre-training are beyond all sweeps; None where another reason rules the law out."""
    if peak.law is not None or not case.decoder_pretraining:
        return None
    if not _size_is_swept(case):
        return _NO_SIZE
    return _NO_LENGTH if case.tokens is not None and (case.epochs or 1) <= 1 else None


def _size_is_swept(case: ResolvedCase) -> bool:
    low, high = (MOE_CHECKED if case.given.moe else CHECKED)[0]
    return low <= (case.model.parameters or 0) <= high


def filled(key: str, *values: object) -> Statement:
    """A note with its braces filled."""
    statement = notes()[key].statement
    return Statement(statement.text.filled(*values), statement.sources, statement.grade)


def format_tokens(count: float) -> str:
    """A large count as people write it.

    Example:
        >>> format_tokens(536e6), format_tokens(11.4e9), format_tokens(1_500)
        ('536M', '11.4B', '1,500')
    """
    for unit, size in (("T", 1e12), ("B", 1e9), ("M", 1e6)):
        if count >= size:
            return f"{count / size:.4g}{unit}"
    return f"{count:,.0f}"


def advised_batch_words(case: ResolvedCase) -> Message:
    """The advised batch in tokens and in sequences."""
    tokens, length = case.advised_batch or 0, case.given.sequence_length
    if length is None:
        return Message("best batch {:,} tokens").filled(tokens)
    words = Message("best batch {:,} tokens ({})")
    count = tokens // length
    return words.filled(tokens, Message("1 sequence") if count == 1 else Message("{:,} sequences").filled(count))
