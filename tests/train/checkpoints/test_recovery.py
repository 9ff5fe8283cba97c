"""What a kill and damage leave among the checkpoints of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.train.checkpoints.checkpoint import save_checkpoint
from paddle_lrkit.train.checkpoints.recovery import finish_interrupted, newest_whole


def write(run: Path, name: str, update: int) -> Path:
    save_checkpoint(run / "checkpoints" / name, {}, {"update": update})
    return run / "checkpoints" / name


def damage(checkpoint: Path) -> None:
    (checkpoint / "state.json").write_text("{}")


def update(checkpoint: Path) -> int:
    return json.loads((checkpoint / "state.json").read_text())["update"]


@pytest.mark.parametrize(("kept", "used"), [(3, (".last.old", 6)), (9, ("update_9", 9))])
@pytest.mark.parametrize("torn", ["state.json", "manifest.json", None])
def test_the_newest_other_one_is_used_when_last_is_damaged(tmp_path, torn, kept, used):
    write(tmp_path, f"update_{kept}", kept)
    last = write(tmp_path, "last", 9)
    if torn:
        (last / torn).write_text("{")
    else:
        (last / "manifest.json").unlink()
    write(tmp_path, ".last.old", 6)
    finish_interrupted(tmp_path)
    found, problems = newest_whole(tmp_path)
    assert (found.name, update(found)) == used
    assert len(problems) == 1


def test_leftovers_of_a_whole_checkpoint_are_removed(tmp_path):
    write(tmp_path, "last", 9)
    damage(write(tmp_path, "best", 9))
    write(tmp_path, ".last.old", 6)
    write(tmp_path, ".best.old", 6)
    (tmp_path / "checkpoints" / ".update_9.tmp").mkdir()
    finish_interrupted(tmp_path)
    assert sorted(place.name for place in (tmp_path / "checkpoints").iterdir()) == ["best", "last"]
    assert update(newest_whole(tmp_path)[0]) == 9


def test_an_interrupted_replacement_gets_its_name_back(tmp_path):
    write(tmp_path, ".last.old", 6)
    finish_interrupted(tmp_path)
    assert update(newest_whole(tmp_path)[0]) == 6
    assert [place.name for place in (tmp_path / "checkpoints").iterdir()] == ["last"]


def test_without_a_whole_checkpoint_the_first_one_is_named(tmp_path):
    for name in ("last", "update_3", ".last.old"):
        damage(write(tmp_path, name, 3))
    finish_interrupted(tmp_path)
    with pytest.raises(CheckpointError, match=r"checkpoints/last/state\.json"):
        newest_whole(tmp_path)
