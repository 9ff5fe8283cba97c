"""The rates of several processes, and their mean loss."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.curves import constant
from paddle_lrkit.suites import Schedule
from paddle_lrkit.train import meter
from paddle_lrkit.train.engine import StepOutput
from paddle_lrkit.train.meter import Meter, RateMismatch
from paddle_lrkit.train.progress import Progress
from paddle_lrkit.units import RunLength, parse_duration


class Log:
    """Keeps the rows."""

    def __init__(self):
        self.rows = {}

    def log(self, update, row):
        self.rows[update] = row

    def flush(self):
        """Does nothing."""


@pytest.fixture
def run(monkeypatch):
    """Takes five updates at the rate 0.1 while a second process has other values."""

    def taken(**other):
        def gathered(values):
            names = ["epoch", "rate/planned", "rate/applied", "train/loss", "train/grad_norm"]
            second = [other.get(name.split("/")[-1], value) for name, value in zip(names, values, strict=True)]
            return np.array([values, second if taken.update >= 2 else values])

        monkeypatch.setattr(meter, "all_gather_array", gathered)
        monkeypatch.setattr(meter, "world_size", lambda: 2)
        log, rate = Log(), float(np.float32(0.1))
        progress = Progress(5, quiet=True)
        schedule = Schedule(constant(0.1), "lrkit", RunLength(5, 5))
        every, plan = parse_duration("1it"), BatchPlan.constant(40, 8)
        made = Meter(trackers=log, progress=progress, schedule=schedule, plan=plan, log_every=every)
        for taken.update in range(5):
            made.record(taken.update, 0.1, StepOutput({"loss": 2.0}, 1.0, rate, True), taken.update)
        return log.rows

    return taken


def test_the_logged_loss_is_the_mean(run):
    rows = run(loss=4.0)
    assert [row["train/loss"] for row in rows.values()] == [2.0, 2.0, 3.0, 3.0, 3.0]
    assert all(row["rate/planned"] == 0.1 for row in rows.values())


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"applied": 0.2}, r"update 2: the optimizer of process 1 used the rate 0\.2, the schedule says 0\.1"),
        (
            {"applied": 0.2, "planned": 0.2},
            r"update 2: .* of process 1 used the rate 0\.2, that of process 0 used 0\.1",
        ),
        ({"applied": 0.1}, r"update 2: .* of process 1 used the rate 0\.1, that of process 0 used 0\.10000000149"),
    ],
)
def test_a_rate_that_differs_by_one_bit_is_named(run, other, sentence):
    with pytest.raises(RateMismatch, match=sentence):
        run(**other)
