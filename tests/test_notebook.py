"""Objects draw themselves in a notebook, and their text stays."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree

import pytest

from paddle_lrkit.curves import constant, cosine
from paddle_lrkit.suites.load import load_schedule

CONFIG = {
    "Global": {"updates": 100},
    "Optimizer": {"name": "SGD", "lr": {"name": "CosineAnnealingDecay", "learning_rate": 0.1}},
}


@pytest.mark.parametrize("thing", [cosine(0.1, 0.0, 100), load_schedule(CONFIG, suite="lrkit")])
def test_a_notebook_gets_text_and_picture(thing):
    bundle = thing._repr_mimebundle_()
    assert bundle == {"text/plain": repr(thing), "image/svg+xml": thing._repr_svg_()}
    lines = ElementTree.fromstring(bundle["image/svg+xml"]).findall(".//*[@data-series]")
    assert len(lines) == 1


def test_only_what_is_wanted_is_made():
    curve = cosine(0.1, 0.0, 100)
    assert curve._repr_mimebundle_(include={"text/plain"}) == {"text/plain": repr(curve)}
    assert list(curve._repr_mimebundle_(exclude={"text/plain"})) == ["image/svg+xml"]
    assert curve._repr_mimebundle_(include={"text/html"}) == {}


def test_what_has_no_picture_is_text():
    beyond_charts = constant(1e301)
    assert beyond_charts._repr_svg_() is None
    assert beyond_charts._repr_mimebundle_() == {"text/plain": repr(beyond_charts)}


def test_the_charts_are_loaded_with_the_first_picture():
    code = """if True:
    import sys
    from paddle_lrkit.curves import cosine
    curve = cosine(0.1, 0.0, 100)
    print("paddle_lrkit.plot" in sys.modules, curve._repr_svg_()[:4], "paddle" in sys.modules)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "<svg", "False"]
