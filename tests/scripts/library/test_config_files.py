"""YAML and JSON that a script reads."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.scripts.library.config_files import parsed_yaml
from tests.scripts.library.fake_reader import run

TEXT = """
base: &base {lr: 1e-4, momentum: 0.9, nesterov: yes}
train:
  <<: *base
  epochs: 90
  milestones: [30, 60]
  1: int key
  rate: 1.0e-3
"""


def test_yaml_is_read_as_pyyaml_does():
    assert run("yaml.safe_load(open('a.yml'))", files={"a.yml": TEXT}) == yaml.safe_load(TEXT)
    assert run("yaml.load(open('a.yml').read(), Loader=yaml.FullLoader)", files={"a.yml": TEXT}) == yaml.safe_load(TEXT)
    assert run("yaml.safe_load(open('a.yml'))['base']['lr']", files={"a.yml": TEXT}) == "1e-4"


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text(st.characters(codec="ascii"), max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
        max_leaves=8,
    )
)
def test_any_value_is_read_back(value):
    assert parsed_yaml(yaml.safe_dump(value), "a.yml") == value
    assert run("json.loads(text)", names={"text": json.dumps(value)}) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [1", "cannot be read: not valid YAML"),
        (
            "a: !!python/object/apply:os.system ['true']",
            "cannot be read: not valid YAML: could not determine a constructor",
        ),
        ("&a [*a]", "cannot be read: an alias is inside its own anchor (line 1)"),
        (
            "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9) if i else 1}]" for i in range(9)),
            "more than 200000 values",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_not_known(text, why):
    found = run("yaml.load(open('a.yml'))", files={"a.yml": text})
    assert found.text == "a.yml"
    assert why in found.why


def test_a_file_that_is_not_there_is_not_known():
    found = run("yaml.safe_load(open('conf/a.yml'))['lr']")
    assert str(found) == "`conf/a.yml['lr']` comes from conf/a.yml, which is not there"


def test_json_is_read():
    assert run("json.load(open('a.json'))", files={"a.json": '{"lr": 1e-4}'}) == {"lr": 1e-4}
    assert "not valid JSON" in run("json.load(open('a.json'))", files={"a.json": "{lr: 1}"}).why


def test_lines_of_a_file():
    files = {"a.txt": "0.1\n0.2\n"}
    assert run("list(open('a.txt'))", files=files) == ["0.1\n", "0.2\n"]
    assert run("open('a.txt').read().split()", files=files) == ["0.1", "0.2"]
    assert run("f = open('a.txt')\nf.readline()\nf.readline()", files=files) == "0.2\n"
    assert run("open('log.txt', 'w').write('x')") is None
