"""The process that imports Paddle: whatever happens to it becomes a sentence."""

from __future__ import annotations

import pytest

from paddle_lrkit.cli.doctor.probe import Probe, run_probe

BASIC = 'print(\'{"version": "3.3.1", "cuda": "12.6", "gpu_count": 1}\', flush=True)\n'


def test_the_installed_paddle_answers():
    paddle = pytest.importorskip("paddle")
    found = run_probe()
    assert found.version == paddle.__version__
    assert found.error == ""
    assert bool(found.cuda) == paddle.device.is_compiled_with_cuda()


def test_a_list_arrives_as_a_tuple():
    told = 'print(\'{"archs": [80, 90], "cudnn": 90501}\', flush=True)\n'
    assert run_probe(BASIC + told) == Probe("3.3.1", "12.6", 1, archs=(80, 90), cudnn=90501)


def test_what_is_no_answer_is_passed_over():
    noise = 'print("a banner"); print("[1]"); print("{"); print(\'{"unknown": 1}\')\n'
    assert run_probe(noise + BASIC) == Probe("3.3.1", "12.6", 1)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("import no_such_paddle", "ModuleNotFoundError: No module named 'no_such_paddle'"),
        ("raise SystemExit(3)", "the process ended with exit code 3"),
        ("import os; os.abort()", "the process ended with SIGABRT"),
        (
            "import os, sys; print('CUDA error(209): no kernel image\\nend', file=sys.stderr, flush=True); os.abort()",
            "the process ended with SIGABRT: CUDA error(209): no kernel image",
        ),
    ],
)
def test_an_end_before_the_end_is_told(script, error):
    assert run_probe(script) == Probe(error=error)


def test_what_was_said_before_a_crash_counts():
    found = run_probe(BASIC + "import os; os.abort()")
    assert (found.version, found.gpu_count, found.computes) == ("3.3.1", 1, False)
    assert found.error == "the process ended with SIGABRT"


def test_a_process_that_hangs_is_ended():
    found = run_probe(BASIC + "import time; time.sleep(600)", timeout=3)
    assert (found.version, found.error) == ("3.3.1", "no answer within 3 s")
