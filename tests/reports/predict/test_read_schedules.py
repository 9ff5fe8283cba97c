from __future__ import annotations

import json

import numpy as np
import pytest

from paddle_lrkit.curves import cosine
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.reports.predict.read_schedules import read_schedules
from paddle_lrkit.runs.logs.read_logs import LogOptions
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def read(files, trained=lambda files: []):
    return read_schedules([str(file) for file in files], LogOptions(), trained)[0]


def test_tables_need_no_loss(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("step,lr\n0,0.1\n10,0.05\n20,0.0\n")
    assert np.allclose(read([file])["a.csv"].rates, np.interp(range(21), [0, 10, 20], [0.1, 0.05, 0.0]))


def test_a_table_that_begins_late_is_said(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("step,lr\n10,0.1\n20,0.05\n")
    paths, notes = read_schedules([str(file)], LogOptions(), lambda files: [])
    assert notes == [f"{file} begins at update 10; the 10 updates before are taken as a warmup"]
    assert np.allclose(paths["a.csv"].rates[:11], np.linspace(0, 0.1, 11))


def test_what_lrkit_curve_printed(tmp_path):
    file = tmp_path / "c.json"
    file.write_text(json.dumps({"suite": "ppcls", "total_updates": 30, "steps": [0, 10], "lr": [0.1, 0.2]}))
    found = read([file])["c.json"]
    assert (found.updates, found.rates[5], found.rates[29]) == (30, pytest.approx(0.15), 0.2)
    file.write_text(json.dumps({"steps": [5, 1], "lr": [0.1, 0.2]}))
    with pytest.raises(UsageError, match="steps have to rise"):
        read([file])


def test_configs_keep_apart_what_has_one_name(tmp_path):
    one = Schedule(cosine(0.1, 0.0, 100), "lrkit", RunLength(100), file="a/c.yml")
    found = read(["a/c.yml", "b/c.yml"], lambda files: [one])
    assert list(found) == ["c.yml", "c.yml (2)"]
    assert found["c.yml"].peak == 0.1
    assert found["c.yml"].updates == 100


def test_a_run_has_the_name_of_its_directory(tmp_path):
    one = Schedule(cosine(0.1, 0.0, 100), "lrkit", RunLength(100), file=str(tmp_path / "config.yml"))
    assert list(read([tmp_path], lambda files: [one])) == [tmp_path.name]


def test_a_rate_of_zero_throughout_is_no_schedule(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("step,lr\n0,0\n10,0\n20,0\n")
    with pytest.raises(UsageError, match="some above 0"):
        read([file])


def test_json_that_is_nested_too_deeply_is_one_sentence(tmp_path):
    file = tmp_path / "deep.json"
    file.write_text("[" * 100_000)
    with pytest.raises(LrkitError, match=r"deep\.json"):
        read([file], lambda files: [load_schedule(files[0])])
