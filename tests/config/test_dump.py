"""What is dumped is read back the same, by PyYAML (YAML 1.1) and by this package (YAML 1.2)."""

from __future__ import annotations

import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.yaml_loader import parse_yaml

AWKWARD = [
    *(
        "",
        " ",
        "a ",
        " a",
        "a\n",
        "\na",
        "a\n\nb",
        "\t",
        "a\tb",
        "\x85",
        "\u2028",
        "\ufeff",
        "\x7f",
        "a #b",
        "a: b",
        "a:b",
    ),
    *("1e-4", "1e5", "08", "0o17", "0x1F", "1_0", "1:30", "2020-01-01", ".5", "5.", "+1", ".inf", ".NaN", "---", "..."),
    *(
        "yes",
        "No",
        "on",
        "y",
        "true",
        "NULL",
        "~",
        "=",
        "<<",
        "!x",
        "&x",
        "*x",
        "- a",
        "'a' \"b\"",
        "a\\nb",
        "\U0001f600",
    ),
    *"'\"#\\-?:|>%@`{]",
    *("学习率", "学习 " * 60, "word " * 60, "x" * 300),
]
text = st.text(max_size=8) | st.text("0123456789eE+-._:xobynYN~<>=!&*| ", max_size=8) | st.sampled_from(AWKWARD)
scalars = st.none() | st.booleans() | st.integers(-(2**1000), 2**1000) | st.floats() | text
configs = st.dictionaries(
    text,
    st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3), max_leaves=8
    ),
    max_size=4,
)


def same(left, right):
    """Equal in value, type, order and, for floats, sign and NaN."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float):
        return (math.isnan(left) and math.isnan(right)) or (
            left == right and math.copysign(1, left) == math.copysign(1, right)
        )
    return left == right


@settings(max_examples=400)
@given(configs)
def test_both_readers_read_back_what_was_dumped(config):
    dumped = dump_yaml(config)
    assert same(parse_yaml(dumped, "c.yml").data, config)
    assert same(yaml.safe_load(dumped) or {}, config)


@pytest.mark.parametrize("value", AWKWARD)
def test_awkward_text_survives_as_key_and_as_value(value):
    config = {value: [value, {"a": value}]}
    dumped = dump_yaml(config)
    assert parse_yaml(dumped, "c.yml").data == config
    assert yaml.safe_load(dumped) == config


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.1, "0.1"),
        (1e-4, "0.0001"),
        (1e-5, "1.0e-05"),
        (1e16, "1.0e+16"),
        (1.5e300, "1.5e+300"),
        (3.0, "3.0"),
        (-0.0, "-0.0"),
        (math.inf, ".inf"),
        (-math.inf, "-.inf"),
        (math.nan, ".nan"),
        (True, "true"),
        (None, "null"),
        ("5ep", "5ep"),
        ("10%", "10%"),
        ("1e-4", '"1e-4"'),
        ("yes", "'yes'"),
        ("学习率", "学习率"),
    ],
)
def test_scalars_are_written_plainly_where_that_is_safe(value, written):
    assert dump_yaml({"a": value}) == f"a: {written}\n"


@given(st.floats(allow_nan=False))
def test_every_float_is_a_float_for_a_yaml_1_1_reader(number):
    assert type(yaml.safe_load(dump_yaml({"a": number}))["a"]) is float


def test_the_order_of_keys_is_kept():
    assert list(parse_yaml(dump_yaml({"z": 1, "a": 2, "m": 3}), "c.yml").data) == ["z", "a", "m"]


def test_one_list_that_stands_in_two_places_is_written_twice():
    shared = [1, 2]
    assert "*" not in dump_yaml({"a": shared, "b": shared})


def test_a_resolved_config_is_the_same_config(tmp_path):
    (tmp_path / "base.yml").write_text("Optimizer: {lr: {name: Constant, learning_rate: 1e-4}}\n")
    (tmp_path / "top.yml").write_text("_BASE_: base.yml\nGlobal: {epochs: 3, note: '1e-4'}\n")
    loaded = load_config(tmp_path / "top.yml", ["Optimizer.lr.warmup=5ep"])
    (tmp_path / "config.yml").write_text(dump_yaml(loaded.data), encoding="utf-8")
    assert load_config(tmp_path / "config.yml").data == loaded.data
