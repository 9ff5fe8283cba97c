"""`lrkit validate` as a command: devices, directories, exit codes, and a reduced run of everything."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli import validate as module
from paddle_lrkit.cli.validate import command
from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.errors import UsageError
from paddle_lrkit.experiments.validate import check_process
from paddle_lrkit.experiments.validate.case import CaseResult

CPU_BUILD = PaddleInfo(version="3.3.1")


@pytest.fixture
def here(monkeypatch, tmp_path):
    """Runs the command and its checks in this process, so that a test can modify them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "read_paddle_info", lambda: CPU_BUILD)
    monkeypatch.setattr(module, "read_driver", lambda: Driver(error="no nvidia-smi"))
    monkeypatch.setattr(check_process, "run_check", lambda check, options: check.function()(options))
    return tmp_path


@pytest.mark.parametrize(("factor", "code", "verdict"), [(1.0, 0, "passed"), (1.0001, 1, "failed")])
def test_an_optimizer_that_applies_another_rate_is_exit_code_1(here, monkeypatch, factor, code, verdict):
    pytest.importorskip("paddle")
    from paddle_lrkit.curves import catalog
    from paddle_lrkit.experiments.validate import rates

    real = rates.build_optimizer

    def build(settings, model, rate):
        model.weight.optimize_attr["learning_rate"] = factor
        return real(settings, model, rate)

    monkeypatch.setattr(catalog, "ENTRIES", (catalog.find("CosineAnnealingDecay"), catalog.find("StepDecay")))
    monkeypatch.setattr(rates, "build_optimizer", build)
    result = CliRunner().invoke(command, ["--only", "rates", "--json"])
    assert result.exit_code == code, result.output
    assert json.loads(result.stdout)["verdict"] == verdict
    assert json.loads((here / "output/validate/report.json").read_text())["verdict"] == verdict
    assert (here / "output/validate/report.md").read_text().startswith(f"# Validation on the CPU: {verdict}")


def test_the_lines_name_check_case_and_reason(here, monkeypatch):
    found = [
        CaseResult("amp", "all cases", "skip", reason="no GPU"),
        CaseResult("rates", "a", "fail", {"x": 2}, "", "off"),
    ]
    monkeypatch.setattr(check_process, "run_check", lambda check, options: iter(found))
    result = CliRunner().invoke(command, ["--only", "amp"])
    first, second, last = result.stderr.splitlines()
    assert first.split() == ["skip", "amp", "all", "cases", "0.0", "s", "no", "GPU"]
    assert second.endswith("off; x 2")
    assert last == (
        "failed: 0 ok, 1 fail, 1 skip, 0 info in 0 s; report: output/validate/report.md; "
        "runs: lrkit board output/validate/runs"
    )
    assert (result.exit_code, result.stdout) == (1, "")


def test_the_default_directory_is_never_used_twice(here, monkeypatch):
    monkeypatch.setattr(check_process, "run_check", lambda check, options: iter([]))
    for _ in range(2):
        assert CliRunner().invoke(command, ["--only", "rates"]).exit_code == 0
    assert sorted(path.name for path in (here / "output").iterdir()) == ["validate", "validate-2"]


def test_a_named_directory_must_be_new(here):
    (here / "full").mkdir()
    (here / "full" / "file").write_text("")
    result = CliRunner().invoke(command, ["--report", "full"])
    assert isinstance(result.exception, UsageError)
    assert str(result.exception) == "--report full: the directory is not empty; give a new one"


def lrkit(*arguments, cwd):
    call = [sys.executable, "-m", "paddle_lrkit", "validate", *arguments]
    return subprocess.run(call, capture_output=True, text=True, check=False, cwd=cwd)


@pytest.fixture
def package_path(monkeypatch, request):
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "rate"], "lrkit: --only: unknown check 'rate'; did you mean 'rates'"),
        (["--updates", "0"], "lrkit validate: Invalid value for '--updates': 0 is not in the range"),
    ],
)
def test_wrong_usage_is_one_sentence(package_path, tmp_path, arguments, message):
    done = lrkit(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_gpu_that_is_not_there_is_one_sentence(package_path, tmp_path):
    paddle = pytest.importorskip("paddle")
    if paddle.is_compiled_with_cuda() and paddle.device.cuda.device_count():
        pytest.skip("this machine has a GPU")
    done = lrkit("--device", "gpu", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("lrkit: --device gpu: the installed Paddle ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_two_checks_run_in_processes_of_their_own(package_path, tmp_path):
    pytest.importorskip("paddle")
    done = lrkit("--device", "cpu", "--only", "amp,resume", "--updates", "2", "--report", "r", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["verdict"] == "passed"
    assert [(each["check"], each["status"]) for each in told["findings"]] == [
        ("amp", "skip"),
        *[("resume", "ok")] * 3,
        ("resume", "skip"),
    ]
    assert (tmp_path / "r/runs/resume-classification/log.jsonl").is_file()
    assert not list((tmp_path / "r").glob("runs/*/checkpoints"))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_everything_passes_on_the_cpu(package_path, tmp_path):
    pytest.importorskip("paddle")
    done = lrkit("--device", "cpu", "--updates", "3", "--report", "r", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["verdict"], told["complete"], told["counts"]["fail"]) == ("passed", True, 0)
    names = ["rates", "tasks", "amp", "resume", "processes", "speed", "static"]
    assert list(dict.fromkeys(each["check"] for each in told["findings"])) == names
    assert all(each["reason"] for each in told["findings"] if each["status"] == "skip")
    assert list((tmp_path / "r" / "runs").glob("*/vdlrecords.run.log"))
