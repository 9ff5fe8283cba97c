"""The tables of docs/advise.md, in both languages, from the data; ``python -m tests.advise.guide_page`` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from paddle_lrkit.advise.data import citations, notes, recipes, rows, verdicts
from paddle_lrkit.advise.guide import STATUSES, GuideRow, Statement
from paddle_lrkit.advise.recipes import Recipe
from paddle_lrkit.advise.section import NAMES
from paddle_lrkit.messages import LANGUAGES, Message, current_language, join_parts
from tests.advise.final_losses import FINAL_LOSS, RATES


class Bilingual(Message):
    """A text of the pages alone, in English and Chinese."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english, (chinese,))

    def __str__(self) -> str:
        return str(self.values[0]) if current_language() == "zh" else self.text


DOCS = Path(__file__).resolve().parents[2] / "docs"


def page(language: str) -> Path:
    """The page in ``en`` or ``zh``."""
    return DOCS / ("advise.zh.md" if language == "zh" else "advise.md")


def tables(language: str) -> dict[str, list[str]]:
    """Name -> lines of a Markdown table in ``en`` or ``zh``."""
    made = {"rows": _rows, "rates": _rates, "notes": _notes, "verdicts": _verdicts, "losses": _losses}
    return {name: list(lines(language)) for name, lines in made.items()}


def _head(language: str, english: str, chinese: str) -> Iterator[str]:
    names = Bilingual(english, chinese).of(language)
    yield names
    yield "|---" * (names.count("|") - 1) + "|"


def _rows(language: str) -> Iterator[str]:
    yield from _head(
        language,
        "| row | case | schedule | warmup | end | grade | source |",
        "| 条目 | 情形 | 学习率策略 | 预热 | 终点 | 评级 | 出处 |",
    )
    for row in rows():
        parts = _form(row), _ramp(row), _end(row)
        form, ramp, end = (part.of(language) for part in parts)
        grade, source = row.decay_reason.grade, _links(row.decay_reason.sources, language)
        yield f"| `{row.key}` | {row.case.of(language)} | {form} | {ramp} | {end} | {grade} | {source} |"


def _form(row: GuideRow) -> Bilingual:
    form, more = row.decay, Bilingual("", "")
    if form.name == "wsd":
        more = Bilingual(f", last {form.share}%, {form.shape}", f"，最后 {form.share}%，{form.shape}")
    if form.name == "polynomial":
        more = Bilingual(f", power {form.power:g}", f"，幂次 {form.power:g}")
    if form.name == "multistep":
        drops = [f"{drop:.0%}" for drop in form.drops]
        more = Bilingual(", " + " and ".join(drops), "，" + " 和 ".join(drops))
    if row.stretched_decay:
        stretch = f"{row.stretched_decay.stretch:g}"
        more = Bilingual(
            f", in PaddleDetection over {stretch} times the run", f"，在 PaddleDetection 中按训练长度的 {stretch} 倍"
        )
    return Bilingual(f"`{NAMES[form.name]}`{more.en}", f"`{NAMES[form.name]}`{more.zh}")


def _ramp(row: GuideRow) -> Bilingual:
    if row.warmup is None:
        return Bilingual("as with a fixed length", "与长度固定时相同")
    if row.warmup.length == "0":
        return Bilingual("none", "无")
    length = Bilingual(f"`{row.warmup.length}`", f"`{row.warmup.length}`")
    if row.warmup.length == "adam":
        length = Bilingual("2 / (1 - beta2) updates", "2 / (1 - beta2) 次更新")
    parts = [length]
    if row.warmup.large:
        most = row.warmup.large_most
        english, chinese = (f", {most} at most", f"，不超过 {most}") if most else ("", "")
        parts.append(
            Bilingual(
                f" (`{row.warmup.large}` from a batch of 1,024{english})",
                f"（批大小达到 1,024 时 `{row.warmup.large}`{chinese}）",
            )
        )
    if row.warmup.length != row.warmup.most:
        parts.append(Bilingual(f", {row.warmup.most} at most", f"，不超过 {row.warmup.most}"))
    start = row.warmup.start
    parts.append(
        Bilingual(f", from {start:g} of the peak", f"，从峰值的 {start:g} 倍开始")
        if start
        else Bilingual(", from 0", "，从 0 开始")
    )
    return join_parts(parts, "", "")


def _end(row: GuideRow) -> Bilingual:
    if row.decay.name == "constant":
        return Bilingual("-", "-")
    if row.floor_lr is None and row.floor:
        return Bilingual(f"{row.floor:g} of the peak", f"峰值的 {row.floor:g} 倍")
    end = f"{row.floor_lr or 0:g}"
    return Bilingual(end, end)


def _rates(language: str) -> Iterator[str]:
    yield from _head(
        language,
        "| recipe | peak rate | global batch | grade | source |",
        "| 配方 | 峰值学习率 | 全局批大小 | 评级 | 出处 |",
    )
    for recipe in (recipe.filled() for recipe in recipes()):
        name, batch = recipe.name.of(language), _batch(recipe).of(language)
        yield f"| {name} | {recipe.rate:g} | {batch} | {recipe.grade} | {_links(recipe.sources, language)} |"


def _batch(recipe: Recipe) -> Bilingual:
    if recipe.batch is None:
        return Bilingual("not scaled", "不换算")
    low, high = recipe.batch
    one = f"{low:,}"
    return Bilingual(one, one) if low == high else Bilingual(f"{low:,} to {high:,}", f"{low:,} 到 {high:,}")


def _notes(language: str) -> Iterator[str]:
    yield from _head(language, "| note | statement | grade | source |", "| 说明 | 内容 | 评级 | 出处 |")
    for note in notes().values():
        yield f"| `{note.key}` | {_because(note.statement, language)} |"


def _verdicts(language: str) -> Iterator[str]:
    yield from _head(
        language,
        "| rule of the starting guide | verdict | what is known | grade | source |",
        "| 常见说法 | 结论 | 依据 | 评级 | 出处 |",
    )
    for verdict in verdicts():
        stand = STATUSES[verdict.status].of(language)
        yield f"| {verdict.claim.of(language)} | {stand} | {_because(verdict.evidence, language)} |"


def _because(reason: Statement, language: str) -> str:
    return f"{reason.text.of(language)} | {reason.grade} | {_links(reason.sources, language)}"


def _losses(language: str) -> Iterator[str]:
    rates = " | ".join(f"{rate:g}" for rate in RATES)
    yield from _head(language, f"| schedule | {rates} |", f"| 学习率策略 | {rates} |")
    for name, losses in FINAL_LOSS.items():
        chinese = name.replace("constant", "恒定").replace("cosine to", "余弦衰减到")
        yield f"| {Bilingual(name, chinese).of(language)} | " + " | ".join(f"{loss:.4f}" for loss in losses) + " |"


def _links(keys: tuple[str, ...], language: str) -> str:
    found = [(_plain(each.label.of(language)), each.url) for each in map(citations().get, keys)]
    return Bilingual("; ", "；").of(language).join(f"[{label}]({url})" if url else label for label, url in found)


def _plain(label: str) -> str:
    """A label in which the underscores at the ends of a word, as in ``_base_``, are no emphasis."""
    return re.sub(r"\b_|_\b", r"\\_", label)


def main() -> None:
    """Writes the tables into both pages, each over the table that begins with the same line."""
    for language in LANGUAGES:
        lines = page(language).read_text(encoding="utf-8").splitlines()
        for table in tables(language).values():
            start = lines.index(table[0])
            stop = next((at for at in range(start, len(lines)) if not lines[at].startswith("|")), len(lines))
            lines[start:stop] = table
        page(language).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
