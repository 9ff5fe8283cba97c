"""For all tests: default signals, one hypothesis profile without a time limit that repeats, and a fake nvidia-smi."""

import os
import stat

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

from paddle_lrkit.messages import LANGUAGE_VARIABLE, in_language, preferred_language
from tests.programs import use_default_signals

use_default_signals()

settings.register_profile(
    "lrkit",
    derandomize=True,
    deadline=None,
    max_examples=200,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("lrkit")


@pytest.fixture(autouse=True)
def language():
    """Each test begins in the language of the environment, also after a command that failed in another one."""
    with in_language(preferred_language({LANGUAGE_VARIABLE: os.environ.get(LANGUAGE_VARIABLE, "en")})):
        yield


@pytest.fixture
def nvidia_smi(tmp_path, monkeypatch):
    """Puts a shell script of that name first on the path."""

    def install(script):
        program = tmp_path / "nvidia-smi"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return install
