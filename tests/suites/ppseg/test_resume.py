"""What PaddleSeg saves: the number of updates is in the name of the directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_lrkit.suites.ppseg.resume import RESUME
from tests.suites import suite_checkpoints as saved


@pytest.mark.parametrize(
    ("name", "updates"), [("iter_500", 500), ("500", 500), ("best_model", None), ("iter_5x", None)]
)
def test_the_name_of_the_directory(tmp_path: Path, name: str, updates: int | None) -> None:
    folder = saved.ppseg(tmp_path / name, saved.state(500, 0.1))
    assert RESUME.progress(folder / "model.pdopt").updates == updates
    assert RESUME.named(folder / "model.pdopt") == folder
