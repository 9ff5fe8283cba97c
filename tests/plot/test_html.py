"""The page contains its numbers and fetches nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from html.parser import HTMLParser

import pytest

from paddle_lrkit.curves import linear, multistep
from paddle_lrkit.plot.html import html
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import series_of
from paddle_lrkit.plot.words import CHINESE, ENGLISH
from paddle_lrkit.printable import printable
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def page(file="a.yml", words=ENGLISH, **options):
    one = Schedule(multistep(0.1, [60]).warmup(10), "lrkit", RunLength(100, 10), "Multi", file, 10)
    return html(draw_chart(schedule_chart(series_of([one]), words=words, **options)), words)


def plots(text):
    return json.loads(re.search(r"const plots = (.*), words = ", text)[1])


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.links = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append(tag)
        self.links += [value for name, value in attributes if name in ("src", "href", "xlink:href", "action")]


def test_the_points_are_in_the_page():
    (plot,) = plots(page())
    (series,) = plot["series"]
    assert series["label"] == "a"
    assert (series["end"], series["span"], series["epoch"]) == (100, 100, 10)
    curve = multistep(0.1, [60]).warmup(10)
    assert series["updates"][-1] == 99
    assert series["rates"] == [curve(update) for update in series["updates"]]


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HANDS = """<script>
function pointer(kind, share) {
  const [left, top, right, bottom] = only.frame;
  const spot = new DOMPoint(left + share * (right - left), (top + bottom) / 2).matrixTransform(svg.getScreenCTM());
  const where = {clientX: spot.x, clientY: spot.y, button: 0, pointerType: "mouse"};
  (kind === "pointerup" ? window : svg).dispatchEvent(new PointerEvent(kind, where));
}
function drag(from, to) { pointer("pointerdown", from); pointer("pointermove", to); pointer("pointerup", to); }
function labels() { return [...drawn.querySelectorAll("text")].map(node => node.textContent); }
const buttons = document.querySelectorAll("#bar button"), seen = {};
drag(0.495, 0.905);
seen.enlarged = [labels(), table().length, drawn.querySelectorAll("polyline").length];
seen.drops = [...drawn.querySelectorAll("[stroke-dasharray='3 3']")].map(node => Math.round(node.getAttribute("x1")));
buttons[0].click();
const name = [...svg.querySelectorAll("text")].find(node => node.textContent === only.series[0].label);
seen.off = [drawn.querySelectorAll("polyline").length, table()[1], only.high, name.style.opacity];
svg.dispatchEvent(new Event("dblclick"));
seen.without = [drawn.querySelectorAll("polyline").length, table().length];
buttons[0].click();
seen.whole = [drawn.children.length, table().length, marks.every(node => node.style.display === "")];
document.body.dataset.seen = JSON.stringify(seen);
</script></body>"""


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_part_is_enlarged_and_curves_are_switched_off(tmp_path):
    runs = [
        Schedule(curve, "lrkit", RunLength(100, 10), file=f"{name}.yml")
        for name, curve in (("a", linear(1.0, 0.0, 100)), ("b", multistep(0.1, [60])))
    ]
    text = html(draw_chart(schedule_chart(series_of(runs))), ENGLISH).replace("</body>", HANDS)
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    asked = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    shown = subprocess.run(
        [*asked, "--dump-dom", str(tmp_path / "page.html")], capture_output=True, text=True, check=True, timeout=120
    ).stdout
    seen = json.loads(unescape(re.search(r'data-seen="(.*?)"', shown)[1]))
    names, rows, lines = seen["enlarged"]
    assert {"50", "90", "updates", "learning rate", "epochs", "5", "9"} <= set(names)
    assert "20" not in names
    left, _, right, _ = plots(text)[0]["frame"]
    assert seen["drops"] == [pytest.approx(left + (60 - 49.5) / 41 * (right - left), abs=1)]
    assert (rows, lines) == (1 + 41 + 2, 2)
    assert seen["off"][:2] == [1, "b\t59\t0.1"]
    assert seen["off"][2] == pytest.approx(0.107)
    assert seen["off"][3] == "0.3"
    assert seen["without"] == [1, 1 + 4]
    assert seen["whole"] == [0, 1 + 100 + 4, True]


def test_nothing_is_fetched():
    text = page()
    assert Elements(text).links == []
    assert "url(" not in text
    assert "@import" not in text
    assert re.findall(r"https?://[^\"']+", text) == ["http://www.w3.org/2000/svg"] * 2


def test_names_cannot_end_the_script_or_the_title():
    text = page("</script><script>alert(1).yml", title="</title><script>alert(2)</script>{{PLOTS}}")
    assert Elements(text).found.count("script") == 1
    assert plots(text)[0]["series"][0]["label"] == "script><script>alert(1)"
    assert "{{PLOTS}}" in text


def test_the_page_speaks_the_language_of_the_chart():
    text = page(words=CHINESE)
    assert '<html lang="zh">' in text
    assert CHINESE.hover_and_drag in text
    assert CHINESE.copy in text


def test_a_picture_without_numbers_has_no_hint():
    text = html(Scene(20, 10, "t"), ENGLISH)
    assert ENGLISH.hover not in text
    assert ENGLISH.hover_and_drag not in text


def test_no_place_is_left_empty():
    assert "{{" not in page()


@pytest.mark.parametrize(
    "name",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        '"><img src=x onerror=alert(1)>',
        "'; alert(1);",
        "\u2028\x1b]0;owned\x07\u202e",
        "${alert(1)}`",
        "{{PLOTS}}",
    ],
)
def test_a_name_is_text_and_no_element(name):
    shown, harmless = (Elements(page(f"{file}.yml", title=file)) for file in (name, "harmless"))
    assert (shown.found, shown.links) == (harmless.found, harmless.links)
    text = page(f"{name}.yml", title=name)
    assert plots(text)[0]["series"][0]["label"] == printable(name.rpartition("/")[2])
    assert not [letter for letter in text if not letter.isprintable() and letter != "\n"]
