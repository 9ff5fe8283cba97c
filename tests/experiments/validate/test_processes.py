"""Several processes compared with one; one test uses the real launcher."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from paddle_lrkit.config.load import load_config
from paddle_lrkit.devices import PaddleDevices
from paddle_lrkit.experiments.validate import processes
from paddle_lrkit.experiments.validate.case import CaseFailed, CaseSkipped
from paddle_lrkit.experiments.validate.configs import changed
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.experiments.validate.training import finish, open_run


@pytest.mark.slow
def test_two_processes_train_as_one(options):
    figures = processes.parity(options)
    assert (figures["processes"], figures["updates"]) == (2, 4)
    assert figures["mean"] < 1e-5


@pytest.fixture
def one_process_for_two(monkeypatch):
    """Replaces the launcher with one process with the whole batch; ``changes`` and ``spoil`` alter config and log."""

    def install(changes=None, spoil=lambda rows: rows):
        def launch(options, config, count):
            data = load_config(str(config)).data
            whole = changed(data, {"Train.loader.batch_size": 16 * count, **(changes or {})})
            log = finish(open_run(options, config.stem, whole)).session.run.log
            rows = [json.loads(line) for line in log.read_text().splitlines()]
            log.write_text("".join(json.dumps(row) + "\n" for row in spoil(rows)))

        monkeypatch.setattr(processes, "launch", launch)

    return install


def test_equal_runs_pass(options, one_process_for_two):
    one_process_for_two()
    assert processes.parity(options)["largest"] == 0


def test_another_rate_is_noticed(options, one_process_for_two):
    one_process_for_two({"Optimizer.lr.learning_rate": 2e-3})
    with pytest.raises(CaseFailed, match=r"update 0: 2 processes used the rate .* instead of"):
        processes.parity(options)


def test_other_data_are_noticed(options, one_process_for_two):
    one_process_for_two({"Train.loader.shuffle": False})
    with pytest.raises(CaseFailed, match="difference"):
        processes.parity(options)


def test_a_missing_update_is_noticed(options, one_process_for_two):
    one_process_for_two(spoil=lambda rows: rows[:-1])
    with pytest.raises(CaseFailed, match="2 processes logged 3 updates, one process 4"):
        processes.parity(options)


@pytest.fixture
def launcher(monkeypatch, tmp_path):
    """Replaces Python with a program, so that ``launch`` starts it instead of Paddle's launcher."""

    def install(script):
        program = tmp_path / "program"
        program.write_text(f"#!/bin/sh\nlogs={tmp_path}/logs/launch\nmkdir -p $logs\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(processes.sys, "executable", str(program))
        return tmp_path

    return install


def test_a_failed_launch_tells_the_last_line_of_a_process(options, launcher):
    here = launcher("echo 'lrkit: update 3: process 1 used the rate 0.2' > $logs/workerlog.0; exit 1")
    with pytest.raises(CaseFailed, match=r"exit code 1: lrkit: update 3: process 1 used the rate 0\.2"):
        processes.launch(options, here / "c.yml", 2)


def test_a_launcher_that_fails_itself_tells_its_own_line(options, launcher):
    here = launcher("echo 'no port is free' >&2; exit 3")
    with pytest.raises(CaseFailed, match="exit code 3: no port is free"):
        processes.launch(options, here / "c.yml", 2)


def test_a_launch_that_hangs_is_stopped(options, launcher, monkeypatch):
    monkeypatch.setattr(processes, "LIMIT_S", 0.3)
    here = launcher("exec sleep 600")
    with pytest.raises(CaseFailed, match=r"2 processes did not end within 0\.3 s"):
        processes.launch(options, here / "c.yml", 2)


def test_the_environment_is_not_left_in_the_report(options, launcher):
    here = launcher("env > $logs/envlog.0; env > $logs/backup_env.0.json; echo done > $logs/workerlog.0")
    processes.launch(options, here / "c.yml", 2)
    assert [file.name for file in (here / "logs" / "launch").iterdir()] == ["workerlog.0"]


def test_an_empty_mask_is_not_handed_to_the_launcher(options, launcher, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    here = launcher('test -z "${CUDA_VISIBLE_DEVICES+set}" && test -n "$OMP_NUM_THREADS"')
    processes.launch(options, here / "c.yml", 2)


@pytest.mark.parametrize(("device", "name"), [("gpu", "GPU"), ("npu:0", "npu")])
def test_one_device_is_skipped(monkeypatch, tmp_path, device, name):
    found = PaddleDevices("3.3.1", {device.partition(":")[0]: 1})
    monkeypatch.setattr(processes, "paddle_devices", lambda: found)
    with pytest.raises(CaseSkipped, match=f"this machine has one {name}$"):
        processes.parity(ValidationOptions(device, str(tmp_path)))


def test_the_launcher_is_told_the_kind_of_device(options, launcher):
    here = launcher('test "$PADDLE_XCCL_BACKEND" = npu && echo "$@" > $logs/workerlog.0')
    processes.launch(replace(options, device="npu:3"), here / "c.yml", 2)
    (log,) = (here / "logs" / "launch").iterdir()
    assert "--device npu --quiet" in log.read_text()
