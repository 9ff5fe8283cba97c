"""JSON configs: values, lines, and one sentence about what is no JSON."""

import pytest

from paddle_lrkit.config.document import NoMappingError
from paddle_lrkit.config.json_loader import parse_json
from paddle_lrkit.errors import ConfigError


def test_values_and_lines():
    document = parse_json('{\n "a": 1e-4,\n "b": {"c": [true, null]}\n}\n', "a.json")
    assert document.data == {"a": 1e-4, "b": {"c": [True, None]}}
    assert document.mark(("b", "c")).line == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{\n  // the peak\n  "a": 1}', ":2: not valid JSON: comments are not allowed in JSON"),
        ('{"a": 1} # the peak', ":1: not valid JSON: comments are not allowed in JSON"),
        ('{"a": 1,\n}', ":2: not valid JSON: there is a comma before the closing bracket"),
        ('{"a": }', ":1: not valid JSON: Expecting value in column 7"),
        ("{'a': 1}", ":1: not valid JSON: Expecting property name enclosed in double quotes in column 2"),
        ('{"a": 1}\n{"b": 2}', ":2: not valid JSON: Extra data in column 1"),
        ("[" * 100_000, ":1: not valid JSON: nested too deeply"),
    ],
)
def test_what_is_no_json_is_one_sentence(text, sentence):
    with pytest.raises(ConfigError) as caught:
        parse_json(text, "a.json")
    assert str(caught.value).startswith(f"a.json{sentence}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["[1]", "3", '"x"'])
def test_a_config_is_a_mapping(text):
    with pytest.raises(NoMappingError, match=r"a\.json: a config must be a mapping of keys"):
        parse_json(text, "a.json")


def test_an_empty_file_has_no_keys():
    assert parse_json(" \n", "a.json").data == {}
