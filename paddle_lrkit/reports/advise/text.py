"""An advice, and the whole guide, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from paddle_lrkit.advise import Advice
from paddle_lrkit.advise.data import cite, rows, verdicts
from paddle_lrkit.advise.guide import GRADES, STATUSES, GuideRow, Statement, Verdict
from paddle_lrkit.advise.law_statement import advised_batch_words
from paddle_lrkit.advise.section import NAMES
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Series, rate_facts
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.output import columns
from paddle_lrkit.text import Bilingual, cells, format_rate, wrap

MOST_COLUMNS = 100
HEADINGS = {
    "schedule": Bilingual("schedule", "曲线"),
    "warmup": Bilingual("warmup", "预热"),
    "min_lr": Bilingual("floor", "下限"),
    "peak_lr": Bilingual("peak", "峰值"),
    "note": Bilingual("note", "说明"),
    "unknown": Bilingual("not known", "未知"),
    "guide": Bilingual("guide", "常见说法"),
    "also": Bilingual("also", "备选"),
    "cost": Bilingual("cost", "开销"),
    "taken": Bilingual("taken", "默认"),
    "suite": Bilingual("suite", "套件"),
    "row": Bilingual("row", "条目"),
    "grades": Bilingual("grades", "评级"),
}
WIDTH = max(cells(text.of(language)) for text in HEADINGS.values() for language in ("en", "zh")) + 2
_UPDATES = Bilingual("{:,} updates", "{:,} 步")
_SHARE = Bilingual("{:,} updates, {:.2g}% of the run", "{:,} 步，占全程 {:.2g}%")
_FROM = Bilingual(", from {}", "，从 {} 开始")
_NONE = Bilingual("none", "无")
_WITH_INTERVAL = Bilingual("{}; likely {} to {}; {}", "{}；可能范围 {} 到 {}；{}")
_BETWEEN = Bilingual("; ", "；")
_VERDICT = Bilingual('"{}" {}: {}', "“{}” {}：{}")
_FIRED = Bilingual("{} fired: {}", "采用条目 {}：{}")
_NEXT = (Bilingual("{} came next: {}", "其次是 {}：{}"), Bilingual("{} after that: {}", "再次是 {}：{}"))
_ALSO_FITS = Bilingual("it fits too, and comes later in the guide", "同样符合，但排在后面")
_TAKEN = {
    "model": Bilingual("no --model: taken as {}", "未给 --model：按 {} 处理"),
    "optimizer": Bilingual("no --optimizer: {}", "未给 --optimizer：取 {}"),
    "pretrained": Bilingual(
        "neither --pretrained nor --from-scratch: {}", "未给 --pretrained 或 --from-scratch：按{}处理"
    ),
}
_SIZE_ONLY = Bilingual("--model {} gives only a size: taken as {}", "--model {} 只说明了规模：按 {} 处理")
_WEIGHTS = {True: Bilingual("pretrained", "预训练权重"), False: Bilingual("from scratch", "从头训练")}


def advice_text(advice: Advice, language: str, *, explain: bool = False) -> str:
    """The advice as lines, without chart and config."""
    return _laid_out(_entries(advice, language, explain), language)


def guide_text(language: str) -> str:
    """Every row and every verdict of the guide."""
    entries = [("row", _row(row, language)) for row in rows()]
    entries += [("guide", _verdict(each, language)) for each in verdicts()]
    return _laid_out([*entries, ("grades", _grades(language))], language)


def advice_chart(advice: Advice, language: str) -> Chart | None:
    """The schedule of an advice as a chart, over the share of the run if the updates in an epoch are not known."""
    if advice.fitted is None:
        return None
    words, line = Words(language), Series(advice.schedule or "", advice.fitted.schedule)
    if advice.fitted.nominal:
        notes = rate_facts(line.schedule.peak_lr, advice.min_lr or 0.0, words)
        line = replace(line, schedule=replace(line.schedule, warmup_updates=0), notes=notes)
    return schedule_chart([line], "percent" if advice.fitted.nominal else "updates", title=line.label, words=words)


def _entries(advice: Advice, language: str, explain: bool) -> Iterator[tuple[str, str]]:
    for words in advice.not_known:
        yield "unknown", words.of(language)
    values = _values(advice, language)
    for reason in advice.reasons:
        value = values.get(reason.topic, "")
        yield reason.topic, f"{value}{_statement(reason.statement, language)}"
        if reason.topic == "schedule" and advice.fitted is not None:
            yield from (("suite", words.of(language)) for words in advice.fitted.deviations)
    for statement in advice.alternatives:
        yield "also", _statement(statement, language)
    for verdict in advice.guide if explain else [each for each in advice.guide if each.status != "holds"]:
        yield "guide", _verdict(verdict, language)
    yield "cost", advice.cost.of(language)
    yield from (("taken", words) for words in _taken(advice, language))
    if explain:
        yield from (("row", words) for words in _considered(advice, language))
    if advice.reasons:
        yield "grades", _grades(language)


def _values(advice: Advice, language: str) -> dict[str, str]:
    """The values that come before their reasons."""
    values = {"schedule": f"{advice.schedule}\n", "warmup": f"{_warmup(advice, language)}\n"}
    if advice.min_lr is not None:
        values |= {"min_lr": f"{format_rate(advice.min_lr)}\n", "peak_lr": f"{_peak(advice, language)}\n"}
    return values


def _peak(advice: Advice, language: str) -> str:
    rate, law = format_rate(advice.peak.rate or 0.0), advice.peak.law
    if law is None:
        return rate
    low, high = (format_rate(limit, 2) for limit in law.interval)
    return _WITH_INTERVAL.filled(rate, low, high, advised_batch_words(advice.case)).of(language)


def _warmup(advice: Advice, language: str) -> str:
    updates, fitted = advice.warmup_updates, advice.fitted
    if advice.warmup == "0" or updates == 0:
        return _NONE.of(language)
    if updates is None or fitted is None:
        return str(advice.warmup)
    words = _SHARE.filled(updates, 100 * updates / fitted.schedule.total_updates).of(language)
    if not str(advice.warmup).endswith("it"):
        words = f"{advice.warmup} = {words}"
    return words + _FROM.filled(format_rate(fitted.schedule.curve(0))).of(language)


def _statement(statement: Statement, language: str) -> str:
    words = statement.text.of(language)
    return f"{words} [{statement.grade}{': ' if statement.sources else ''}{cite(statement.sources, language)}]"


def _verdict(verdict: Verdict, language: str) -> str:
    return _VERDICT.filled(verdict.claim, STATUSES[verdict.status], _statement(verdict.evidence, language)).of(language)


def _row(row: GuideRow, language: str) -> str:
    return f"{row.key}: {row.case.of(language)} -> {NAMES[row.decay.name]}\n{_statement(row.decay_reason, language)}"


def _taken(advice: Advice, language: str) -> Iterator[str]:
    case = advice.case
    values: dict[str, object] = {
        "model": case.family,
        "optimizer": case.optimizer,
        "pretrained": _WEIGHTS[case.pretrained],
    }
    for name in case.assumed:
        only_a_size = name == "model" and case.given.model is not None
        words = _SIZE_ONLY.filled(case.given.model, case.family) if only_a_size else _TAKEN[name].filled(values[name])
        yield words.of(language)


def _considered(advice: Advice, language: str) -> Iterator[str]:
    first, *others = advice.considered
    if not first.misses:
        yield _FIRED.filled(first.row.key, first.row.case).of(language)
    for words, each in zip(_NEXT, advice.considered if first.misses else others, strict=False):
        why = _BETWEEN.of(language).join(miss.of(language) for miss in each.misses) or _ALSO_FITS.of(language)
        yield words.filled(each.row.key, why).of(language)


def _grades(language: str) -> str:
    return _BETWEEN.of(language).join(f"{grade} {meaning.of(language)}" for grade, meaning in GRADES.items())


def _laid_out(entries: Iterable[tuple[str, str]], language: str) -> str:
    """Each heading in its column and the text beside it."""
    width, lines = max(columns(MOST_COLUMNS) - WIDTH, 20), []
    for heading, text in entries:
        title = HEADINGS[heading].of(language)
        for part in (line for paragraph in text.split("\n") for line in wrap(paragraph, width)):
            lines.append(title + " " * (WIDTH - cells(title)) + part)
            title = ""
    return "\n".join(lines)
