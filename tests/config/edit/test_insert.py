"""A key that is put into a YAML file: everything else keeps its bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.config.edit.insert import inserted
from paddle_lrkit.config.yaml11 import parse_yaml11

PATH = ("Optimizer", "lr", "learning_rate")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Optimizer:\n  lr:\n    learning_rate: 0.5\n"),
        ("# only a comment", "# only a comment\nOptimizer:\n  lr:\n    learning_rate: 0.5\n"),
        ("_BASE_: a.yml  # base\n", "_BASE_: a.yml  # base\nOptimizer:\n  lr:\n    learning_rate: 0.5\n"),
        ("_BASE_: a.yml", "_BASE_: a.yml\nOptimizer:\n  lr:\n    learning_rate: 0.5"),
        ("Optimizer: {name: SGD}\n", "Optimizer: {name: SGD, lr: {learning_rate: 0.5}}\n"),
        ("Optimizer: {lr: {}}\nb: 1\n", "Optimizer: {lr: {learning_rate: 0.5}}\nb: 1\n"),
        (
            "Optimizer:\n    lr:  # s\n        warmup: 1ep  # long\n# after\nTrain: {}\n",
            "Optimizer:\n    lr:  # s\n        warmup: 1ep  # long\n        learning_rate: 0.5\n# after\nTrain: {}\n",
        ),
        (
            "Optimizer:\n  betas:\n    - 1\n    - 2\nTrain: 1\n",
            "Optimizer:\n  betas:\n    - 1\n    - 2\n  lr:\n    learning_rate: 0.5\nTrain: 1\n",
        ),
    ],
)
def test_where_the_key_goes(before, after):
    assert inserted(before, PATH, 0.5, "x.yml") == after


@pytest.mark.parametrize("text", ["Optimizer: 3\n", "Optimizer:\n", "- a\n- b\n", "a: [\n"])
def test_a_file_without_a_place_for_it(text):
    assert inserted(text, PATH, 0.5, "x.yml") is None


names = st.sampled_from(["a", "b", "Optimizer", "lr", "Train"])
values = st.recursive(
    st.integers(0, 9) | st.sampled_from(["x", "1ep"]),
    lambda inner: st.dictionaries(names, inner, min_size=1),
    max_leaves=8,
)


@given(st.dictionaries(names, values, min_size=1), st.booleans())
def test_the_file_reads_back_with_just_that_key(data, flow):
    import yaml

    text = yaml.safe_dump(data, default_flow_style=flow)
    changed = inserted(text, PATH, 0.5, "x.yml")
    if changed is None:
        assert not all(isinstance(part, dict) for part in (data.get("Optimizer", {}), _inside(data)))
        return
    read = parse_yaml11(changed, "x.yml").data
    assert read["Optimizer"]["lr"].pop("learning_rate") == 0.5
    if not read["Optimizer"]["lr"]:
        del read["Optimizer"]["lr"]
    if not read["Optimizer"]:
        del read["Optimizer"]
    assert read == data


def _inside(data):
    outer = data.get("Optimizer", {})
    return outer.get("lr", {}) if isinstance(outer, dict) else {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a": 1}', '{"a": 1, "b": {"c": 0.5}}'),
        ('{\n  "a": [1, 2]\n}\n', '{\n  "a": [1, 2],\n  "b": {"c": 0.5}\n}\n'),
        ('{\n    "b": {\n        "x": 1\n    }\n}', '{\n    "b": {\n        "x": 1,\n        "c": 0.5\n    }\n}'),
    ],
)
def test_a_json_file_stays_json(before, after):
    found = inserted(before, ("b", "c"), 0.5, "x.json")
    assert found == after
    assert json.loads(found)["b"]["c"] == 0.5
