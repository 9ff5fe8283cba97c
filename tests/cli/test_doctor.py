"""`lrkit doctor`: text, JSON, exit code, and imports."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli import doctor
from paddle_lrkit.diagnostics.diagnosis import Diagnosis

SOUND = [Diagnosis("Python", "ok", "3.11.7"), Diagnosis("disk", "warn", "1.0 GiB free", "free some space")]
BROKEN = [*SOUND, Diagnosis("Paddle", "fail", "not installed", "pip install paddlepaddle")]


@pytest.mark.parametrize(("rows", "code"), [(SOUND, 0), (BROKEN, 1)])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_exit_code_says_whether_a_check_failed(monkeypatch, rows, code, options):
    monkeypatch.setattr("paddle_lrkit.diagnostics.doctor.diagnose_all", lambda: rows)
    assert CliRunner().invoke(doctor.command, options, standalone_mode=False).return_value == code


def test_json_is_a_list_of_results(monkeypatch):
    monkeypatch.setattr("paddle_lrkit.diagnostics.doctor.diagnose_all", lambda: BROKEN)
    rows = json.loads(CliRunner().invoke(doctor.command, ["--json"]).stdout)
    assert [set(row) for row in rows] == [{"check", "status", "detail", "fix"}] * 3
    assert rows[1] == {"check": "disk", "status": "warn", "detail": "1.0 GiB free", "fix": "free some space"}


def test_text_names_check_finding_and_fix(monkeypatch):
    monkeypatch.setattr("paddle_lrkit.diagnostics.doctor.diagnose_all", lambda: BROKEN)
    lines = CliRunner().invoke(doctor.command).stdout.splitlines()
    assert lines[-3].split() == ["fail", "Paddle", "not", "installed"]
    assert lines[-2].strip() == "fix: pip install paddlepaddle"
    assert lines[-1] == "1 ok, 1 warn, 1 fail"


def test_this_machine_gets_a_result_for_each_check():
    pytest.importorskip("paddle")
    call = "import sys; from paddle_lrkit.cli.doctor import command\n"
    call += "code = command(['--json'], standalone_mode=False)\n"
    call += "sys.exit(100 if 'paddle' in sys.modules else code)"
    process = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=False)
    rows = [Diagnosis(**row) for row in json.loads(process.stdout)]
    assert process.returncode == int(any(row.status == "fail" for row in rows)), process.stderr
    by_name = {row.check: row for row in rows}
    for name in (
        "Python",
        "Paddle",
        "Paddle import",
        "GPU",
        "AMP",
        "setuptools",
        "numpy",
        "visualdl",
        "disk",
        "HOME",
        "loader workers",
    ):
        assert by_name[name].detail
    assert by_name["Paddle import"].status == "ok"
    assert all(row.fix for row in rows if row.status != "ok")
