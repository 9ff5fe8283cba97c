"""Hook of mkdocs.yml: what a page of the catalogue says about a schedule beside its words.

A line ``<!-- schedule: NAME = CURVE, ... -->`` becomes the picture of the schedule's example, the formulas and sources
in the docstrings of those curves, and the example for our config, for Python and for every suite that has it, as
``lrkit convert`` writes it; a block of Python below it joins the others of Python.
``<!-- curve: TITLE = EXPRESSION -->`` becomes the picture of any curve, and ``<!-- catalogue -->`` small pictures of
all schedules with links to their sections.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from paddle_lrkit import curves
from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.curves import Curve, catalog
from paddle_lrkit.plot.catalogue import panels
from paddle_lrkit.plot.layout import COMPACT, PANEL, Frame, Layout
from paddle_lrkit.plot.picture import add_chart, blank, draw_chart
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.plot.words import Words
from paddle_lrkit.suites.convert import Translation, translate
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.lrkit.other_quantities import build_ramp
from paddle_lrkit.suites.lrkit.plain_updates import with_units
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.table import SUITES, detector_of
from paddle_lrkit.units import RunLength
from tools.site_parts import code_block, figure, inline, page_language

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "catalogue"
EPOCHS, STEPS = 20, 50
MOST_LINES = 60
"""A longer config is a table of rates, which nobody copies from a page."""
WIDTH, HEIGHT, THUMBNAIL = 720.0, 300.0, 216.0
MARK = re.compile(
    r"^<!-- (?:schedule: (?P<name>\w+)(?: = (?P<curves>[\w, ]+))? -->(?:\n\n```python\n(?P<python>.*?)^```)?"
    r"|curve: (?P<title>\w+) = (?P<curve>[^\n]+) -->|(?P<catalogue>catalogue) -->)$",
    re.M | re.S,
)
WARMUP = ("warmup", "warmup_start_lr")
SCHEDULERS = re.findall(r" as (\w+)$", (ROOT / "paddle_lrkit/schedulers/__init__.pyi").read_text("utf-8"), re.M)


class Sentences(NamedTuple):
    """The words between the generated parts."""

    api: str
    keys: str
    sources: str
    called: str
    plain: str
    python: str
    table: str
    nowhere: str
    not_in: str
    comma: str


WORDS = {
    "en": Sentences(
        api="API: {}",
        keys="keys in YAML: [{0}](../reference.md#{1})",
        sources="source: {}",
        called="Called `{}` there.",
        plain="Called `{}` there; without the warmup, which this suite cannot put before it.",
        python="Python",
        table="As a table of all its rates, which `lrkit convert` writes: {}.",
        nowhere="No suite can express this schedule.",
        not_in="These suites cannot express it: {}.",
        comma=", ",
    ),
    "zh": Sentences(
        api="API：{}",
        keys="YAML 中的键：[{0}](../reference.md#{1})",
        sources="出处：{}",
        called="在该套件中名为 `{}`。",
        plain="在该套件中名为 `{}`；不含预热，因为该套件无法在它之前加上这样的预热。",
        python="Python",
        table="只能写成包含全部学习率的表，由 `lrkit convert` 写出：{}。",
        nowhere="没有套件能表达这一策略。",
        not_in="以下套件无法表达它：{}。",
        comma="、",
    ),
}


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fills the marks of a page."""
    return filled(markdown, page_language(page))


def filled(markdown: str, language: str) -> str:
    """The text with what stands for its marks."""

    def made(mark: re.Match[str]) -> str:
        if mark["name"]:
            return _schedule(mark["name"], mark["curves"] or "", mark["python"] or "", language)
        return _curve(mark["title"], mark["curve"], language) if mark["curve"] else _overview()

    return MARK.sub(made, markdown)


def formulas(curve: Callable[..., Curve]) -> list[str]:
    """The formulas of a curve: of its docstring the code with an equals sign in the paragraphs that begin with code.

    Example:
        >>> formulas(curves.linear)
        ['lr(t) = start + (end - start) * p', 'p = min(t / length, 1)']
    """
    head = (inspect.getdoc(curve) or "").partition("\nArgs:")[0]
    paragraphs = [part for part in head.split("\n\n") if part.startswith("``") and " = " in part]
    return [" ".join(code.split()) for part in paragraphs for code in re.findall(r"``([^`]+ = [^`]+)``", part)]


def sources(curve: Callable[..., Curve]) -> list[str]:
    """The papers and the dotted names in the reference of a curve, as Markdown."""
    reference = (inspect.getdoc(curve) or "").partition("\nReference:")[2]
    found = re.findall(r"arXiv (\d{4}\.\d{5})|``(\w+(?:\.\w+)+)``", reference)
    return [f"[arXiv {paper}](https://arxiv.org/abs/{paper})" if paper else f"`{name}`" for paper, name in found]


def example(entry: catalog.Entry, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The config of the entry's example."""
    arguments = {key: value for key, value in entry.example.items() if key not in without}
    section = {"name": entry.name, **with_units(entry.name, arguments)}
    return {"Global": {"epochs": EPOCHS}, "Optimizer": {"name": "Momentum", "lr": section}}


def schedule_of(config: dict[str, Any]) -> Schedule:
    """The schedule of an example."""
    return load_schedule(config, suite="lrkit", steps_per_epoch=STEPS)


@functools.cache
def translations(name: str) -> list[tuple[str, Translation, bool]]:
    """Suite, translation of the example and whether the example has kept its warmup; without, where only that helps."""
    entry, made = catalog.find(name), []
    for suite in SUITES:
        if suite == "lrkit":
            continue
        for without in ((), WARMUP) if "warmup" in entry.example else ((),):
            config = example(entry, without)
            found = translate(schedule_of(config), config, suite)
            if found.data is not None:
                break
        made.append((suite, found, not without))
    return made


def _schedule(name: str, used: str, python: str, language: str) -> str:
    shown = [getattr(curves, curve) for curve in re.findall(r"\w+", used)]
    ramp = name in {entry.name for entry in catalog.RAMPS}
    entry = catalog.find_ramp(name) if ramp else catalog.find(name)
    parts = [
        _picture(_series(entry, ramp=ramp), Words(language)),
        code_block("text", "\n\n".join(_formulas(shown))),
        _links(name, shown, WORDS[language]),
    ]
    if not ramp:
        parts += ["\n\n".join(_tabs(entry, python, WORDS[language])), _elsewhere(entry, WORDS[language])]
    return "\n\n".join(part for part in parts if part)


def _series(entry: catalog.Entry, *, ramp: bool) -> Series:
    if not ramp:
        return Series("", replace(schedule_of(example(entry)), file=None, name=entry.name))
    length = RunLength(EPOCHS * STEPS, STEPS)
    curve = build_ramp(Component(entry.name, with_units(entry.name, entry.example), Document({})), length)
    return Series("", Schedule(curve, "lrkit", length, entry.name))


def _curve(title: str, expression: str, language: str) -> str:
    curve = eval(expression, {name: getattr(curves, name) for name in curves.__all__})  # noqa: S307
    return _picture(Series("", Schedule(curve, "lrkit", RunLength(EPOCHS * STEPS, STEPS), title)), Words(language))


def _picture(series: Series, words: Words) -> str:
    chart = schedule_chart([series], words=words)
    return figure(svg(draw_chart(chart._replace(title=series.schedule.name or ""), WIDTH, HEIGHT, COMPACT)))


def _formulas(shown: list[Callable[..., Curve]]) -> Iterator[str]:
    """The formulas of each curve, below its name where there are several."""
    for curve in shown:
        yield "\n".join([f"# {curve.__name__}"] * (len(shown) > 1) + formulas(curve))


def _links(name: str, shown: list[Callable[..., Curve]], words: Sentences) -> str:
    """Where the arguments are explained, and who had the schedule first."""
    api = [f"[`curves.{curve.__name__}`](../api/curves.md#paddle_lrkit.curves.{curve.__name__})" for curve in shown]
    if name in SCHEDULERS:
        api.insert(0, f"[`{name}`](../api/schedulers.md#paddle_lrkit.schedulers.{name})")
    found = list(dict.fromkeys(source for curve in shown for source in sources(curve)))
    lines = [words.api.format(words.comma.join(api)), words.keys.format(f"`{name}`", name.lower())]
    lines += [words.sources.format(words.comma.join(found))] if found else []
    return " · ".join(lines)


def _tabs(entry: catalog.Entry, python: str, words: Sentences) -> Iterator[str]:
    yield _tab("lrkit", code_block("yaml", dump_yaml(example(entry))))
    arguments = "".join(f", {key}={value!r}" for key, value in _plain(entry.example).items())
    call = f'scheduler = lrkit.scheduler("{entry.name}", updates={_updates(entry)}{arguments})'
    blocks = [f"import paddle_lrkit as lrkit\n\n{call}\n", *([python] if python else [])]
    yield _tab(words.python, "\n\n".join(code_block("python", block) for block in blocks))
    for suite, found, warmed in translations(entry.name):
        if found.section is not None and not _is_table(found):
            said = (words.called if warmed else words.plain).format(found.name)
            yield _tab(detector_of(suite).title, f"{said}\n\n{code_block('yaml', dump_yaml(found.section))}")


def _is_table(found: Translation) -> bool:
    return found.section is not None and dump_yaml(found.section).count("\n") > MOST_LINES


def _updates(entry: catalog.Entry) -> Any:
    return entry.example.get("updates", EPOCHS * STEPS)


def _plain(arguments: Any) -> dict[str, Any]:
    """The arguments of an example for Python, where a number of updates is a number."""
    plain = {key: value for key, value in arguments.items() if key != "updates"}
    warmup = plain.get("warmup")
    return {**plain, "warmup": int(warmup.removesuffix("it"))} if isinstance(warmup, str) else plain


def _elsewhere(entry: catalog.Entry, words: Sentences) -> str:
    """The suites that have the schedule only as a table of rates, and those that cannot have it."""
    found = translations(entry.name)
    tables = [detector_of(suite).title for suite, translation, _ in found if _is_table(translation)]
    without = [detector_of(suite).title for suite, translation, _ in found if translation.section is None]
    if len(without) == len(found):
        return words.nowhere
    said = [(words.table, tables), (words.not_in, without)]
    return "\n\n".join(sentence.format(words.comma.join(suites)) for sentence, suites in said if suites)


def _tab(title: str, content: str) -> str:
    return f'=== "{title}"\n\n' + "\n".join(f"    {line}" if line else "" for line in content.splitlines())


def _overview() -> str:
    """Small pictures of all schedules; each leads to its section."""
    places = {name: (page.stem, name.lower()) for page in PAGES.glob("*[!h].md") for name in _sections(page)}
    shown = []
    for panel in panels():
        page, anchor = places[panel.name]
        chart = panel.chart()._replace(subtitle=())
        picture = blank(THUMBNAIL, THUMBNAIL * 0.75, panel.name)
        add_chart(picture, Layout(chart, Frame(8.0, 4.0, THUMBNAIL - 8.0, THUMBNAIL * 0.7), PANEL))
        drawn = inline(svg(picture))
        shown.append(f'<a href="../catalogue/{page}/#{anchor}" title="{panel.summary}">{drawn}</a>')
    return '<div class="catalogue">' + "".join(shown) + "</div>"


def _sections(page: Path) -> list[str]:
    return re.findall(r"^<!-- schedule: (\w+)", page.read_text(encoding="utf-8"), re.M)
