"""Safe YAML: scalars of YAML 1.2, line numbers, and a one-sentence error for everything that is refused."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from paddle_lrkit.config.document import Mark
from paddle_lrkit.config.files import MAX_BYTES, ConfigFiles
from paddle_lrkit.config.yaml11 import Yaml11
from paddle_lrkit.config.yaml_loader import MAX_DEPTH, compose, parse_value, parse_yaml
from paddle_lrkit.config.yaml_scalars import kind_of
from paddle_lrkit.errors import ConfigError


def refusal(text):
    """The error message for a text that is refused."""
    with pytest.raises(ConfigError) as caught:
        parse_yaml(text, "c.yml")
    return str(caught.value)


def read_yaml(file):
    return parse_yaml(ConfigFiles().text(str(file)), str(file))


def refused_file(file):
    with pytest.raises(ConfigError) as caught:
        read_yaml(file)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-4", 1e-4),
        ("1E+3", 1000.0),
        ("1.e3", 1000.0),
        (".5", 0.5),
        ("-.5e1", -5.0),
        ("5.", 5.0),
        ("'1e-4'", "1e-4"),
        ('"1e-4"', "1e-4"),
        ("7", 7),
        ("+7", 7),
        ("-0", 0),
        ("007", 7),
        ("-012", -12),
        ("08", 8),
        ("0x1F", 31),
        ("0o17", "0o17"),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("٣", "٣"),
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("off", "off"),
        ("tRue", "tRue"),
        ("2020-01-01", "2020-01-01"),
        ("~", None),
        ("NULL", None),
        ("", None),
        ("'~'", "~"),
        ("1e999", math.inf),
        ("-.INF", -math.inf),
        ("=", "="),
        ("!!str 3", "3"),
        ("!!float 3", 3.0),
        ("[1, 2e0, x]", [1, 2.0, "x"]),
        ("{a: 1e-4}", {"a": 1e-4}),
    ],
)
def test_a_scalar_is_what_yaml_1_2_says(text, value):
    read = parse_value(text)
    assert read == value
    assert type(read) is type(value)


def test_nan_is_a_number():
    assert math.isnan(parse_value(".nan"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_is_read_as_python_prints_it(number):
    assert parse_value(repr(number)) == number
    assert parse_value(f"{number:.17e}") == number


@given(st.text("0123456789+-.eExabfinINFtrueTRUE~_", max_size=8))
def test_a_plain_scalar_is_resolved_as_its_kind_says(text):
    types = {"bool": bool, "null": type(None), "int": int, "float": float, "str": str}
    try:
        node = yaml.compose(text)
    except yaml.YAMLError:
        return
    if not isinstance(node, yaml.ScalarNode) or node.value != text:
        return
    assert type(parse_value(text)) is types[kind_of(text)]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (
            "1: a\ntrue: b\n~: c\n1.5: d\n2020-01-01: e\n",
            {"1": "a", "true": "b", "~": "c", "1.5": "d", "2020-01-01": "e"},
        ),
        ("# nothing\n", {}),
        ("", {}),
        ("~\n", {}),
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 1}, "c": {"b": 1}}),
        ("a: &x {b: 1, d: 2}\nc: {<<: *x, b: 3}\n", {"a": {"b": 1, "d": 2}, "c": {"b": 3, "d": 2}}),
        (
            "a: &x {b: 1}\ne: &y {b: 2, f: 3}\nc: {<<: [*x, *y]}\n",
            {"a": {"b": 1}, "e": {"b": 2, "f": 3}, "c": {"b": 1, "f": 3}},
        ),
        ('c: {"<<": 3}\n', {"c": {"<<": 3}}),
    ],
)
def test_a_mapping_has_text_keys_and_follows_aliases(text, data):
    assert parse_yaml(text, "c.yml").data == data


def test_aliases_give_separate_values():
    data = parse_yaml("a: &x [1]\nb: *x\n", "c.yml").data
    data["a"].append(2)
    assert data["b"] == [1]


def test_every_key_keeps_its_line():
    text = "base: &base\n  x: 1\n  y: 2\nuser:\n  <<: *base\n  y: 3\nlist:\n  - 1\n  - {z: 4}\n"
    document = parse_yaml(text, "c.yml")
    lines = {
        (): 1,
        ("base",): 1,
        ("base", "x"): 2,
        ("user",): 4,
        ("user", "x"): 2,
        ("user", "y"): 6,
        ("list", 0): 8,
        ("list", 1, "z"): 9,
    }
    assert {path: document.mark(path) for path in lines} == {path: Mark("c.yml", line) for path, line in lines.items()}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: 2\na: 3\n", "c.yml:3: a: the key is given twice, first in line 1"),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", "c.yml:4: a.b: the key is given twice, first in line 2"),
        ("l:\n  - {k: 1,\n     k: 2}\n", "c.yml:3: l.0.k: the key is given twice, first in line 2"),
        ('a: 1\n"a": 2\n', "c.yml:2: a: the key is given twice, first in line 1"),
        ("1: a\n'1': b\n", "c.yml:2: 1: the key is given twice, first in line 1"),
        ("a: &x {b: 1, b: 2}\nc: {<<: *x}\n", "c.yml:1: a.b: the key is given twice, first in line 1"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  <<: *x\n", "c.yml:4: c.<<: the key is given twice, first in line 3"),
    ],
)
def test_a_key_that_is_given_twice_is_an_error(text, sentence):
    assert refusal(text) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "x: 1\na: !!python/object/apply:os.system ['true']\n",
            "c.yml:2: a: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not allowed here",
        ),
        (
            "a: !!python/name:os.system\n",
            "c.yml:1: a: the tag 'tag:yaml.org,2002:python/name:os.system' is not allowed here",
        ),
        (
            "a: !!python/object/new:dict {}\n",
            "c.yml:1: a: the tag 'tag:yaml.org,2002:python/object/new:dict' is not allowed here",
        ),
        ("a: !Cosine {b: 1}\n", "c.yml:1: a: the tag '!Cosine' is not allowed here"),
        ("a: !x y\n", "c.yml:1: a: the tag '!x' is not allowed here"),
        ("a: !!set {b}\n", "c.yml:1: a: the tag 'tag:yaml.org,2002:set' is not allowed here"),
        ("a: !!binary aGk=\n", "c.yml:1: a: the tag 'tag:yaml.org,2002:binary' is not allowed here"),
        ("!!python/name:os.system : 1\n", "c.yml:1: a key must be plain text"),
        ("a:\n  !x b: 1\n", "c.yml:2: a: a key must be plain text"),
        ("a: 1\n? [b]\n: 2\n", "c.yml:2: a key must be plain text"),
        ("? {b: 1}\n: 2\n", "c.yml:1: a key must be plain text"),
        ("a: !!int abc\n", "c.yml:1: a: not a valid int"),
        ("a: !!bool yes\n", "c.yml:1: a: not a valid bool"),
        ("a: !!null x\n", "c.yml:1: a: not a valid null"),
        ("a: !!float infinity\n", "c.yml:1: a: not a valid float"),
        ("a: " + "9" * 5000, "c.yml:1: a: not a valid int"),
        ("a: " + "9" * 400, "c.yml:1: a: the number is too large"),
        ("a: 0x" + "f" * 5000, "c.yml:1: a: the number is too large"),
        ("a:\n  <<: 3\n", "c.yml:2: a.<<: must be a mapping or a list of mappings"),
        ("a:\n  <<: [3]\n", "c.yml:2: a.<<: must be a mapping or a list of mappings"),
        ("- 1\n- 2\n", "c.yml:1: a config must be a mapping of keys, got list"),
        ("\nabc\n", "c.yml:2: a config must be a mapping of keys, got str"),
        ("3\n", "c.yml:1: a config must be a mapping of keys, got int"),
        ("a: 1\n---\nb: 2\n", "c.yml:2: holds several documents, and a config is one"),
    ],
)
def test_what_is_refused_has_a_line_and_a_key(text, sentence):
    assert refusal(text) == sentence


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1, 2\n", 2),
        ("a: 1\nb: c: d\n", 2),
        ("a: *nowhere\n", 1),
        ("a:\n\tb: 1\n", 2),
        ("a: 1\n b: 2\n", 2),
        ("a: 'x\n", 2),
        ("%YAML 9.9\n---\na: 1\n", 1),
        ("a: }\n", 1),
        ('a: "\\ud800"\n', 1),
    ],
)
def test_invalid_yaml_is_reported_with_its_line(text, line):
    assert refusal(text).startswith(f"c.yml:{line}: not valid YAML: ")


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\ud800", "\uffff"])
def test_a_control_character_is_named_with_its_line(character):
    assert refusal(f"a: 1\nb: x{character}\n") == f"c.yml:2: the character {character!a} is not allowed in YAML"


def bomb(first, line):
    """Nine aliases of the name before, nine times over: 9**9 values from ten lines."""
    names = "abcdefghij"
    return f"a: &a {first}\n" + "".join(
        line.format(name=name, aliases=", ".join([f"*{before}"] * 9)) for before, name in pairwise(names)
    )


@pytest.mark.parametrize(
    "text",
    [
        bomb("[x, x, x]", "{name}: &{name} [{aliases}]\n"),
        bomb("[]", "{name}: &{name} [{aliases}]\n"),
        bomb("{x: 1}", "{name}: &{name} {{<<: [{aliases}]}}\n"),
        bomb("{}", "{name}: &{name} {{<<: [{aliases}]}}\n"),
        "a: [" + "1," * 500_000 + "]",
        "- a\n" * 500_000,
    ],
    ids=["laughs", "empty laughs", "merges", "empty merges", "long list", "long sequence"],
)
def test_too_many_values_are_refused(text):
    sentence = refusal(text)
    assert re.fullmatch(r"c\.yml:\d+: more than 200000 values once its aliases are followed", sentence)


DEEP = {
    "open": "[" * 100_000,
    "flow": "a: " + "[" * 3000 + "]" * 3000,
    "braces": "{a: " * 3000 + "}" * 3000,
    "block": "".join(f"{' ' * depth}a:\n" for depth in range(1000)),
    "dashes": "- " * 3000,
    "keys": "? " * 3000,
}
TOO_DEEP = rf"c\.yml:\d+: nested deeper than {MAX_DEPTH} levels"


@pytest.mark.parametrize(
    "text",
    ["a: &a [*a]", "a: &a {b: *a}", "a: &a\n  <<: *a\n  b: 1\n", *DEEP.values()],
    ids=["list in itself", "mapping in itself", "merge of itself", *DEEP],
)
def test_endless_and_deep_nesting_is_refused(text):
    assert re.fullmatch(TOO_DEEP, refusal(text))


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("loader", [Yaml11, yaml.SafeLoader])
def test_deep_nesting_is_refused_with_every_loader(text, loader):
    with pytest.raises(ConfigError) as caught:
        compose(text, "c.yml", loader)
    assert re.fullmatch(TOO_DEEP, str(caught.value))


@pytest.mark.parametrize("sentence", ["exceeded maximum nesting depth", "Maximum nesting level reached"])
def test_the_depth_limit_of_libyaml_does_not_change_the_message(sentence):
    class Limited(yaml.SafeLoader):
        def get_event(self):
            raise yaml.scanner.ScannerError(None, None, sentence, yaml.Mark("", 0, 0, 0, "", 0))

    with pytest.raises(ConfigError) as caught:
        compose(DEEP["flow"], "c.yml", Limited)
    assert re.fullmatch(TOO_DEEP, str(caught.value))
    with pytest.raises(ConfigError, match=rf"^c\.yml:1: not valid YAML: {sentence}$"):
        compose("a: 1", "c.yml", Limited)


def test_nesting_up_to_the_limit_is_read():
    depth = MAX_DEPTH - 1
    assert parse_yaml("a: " + "[" * depth + "]" * depth, "c.yml").data["a"] is not None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a: 1\nb: \xe9\n", ":2: not a text file in UTF-8 (byte 8)"),
        ("a: 1".encode("utf-16"), ":1: not a text file in UTF-8 (byte 0); it reads as UTF-16, so save it as UTF-8"),
        (b"a: \xed\xa0\x80\n", ":1: not a text file in UTF-8 (byte 3)"),
        (b"a: 1\n\0", ":2: the character '\\x00' is not allowed in YAML"),
    ],
)
def test_a_file_that_is_not_text_is_one_sentence(tmp_path, content, sentence):
    file = tmp_path / "c.yml"
    file.write_bytes(content)
    assert refused_file(file) == f"{file}{sentence}"


def test_a_byte_order_mark_is_left_out(tmp_path):
    file = tmp_path / "c.yml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    assert read_yaml(file).data == {"a": 1}


def test_a_large_file_is_refused_without_reading_it(tmp_path):
    file = tmp_path / "c.yml"
    with file.open("wb") as stream:
        stream.truncate(50 * 2**20)
    assert refused_file(file) == f"{file}: larger than {MAX_BYTES // 2**20} MiB, the limit for a config"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nowhere.yml", "No such file or directory"), (".", "Is a directory"), ("a\0b", "embedded null byte")],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, reason):
    file = f"{tmp_path}/{name}"
    assert refused_file(file) == f"{file}: cannot be read: {reason}"


def test_the_nearest_file_of_the_same_kind_is_named(tmp_path):
    for name in ("resnet_cosine.yml", "resnet_cosin.py"):
        (tmp_path / name).touch()
    wrong = tmp_path / "resnet_cosin.yml"
    expected = f"{wrong}: cannot be read: No such file or directory; did you mean 'resnet_cosine.yml'?"
    assert refused_file(wrong) == expected


def outcome(function, *arguments):
    """What a function returns, and the error that it raises; one of them is None."""
    try:
        return function(*arguments), None
    except ConfigError as error:
        return None, error


@given(st.text() | st.text("abn:-[]{},&*!|>'\"%@?#<~ \n\t0123.e", max_size=60))
@example("")
@example("\ufeff")
@example("a: \u2028b")
def test_every_text_is_a_mapping_or_one_config_error(text):
    document, error = outcome(parse_yaml, text, "c.yml")
    assert isinstance(document.data, dict) if error is None else error.file == "c.yml"


@given(st.binary(max_size=200))
def test_every_file_is_a_mapping_or_one_config_error(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "bytes.yml"
    file.write_bytes(content)
    document, error = outcome(read_yaml, file)
    assert isinstance(document.data, dict) if error is None else error.file == str(file)


def test_a_tab_before_a_key_is_named():
    with pytest.raises(ConfigError, match="the line is indented with a tab, write spaces"):
        parse_yaml("a:\n\tb: 1\n", "c.yml")
    with pytest.raises(ConfigError) as caught:
        parse_yaml("a: [1\nb: 1\n", "c.yml")
    assert "tab" not in str(caught.value)
