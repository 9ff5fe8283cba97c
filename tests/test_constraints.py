"""Every install command of the repository is constrained, and the constraint files pin every requirement."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FILES = ("paddle3.txt", "paddle2.txt")
PYTHONS = {"paddle3.txt": ("3.10", "3.11", "3.12", "3.13"), "paddle2.txt": ("3.10", "3.11", "3.12")}
PIN = re.compile(r"([a-z0-9-]+)==([0-9a-z.]+)(?: ; (.+))?")
INSTALL = re.compile(r"pip (install|wheel)\b")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def pins(file):
    """(name, version, marker) of each line of a constraint file."""
    lines = [line for line in read(f"constraints/{file}").splitlines() if not line.startswith("#")]
    found = [PIN.fullmatch(line) for line in lines]
    assert None not in found, lines[found.index(None)]
    return [match.groups() for match in found]


def versions(file, python):
    """Name -> version of the pins that hold for a Python version on Linux."""
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    held = [(name, version) for name, version, mark in pins(file) if not mark or Marker(mark).evaluate(environment)]
    assert len(dict(held)) == len(held), "two versions of one package for one Python"
    return dict(held)


def requirements():
    """Everything that pyproject.toml requires, the build backend included; `gpu` comes from Paddle's own index."""
    tomllib = pytest.importorskip("tomllib", reason="needs Python 3.11")
    content = tomllib.loads(read("pyproject.toml"))
    project = content["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "gpu" for line in lines]
    return [Requirement(line) for line in (*content["build-system"]["requires"], *project["dependencies"], *extras)]


@pytest.mark.parametrize("file", FILES)
def test_every_requirement_is_pinned_for_every_python(file):
    for python in PYTHONS[file]:
        pinned = versions(file, python)
        wanted = requirements()
        missing = [str(one) for one in wanted if canonicalize_name(one.name) not in pinned]
        assert missing == []
        wrong = [str(one) for one in wanted if not one.specifier.contains(pinned[canonicalize_name(one.name)])]
        assert wrong == []


def test_each_file_is_for_one_version_of_paddle():
    assert [versions(file, "3.11")["paddlepaddle"] for file in FILES] == ["3.3.1", "2.6.2"]
    assert versions("paddle2.txt", "3.11")["numpy"].startswith("1.")


@pytest.mark.parametrize("file", FILES)
def test_no_pin_is_repeated(file):
    keys = [(name, mark) for name, _, mark in pins(file)]
    assert len(set(keys)) == len(keys)


def unconstrained(text):
    """The install commands that do not use one constraint file both for the packages and for the builds."""
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    commands = [line for line in lines if INSTALL.search(line) and not line.lstrip().startswith("#")]
    assert commands
    return [line for line in commands if not _is_constrained(line)]


def _is_constrained(line):
    before = line[: INSTALL.search(line).start()]
    return bool(
        re.search(r"PIP_CONSTRAINT=(\S+)\s+PIP_BUILD_CONSTRAINT=\1\s", before)
        or re.match(r"\s*constrained paddle[23] ", before)
    )


@pytest.mark.parametrize(("page", "environments"), [("README.md", 2), ("README.zh-CN.md", 2), ("CONTRIBUTING.md", 1)])
def test_the_commands_of_the_pages_are_constrained(page, environments):
    text = read(page)
    assert len(re.findall(r"^python3 -m venv ", text, re.M)) == environments
    assert set(re.findall(r"CONSTRAINT=(\S+)", text)) == {"constraints/paddle3.txt"}
    assert unconstrained(text) == []


def test_every_step_of_ci_but_the_newest_versions_is_constrained():
    left = unconstrained(read(".ci/run"))
    assert len(left) == 1
    assert ".venv-newest/bin/pip install" in left[0]


def test_the_image_is_constrained():
    text = read("Dockerfile")
    (environment,) = re.findall(r"^ENV (PIP_.*)$", text, re.M)
    build, final = text.split("\nFROM ")[1:]
    assert _is_constrained(f"{environment} pip wheel")
    assert INSTALL.findall(build) == ["wheel"]
    assert unconstrained(final) == []


def test_the_slim_image_is_constrained():
    text = read("docker/slim.Dockerfile")
    (environment,) = re.findall(r"^ENV (PIP_.*)$", text, re.M)
    assert _is_constrained(f"{environment} pip install")
    assert INSTALL.findall(text.split("\nFROM ")[1]) == ["install"]
    assert INSTALL.findall(text.split("\nFROM ")[2]) == []


def test_the_release_check_is_constrained():
    text = read("tools/release/check.sh")
    assert re.search(r"^export .*PIP_CONSTRAINT=\$PWD/constraints/paddle3.txt$", text, re.M)
    assert re.search(r"^export PIP_BUILD_CONSTRAINT=\$PIP_CONSTRAINT ", text, re.M)


def test_an_unconstrained_command_is_found():
    good = "PIP_CONSTRAINT=c.txt PIP_BUILD_CONSTRAINT=c.txt .venv/bin/pip install -q x"
    assert unconstrained(good) == []
    assert len(unconstrained(f"{good}\n.venv/bin/pip install ruff\n")) == 1
    assert len(unconstrained(good.replace("PIP_BUILD_CONSTRAINT=c.txt", "PIP_BUILD_CONSTRAINT=other.txt"))) == 1
    assert len(unconstrained(good.replace("PIP_BUILD_CONSTRAINT=c.txt ", ""))) == 1
