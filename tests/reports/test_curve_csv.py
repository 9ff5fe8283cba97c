"""Rates as CSV."""

from __future__ import annotations

import csv
import io

from paddle_lrkit.curves import cosine
from paddle_lrkit.reports.curve_csv import rate_csv
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

CURVE = cosine(0.1, 0.0, 90).warmup(10)


def rows(schedule, updates):
    return list(csv.DictReader(io.StringIO(rate_csv(schedule, updates))))


def test_a_rate_is_read_back_exactly():
    found = rows(Schedule(CURVE, "lrkit", RunLength(100, 7)), range(100))
    assert [float(row["lr"]) for row in found] == [CURVE(update) for update in range(100)]
    assert [float(row["epoch"]) for row in found] == [update / 7 for update in range(100)]


def test_there_is_a_column_for_what_is_known():
    assert list(rows(Schedule(CURVE, "lrkit", RunLength(100)), [0])[0]) == ["update", "lr"]
    assert list(rows(Schedule(CURVE, "python", RunLength(100), unit="epoch"), [0])[0]) == ["epoch", "lr"]


def test_a_changing_batch_and_a_group_have_columns():
    ramp = load_schedule("configs/classification/resnet18_digits_batch_ramp.yml")
    last = rows(ramp, [0, 60])[1]
    assert int(last["batch_size"]) == ramp.length.plan.global_batch(60)
    assert int(last["samples"]) == ramp.length.plan.samples(60)
    grouped = load_schedule("configs/text/ernie_tiny_corpus_groups.yml")
    group = next(one for one in grouped.groups if one.has_rate)
    assert float(rows(grouped, [30])[0][f"lr of {group.name}"]) == group.rates(grouped.curve)(30)
