"""A run directory stands for its config, and its lengths are those that the run had."""

from __future__ import annotations

import hashlib
import json

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.run_config import config_of_run, lengths_of_run
from paddle_lrkit.units import LengthOptions


@pytest.fixture
def run(tmp_path):
    """A run of 2 processes on 90 samples, without its checkpoints' tensors; 7 updates an epoch in its log."""
    folder = tmp_path / "run"
    last = folder / "checkpoints" / "last"
    last.mkdir(parents=True)
    state = json.dumps({"scheduler": {}, "data": {"number of training samples": 90, "processes": 2}}).encode()
    (last / "state.json").write_bytes(state)
    (last / "manifest.json").write_text(json.dumps({"state.json": hashlib.sha256(state).hexdigest()}))
    (folder / "config.yml").write_text("Global: {epochs: 2}\n")
    rows = [{"update": update, "epoch": update / 7} for update in range(14)]
    (folder / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def lengths(run, **given):
    found = lengths_of_run(str(run / "config.yml"), LengthOptions(**given))
    return found.steps_per_epoch, found.images, found.world_size


def test_a_directory_is_its_config(run):
    assert config_of_run(str(run)) == config_of_run(f"{run}/") == str(run / "config.yml")
    assert config_of_run("other.yml") == "other.yml"


def test_a_directory_without_a_config_names_the_runs_below_it(run, tmp_path):
    with pytest.raises(UsageError, match=r"a directory without config.yml.*; there is one in .*/run$"):
        config_of_run(str(tmp_path))
    (run / "config.yml").unlink()
    with pytest.raises(UsageError, match=r"the config of a run$"):
        config_of_run(str(tmp_path))


def test_the_checkpoint_knows_samples_and_processes(run):
    assert lengths(run) == (None, 90, 2)
    assert lengths(run, batch_size=4) == (None, 90, 2)


def test_what_the_caller_says_goes_first(run):
    assert lengths(run, steps_per_epoch=5) == (5, None, None)
    assert lengths(run, images=30) == (None, 30, None)
    assert lengths(run, world_size=4) == (None, 90, 4)


@pytest.mark.parametrize("damage", ["{", '{"state.json": "0"}', None])
def test_without_a_readable_checkpoint_the_log_tells(run, damage):
    manifest = run / "checkpoints" / "last" / "manifest.json"
    if damage is None:
        manifest.unlink()
    else:
        manifest.write_text(damage)
    assert lengths(run) == (7, None, None)
    (run / "log.jsonl").write_text("no row\n")
    assert lengths(run) == (None, None, None)
    (run / "log.jsonl").unlink()
    assert lengths(run) == (None, None, None)


def test_a_config_elsewhere_has_no_run(tmp_path):
    (tmp_path / "config.yml").write_text("Global: {epochs: 2}\n")
    assert lengths(tmp_path) == (None, None, None)


def test_a_log_with_a_changing_batch_size_has_no_length_of_an_epoch(run):
    (run / "checkpoints" / "last" / "manifest.json").unlink()
    log = run / "log.jsonl"
    log.write_text(log.read_text() + json.dumps({"update": 14, "epoch": 2.0, "train/batch_size": 64}) + "\n")
    assert lengths(run) == (None, None, None)
