"""The suite runs in the background of a script too, and no test waits for a program without a limit."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.programs import running

ROOT = Path(__file__).resolve().parent.parent
PYTHON_FILES = sorted(file for folder in ("paddle_lrkit", "tests") for file in (ROOT / folder).rglob("*.py"))
IGNORE = "import signal, sys; [signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)]\n"
HANDLERS = "signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)"


def printed(program):
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_the_programs_of_the_tests_have_the_default_signals():
    child = f"import signal; print([int(handler is signal.SIG_IGN) for handler in ({HANDLERS})])"
    start = f"import subprocess; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    assert printed(IGNORE + start) == "[1, 1]\n"
    assert printed(f"{IGNORE}import tests.conftest\n{start}") == "[0, 0]\n"


def test_handlers_that_are_not_ignored_are_kept():
    program = "import signal; signal.signal(signal.SIGINT, print); import tests.conftest; print(signal.getsignal(2))"
    assert printed(program) == f"{print}\n"


@pytest.mark.parametrize("error", [None, KeyError])
def test_a_program_ends_with_its_block(error):
    began = time.monotonic()
    try:
        with running([sys.executable, "-c", "import time; time.sleep(600)"], stdout=subprocess.PIPE) as process:
            if error:
                raise error
    except KeyError:
        pass
    assert process.returncode == -signal.SIGKILL
    assert process.stdout.closed
    assert time.monotonic() - began < 60
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def waits_without_limit(source):
    """Lines with a ``with Popen(...)``, whose end waits for the program however long it takes."""
    items = [item for node in ast.walk(ast.parse(source)) if isinstance(node, ast.With) for item in node.items]
    calls = [item.context_expr for item in items if isinstance(item.context_expr, ast.Call)]
    return [call.lineno for call in calls if ast.unparse(call.func).split(".")[-1] == "Popen"]


def test_no_block_waits_for_a_program_without_a_limit():
    assert waits_without_limit("import subprocess\nwith subprocess.Popen(['x']) as process:\n    pass\n") == [2]
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in PYTHON_FILES
        for line in waits_without_limit(file.read_text(encoding="utf-8"))
    ]
    assert found == []
