"""An executor whose package or cluster is missing says so in one sentence."""

from __future__ import annotations

import builtins
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.compare import command
from paddle_lrkit.errors import LrkitError
from tests.experiments.compare.configs import write

ARMS = ["--schedule", "Constant", "LinearDecay"]


def refused(tmp_path, *arguments):
    """The error of ``lrkit compare``."""
    with pytest.raises(LrkitError) as error:
        CliRunner().invoke(
            command, ["-c", write(tmp_path), *ARMS, "-O", str(tmp_path / "out"), *arguments], catch_exceptions=False
        )
    assert error.value.exit_code == 2
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("executor", "package", "extra"), [("ray", "ray", "ray"), ("slurm", "submitit", "slurm")], ids=["ray", "slurm"]
)
def test_a_missing_package_is_named_with_how_to_install_it(tmp_path, monkeypatch, executor, package, extra):
    real = builtins.__import__

    def without(name, *arguments, **options):
        if name == package:
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    message = refused(tmp_path, "--executor", executor, "--device", "cpu")
    assert message.startswith(f"--executor {executor} needs ")
    assert message.endswith(f"install it with: pip install 'paddle-lrkit[{extra}]'")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--executor", "slurm"], "needs --device cpu or --device gpu"),
        (["--executor", "slurm", "--executor-option", "cluster=pbs"], "cluster=pbs: must be slurm or local"),
        (["--executor", "slurm", "--executor-option", "tiem=3"], "did you mean 'time'"),
        (["--executor", "ray", "--device", "gpu:1"], "--executor ray chooses the number; write --device gpu"),
        (["--executor", "slurm", "--device", "npu:1"], "--executor slurm chooses the number; write --device npu"),
        (["--executor", "ray", "--device", "npu"], "--executor ray hands out CPUs and GPUs only; must be cpu or gpu"),
        (["--executor-option", "cpus=3"], "--executor local has no options"),
        (["--executor", "ray", "--executor-option", "cpus=0"], "cpus=0: must be a whole number"),
    ],
)
def test_a_wrong_option_is_one_sentence(tmp_path, arguments, message):
    assert message in refused(tmp_path, *arguments)


@pytest.mark.skipif(find_spec("submitit") is None, reason="submitit is not installed")
def test_a_machine_without_slurm_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    message = refused(tmp_path, "--executor", "slurm", "--device", "cpu")
    assert "this machine has no srun" in message
    assert "--executor-option cluster=local" in message
