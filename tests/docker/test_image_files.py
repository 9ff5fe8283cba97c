"""Both Dockerfiles, .dockerignore and compose.yaml contain what the pages promise; `build_and_run.sh` runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SLIM = (ROOT / "docker" / "slim.Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
SCRIPT = ROOT / "tests" / "docker" / "build_and_run.sh"
KEYS = {
    "build", "cap_drop", "command", "depends_on", "deploy", "healthcheck", "image", "init", "ports", "pull_policy",
    "read_only", "restart", "security_opt", "shm_size", "stop_grace_period", "tmpfs", "volumes",
}  # fmt: skip
"""Those of a service in the Compose Specification that this file uses."""


def instructions(name, text=DOCKERFILE):
    return re.findall(rf"^{name} (.*)$", text, re.MULTILINE)


def test_the_base_image_is_pinned_and_can_be_replaced():
    (base,) = re.findall(r"^ARG BASE_IMAGE=(.*)$", DOCKERFILE, re.MULTILINE)
    assert re.fullmatch(r"paddlepaddle/paddle:\d+\.\d+\.\d+-gpu-cuda[\d.]+-cudnn[\d.]+", base)
    assert SERVICES["train"]["build"]["args"]["BASE_IMAGE"] == f"${{BASE_IMAGE:-{base}}}"
    assert all(line.startswith("${BASE_IMAGE}") for line in instructions("FROM"))


@pytest.mark.parametrize("text", [DOCKERFILE, SLIM], ids=["gpu", "slim"])
def test_the_image_runs_the_command_without_privileges(text):
    assert instructions("ENTRYPOINT", text) == ['["lrkit"]']
    assert instructions("USER", text) == ["1000:1000"]
    assert "ARG VERSION=unknown\n" in text


def test_the_slim_image_has_no_paddle_and_a_pinned_base_that_can_be_replaced():
    (base,) = instructions("ARG", SLIM)[:1]
    version = re.fullmatch(r"BASE_IMAGE=python:(3\.\d+)-slim-bookworm", base)[1]
    assert f"Python :: {version}" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [line.split()[0] for line in instructions("FROM", SLIM)] == ["${BASE_IMAGE}"] * 2
    assert re.findall(r'pip install "\.\[(.*)\]"', SLIM) == ["plot"]


def test_the_base_decides_about_paddle_and_what_it_needs():
    assert "sed '1,/^# Everything else/d' paddle3.txt > /wheels/constraints.txt" in DOCKERFILE
    text = (ROOT / "constraints" / "paddle3.txt").read_text(encoding="utf-8")
    needed, rest = (set(re.findall(r"^([a-z0-9-]+)==", part, re.M)) for part in text.split("\n# Everything else\n"))
    assert {"numpy", "paddlepaddle", "pillow", "protobuf", "safetensors"} <= needed
    assert {"click", "pyyaml", "rich", "scikit-learn", "tokenizers", "visualdl", "matplotlib", "hatchling"} <= rest


@pytest.mark.parametrize("text", [DOCKERFILE, SLIM], ids=["gpu", "slim"])
def test_only_what_is_copied_enters_the_build(text):
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert allowed[0] == "*"
    admitted = {line[1:] for line in allowed if line.startswith("!")}
    lines = [line for line in instructions("COPY", text) if not line.startswith("--from=")]
    copied = {name for line in lines for name in line.split()[:-1]}
    assert copied == admitted


def test_compose_has_known_keys_only():
    assert set(COMPOSE) == {"name", "services", "volumes"}
    assert [set(service) - KEYS for service in SERVICES.values()] == [set(), set()]
    assert set(SERVICES) == {"train", "board"}


def test_the_board_is_published_on_this_machine_only():
    assert SERVICES["board"]["ports"] == ["127.0.0.1:8040:8040"]
    assert "ports" not in SERVICES["train"]
    command = SERVICES["board"]["command"]
    assert command[command.index("--port") + 1] == "8040"
    assert "8040/alive" in SERVICES["board"]["healthcheck"]["test"][-1]


def test_both_services_share_one_volume_and_the_board_only_reads_it():
    assert "runs:/output" in SERVICES["train"]["volumes"]
    assert SERVICES["board"]["volumes"] == ["runs:/output:ro"]
    assert list(COMPOSE["volumes"]) == ["runs"]


def test_neither_service_can_change_its_image_or_gain_rights():
    for service in SERVICES.values():
        assert service["read_only"] is True
        assert service["tmpfs"] == ["/tmp"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_commands_of_compose_are_those_of_lrkit():
    from paddle_lrkit.cli.board import command as board
    from paddle_lrkit.cli.train import command as train

    for service, command in (("train", train), ("board", board)):
        name, *arguments = SERVICES[service]["command"]
        assert name == service
        command.make_context(name, list(arguments))


@pytest.mark.docker
@pytest.mark.timeout(3600)
def test_the_image_is_built_and_runs():
    if os.geteuid() != 0 or not shutil.which("buildah") or not shutil.which("mmdebstrap"):
        pytest.skip("needs root, buildah and mmdebstrap")
    subprocess.run([SCRIPT], check=True)
