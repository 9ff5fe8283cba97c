"""The schema of the data files: they follow it, and it says what the classes say."""

import dataclasses
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from paddle_lrkit.advise.citations import Citation, Paper, Zoo
from paddle_lrkit.advise.condition import Condition
from paddle_lrkit.advise.data import FOLDER, read_document
from paddle_lrkit.advise.guide import GRADES, STATUSES, Decay, GuideRow, Note, Statement, Verdict, WarmupRule
from paddle_lrkit.advise.recipes import Recipe
from paddle_lrkit.advise.section import NAMES
from paddle_lrkit.config.yaml_loader import parse_yaml

SCHEMA = json.loads(Path(FOLDER, "schema.json").read_text(encoding="utf-8"))
FILES = sorted(Path(FOLDER).glob("*.yml"))
CLASSES = (Citation, Condition, Decay, GuideRow, Note, Paper, Recipe, Statement, Verdict, WarmupRule, Zoo)


def errors(data):
    return [
        f"{'.'.join(map(str, error.path))}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(data)
    ]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)
    assert len(FILES) == 6


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_follows_the_schema(file):
    assert "# yaml-language-server: $schema=schema.json\n" in file.read_text(encoding="utf-8")
    assert errors(read_document(file.stem).data) == []
    assert parse_yaml(file.read_text(encoding="utf-8"), file.name).data == read_document(file.stem).data


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_the_schema_has_the_fields_of_the_class(kind):
    described = SCHEMA["$defs"][kind.__name__]
    needed = [field.name for field in dataclasses.fields(kind) if is_needed(field)]
    assert set(described["properties"]) == {field.name for field in dataclasses.fields(kind)}
    assert set(described.get("required", ())) == set(needed)


def is_needed(field):
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def test_the_schema_has_the_names_of_the_code():
    parts = SCHEMA["$defs"]
    assert parts["grade"]["enum"] == list(GRADES)
    assert parts["Verdict"]["properties"]["status"]["enum"] == list(STATUSES)
    assert set(parts["Decay"]["properties"]["name"]["enum"]) == set(NAMES)


@pytest.mark.parametrize(
    ("file", "path", "value", "message"),
    [
        ("rows", ("rows", 0, "decay", "name"), "cosin", "'cosin' is not one of"),
        ("rows", ("rows", 0, "decay_reason", "grade"), "D", "'D' is not one of"),
        ("rows", ("rows", 0, "wehn"), {}, "'wehn' was unexpected"),
        ("recipes", ("recipes", 0, "rate"), "1e-4", "is not of type 'number'"),
        ("citations", ("papers", "rex", "arxiv"), 2107.04197, "is not of type 'string'"),
    ],
)
def test_a_mistake_is_found(file, path, value, message):
    data = read_document(file).data
    part = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert any(message in error for error in errors(data))
