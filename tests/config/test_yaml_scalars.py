"""The values of scalars."""

import math
import re

import pytest

from paddle_lrkit.config.yaml_scalars import STANDARD, kind_of, scalar_value

VALUES = {"true": True, "~": None, "0x1F": 31, "-7": -7, "1e-4": 0.0001, ".5": 0.5, "-.inf": -math.inf, "yes": "yes"}


@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_text_has_a_type_and_a_value(text, value):
    found = scalar_value(STANDARD + kind_of(text), text)
    assert (type(found), found) == (type(value), value)


def test_the_same_text_has_a_value_of_each_type():
    assert [scalar_value(STANDARD + kind, "1") for kind in ("int", "float", "str", "int")] == [1, 1.0, "1", 1]
    assert type(scalar_value(STANDARD + "int", "1")) is int


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("int", "one", "not a valid int"),
        ("float", "1.2.3", "not a valid float"),
        ("int", "9" * 400, "the number is too large"),
        ("binary", "YQ==", "the tag 'tag:yaml.org,2002:binary' is not allowed here"),
    ],
)
def test_what_has_no_value_is_refused_each_time(kind, text, why):
    for _ in range(2):
        with pytest.raises(ValueError, match=rf"^{re.escape(why)}$"):
            scalar_value(STANDARD + kind, text)
