"""The hooks of pre-commit, the step of GitHub Actions and the completion of shells."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import yaml

from paddle_lrkit.cli import check

ROOT = Path(__file__).resolve().parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
STEPS = {step.get("name"): step for step in ACTION["runs"]["steps"]}
WRONG = "iters: 80000\nlr_scheduler: {type: PolynomialDecay, learning_rate: '0.01', end_lr: 0}\n"


def lrkit(arguments, **options):
    """Runs a script with an ``lrkit`` of this tree on its path."""
    environment = {**os.environ, **options.pop("environment", {})}
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "lrkit"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m paddle_lrkit "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        environment["PATH"] = os.pathsep.join([folder, environment["PATH"]])
        return subprocess.run(
            ["bash", "-e", "-c", arguments], capture_output=True, text=True, env=environment, check=False, **options
        )


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.yml").write_text(WRONG)
    return tmp_path


def step(name, folder, **inputs):
    """Runs a step of the action with values for its inputs."""
    values = {key: value.get("default", "") for key, value in ACTION["inputs"].items()} | inputs
    environment = {key: values[text.split()[1].removeprefix("inputs.")] for key, text in STEPS[name]["env"].items()}
    return lrkit(STEPS[name]["run"], environment={**environment, "PYTHONPATH": str(ROOT)}, cwd=folder)


def test_the_hooks_run_commands_that_there_are():
    options = {option for parameter in check.command.params for option in parameter.opts}
    for hook in HOOKS:
        assert {"id", "name", "entry", "language", "types_or"} <= hook.keys()
        command, subcommand, *rest = hook["entry"].split()
        assert (command, subcommand, hook["language"]) == ("lrkit", "check", "python")
        assert set(rest) <= options
    assert {hook["id"]: hook["entry"].split()[2:] for hook in HOOKS} == {
        "lrkit-check": [],
        "lrkit-check-fix": ["--fix"],
    }


def test_the_action_is_complete():
    assert ACTION["runs"]["using"] == "composite"
    for one in ACTION["runs"]["steps"]:
        assert ("uses" in one) != ("run" in one and "shell" in one)
        assert "${{" not in one.get("run", "")
    assert all(value["description"] for value in ACTION["inputs"].values())


def test_the_action_annotates_and_fails(project):
    done = step("Check", project, args="--gpus 1")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=")
    (project / "a.yml").write_text(WRONG.replace("'", ""))
    assert step("Check", project, args="--gpus 1").returncode == 0


def test_the_action_reports_what_it_uploads(project):
    done = step("Report", project, sarif="lrkit.sarif")
    assert done.returncode == 0, done.stderr
    (run,) = json.loads((project / "lrkit.sarif").read_text(encoding="utf-8"))["runs"]
    assert [result["ruleId"] for result in run["results"]][:1] == ["LR401"]
    assert step("Report", project, sarif="lrkit.sarif", args="--no-such").returncode != 0


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_commands_options_values_and_configs(tmp_path):
    script = """
    eval "$(_LRKIT_COMPLETE=bash_source lrkit)"
    compopt() { echo "files"; }
    for words in pl "check --for" "check --format gitl" "plot resnet18_digits_c" "plot my"; do
        COMP_WORDS=(lrkit $words); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
        _lrkit_completion lrkit
        echo "${COMPREPLY[*]}"
    done
    """
    (tmp_path / "my.yml").write_text(WRONG)
    done = lrkit(script, environment={"PYTHONPATH": str(ROOT)}, cwd=tmp_path)
    command, option, value, names, files, _ = done.stdout.splitlines()
    assert (command, option, value, files) == ("plot", "--format", "gitlab", "files"), done.stderr
    assert "resnet18_digits_cosine" in names.split()
