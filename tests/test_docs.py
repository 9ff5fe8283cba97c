"""The documentation names every key and every name that a config can have, and its links lead somewhere."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
import yaml

from paddle_lrkit.config import settings
from paddle_lrkit.suites.lrkit.reader import Warmup
from paddle_lrkit.units import UNITS

ROOT = Path(__file__).resolve().parent.parent
CONFIG = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
DOCS = ROOT / "docs"
SITE = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
CHINESE_PAGES = sorted(DOCS.rglob("*.zh.md"))
READMES = ("README.md", "README.zh-CN.md")
ENGLISH, CHINESE = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
SECTIONS = [
    Warmup,
    *(part for part in vars(settings).values() if is_dataclass(part) and part.__module__ == settings.__name__),
]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_every_key_is_documented(section):
    missing = [field.name for field in fields(section) if not re.search(rf"\b{field.name}\b", CONFIG)]
    assert missing == []


def test_every_schedule_is_documented():
    from paddle_lrkit.curves import catalog
    from paddle_lrkit.curves._slope import SHAPES
    from paddle_lrkit.suites.lrkit.common_keys import COMMON_KEYS
    from paddle_lrkit.suites.lrkit.reader import PLATEAUS

    page = (ROOT / "docs" / "schedules.md").read_text(encoding="utf-8")
    names = [*(entry.name for entry in (*catalog.ENTRIES, *catalog.RAMPS)), *SHAPES, *PLATEAUS.values()]
    assert [name for name in names if f"`{name}`" not in page] == []
    assert [key for key in COMMON_KEYS if f"`{key}`" not in CONFIG] == []


def test_every_optimizer_is_documented():
    from paddle_lrkit.config.optimizer_arguments import ARGUMENTS

    page = (ROOT / "docs" / "optimizers.md").read_text(encoding="utf-8")
    assert [name for name in ARGUMENTS if f"`{name}`" not in page] == []


def test_every_unit_is_documented():
    assert [unit for unit in UNITS if f"{unit}`" not in CONFIG] == []


def test_every_name_of_the_image_tables_is_documented():
    from paddle_lrkit.train import registry

    tables = (registry.TRANSFORMS, registry.BATCH_TRANSFORMS)
    names = [name for table in tables for name in table.builtin]
    assert [name for name in names if f"`{name}`" not in CONFIG] == []


def test_every_group_of_entry_points_is_documented():
    from paddle_lrkit.config.registry import Registry
    from paddle_lrkit.suites.lrkit.reader import INSTALLED
    from paddle_lrkit.train import registry

    groups = {table.group for table in (INSTALLED, *vars(registry).values()) if isinstance(table, Registry)}
    assert len(groups) >= 10
    assert set(re.findall(r"^\| `(paddle_lrkit\.\w+)` \|", CONFIG, re.M)) == groups


def test_the_documented_schedule_of_a_package_can_be_named(monkeypatch):
    from paddle_lrkit import curves
    from paddle_lrkit.suites import load_schedule
    from paddle_lrkit.suites.lrkit import reader as lrkit

    source = re.search(r"^def sawtooth.*?^```", CONFIG, re.M | re.S)[0].removesuffix("```")
    names = {"curves": curves, "Curve": curves.Curve}
    exec(source, names)
    lr = re.search(r"\{name: Sawtooth[^}]*\}", CONFIG)[0]
    monkeypatch.setattr(lrkit.INSTALLED, "names", lambda: ["Sawtooth"])
    monkeypatch.setattr(lrkit.INSTALLED, "find", {"Sawtooth": names["sawtooth"]}.get)
    config = {"Global": {"updates": 170}, "Optimizer": {"name": "SGD", "lr": yaml.safe_load(lr)}}
    curve = load_schedule(config, suite="lrkit", steps_per_epoch=10).curve
    assert [curve(update) for update in (0, 5, 10, 29, 30)] == pytest.approx([0.0, 0.05, 0.1, 0.005, 0.1])


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], ids=lambda page: page.name)
def test_links_lead_to_files(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def _code_blocks(text):
    """The fenced blocks, with their language and without comments, which each README has in its own language."""
    blocks = re.findall(r"^```(.*?)^```$", text, re.M | re.S)
    return [re.sub(r"(^|[ \t]+)# .*$", "", block, flags=re.M) for block in blocks]


def _prose(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def _link_targets(text):
    return sorted(target for target in re.findall(r"\]\(([^)]+)\)", _prose(text)) if target not in READMES)


def _heading_levels(text):
    return [len(marks) for marks in re.findall(r"^(#+) ", _prose(text), re.M)]


def _figures(text):
    """Measured values and versions: the numbers with a decimal point, outside of code blocks."""
    return sorted(re.findall(r"\d+(?:\.\d+)+%?", _prose(text)))


@pytest.mark.parametrize("part", [_code_blocks, _link_targets, _heading_levels, _figures])
def test_both_readmes_have_the_same(part):
    assert part(ENGLISH)
    assert part(CHINESE) == part(ENGLISH)


def test_each_readme_begins_with_a_link_to_the_other():
    assert ENGLISH.splitlines()[:3] == ["# paddle_lrkit", "", "[中文](README.zh-CN.md)"]
    assert CHINESE.splitlines()[:3] == ["# paddle_lrkit", "", "[English](README.md)"]


def test_code_blocks_differ_in_commands_and_not_in_comments():
    page = "```\nlrkit plot a.yml   # in the terminal\n# again\nlrkit plot b.yml\n```\n"
    assert _code_blocks(page) == _code_blocks(page.replace("in the terminal", "elsewhere").replace("again", "twice"))
    assert _code_blocks(page) != _code_blocks(page.replace("b.yml", "c.yml"))
    assert _code_blocks(page) != _code_blocks(page + "```yaml\nlr: 1\n```\n")


def test_a_figure_changed_in_one_readme_alone_is_seen():
    figure = _figures(ENGLISH)[-1]
    assert _figures(ENGLISH.replace(figure, f"1{figure}")) != _figures(CHINESE)


def _nav(entries):
    """(title, page) of each entry of the navigation, sections with None."""
    for title, inner in (pair for entry in entries for pair in entry.items()):
        yield title, None if isinstance(inner, list) else inner
        yield from _nav(inner) if isinstance(inner, list) else ()


def test_the_navigation_names_every_page():
    pages = {str(file.relative_to(DOCS)) for file in DOCS.rglob("*.md") if not re.search(r"\.zh\.md$|/LR\d", str(file))}
    assert sorted(page for _, page in _nav(SITE["nav"]) if page) == sorted(pages)


def test_the_navigation_is_translated():
    (i18n,) = (plugin["i18n"] for plugin in SITE["plugins"] if "i18n" in plugin)
    assert set(i18n["languages"][1]["nav_translations"]) == {title for title, _ in _nav(SITE["nav"])}


@pytest.mark.parametrize("package", ["curves", "schedulers", "optimizers"])
def test_the_reference_has_every_public_name(package):
    stub = (ROOT / "paddle_lrkit" / package / "__init__.pyi").read_text(encoding="utf-8")
    page = (DOCS / "api" / f"{package}.md").read_text(encoding="utf-8")
    assert re.findall(rf"^::: paddle_lrkit\.{package}\.(\w+)$", page, re.M) == re.findall(r" as (\w+)$", stub, re.M)


@pytest.mark.parametrize("page", CHINESE_PAGES, ids=lambda page: page.name)
def test_a_translation_has_what_the_english_page_has(page):
    chinese = page.read_text(encoding="utf-8")
    english = page.with_name(page.name.replace(".zh.md", ".md")).read_text(encoding="utf-8")
    for part in (_heading_levels, _code_blocks, _link_files, _figures):
        assert part(chinese) == part(english)


def _link_files(text):
    return sorted(target.partition("#")[0] for target in _link_targets(text))


@pytest.mark.parametrize("page", CHINESE_PAGES, ids=lambda page: page.name)
def test_a_translation_is_chinese_and_set_as_chinese(page):
    prose = _prose(page.read_text(encoding="utf-8"))
    assert [part for part in re.split(r"\n\s*\n|\n(?=[*|#])", prose) if _is_english(part)] == []
    han = "[\u4e00-\u9fff\uff08-\uff1f\u3001\u3002]"
    assert re.findall(rf"{han}+ +{han}+|^\s*[）】，。、：；！？].*|.*[（【]$", prose, re.M) == []


def test_a_chart_of_a_chinese_page_is_chinese():
    named = {name for page in CHINESE_PAGES for name in re.findall(r"images/([\w-]+)\.svg", page.read_text("utf-8"))}
    charts = {name: DOCS / "images" / f"{name}.zh.svg" for name in named}
    assert len(charts) >= 6
    assert [name for name, file in charts.items() if "学习率" not in file.read_text(encoding="utf-8")] == []


def _is_english(part):
    """Whether a paragraph, row or item has a sentence and not one Chinese character."""
    words = re.sub(r"`[^`]*`|\]\([^)]*\)", " ", part)
    return not re.search(r"[\u4e00-\u9fff]", words) and len(re.findall(r"\b[A-Za-z]{2,}\b", words)) > 5
