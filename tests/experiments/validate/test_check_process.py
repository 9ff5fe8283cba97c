"""A check in its own process: its results, a crash, the time limit."""

from __future__ import annotations

import pytest

from paddle_lrkit.experiments.validate import check_process
from paddle_lrkit.experiments.validate.case import CaseResult
from paddle_lrkit.experiments.validate.checks import CHECKS, EXACT, ValidationCheck

FOUND = CaseResult("rates", "catalogue", "ok", {"updates": 3})


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Runs a program instead of the check."""

    def install(source):
        (tmp_path / "stand_in.py").write_text(source)
        monkeypatch.setattr(check_process, "_MODULE", "stand_in")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return install


def found(options, **changes):
    return list(check_process.run_check(ValidationCheck("rates", "a summary", **changes), options))


def test_results_arrive_and_all_other_lines_are_kept(program, options, tmp_path):
    program(f"import sys\nprint('a banner')\nprint('''{FOUND.to_json()}''')\nprint('a warning', file=sys.stderr)")
    assert found(options) == [FOUND]
    assert sorted((tmp_path / "logs" / "rates.txt").read_text().split("\n")) == ["", "a banner", "a warning"]


def test_a_crash_keeps_what_was_found_and_is_a_failure(program, options):
    program(
        f"import os, sys\nprint('''{FOUND.to_json()}''', flush=True)\n"
        "print('CUDA error(209): no kernel image\\nend', file=sys.stderr, flush=True)\nos.abort()"
    )
    first, last = found(options)
    assert first == FOUND
    assert (last.check, last.case, last.status) == ("rates", "process", "fail")
    assert last.reason == "the process ended with SIGABRT: CUDA error(209): no kernel image"


def test_an_exception_is_a_failure(program, options):
    program("raise ValueError('no such thing')")
    (finding,) = found(options)
    assert finding.reason == "the process ended with exit code 1: ValueError: no such thing"


def test_a_check_that_hangs_is_stopped(program, options):
    program("import time\ntime.sleep(600)")
    (finding,) = found(options, limit_s=0.5)
    assert (finding.status, finding.reason) == ("fail", "no end within 0.5 s")


def test_the_options_and_the_variables_arrive(program, options):
    program(
        "import json, os, sys\nfrom paddle_lrkit.experiments.validate.case import CaseResult\n"
        "from paddle_lrkit.experiments.validate.options import ValidationOptions\n"
        "given = ValidationOptions(**json.loads(sys.argv[2]))\n"
        "print(CaseResult(sys.argv[1], given.device, 'ok', {'tf32': os.environ['NVIDIA_TF32_OVERRIDE']}).to_json())"
    )
    assert found(options, environment=EXACT) == [CaseResult("rates", "cpu", "ok", {"tf32": "0"})]


def test_a_reader_that_stops_early_leaves_no_process(program, options):
    program(f"import time\nprint('''{FOUND.to_json()}''', flush=True)\ntime.sleep(600)")
    running = check_process.run_check(ValidationCheck("rates", ""), options)
    assert next(running) == FOUND
    running.close()


def test_after_a_crash_no_process_keeps_the_output_open(program, options):
    """As if a worker of a loader hung after its parent crashed in a kernel."""
    program(
        f"import os, time\nprint('''{FOUND.to_json()}''', flush=True)\n"
        "if os.fork() == 0:\n    time.sleep(600)\nos.abort()"
    )
    first, last = found(options)
    assert (first, last.reason) == (FOUND, "the process ended with SIGABRT")


def test_comparisons_run_without_tf32():
    for name in ("tasks", "resume", "static", "processes"):
        assert CHECKS[name].environment["NVIDIA_TF32_OVERRIDE"] == "0"


@pytest.mark.parametrize("name", list(CHECKS))
def test_every_check_has_its_function(name):
    assert callable(CHECKS[name].function())
