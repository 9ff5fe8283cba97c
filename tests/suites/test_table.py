"""A suite is one folder and one line of the table."""

import inspect
import sys
from types import ModuleType

import pytest
import yaml

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.suites import base, load_schedule, table
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.suites.detect import detect

CONFIG = {"updates": 20, "halving": {"rate": 0.8, "every": 5}}
PARTS = {
    "SuiteDetector": table.detector_of,
    "SuiteReader": table.reader_of,
    "SuiteFields": table.fields_of,
    "SuiteWriter": table.writer_of,
}


@pytest.fixture
def made_up(monkeypatch):
    monkeypatch.setitem(table.SUITES, "made_up", "tests.suites.made_up")


@pytest.mark.parametrize("suite", table.SUITES)
@pytest.mark.parametrize("part", PARTS)
def test_every_suite_has_every_part_with_the_same_signatures(suite, part):
    protocol, found = getattr(base, part), PARTS[part](suite)
    assert protocol in type(found).__mro__
    for name, method in inspect.getmembers(protocol, inspect.isfunction):
        if not name.startswith("_"):
            assert list(inspect.signature(method).parameters) == [
                "self",
                *inspect.signature(getattr(found, name)).parameters,
            ]


def test_a_config_of_a_new_suite_is_detected_and_read(made_up):
    assert detect(CONFIG) == "made_up"
    schedule = load_schedule(CONFIG)
    assert (schedule.suite, schedule.total_updates) == ("made_up", 20)
    assert [schedule.curve(update) for update in (0, 5, 19)] == [0.8, 0.4, 0.1]
    with pytest.raises(ConfigError, match=r"halving\.evry: .* did you mean 'every'"):
        load_schedule({"updates": 20, "halving": {"rate": 0.8, "evry": 5}})


def test_the_error_about_unknown_keys_names_a_new_suite(made_up):
    with pytest.raises(ConfigError, match=r"keys; nothing of paddle_lrkit, .* or MadeUp$"):
        detect({"a": 1})
    with pytest.raises(ConfigError, match=r"keys; MadeUp: halving found, updates missing \(--suite made_up reads it"):
        detect({"halving": {}})


def test_a_config_of_a_new_suite_is_checked(made_up, tmp_path):
    file = tmp_path / "c.yml"
    file.write_text(yaml.safe_dump({"updates": 20, "halving": {"rate": 0.8, "every": 5, "evry": 3}}))
    (finding,) = check_file(str(file))
    assert (finding.rule, finding.key) == ("unknown-key", "halving.evry")
    assert "did you mean 'every'" in finding.message
    file.write_text(yaml.safe_dump({"updates": 20, "halving": {"rate": -0.8, "every": 5}}))
    assert "negative-or-nan" in [finding.rule for finding in check_file(str(file))]


def test_a_schedule_is_translated_to_a_new_suite_and_from_it(made_up):
    schedule = load_schedule({**CONFIG, "name": "kept elsewhere"})
    there = translate(schedule, {**CONFIG, "seed": 1}, "ppseg")
    assert there.data["lr_scheduler"] == {
        "type": "PiecewiseDecay",
        "boundaries": [5, 10, 15],
        "values": [0.8, 0.4, 0.2, 0.1],
    }
    assert "halving" not in there.data
    back = translate(load_schedule(there.data), there.data, "made_up")
    assert back.data == {"updates": 20, "halving": {"rate": 0.8, "every": 5}}
    cosine = {"iters": 20, "lr_scheduler": {"type": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": 20}}
    assert translate(load_schedule(cosine), cosine, "made_up").missing == (
        "a schedule of the shape 'cosine', for which made_up has no name",
    )


def test_a_suite_without_formats_of_logs_has_none(monkeypatch):
    known = table.text_log_formats(), table.visualdl_formats()
    package = ModuleType("toy_suite")
    package.__path__ = []
    monkeypatch.setitem(sys.modules, "toy_suite", package)
    monkeypatch.setitem(table.SUITES, "toy", "toy_suite")
    assert (table.text_log_formats(), table.visualdl_formats()) == known
    assert all(known)
