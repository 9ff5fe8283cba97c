import json
from dataclasses import replace

from benchmarks.measuring.chart import draw
from benchmarks.measuring.figure import Figure
from benchmarks.measuring.interval import Interval
from benchmarks.measuring.question import Run, record, written
from benchmarks.measuring.table import BEGIN, END, README, figures_of, read_results, table
from benchmarks.measuring.timing import Timing

FAST = Figure("ours / peer, CPU", Interval(0.5, 0.4, 0.6), "x", at_most=1.0, headline=True, note="worst of 2: b")
DETAIL = replace(FAST, name="detail", headline=False)


def result():
    run = Run(figures=[FAST, DETAIL], timings={"group": {"a": [Timing(1.0, 2.0)] * 3}}, absent=["peer: not there"])
    return json.loads(written(record("startup", "How long?", run)))


def test_a_result_file_holds_the_figures():
    assert figures_of(result()) == [FAST, DETAIL]
    assert result()["seconds"] == {"group": {"a": [[1.0, 2.0]] * 3}}


def test_the_table_has_the_headlines_and_what_is_missing():
    lines = table([result()]).splitlines()
    assert lines[2] == (
        "| [How long?](startup.py) `python -m benchmarks.startup` ([chart](results/startup.svg)) "
        "| ours / peer, CPU; worst of 2: b | at most 1 | 0.5 [0.4, 0.6] | 3 | met |"
    )
    assert "* startup: peer: not there" in lines
    assert not any("detail" in line for line in lines)


def test_the_table_of_the_readme_is_that_of_the_results():
    text = README.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0] == table(list(read_results()))


def test_a_chart_shows_the_figures_with_a_goal(tmp_path):
    draw("How long?", [DETAIL, replace(DETAIL, name="no goal", at_most=None)], tmp_path / "chart.svg")
    text = (tmp_path / "chart.svg").read_text()
    assert "detail" in text
    assert "no goal" not in text
    draw("How long?", [replace(DETAIL, at_most=None)], tmp_path / "empty.svg")
    assert not (tmp_path / "empty.svg").exists()
