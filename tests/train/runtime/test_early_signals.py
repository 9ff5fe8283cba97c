"""A signal before the first update ends the process with a sentence and the right code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from paddle_lrkit.train.runtime.early_signals import early_signals
from paddle_lrkit.train.runtime.signals import SignalHandler
from tests.programs import running

PROGRAM = """
import time
from paddle_lrkit.train.runtime.early_signals import early_signals
with early_signals("nothing was saved"):
    print("open", flush=True)
    time.sleep(100)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize(("rank", "words"), [("0", "lrkit: nothing was saved\n"), ("1", "")])
def test_the_process_ends_and_the_first_one_says_why(number, rank, words):
    root = str(Path(__file__).resolve().parents[3])
    environment = {**os.environ, "PYTHONPATH": root, "PADDLE_TRAINER_ID": rank}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with running([sys.executable, "-c", PROGRAM], env=environment, text=True, **pipes) as process:
        assert process.stdout.readline() == "open\n"
        process.send_signal(number)
        assert process.communicate(timeout=60)[1] == words
    assert process.returncode == 128 + number


def test_the_handlers_before_are_restored():
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with early_signals("nothing was saved"):
        assert signal.getsignal(signal.SIGTERM) != before[0]
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_a_program_in_the_background_of_a_script_ignores_ctrl_c_as_before():
    """A shell starts it with SIGINT ignored; both handlers leave that as it is and take SIGTERM."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for handler in (early_signals("nothing was saved"), SignalHandler()):
            terminate = signal.getsignal(signal.SIGTERM)
            with handler:
                signal.raise_signal(signal.SIGINT)
                assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
                assert signal.getsignal(signal.SIGTERM) != terminate
            assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
