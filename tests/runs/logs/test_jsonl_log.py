"""JSONL of one's own, and the log of our runs."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.log import encode_row
from paddle_lrkit.runs.logs.training_log import NO_STEP
from tests.runs.logs.tables import jsonl_log


def lines(*rows: dict) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_names_are_found_and_numbers_kept():
    log = jsonl_log(lines({"iter": 0, "lr": 0.1, "loss": 2.0}, {"loss": 1.5, "iter": 20, "lr": 0.1 / 3}))
    assert (log.format.name, log.digits.words) == ("jsonl-other", "repr of a float")
    assert (log.rows.step.tolist(), log.rows.rate.tolist(), log.rows.loss.tolist()) == (
        [0, 20],
        [0.1, 0.1 / 3],
        [2, 1.5],
    )


def test_rows_without_a_rate_and_broken_lines_between():
    text = (
        lines({"config": {"name": "x"}}, {"step": 1, "lr": 0.1}) + '{"step": 2, "l\n\n' + lines({"step": 3, "lr": 0.2})
    )
    log = jsonl_log(text)
    assert (log.rows.step.tolist(), log.rows.place.tolist()) == ([1, 3], [2, 5])
    assert [(event.kind, event.row, event.place) for event in log.events] == [("torn", 1, 3)]


def test_objects_inside_objects_nan_and_evaluations():
    log = jsonl_log(
        '{"step": 5, "train": {"lr": 0.1, "loss": NaN}}\n{"step": 6, "train": {"lr": 0.2, "loss": null}}\n'
        '{"mode": "val", "step": 7, "train": {"lr": 0.3}}\n'
    )
    assert log.rows.rate.tolist() == [0.1, 0.2]
    assert log.rows.loss_printed.tolist() == [1, 0]


def test_our_log_has_its_plan_and_its_epoch():
    rows = [
        {"update": at, "epoch": at / 8, "rate/planned": 0.1, "rate/applied": 0.2, "train/loss": math.nan}
        for at in range(0, 40, 2)
    ]
    text = "".join(encode_row(row) + "\n" for row in rows) + encode_row({"update": 40, "eval/accuracy": 0.5}) + "\n"
    log = jsonl_log(text)
    assert (log.format.name, log.format.suite, log.format.printed) == ("lrkit-log.jsonl", "lrkit", "applied")
    assert (set(log.planned or ()), set(log.rows.rate), log.steps_per_epoch) == ({0.1}, {0.2}, 8)
    assert set(log.rows.epoch) == {NO_STEP}
    assert all(math.isnan(loss) for loss in log.rows.loss)


@pytest.mark.parametrize(("read_back", "kind"), [(True, "float32"), (False, "exact")])
def test_the_rates_of_our_log_are_as_exact_as_the_tensor_they_were_read_from(read_back, kind):
    rates = [float(np.float32(0.1 / at)) if read_back else 0.1 / at for at in range(1, 9)]
    rows = [{"update": at, "rate/planned": 0.1, "rate/applied": rate} for at, rate in enumerate(rates)]
    log = jsonl_log("".join(encode_row(row) + "\n" for row in rows))
    assert (log.digits.kind, log.format.digits.kind) == (kind, kind)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ('{"step": 1, "loss": 2}\n', "no column is a learning rate by its name; it has step and loss"),
        ("[" * 100_000 + "\n", "no column is a learning rate"),
        ('{"lr": 0.1}\n', "no column tells the update"),
        ('{"step": 1, "lr": "x"}\n', "no row has a number in its column 'lr'"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(text, words):
    with pytest.raises(UsageError, match=words):
        jsonl_log(text)


def test_numbers_of_any_size_are_refused_without_a_crash():
    text = '{"step": ' + "9" * 9000 + ', "lr": 0.1}\n{"step": 1e400, "lr": 0.1}\n{"step": 3, "lr": 1e999}\n'
    assert jsonl_log(text).rows.step.tolist() == [3]


def test_a_step_is_the_name_with_whole_numbers_and_a_rate_may_be_a_list():
    log = jsonl_log(lines(*({"update": at / 10, "num_updates": str(at), "lr": [0.5, 0.1]} for at in (1, 2, 3))))
    assert (log.rows.step.tolist(), log.rows.rate.tolist()) == ([1, 2, 3], [0.5] * 3)
