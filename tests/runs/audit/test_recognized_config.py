"""The YAML of a suite for a recognized schedule."""

from __future__ import annotations

from array import array

import pytest
import yaml

from paddle_lrkit import curves, load_schedule
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.audit.printing import Printing
from paddle_lrkit.runs.audit.recognized import recognize
from paddle_lrkit.runs.audit.recognized_config import recognized_config
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits

SIX = PrintedDigits("decimals", 6)


def written(curve, suite, total=10000, epoch=500, every=50):
    """The rows of a curve and the config that is written from them."""
    updates = array("q", range(0, total, every))
    rates = array("d", [round(curve(update), 6) for update in updates])
    rows = RunRows(Printing(), updates, rates, array("q", range(len(updates))), array("h", [0] * len(updates)))
    rows.epoch, rows.total = epoch, total
    return rows, recognized_config(recognize(rows, SIX), rows, suite)


@pytest.mark.parametrize("suite", ["lrkit", "ppdet", "ppcls", "ppseg", "ppnlp"])
def test_a_cosine_after_a_warmup_comes_back_from_each_suite(suite, tmp_path):
    curve = curves.cosine(0.1, 0.0, 9000).warmup(1000)
    rows, text = written(curve, suite)
    file = tmp_path / "config.yml"
    file.write_text(text)
    read = load_schedule(str(file), steps_per_epoch=500, suite=suite)
    assert read.total_updates == 10000
    for update, rate in zip(rows.update, rows.rate, strict=True):
        assert read.curve(update) == pytest.approx(rate, abs=6e-7)


def test_rates_are_written_as_people_write_them():
    _, text = written(curves.step(0.1, 3000), "ppcls")
    assert yaml.safe_load(text)["Optimizer"]["lr"]["values"] == [0.1, 0.01, 0.001, 0.0001]


def test_a_suite_without_the_schedule_says_so():
    with pytest.raises(LrkitError, match="PaddleDetection cannot express this linear schedule"):
        written(curves.linear(0.1, 0.0, 10000), "ppdet")
    with pytest.raises(LrkitError, match="PaddleOCR counts in epochs"):
        written(curves.constant(0.1), "ppocr", epoch=None)


@pytest.mark.parametrize(
    "curve",
    [
        curves.one_cycle(0.004, 0.1, 1e-5, 10000, 3000),
        curves.cosine_restarts(0.1, 0.0, 2000, 2),
        curves.stable_decay(0.1, 0.0, 10000, 2000),
    ],
    ids=lambda curve: curve.name,
)
def test_our_dialect_has_every_shape(curve):
    rows, text = written(curve, "lrkit")
    read = load_schedule(yaml.safe_load(text), steps_per_epoch=500)
    for update, rate in zip(rows.update, rows.rate, strict=True):
        assert read.curve(update) == pytest.approx(rate, abs=6e-7)
