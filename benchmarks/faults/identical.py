"""Whether two runs are the same, bit for bit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_SPEED = "speed/"


def differences(run: Path, whole: Path) -> list[str]:
    """What differs between two runs: weights of all checkpoints, log rows without speed, VisualDL's charts."""
    return [*_checkpoints(run, whole), *_logs(run, whole), *_charts(run, whole)]


def _checkpoints(run: Path, whole: Path) -> list[str]:
    names = {path.name for path in (whole / "checkpoints").iterdir()}
    found = {path.name for path in (run / "checkpoints").iterdir()} if (run / "checkpoints").is_dir() else set()
    wrong = [f"checkpoint {name} is missing" for name in sorted(names - found)]
    wrong += [f"leftover {name}" for name in sorted(found - names)]
    for name in sorted(names & found):
        for tensors in sorted((whole / "checkpoints" / name).glob("*.safetensors")):
            other = run / "checkpoints" / name / tensors.name
            if not other.is_file() or other.read_bytes() != tensors.read_bytes():
                wrong.append(f"checkpoint {name}: {tensors.name} differs")
    return wrong


def rows(run: Path) -> list[dict[str, Any]]:
    """The rows of ``log.jsonl`` without measurements of speed."""
    lines = (run / "log.jsonl").read_text().splitlines()
    return [{k: v for k, v in json.loads(line).items() if not k.startswith(_SPEED)} for line in lines]


def _logs(run: Path, whole: Path) -> list[str]:
    try:
        found = rows(run)
    except (OSError, ValueError) as error:
        return [f"log.jsonl: {error}"]
    expected = rows(whole)
    return [] if found == expected else [f"log.jsonl: {len(found)} rows instead of {len(expected)}, or other values"]


def _charts(run: Path, whole: Path) -> list[str]:
    try:
        found = charts(run)
    except Exception as error:  # VisualDL's reader has no errors of its own
        return [f"VisualDL: {error!r}"]
    expected = charts(whole)
    return [f"VisualDL: {tag} differs" for tag in sorted(expected) if found.get(tag) != expected[tag]]


def charts(run: Path) -> dict[str, list[tuple[int, float]]]:
    """Tag -> points of the scalar charts, without speed."""
    from visualdl import LogReader

    reader = LogReader(file_path=str(run / "vdlrecords.run.log"))
    tags = [tag for tag in reader.get_tags().get("scalar", []) if not tag.startswith(_SPEED)]
    return {tag: [(point.id, point.value) for point in reader.get_data("scalar", tag)] for tag in tags}
