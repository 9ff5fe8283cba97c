"""Names of runs, and the run to resume."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_lrkit.errors import CheckpointError, UsageError
from paddle_lrkit.runs.checkpoint_state import MissingCheckpoint
from paddle_lrkit.train.run_directory import (
    RunDirectory,
    choose_run,
    default_output,
    is_run_of,
    new_run,
    newest_run,
)


def checkpointed(run: Path, name: str = "last") -> Path:
    folder = run / "checkpoints" / name
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    return folder


def test_a_taken_name_gets_a_number(tmp_path):
    first = new_run(tmp_path / "run")
    assert first.path == tmp_path / "run"
    assert new_run(tmp_path / "run").path == tmp_path / "run", "an empty directory is not taken"
    first.log.write_text("")
    assert new_run(tmp_path / "run").path == tmp_path / "run-2"


def test_a_directory_that_cannot_be_created_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        UsageError, match=r"file/run: the run cannot be written there: Not a directory; .*Global\.output_dir"
    ):
        new_run(tmp_path / "file" / "run")


def test_a_file_with_the_name_of_the_run_is_an_error(tmp_path):
    (tmp_path / "run").write_text("")
    with pytest.raises(UsageError, match=r"run: the run cannot be written there: Not a dir.*Global\.output_dir"):
        new_run(tmp_path / "run")


def test_the_newest_run_with_a_checkpoint_is_resumed(tmp_path):
    assert newest_run(tmp_path / "run") is None
    for name in ("run", "run-2"):
        checkpointed(tmp_path / name)
    (tmp_path / "run-3").mkdir()
    found = newest_run(tmp_path / "run")
    assert found is not None
    assert found.path == tmp_path / "run-2"


def test_a_newer_run_without_its_last_checkpoint_is_not_passed_over(tmp_path):
    """Neither an older run nor a new one is what the user means by the newest."""
    checkpointed(tmp_path / "run")
    kept = checkpointed(tmp_path / "run-2", "update_5")
    with pytest.raises(MissingCheckpoint, match="run-2: the run has no checkpoint 'last'") as caught:
        choose_run(tmp_path / "run", "auto")
    assert caught.value.instead == str(kept)


def test_the_previous_checkpoint_counts_after_a_kill(tmp_path):
    checkpointed(tmp_path / "run", ".last.old")
    found = newest_run(tmp_path / "run")
    assert found is not None
    assert found.path == tmp_path / "run"


def test_a_run_means_its_last_checkpoint(tmp_path):
    last, kept = checkpointed(tmp_path / "run"), checkpointed(tmp_path / "run", "update_5")
    for resume, checkpoint in ((tmp_path / "run", last), (kept, kept)):
        run, found = choose_run(tmp_path / "unused", str(resume))
        assert (run.path, found) == (tmp_path / "run", checkpoint)


def test_anything_else_is_an_error(tmp_path):
    with pytest.raises(CheckpointError, match="neither a run directory"):
        choose_run(tmp_path / "unused", str(tmp_path))


def test_a_directory_that_is_not_there_has_a_nearest_name(tmp_path):
    checkpointed(tmp_path / "softmax")
    with pytest.raises(UsageError, match=r"there is no such directory; did you mean 'softmax'\?"):
        choose_run(tmp_path / "unused", str(tmp_path / "sofmax"))
    with pytest.raises(UsageError, match=r"there is no such directory$"):
        choose_run(tmp_path / "unused", str(tmp_path / "nowhere" / "softmax"))


def test_which_runs_are_those_of_an_output_directory(tmp_path):
    for name in ("run", "run-2", "run-4"):
        (tmp_path / name).mkdir()
    found = [is_run_of(tmp_path / "run", RunDirectory(tmp_path / name)) for name in ("run", "run-2", "run-4")]
    assert found == [True, True, False], "run-3 is missing, so run-4 was never one of them"


def test_the_default_is_named_after_the_config():
    assert default_output("configs/classification/resnet18_digits_cosine.yml") == Path("output/resnet18_digits_cosine")
