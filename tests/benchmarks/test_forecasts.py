"""The readers and the figures of the benchmark, on runs that are made from a law."""

import json
import pickle

import numpy as np
import pytest

from benchmarks.forecast_curves import annealing_curves, decay_curves, multi_power_curves
from benchmarks.forecasts import FinalLosses, mean_error, share
from tests.reports.predict.logs import write_csv


def test_tables_are_read_as_the_command_reads_them(tmp_path):
    (tmp_path / "csv_25").mkdir()
    write_csv(tmp_path / "csv_25" / "wsd.csv")
    ((size, curves),) = multi_power_curves(tmp_path)
    assert (size, list(curves)) == ("25", ["wsd"])


def test_the_blocks_of_a_pickle_are_read_without_running_it(tmp_path):
    file, steps = tmp_path / "a.pkl", np.arange(300)
    losses, rates = 3.0 - steps / 1000, np.full(300, 1e-3)
    blocks = [bytearray(column.tobytes()) for column in (steps, losses, rates)]
    file.write_bytes(pickle.dumps({"M:100M_gpt_D:20B_scheduler:wsd_rope": blocks}, protocol=5))
    found = annealing_curves(file)["wsd"]
    assert found.updates.tolist() == [49, 149, 249]
    assert found.losses == pytest.approx([2.9505, 2.8505, 2.7505])
    assert found.path.rates == pytest.approx(rates)


def test_a_decay_continues_the_constant_run(tmp_path):
    def write(name, begin, rate):
        steps = list(range(begin, 50_001, 50))
        history = {"train": {"iter": steps, "train_lr": [rate] * len(steps)}, "val": {"iter": steps, "val_loss": steps}}
        file = tmp_path / f"{name}_slimpajama_nlayers12_nhead12_lr0.001_decay_linear_iter50000_x.json"
        file.write_text(json.dumps({"history": history}))

    write("stable-124m", 50, 1e-3)
    write("ann124-0.2", 40_050, 1e-4)
    found = decay_curves(tmp_path, "0.001")["ann124-0.2 linear"]
    assert found.path.rates[[30_000, 45_000]] == pytest.approx([1e-3, 1e-4])
    assert found.updates.tolist() == list(range(50, 50_001, 50))


def test_an_interval_holds_what_is_within_its_deviation():
    found = FinalLosses(np.array([0.001, -0.02]), (np.zeros(2), 0.001, np.zeros(2), np.full(2, 0.05)))
    assert found.held(0.1) == [True, False]
    assert found.held(0.3) == [True, True]
    assert share("a", [True, True]).interval.median == 1.0
    assert mean_error("a", [0.1, 0.2], "said", 0.16, headline=True).verdict == "met"
