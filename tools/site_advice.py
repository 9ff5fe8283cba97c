"""Hook of mkdocs.yml: the charts of docs/advise.md, from the data of ``lrkit advise``.

``<!-- advised shapes -->`` becomes small pictures of what each row advises, ``<!-- final losses -->`` the chart of the
public logs, and ``<!-- unsupported -->`` what the evidence does not support of usual rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paddle_lrkit import curves
from paddle_lrkit.advise.data import read_document, rows, verdicts
from paddle_lrkit.advise.guide import STATUSES, Decay, GuideRow
from paddle_lrkit.curves import Curve
from paddle_lrkit.plot.catalogue import Panel
from paddle_lrkit.plot.chart import ChartLine
from paddle_lrkit.plot.comparison import lines_chart
from paddle_lrkit.plot.layout import COMPACT, PANEL, Frame, Layout
from paddle_lrkit.plot.picture import add_chart, blank, draw_chart
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.plot.words import Words
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength
from tools.site_parts import figure, inline, page_language

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

MARK = re.compile(r"^<!-- (advised shapes|final losses|unsupported) -->$", re.M)
UPDATES, WIDTH = 1000, 232.0
DRAWN = ("constant", "cosine to 0", "cosine to 10%", "wsd 20% linear", "wsd 40% linear", "wsd 80% linear")
CHINESE = {
    "constant": "恒定",
    "cosine to 0": "余弦衰减到 0",
    "cosine to 10%": "余弦衰减到 10%",
    "Final loss by peak rate": "各峰值学习率下的最终损失",
    "124M parameters, 50,000 updates, one seed; lower is better": "124M 参数，50,000 次更新，单一种子；越低越好",
    "peak rate": "峰值学习率",
}


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fills the marks of a page."""
    return filled(markdown, page_language(page))


def filled(markdown: str, language: str) -> str:
    """The text with what stands for its marks."""
    makers = {"advised shapes": _shapes, "final losses": _losses, "unsupported": _unsupported}
    return MARK.sub(lambda mark: makers[mark[1]](language), markdown)


def shape(row: GuideRow) -> Curve:
    """The schedule of a row as a share of the peak, with the longest warmup that it allows."""
    rule = row.warmup
    most = 0 if rule is None or rule.length == "0" else int(UPDATES * float(rule.most.rstrip("%")) / 100)
    return _decay(row.decay, row.floor, UPDATES - most, most).warmup(most, rule.start if rule else 0.0)


def _decay(decay: Decay, floor: float, left: int, warmup: int) -> Curve:
    if decay.name == "constant":
        return curves.constant(1.0)
    if decay.name == "multistep":
        return curves.multistep(1.0, [round(UPDATES * drop) - warmup for drop in decay.drops], decay.gamma)
    if decay.name == "wsd":
        return curves.stable_decay(1.0, floor, left, UPDATES * decay.share // 100, decay.shape)
    if decay.name == "cosine":
        return curves.cosine(1.0, floor, left)
    return curves.polynomial(1.0, floor, left, decay.power)


def _shapes(language: str) -> str:
    shown = []
    for row in rows():
        series = Series(row.key, Schedule(shape(row), "lrkit", RunLength(UPDATES)), 400)
        case = row.case.of(language)
        chart = Panel(row.key, row.case, series).chart(Words(language))
        picture = blank(WIDTH, WIDTH * 0.75, f"{row.key}: {case}")
        add_chart(picture, Layout(chart, Frame(8.0, 4.0, WIDTH - 8.0, WIDTH * 0.7), PANEL))
        shown.append(f'<span title="{case}">{inline(svg(picture))}</span>')
    return '<div class="catalogue">' + "".join(shown) + "</div>"


def _losses(language: str) -> str:
    data = read_document("losses").data
    lines = [
        ChartLine(_said(name, language), list(zip(data["rates"], data["final_losses"][name], strict=True)))
        for name in DRAWN
    ]
    texts = ("Final loss by peak rate", "124M parameters, 50,000 updates, one seed; lower is better", "peak rate")
    title, subtitle, x_name = (_said(text, language) for text in texts)
    chart = lines_chart(title, subtitle, x_name, lines, log_x=True, dots=True)
    return figure(svg(draw_chart(chart, 720.0, 420.0, COMPACT)))


def _said(text: str, language: str) -> str:
    return CHINESE.get(text, text) if language == "zh" else text


def _unsupported(language: str) -> str:
    form = "* {}**{}**：{}" if language == "zh" else "* {} **{}**: {}"
    return "\n".join(
        form.format(*(text.of(language) for text in (verdict.claim, STATUSES[verdict.status], verdict.evidence.text)))
        for verdict in verdicts()
        if verdict.status in ("contradicted", "unsupported", "broken")
    )
