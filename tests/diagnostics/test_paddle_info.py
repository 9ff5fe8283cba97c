"""The process that imports Paddle, and how its failures are described."""

from __future__ import annotations

import pytest

from paddle_lrkit.diagnostics.paddle_info import PaddleInfo, read_paddle_info

BASIC = 'print(\'{"version": "3.3.1", "cuda": "12.6", "gpu_count": 1}\', flush=True)\n'


def test_the_installed_paddle_answers():
    paddle = pytest.importorskip("paddle")
    found = read_paddle_info()
    assert found.version == paddle.__version__
    assert found.error == ""
    assert bool(found.cuda) == paddle.device.is_compiled_with_cuda()


def test_a_list_arrives_as_a_tuple():
    told = 'print(\'{"archs": [80, 90], "cudnn": 90501}\', flush=True)\n'
    assert read_paddle_info(BASIC + told) == PaddleInfo("3.3.1", "12.6", 1, archs=(80, 90), cudnn=90501)


def test_lines_that_are_not_json_are_ignored():
    noise = 'print("a banner"); print("[1]"); print("{"); print(\'{"unknown": 1}\')\n'
    assert read_paddle_info(noise + BASIC) == PaddleInfo("3.3.1", "12.6", 1)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("import no_such_paddle", "ModuleNotFoundError: No module named 'no_such_paddle'"),
        ("raise SystemExit(3)", "the process ended with exit code 3"),
        ("raise ValueError('no library\\n  [Hint: x should not be null.]')", "ValueError: no library"),
        ("import os; os.abort()", "the process ended with SIGABRT"),
        (
            "import os, sys; print('CUDA error(209): no kernel image\\nend', file=sys.stderr, flush=True); os.abort()",
            "the process ended with SIGABRT: CUDA error(209): no kernel image",
        ),
    ],
)
def test_an_early_end_is_described(script, error):
    assert read_paddle_info(script) == PaddleInfo(error=error)


def test_output_before_a_crash_counts():
    found = read_paddle_info(BASIC + "import os; os.abort()")
    assert (found.version, found.gpu_count, found.computes) == ("3.3.1", 1, False)
    assert found.error == "the process ended with SIGABRT"


def test_lists_of_lists_arrive_as_tuples():
    told = "print('{\"capabilities\": [[8, 0], [9, 0]]}', flush=True)\n"
    assert read_paddle_info(BASIC + told).capabilities == ((8, 0), (9, 0))


def test_a_process_that_hangs_is_ended():
    found = read_paddle_info(BASIC + "import time; time.sleep(600)", timeout=3)
    assert (found.version, found.error) == ("3.3.1", "no answer within 3 s")
