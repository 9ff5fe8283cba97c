import json
import re

import pytest

from tools import site_benchmarks as site

PAGES = {language: site.ROOT / "docs" / f"benchmarks{suffix}.md" for language, suffix in (("en", ""), ("zh", ".zh"))}
TEXTS = {language: page.read_text(encoding="utf-8") for language, page in PAGES.items()}
FILLED = {language: site.filled(text, language) for language, text in TEXTS.items()}
OTHER = "## Other questions\n"


def test_every_result_with_figures_is_on_the_page():
    files = [file for file in (site.BENCHMARKS / "results").glob("*.json") if "figures" in json.loads(file.read_text())]
    assert sorted(file.stem for file in files) == sorted(site.NAMED)
    assert sorted(re.findall(r"^<!-- benchmark: (\w+) -->$", TEXTS["en"], re.M)) == sorted(site.NAMED)


def test_both_pages_have_the_same_marks_and_none_is_left():
    marks = [re.findall(r"^<!-- .* -->$", text, re.M) for text in TEXTS.values()]
    assert marks[0] == marks[1]
    assert not any("<!--" in text for text in FILLED.values())


@pytest.mark.parametrize("name", site.NAMED)
def test_every_headline_stands_beside_the_command_that_made_it(name):
    found, text = site.result(name), site.filled(f"<!-- benchmark: {name} -->", "en")
    assert f"```bash\n{found['command']}\n```" in text
    assert f"Machine: {found['machine']}; python {found['versions']['python']}," in text
    for figure in found["figures"]:
        if figure["headline"]:
            row = next(line for line in text.splitlines() if line.startswith(f"| {figure['name']}"))
            verdict = figure["verdict"]
            assert row.endswith(f" {f'**{verdict}**' if verdict in ('missed', 'not decided') else verdict} |")


def test_what_is_missed_is_said_first():
    missed = site.filled("<!-- missed -->", "en").splitlines()
    figures = [figure for name in site.NAMED for figure in site.result(name)["figures"] if figure["headline"]]
    wanted = [figure["verdict"] for figure in figures if figure["verdict"] in ("missed", "not decided")]
    wanted += [verdict for verdict in site.result("range_test")["verdicts"].values() if verdict == "missed"]
    assert [line.partition(":")[0] for line in missed] == [f"* {verdict}" for verdict in sorted(wanted)]
    assert "* missed: lrkit find: within 2 of the best: 6 / 10 (goal: at least 8 of 10" in "\n".join(missed)


def test_a_figure_on_the_far_side_of_its_goal_is_drawn_right_of_it():
    figure = {"at_most": 5.0, "at_least": None, "interval": [6.0, 5.5, 7.0]}
    assert site._part_of_goal(figure) == pytest.approx((1.2, 1.1, 1.4))
    at_least = {"at_most": None, "at_least": 10.0, "interval": [20.0, 8.0, 40.0]}
    assert site._part_of_goal(at_least) == pytest.approx((0.5, 0.25, 1.25))


def test_no_english_is_left_on_the_chinese_page():
    plain = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)|<figure.*?</figure>|<[^>]+>", " ", FILLED["zh"], flags=re.S)
    charts = re.findall(r">([^<>]*)</text>", "".join(site.filled(f"<!-- benchmark: {n} -->", "zh") for n in site.NAMED))
    known = "lrkit find rank paddle_lrkit import yaml python pass plot curve rule check advise audit exec suite ppdet"
    known += " torch mmengine optax timm yamllint ruff hapi paddle save load pycocotools wsd functional momentum multi"
    known += " power scheduling milestones softmax Spearman submitit numpy visualdl safetensors paddlepaddle million"
    charts += re.findall(r">([^<>]*)</text>", "".join(re.findall(r"<figure.*?</figure>", FILLED["zh"], re.S)))
    words = {word for text in (plain, *charts) for word in re.findall(r"\b[a-z]{3,}\b", text)}
    assert words - {*known.split(), "the", "ray"} == set()


def test_the_figures_of_the_other_questions_are_those_of_the_readme():
    readme = (site.BENCHMARKS / "README.md").read_text(encoding="utf-8")
    table = (
        TEXTS["en"].partition(OTHER)[2] + TEXTS["en"].partition("## What does a run survive?")[2].partition("\n## ")[0]
    )
    numbers = re.findall(r"(?<![\w.])\d[\d.,]*(?:e-?\d+)?(?![\w.])", table)
    assert len(numbers) > 20
    assert [number for number in numbers if number.strip(",.") not in readme] == []


def test_the_pictures_are_pictures():
    assert FILLED["en"].count('<figure class="schedule"><svg ') >= len(site.NAMED) + 5
