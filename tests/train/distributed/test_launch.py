"""Launched runs: output, signals, dead processes, different rates, and the setup of the connection."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.distributed.launch import _use_loopback_if_hostname_is_unknown, init_distributed
from tests.train.distributed.conftest import SOFTMAX
from tests.train.distributed.launch import GUARD_S, ROOT, launch, said, wait_for_update
from tests.train.tiny import CONFIG

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "softmax.yml"
    key, _, value = SOFTMAX[0].partition("=")
    path.write_text(CONFIG.replace("Architecture: {name: TinyNet}", f"{key}: {value}").replace("128", "64"))
    return path


def start(folder: Path, config: Path, *arguments: str) -> subprocess.Popen[str]:
    output = ["-o", f"Global.output_dir={folder / 'run'}"]
    return launch(folder, "lrkit", "train", "-c", str(config), *output, *arguments)


def workers(process: subprocess.Popen[str]) -> list[int]:
    """Process numbers of the workers, by rank."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            parent = int(re.search(r"\) \S (\d+)", (path.parent / "stat").read_text())[1])
            rank = re.search(rb"PADDLE_TRAINER_ID=(\d+)", path.read_bytes())
        except (OSError, TypeError):
            continue
        if parent == process.pid and rank:
            found[int(rank[1])] = int(path.parent.name)
    return [found[rank] for rank in sorted(found)]


def test_rank_0_prints_and_the_rates_are_those_of_the_curve_command(tmp_path, config):
    scaling = ("-o", "Optimizer.base_batch_size=256", "-o", "Optimizer.batch_scaling=sqrt", "-o", "Global.epochs=2")
    process = start(tmp_path, config, *scaling, "--json")
    output, _ = process.communicate(timeout=GUARD_S)
    assert process.returncode == 0, output
    assert "2 processes x batch 64 x accumulate 1 = 128 samples per update" in output
    assert "sqrt rule: times 0.7071" in output
    assert json.loads(next(line for line in output.splitlines() if line.startswith("{")))["updates"] == 22
    assert "samples per update" not in said(tmp_path, 1)
    rates = [row["rate/applied"] for row in read_log(tmp_path / "run") if "rate/applied" in row]
    drawn = subprocess.run(
        [str(tmp_path / "bin" / "lrkit"), "curve", str(config), "--gpus", "2", "--every", "1it", "--json", *scaling],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    assert rates == pytest.approx(json.loads(drawn.stdout)["lr"], rel=1e-6)
    assert max(rates) == pytest.approx(0.1 * 0.5**0.5, rel=0.01)


@pytest.mark.parametrize(("number", "rank"), [(signal.SIGTERM, None), (signal.SIGKILL, 1)], ids=["TERM", "KILL"])
def test_a_stopped_or_killed_run_resumes(tmp_path, config, number, rank):
    more = ("-o", "Global.epochs=20", "-o", "Global.save_every=20it", "-q")
    process = start(tmp_path, config, *more)
    wait_for_update(tmp_path / "run", 22, process)
    os.kill(process.pid if rank is None else workers(process)[rank], number)
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    if rank is None:
        assert "[process 0] lrkit: stopped after update" in said(tmp_path, 0)
        command = shlex.join(["lrkit", "train", "-c", str(config), "-o", f"Global.output_dir={tmp_path / 'run'}"])
        assert f"--nproc_per_node 2 {command} -o Global.epochs=20 -o" in said(tmp_path, 0)
        assert f"--resume {tmp_path / 'run'}\n" in said(tmp_path, 0)
    else:
        assert "Container rank 1 status failed" in output
        assert "[process 0] lrkit: another process ended, or did not answer for 30 s; continue" in said(tmp_path, 0)
    resumed = start(tmp_path, config, *more, "--resume", "auto")
    output, _ = resumed.communicate(timeout=GUARD_S)
    assert resumed.returncode == 0, output
    updates = [row["update"] for row in read_log(tmp_path / "run") if "rate/applied" in row]
    assert updates == list(range(220))


def test_a_process_that_dies_during_an_update_is_reported_by_the_other_one(tmp_path, config):
    """The other one waits for gradients, where Paddle's own exchange in the backward pass would abort it."""
    job = str(Path(__file__).with_name("lost.py"))
    process = launch(tmp_path, job, str(config), str(tmp_path / "run"), "4")
    output, _ = process.communicate(timeout=GUARD_S)
    assert process.returncode != 0
    assert "Container rank 1 status failed" in output
    assert "code -9" in output
    assert "[process 0] lrkit: another process ended, or did not answer for 30 s; continue" in said(tmp_path, 0)
    assert [row["update"] for row in read_log(tmp_path / "run")] == [0, 1, 2, 3]


def test_a_process_that_dies_during_an_evaluation_is_one_sentence(tmp_path, config):
    trained = start(tmp_path, config, "-o", "Global.epochs=1", "-q")
    trained.communicate(timeout=GUARD_S)
    process = launch(tmp_path, str(Path(__file__).with_name("lost_eval.py")), str(tmp_path / "run"))
    process.communicate(timeout=GUARD_S)
    assert process.returncode != 0
    text = said(tmp_path, 0)
    lost = "another process ended, or did not answer for 30 s; evaluate again"
    assert "lrkit: stopped, or another process ended; evaluate again\n" in text or f"[process 0] lrkit: {lost}" in text
    assert "Traceback" not in text
    assert "SignalInfo" not in text


def test_another_rate_on_one_process_stops_the_run(tmp_path, config):
    job = str(Path(__file__).with_name("rates.py"))
    process = launch(tmp_path, job, str(config), str(tmp_path / "run"), "4")
    output, _ = process.communicate(timeout=GUARD_S)
    assert process.returncode == 1, output
    sentence = r"lrkit: update 4: the optimizer of process 1 used the rate \S+, that of process 0 used \S+"
    assert re.search(sentence, output)
    assert [row["update"] for row in read_log(tmp_path / "run")] == [0]


def test_a_run_from_a_checkout_stops_when_its_launcher_dies(tmp_path, config):
    """In a checkout the launcher, in its older mode, finds the directory ``paddle_lrkit`` and drops ``-m``."""
    more = ("-o", "Global.epochs=30", "-o", f"Global.output_dir={tmp_path / 'run'}")
    process = launch(tmp_path, "-m", "paddle_lrkit", "train", "-c", str(config), *more, start_in=ROOT)
    wait_for_update(tmp_path / "run", 22, process)
    process.kill()
    process.communicate(timeout=GUARD_S)
    stopped = r"\[process 0\] lrkit: stopped after update (\d+) of 330; the checkpoint is written"
    deadline = time.monotonic() + GUARD_S
    while not (found := re.search(stopped, said(tmp_path, 0))) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert found, said(tmp_path, 0)
    assert "2 processes x batch 64" in said(tmp_path, 0)
    state = json.loads((tmp_path / "run" / "checkpoints" / "last" / "state.json").read_text())
    assert state["update"] == int(found[1])


def test_a_gpu_number_is_refused(monkeypatch):
    monkeypatch.setenv("PADDLE_TRAINERS_NUM", "2")
    with pytest.raises(UsageError, match="choose them with its --devices option"):
        init_distributed("gpu:1")


@pytest.fixture
def on_this_machine(monkeypatch):
    """Two launched processes, ``here`` of them on this machine, whose hostname is known or not."""

    def set_up(name_is_known, here="2"):
        def look_up(name, port):
            if not name_is_known:
                raise socket.gaierror("Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        monkeypatch.setenv("PADDLE_TRAINERS_NUM", "2")
        monkeypatch.setenv("PADDLE_LOCAL_SIZE", here)
        monkeypatch.setenv("GLOO_SOCKET_IFNAME", "")
        monkeypatch.delenv("GLOO_SOCKET_IFNAME")

    return set_up


@pytest.mark.parametrize(
    ("name_is_known", "here", "interface"), [(False, "2", "lo"), (True, "2", None), (False, "1", None)]
)
def test_an_unknown_hostname_selects_the_loopback_interface(on_this_machine, name_is_known, here, interface):
    on_this_machine(name_is_known, here)
    _use_loopback_if_hostname_is_unknown()
    assert os.environ.get("GLOO_SOCKET_IFNAME") == interface


def test_an_interface_in_the_environment_is_kept(on_this_machine, monkeypatch):
    on_this_machine(False)
    monkeypatch.setenv("GLOO_SOCKET_IFNAME", "eth1")
    _use_loopback_if_hostname_is_unknown()
    assert os.environ["GLOO_SOCKET_IFNAME"] == "eth1"
