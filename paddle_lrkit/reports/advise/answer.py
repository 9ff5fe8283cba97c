"""The answer of ``lrkit advise``: schedule, peak, warmup, decay, floor and optimizer, each in a line or two."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.advise import Advice
from paddle_lrkit.advise.guide import Decay
from paddle_lrkit.advise.law_statement import advised_batch_words, no_interval
from paddle_lrkit.advise.parts import parts_of
from paddle_lrkit.advise.section import NAMES
from paddle_lrkit.errors import shown
from paddle_lrkit.reports.advise.layout import laid_out
from paddle_lrkit.text import Bilingual, format_rate, join_names, join_parts, join_sentences

_NAMED = Bilingual("{} [{}] {}", "{} [{}] {}")
_SHARE = Bilingual("{:,} updates, {:.2g}% of the run, from {}", "{:,} 步，占全程 {:.2g}%，从 {} 开始")
_NONE = Bilingual("none", "无")
_WITH_INTERVAL = Bilingual("{} [{}] likely {} to {}; {}", "{} [{}] 可能范围 {} 到 {}；{}")
_DECAYS = {
    "linear": Bilingual("in a straight line over the rest of the run", "在余下的训练中线性下降"),
    "cosine": Bilingual("half a cosine over the rest of the run", "在余下的训练中按半个余弦下降"),
    "polynomial": Bilingual("polynomial of power {:g} over the rest of the run", "在余下的训练中按 {:g} 次多项式下降"),
    "wsd": Bilingual("{} over the last {}% of the run; before that the peak", "最后 {1}% 按 {0} 衰减；此前保持峰值"),
    "multistep": Bilingual("times {:g} {}", "{1}乘以 {0:g}"),
    "constant": Bilingual("none: the rate stays at the peak", "无：保持峰值"),
}
_STRETCHED = Bilingual(
    "a cosine over {:g} times the run, cut off at its end", "余弦长度为训练的 {:g} 倍，训练结束时截断"
)
_LATE = Bilingual(
    "as long as the run, after the warmup: cut off at its end", "与训练等长，从预热之后开始：结束时被截断"
)
_EPOCHS = Bilingual("after {} epochs", "第 {} 轮后")
_RUN = Bilingual("at {} of the run", "在全程 {} 处")
_TAKEN = Bilingual("{} (not given)", "{}（未给出，取默认）")
_AS = Bilingual("{} as {}", "{} 按 {} 处理")
_MORE = Bilingual(
    "[A] several settings, [B] one family, [C] practice; why: --explain",
    "[A] 多种设置，[B] 单一模型族，[C] 经验；理由与来源：--explain",
)
_WEIGHTS = {True: Bilingual("pretrained", "预训练权重"), False: Bilingual("from scratch", "从头训练")}


def answer_text(advice: Advice, language: str) -> str:
    """The answer as lines, without the config."""
    return laid_out(((heading, words.of(language)) for heading, words in _entries(advice)), language)


def _entries(advice: Advice) -> Iterator[tuple[str, Bilingual]]:
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


def _peak(advice: Advice) -> Bilingual:
    """The rate with its origin; a rate of a law with its interval and the best batch."""
    rate, law = format_rate(advice.peak.rate or 0.0), advice.peak.law
    because = next(reason.statement for reason in advice.reasons if reason.topic == "peak_lr")
    if law is None:
        gap = no_interval(advice.case, advice.peak)
        return _NAMED.filled(rate, because.grade, join_sentences([gap, because.text]) if gap else because.text)
    low, high = (format_rate(limit, 2) for limit in law.interval)
    return _WITH_INTERVAL.filled(rate, because.grade, low, high, advised_batch_words(advice.case))


def _warmup(advice: Advice) -> Bilingual:
    updates, fitted = advice.warmup_updates, advice.fitted
    if advice.warmup == "0" or updates == 0:
        return _NONE
    if updates is None or fitted is None:
        return _same(str(advice.warmup))
    share = 100 * updates / fitted.schedule.total_updates
    words = _SHARE.filled(updates, share, format_rate(fitted.schedule.curve(0)))
    return (
        words
        if str(advice.warmup).endswith(("it", "%"))
        else Bilingual("{} = {}", "{} = {}").filled(advice.warmup, words)
    )


def _decay(advice: Advice, decay: Decay) -> Bilingual:
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


def _marks(advice: Advice, decay: Decay) -> Bilingual:
    """Where the drops are, as the section has them."""
    marks = [f"{drop:.0%}" for drop in decay.drops]
    if advice.fitted is not None:
        marks = advice.fitted.own["Optimizer"]["lr"]["milestones"]
    epochs = [mark.removesuffix("ep") for mark in marks if mark.endswith("ep")]
    return (_EPOCHS if epochs else _RUN).filled(Bilingual(join_names(epochs or marks), "、".join(epochs or marks)))


def _optimizer(own: dict[str, dict[str, object]]) -> Bilingual:
    found = parts_of(own)
    return join_parts(
        [_same(str(own["Optimizer"]["name"])), *(words for name, words in found.items() if name != "name")]
    )


def _taken(advice: Advice) -> list[Bilingual]:
    """The model that another one is taken for, and the options that were filled in."""
    case, model = advice.case, advice.case.model
    values = {
        "model": Bilingual(f"{case.family} model", f"{case.family} 类模型"),
        "optimizer": _same(case.optimizer),
        "pretrained": _WEIGHTS[case.pretrained],
    }
    article = "an" if model.name.startswith(tuple("AEIO")) else "a"
    line = Bilingual(f"{article} {model.name}", model.name)
    other = [] if model.known else [_AS.filled(shown(model.given)[1:-1], line)]
    return [*other, *([_TAKEN.filled(join_parts(values[name] for name in case.assumed))] if case.assumed else [])]


def _same(text: str) -> Bilingual:
    return Bilingual(text, text)
