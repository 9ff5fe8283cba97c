from __future__ import annotations

import json

import numpy as np
import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.reports.predict.read_runs import read_runs
from paddle_lrkit.runs.audit.plan import PlanOptions
from paddle_lrkit.runs.logs.read_logs import LogOptions
from tests.forecast.runs import wsd
from tests.reports.predict.logs import write_csv


def read(path, **columns):
    (run,) = read_runs([str(path)], LogOptions(columns=columns), PlanOptions())
    return run


@pytest.mark.parametrize(
    "names", [("step", "lr", "loss"), ("iteration", "learning_rate", "train/loss"), ("it", "LR", "nll")]
)
def test_columns_are_found_by_name(tmp_path, names):
    run = read(write_csv(tmp_path / "a.csv", names=names))
    assert run.curve.name == "a"
    assert (run.plan, run.notes) == (None, ())
    assert np.allclose(run.curve.path.rates, wsd(), atol=1e-5)
    assert run.curve.losses[0] == 9.0


def test_a_column_without_a_usual_name_is_named(tmp_path):
    file = write_csv(tmp_path / "a.csv", names=("step", "lr", "y"))
    with pytest.raises(UsageError, match=r"no column is a training loss by its name; it has step, lr and y; name it"):
        read(file)
    assert read(file, loss="y").curve.losses[0] == 9.0


def test_what_precedes_the_first_row_is_a_warmup(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("step,lr,loss\n" + "".join(f"{u},0.1,{3 - u / 1000}\n" for u in range(100, 1000, 10)))
    run = read(file)
    assert run.curve.path.rates[50] == pytest.approx(0.05)
    assert run.curve.path.warmup == 100
    assert "the 100 updates before" in run.notes[0]


def test_a_run_of_our_trainer_is_read(tmp_path):
    rows = [{"update": u, "epoch": 0.0, "rate/planned": 0.1, "rate/applied": 0.1, "train/loss": 2.0} for u in range(40)]
    rows.insert(3, {"update": 3, "eval/loss": 1.0})
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    run = read(tmp_path)
    assert (run.curve.name, len(run.curve.losses)) == (tmp_path.name, 40)


def test_losses_have_to_be_positive(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("step,lr,loss\n0,0.1,1.0\n1,0.1,-0.5\n2,0.1,nan\n")
    with pytest.raises(UsageError, match=r"a\.csv:3: the loss is not positive"):
        read(file)


def test_rates_have_to_be_rates(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("step,lr,loss\n0,0.1,1.0\n1,-0.1,0.5\n2,0.1,0.5\n")
    with pytest.raises(UsageError, match="its rates have to be 0 or above"):
        read(file)


def test_rows_without_a_loss_are_left_out_and_said(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("step,lr,loss\n0,0.1,3\n1,0.1,nan\n2,0.1,\n3,0.1,2\n")
    run = read(file)
    assert run.curve.updates.tolist() == [0, 3]
    assert run.notes == (f"{file}: 2 rows without a loss: left out",)
