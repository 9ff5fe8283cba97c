"""Documents: values, marks and the errors that carry them."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.document import Document, Mark, dotted, steps
from paddle_lrkit.errors import ConfigError

MARKS = {
    (): Mark("a.yml", 1),
    ("lr",): Mark("a.yml", 3),
    ("lr", "values"): Mark("base.yml", 7),
    ("lr", "values", 1): Mark("base.yml", 9),
    ("lr", "gamma"): Mark("-o lr.gamma=2"),
}


@pytest.fixture
def document():
    return Document({"lr": {"values": [0.1, -1.0], "gamma": 2}, "none": None}, dict(MARKS), "a.yml")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("lr", "values", 1), -1.0),
        (("lr", "gamma"), 2),
        (("none",), None),
        (("lr", "values", 2), "absent"),
        (("lr", "values", "x"), "absent"),
        (("lr", "gamma", "x"), "absent"),
        (("other",), "absent"),
        (("none", "x"), "absent"),
    ],
)
def test_get_follows_a_path(document, path, value):
    assert document.get(path, "absent") == value


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ((), Mark("a.yml", 1)),
        (("lr",), Mark("a.yml", 3)),
        (("lr", "unmarked", "deeper"), Mark("a.yml", 3)),
        (("lr", "values", 0), Mark("base.yml", 7)),
        (("lr", "values", 1), Mark("base.yml", 9)),
        (("other",), Mark("a.yml", 1)),
    ],
)
def test_a_path_has_its_own_mark_or_its_nearest_parents(document, path, mark):
    assert document.mark(path) == mark


def test_without_marks_an_error_names_the_file_or_the_config():
    assert str(Document({}, {}, "a.yml").error("no", ("x",))) == "a.yml: x: no"
    assert str(Document({}).error("no", ("x",))) == "config: x: no"


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (("lr", "values", 1), "base.yml:9: lr.values.1: no"),
        (("lr", "gamma"), "-o lr.gamma=2: lr.gamma: no"),
        ((), "a.yml:1: no"),
    ],
)
def test_an_error_names_file_line_and_key(document, path, sentence):
    assert str(document.error("no", path)) == sentence


@pytest.mark.parametrize(
    ("key", "path", "sentence"),
    [
        ("gamma", ("lr",), "-o lr.gamma=2: lr.gamma: no"),
        ("values[1]", ("lr",), "base.yml:9: lr.values.1: no"),
        ("lr.values", (), "base.yml:7: lr.values: no"),
        ("learning_rate", ("lr",), "a.yml:3: lr.learning_rate: no"),
        (None, ("lr",), "a.yml:3: lr: no"),
    ],
)
def test_an_argument_of_a_factory_is_located_below_the_path(document, key, path, sentence):
    assert str(document.located(ConfigError("no", key=key), path)) == sentence


def test_an_error_that_has_a_file_keeps_its_place(document):
    error = ConfigError("no", key="x", file="other.yml", line=2)
    assert document.located(error, ("lr",)) is error


def test_a_new_mark_covers_what_is_below(document):
    document.replace_marks(("lr", "values"), Mark("-o"))
    assert document.mark(("lr", "values", 1)) == Mark("-o")
    assert document.mark(("lr", "gamma")) == MARKS["lr", "gamma"]


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("", ()),
        ("gamma", ("gamma",)),
        ("values[12]", ("values", 12)),
        ("Train.transforms.0.Resize", ("Train", "transforms", 0, "Resize")),
        ("9" * 5000, ("9" * 5000,)),
        ("²", ("²",)),
    ],
)
def test_the_steps_of_a_key(key, path):
    assert steps(key) == path


def test_dotted_is_the_inverse_of_steps():
    assert dotted(steps("Train.transforms.0.Resize")) == "Train.transforms.0.Resize"
