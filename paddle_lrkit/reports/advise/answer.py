"""The answer of ``lrkit advise``: schedule, peak, warmup, decay, floor and optimizer, each in a line or two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paddle_lrkit.advise import Advice
from paddle_lrkit.advise.guide import Decay
from paddle_lrkit.advise.law_statement import advised_batch_words, no_interval
from paddle_lrkit.advise.parts import parts_of
from paddle_lrkit.advise.section import NAMES
from paddle_lrkit.errors import shown
from paddle_lrkit.messages import Message, join_parts, join_sentences
from paddle_lrkit.reports.advise.layout import laid_out
from paddle_lrkit.text import format_rate

_NAMED = Message("{} [{}] {}")
_SHARE = Message("{:,} updates, {:.2g}% of the run, from {}")
_NONE = Message("none")
_WITH_INTERVAL = Message("{} [{}] likely {} to {}; {}")
_DECAYS = {
    "linear": Message("in a straight line over the rest of the run"),
    "cosine": Message("half a cosine over the rest of the run"),
    "polynomial": Message("polynomial of power {:g} over the rest of the run"),
    "wsd": Message("{} over the last {}% of the run; before that the peak"),
    "multistep": Message("times {:g} {}"),
    "constant": Message("none: the rate stays at the peak"),
}
_STRETCHED = Message("a cosine over {:g} times the run, cut off at its end")
_LATE = Message("as long as the run, after the warmup: cut off at its end")
_EPOCHS = Message("after {} epochs")
_RUN = Message("at {} of the run")
_TAKEN = Message("{} (not given)")
_AS = Message("{} as {}")
_MORE = Message("[A] several settings, [B] one family, [C] practice; why: --explain")
_WEIGHTS = {True: Message("pretrained"), False: Message("from scratch")}


def answer_text(advice: Advice) -> str:
    """The answer as lines, without the config."""
    return laid_out(((heading, str(words)) for heading, words in _entries(advice)))


def _entries(advice: Advice) -> Iterator[tuple[str, Message]]:
    yield from (("unknown", words) for words in advice.not_known)
    row = advice.row
    if row is not None:
        yield "schedule", _NAMED.filled(advice.schedule, row.decay_reason.grade, row.case)
        if advice.fitted is not None:
            yield "peak_lr", _peak(advice)
        yield "warmup", _warmup(advice)
        yield "decay", _decay(advice, advice.fitted.draft.decay if advice.fitted else row.decay)
        if advice.min_lr is not None and advice.schedule != NAMES["constant"]:
            yield "min_lr", _same(format_rate(advice.min_lr))
        if advice.fitted is not None:
            yield "optimizer", _optimizer(advice.fitted.own)
    short = advice.too_short
    if short is not None:
        yield "note", short
    taken = _taken(advice)
    if taken:
        yield "taken", join_parts(taken, "; ", "；")
    if row is not None:
        yield "more", _MORE


def _peak(advice: Advice) -> Message:
    """The rate with its origin; a rate of a law with its interval and the best batch."""
    rate, law = format_rate(advice.peak.rate or 0.0), advice.peak.law
    because = next(reason.statement for reason in advice.reasons if reason.topic == "peak_lr")
    if law is None:
        gap = no_interval(advice.case, advice.peak)
        return _NAMED.filled(rate, because.grade, join_sentences([gap, because.text]) if gap else because.text)
    low, high = (format_rate(limit, 2) for limit in law.interval)
    return _WITH_INTERVAL.filled(rate, because.grade, low, high, advised_batch_words(advice.case))


def _warmup(advice: Advice) -> Message:
    updates, fitted = advice.warmup_updates, advice.fitted
    if advice.warmup == "0" or updates == 0:
        return _NONE
    if updates is None or fitted is None:
        return _same(str(advice.warmup))
    share = 100 * updates / fitted.schedule.total_updates
    words = _SHARE.filled(updates, share, format_rate(fitted.schedule.curve(0)))
    return words if str(advice.warmup).endswith(("it", "%")) else Message("{} = {}").filled(advice.warmup, words)


def _decay(advice: Advice, decay: Decay) -> Message:
    words = _DECAYS[decay.name]
    if advice.fitted is not None and advice.fitted.draft.late:
        return _LATE
    if decay.name == "cosine" and decay.stretch > 1:
        return _STRETCHED.filled(decay.stretch)
    if decay.name == "polynomial":
        return words.filled(decay.power)
    if decay.name == "wsd":
        return words.filled(decay.shape, decay.share)
    return words.filled(decay.gamma, _marks(advice, decay)) if decay.name == "multistep" else words


def _marks(advice: Advice, decay: Decay) -> Message:
    """Where the drops are, as the section has them."""
    marks = [f"{drop:.0%}" for drop in decay.drops]
    if advice.fitted is not None:
        marks = advice.fitted.own["Optimizer"]["lr"]["milestones"]
    epochs = [mark.removesuffix("ep") for mark in marks if mark.endswith("ep")]
    return (_EPOCHS if epochs else _RUN).filled(_listed(epochs or marks))


def _listed(names: Sequence[str]) -> Message:
    first = join_parts(map(Message, names[:-1]), ", ", "、")
    return Message("{} and {}").filled(first, names[-1]) if len(names) > 1 else Message(names[-1])


def _optimizer(own: dict[str, dict[str, object]]) -> Message:
    found = parts_of(own)
    return join_parts(
        [_same(str(own["Optimizer"]["name"])), *(words for name, words in found.items() if name != "name")]
    )


def _taken(advice: Advice) -> list[Message]:
    """The model that another one is taken for, and the options that were filled in."""
    case, model = advice.case, advice.case.model
    values = {
        "model": Message("{} model").filled(case.family),
        "optimizer": _same(case.optimizer),
        "pretrained": _WEIGHTS[case.pretrained],
    }
    line = (Message("an {}") if model.name.startswith(tuple("AEIO")) else Message("a {}")).filled(model.name)
    other = [] if model.known else [_AS.filled(shown(model.given)[1:-1], line)]
    return [*other, *([_TAKEN.filled(join_parts(values[name] for name in case.assumed))] if case.assumed else [])]


def _same(text: str) -> Message:
    return Message(text)
