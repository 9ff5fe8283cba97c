"""Renews the constraint files: `python constraints/renew.py`, with Python 3.11 or newer.

Each file pins, for one version of Paddle, the newest versions of all packages that work together. Where one version
does not support every Python of `requires-python`, a package has several lines with markers.
"""

from __future__ import annotations

import subprocess
import tempfile
import venv
from pathlib import Path

import tomllib

HERE = Path(__file__).resolve().parent
PADDLE = {
    "paddle3.txt": (["paddlepaddle==3.3.1"], "Python 3.10 to 3.13"),
    "paddle2.txt": (["paddlepaddle==2.6.2", "numpy<2"], "Python 3.10 to 3.12: it has no wheel for 3.13"),
}
"""File -> the requirements that select the version of Paddle, and the Pythons that it supports."""
HEADER = """\
# {paddle}, {pythons}. Written by `python constraints/renew.py`; do not edit.
# Paddle and what it needs. The image leaves these to its base.
{needed}
# Everything else
{rest}
"""


def main() -> None:
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = [line for name in sorted(extras.keys() - {"gpu"}) for line in extras[name]]
    wanted += project["project"]["dependencies"] + project["build-system"]["requires"]
    with tempfile.TemporaryDirectory() as folder:
        uv = _installed_uv(Path(folder))
        for file, (paddle, pythons) in PADDLE.items():
            pins = _compiled(uv, [*paddle, *wanted])
            names = {_name(pin) for pin in _compiled(uv, [*paddle, *extras["cpu"]])}
            needed = [pin for pin in pins if _name(pin) in names]
            rest = [pin for pin in pins if _name(pin) not in names]
            text = HEADER.format(paddle=paddle[0], pythons=pythons, needed="\n".join(needed), rest="\n".join(rest))
            (HERE / file).write_text(text, encoding="utf-8")
            print(f"{file}: {len(pins)} versions")


def _installed_uv(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", "uv"], check=True)
    return folder / "bin" / "uv"


def _compiled(uv: Path, requirements: list[str]) -> list[str]:
    """``name==version ; marker`` lines for every Python from 3.10 on."""
    call = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.10", "--no-annotate", "--no-header"]
    done = subprocess.run([*call, "-"], input="\n".join(requirements), stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()


def _name(pin: str) -> str:
    return pin.partition("==")[0]


if __name__ == "__main__":
    main()
