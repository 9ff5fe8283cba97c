import re
from pathlib import Path

import pytest
import yaml

import paddle_lrkit
from paddle_lrkit import curves, schedulers
from paddle_lrkit.curves import catalog
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.table import SUITES, detector_of
from tools import site_catalogue as site

PAGES = sorted(page for page in site.PAGES.glob("*.md") if not page.name.endswith(".zh.md"))
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
MARKS = [mark for text in TEXTS.values() for mark in site.MARK.finditer(text) if mark["name"]]
BLOCKS = [(mark["name"], mark["python"]) for mark in MARKS if mark["python"]]
SPECIAL = site.PAGES / "special.md"
NO_SCHEDULE = {"CurveLR", "ParameterGroup", "UpdateCounter", "curve_of", "scheduler"}


def filled(mark, language="en"):
    return site.filled(mark[0], language)


def test_every_schedule_has_one_section_under_its_name():
    named = [mark["name"] for mark in MARKS]
    assert sorted(named) == sorted(entry.name for entry in (*catalog.ENTRIES, *catalog.RAMPS))
    headings = [heading for text in TEXTS.values() for heading in re.findall(r"^## (\w+)$", text, re.M)]
    assert {*named, *schedulers.__all__} - NO_SCHEDULE == {*headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_chinese_page_has_the_same_marks(page):
    chinese = page.with_name(f"{page.stem}.zh.md").read_text(encoding="utf-8")
    assert re.findall(r"^<!-- .* -->$", chinese, re.M) == re.findall(r"^<!-- .* -->$", TEXTS[page], re.M)
    assert "<!--" not in site.filled(chinese, "zh")


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark["name"])
def test_a_section_has_a_picture_a_formula_and_every_suite(mark):
    text = filled(mark)
    assert re.search(r'^<figure class="schedule"><svg .*</svg></figure>$', text, re.M)
    assert re.search(r"^```text\n(?:# \w+\n)?(lr|batch)\([^\n]+ = ", text, re.M)
    if mark["name"] in {entry.name for entry in catalog.RAMPS}:
        return
    tabs = re.findall(r'^=== "(.*)"$', text, re.M)
    assert tabs[:2] == ["lrkit", "Python"]
    below = text.rpartition("```")[2]
    elsewhere = [name for names in re.findall(r": (.*)\.$", below, re.M) for name in names.split(", ")]
    titles = [detector_of(suite).title for suite in SUITES if suite != "lrkit"]
    if below.strip() == "No suite can express this schedule.":
        elsewhere = titles
    assert sorted(tabs[2:] + elsewhere) == sorted(titles)


@pytest.mark.parametrize(
    ("name", "suite", "lines"),
    [
        ("OneCycleLR", "PaddleClas", ["name: OneCycleLR", "max_learning_rate: 0.1"]),
        ("CosineAnnealingDecay", "PaddleOCR", ["without the warmup", "name: Cosine", "epoch_num: 20"]),
        ("MultiStepDecay", "PaddleDetection", ["!PiecewiseDecay {milestones: [12, 17]"]),
    ],
)
def test_a_suite_gets_what_convert_writes(name, suite, lines):
    mark = next(mark for mark in MARKS if mark["name"] == name)
    tab = re.search(rf'^=== "{suite}"\n(.*?)(?=^===|^\S)', filled(mark), re.M | re.S)[1]
    assert [line for line in lines if line not in tab] == []


def test_a_table_of_rates_is_only_named():
    noise = filled(next(mark for mark in MARKS if mark["name"] == "CosineNoise"))
    assert "\nAs a table of all its rates, which `lrkit convert` writes: PaddleDetection, PaddleClas," in noise
    assert len(noise) < 20_000


def test_the_words_are_in_the_language_of_the_page():
    mark = next(mark for mark in MARKS if mark["name"] == "Tanh")
    assert filled(mark).endswith("\nNo suite can express this schedule.")
    assert filled(mark, "zh").endswith("\n没有套件能表达这一策略。")
    assert "学习率</text>" in filled(mark, "zh")


@pytest.mark.parametrize(("name", "python"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_the_class_has_the_rates_of_the_example(name, python):
    names = {}
    exec(python, names)
    curve, epoch = site.schedule_of(site.example(catalog.find(name))).curve, site.STEPS
    for update in range(0, site.EPOCHS * site.STEPS, epoch):
        names["scheduler"].step(update)
        assert names["scheduler"]() == pytest.approx(curve(update), rel=1e-9, abs=1e-12), update


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark["name"])
def test_the_line_for_python_runs(mark):
    if mark["name"] in {entry.name for entry in catalog.RAMPS}:
        return
    line = re.search(r"^    (scheduler = lrkit\.scheduler\(.*\))$", filled(mark), re.M)[1]
    names = {"lrkit": paddle_lrkit}
    exec(line, names)
    assert names["scheduler"]() == site.schedule_of(site.example(catalog.find(mark["name"]))).curve(0)


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", TEXTS[SPECIAL], re.S))
def test_the_other_python_runs(block):
    names = {}
    exec(block, names)
    names["scheduler"].step()


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", TEXTS[SPECIAL], re.S))
def test_the_other_configs_are_read(block):
    config = yaml.safe_load(block)
    optimizer = {"name": "Momentum", "lr": {"name": "ConstantLR", "learning_rate": 0.1}}
    config["Optimizer"] = {**optimizer, **config.get("Optimizer", {})}
    if "Train" in config:
        config["Train"] = {**config["Train"], "num_samples": 6400, "dataset": {"name": "Digits"}}
    schedule = load_schedule(
        {"Global": {"epochs": 20}, **config}, suite="lrkit", steps_per_epoch=None if "Train" in config else 50
    )
    assert schedule.peak_lr == pytest.approx(0.1)


def test_the_small_pictures_lead_to_the_sections():
    overview = site.filled("<!-- catalogue -->", "en")
    links = re.findall(r'href="\.\./catalogue/([\w-]+)/#(\w+)"', overview)
    assert len(links) == len(catalog.ENTRIES)
    sections = {(page.stem, name) for page in PAGES for name in re.findall(r"^## (\w+)$", TEXTS[page].lower(), re.M)}
    assert {*links} <= sections


def test_the_sources_of_a_curve():
    assert site.sources(curves.cosine)[:2] == [
        "[arXiv 1608.03983](https://arxiv.org/abs/1608.03983)",
        "`paddle.optimizer.lr.CosineAnnealingDecay`",
    ]


def test_the_pages_are_those_of_the_folder():
    assert Path(site.__file__).parent.parent / "docs" / "catalogue" == site.PAGES
