"""The picture of a curve without an end, and of a scheduler that has begun."""

from __future__ import annotations

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from paddle_lrkit.curves import constant, cosine, cyclic, exponential, linear, noam
from paddle_lrkit.plot.notebook import drawn_updates, notebook_svg


def texts(thing):
    return [node.text for node in ElementTree.fromstring(notebook_svg(thing)).iter() if node.tag.endswith("text")]


@pytest.mark.parametrize(
    ("curve", "updates"),
    [
        (constant(0.1), 100),
        (exponential(0.1, 0.9), 100),
        (exponential(0.1, 0.999), 10_000),
        (exponential(0.1, 1 - 1e-9), 100),
        (noam(0.1, 4000), 100_000),
        (cyclic(0.01, 0.1, 2000), 10_000),
        (linear(0.0, 0.1, 5000).then(constant(0.1)), 10_000),
        (linear(0.0, 0.1, 10).then(constant(0.1)), 100),
    ],
)
def test_a_curve_without_an_end_shows_its_shape(curve, updates):
    assert curve.length is None
    assert drawn_updates(curve) == updates
    assert f"{updates:,} updates" in " ".join(filter(None, texts(curve)))


def test_a_scheduler_shows_where_it_is():
    curve = cosine(0.1, 0.0, 100)
    begun = texts(SimpleNamespace(curve=curve, length=100, last_epoch=50))
    assert {"now", "update 50: 0.05"} <= set(begun)
    for update in (0, 100, 2000):
        assert "now" not in texts(SimpleNamespace(curve=curve, length=100, last_epoch=update))


def test_a_length_of_the_run_counts_where_the_curve_has_none():
    words = texts(SimpleNamespace(curve=constant(0.1), length=700, last_epoch=0))
    assert "700 updates" in " ".join(words)
