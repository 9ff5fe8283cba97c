"""Importing Paddle: number of threads, no output, and a clear error."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
import os
from paddle_lrkit.train.runtime.paddle_import import import_paddle
import_paddle(quiet={quiet})
import paddle
print(os.environ["OMP_NUM_THREADS"])
"""


def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key != "OMP_NUM_THREADS"}
    return subprocess.run(
        [sys.executable, "-c", script], env={**clean, **environment}, capture_output=True, text=True, timeout=60
    )


def test_all_cores_are_used_and_their_number_is_printed():
    done = run(SCRIPT.format(quiet=False))
    assert int(done.stdout) >= 1
    assert done.stderr.startswith("CPU threads: ")
    assert len(done.stderr.splitlines()) == 1


def test_the_users_number_is_kept_and_nothing_is_printed():
    done = run(SCRIPT.format(quiet=False), OMP_NUM_THREADS="1")
    assert (done.stdout.strip(), done.stderr) == ("1", "")


def test_later_log_messages_appear_once_on_stderr():
    script = SCRIPT.format(quiet=True) + "import logging\nlogging.getLogger('paddle_lrkit.x').warning('seen')\n"
    assert run(script).stderr == "seen\n"


@pytest.mark.parametrize("failure", ["ModuleNotFoundError(name='paddle')", "ImportError('libcuda is missing')"])
def test_a_failing_import_is_one_line(failure):
    script = f"""
import sys
class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == "paddle": raise {failure}
sys.meta_path.insert(0, Broken())
from paddle_lrkit.cli.main import main
main(["train", "-c", "x.yml", "-q"])
"""
    done = run(script)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("lrkit: Paddle ")


@pytest.mark.parametrize("rank", ["0", "1"])
def test_launched_processes_share_the_cores_and_rank_0_prints(rank):
    done = run(SCRIPT.format(quiet=False), PADDLE_LOCAL_SIZE="1000", PADDLE_TRAINER_ID=rank)
    assert done.stdout.strip() == "1"
    assert len(done.stderr.splitlines()) == (1 if rank == "0" else 0)


def test_what_a_plugin_prints_at_import_goes_to_stderr(tmp_path):
    (tmp_path / "paddle.py").write_text(
        "import ctypes, os\nos.write(1, b'loaded\\n')\nctypes.CDLL(None).puts(b'compiled with gcc')\n"
    )
    script = "import sys\nsys.path.insert(0, {path!r})\n" + SCRIPT.format(quiet=True) + "print('the result')\n"
    done = run(script.replace("{path!r}", repr(str(tmp_path))), OMP_NUM_THREADS="1")
    assert done.stdout == "1\nthe result\n"
    assert sorted(done.stderr.splitlines()) == ["compiled with gcc", "loaded"]


def test_a_plugin_that_cannot_be_loaded_is_one_line(tmp_path):
    text = "(InvalidArgument) Fail to open library: libpaddle-custom-npu.so\\n  [Hint: dso_handle should not be null.]"
    (tmp_path / "paddle.py").write_text(f"raise ValueError('{text}')\n")
    script = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nfrom paddle_lrkit.cli.main import main\n"
    done = run(script + "main(['train', '-c', 'x.yml', '-q'])")
    said = "(InvalidArgument) Fail to open library: libpaddle-custom-npu.so"
    assert done.stderr == f"lrkit: Paddle cannot be imported: {said}; run lrkit doctor\n"
