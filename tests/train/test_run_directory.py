"""Names of runs, and the run to resume."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_lrkit.errors import CheckpointError, UsageError
from paddle_lrkit.runs.checkpoint_state import MissingCheckpoint
from paddle_lrkit.train.checkpoints.checkpoint import save_checkpoint
from paddle_lrkit.train.run_directory import RunDirectory, choose_run, default_output, is_run_of, new_run


def checkpointed(run: Path, name: str = "last", update: int = 9) -> Path:
    save_checkpoint(run / "checkpoints" / name, {}, {"update": update})
    return run / "checkpoints" / name


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
    assert choose_run(tmp_path / "new", "auto").checkpoint is None
    for name in ("run", "run-2"):
        checkpointed(tmp_path / name)
    (tmp_path / "run-3").mkdir()
    assert choose_run(tmp_path / "run", "auto").run.path == tmp_path / "run-2"


@pytest.mark.parametrize("resume", ["auto", "run-2"])
def test_without_last_the_newest_whole_checkpoint_is_used_and_that_is_said(tmp_path, resume):
    """Neither an older run nor a new one is what the user means by the newest."""
    checkpointed(tmp_path / "run")
    checkpointed(tmp_path / "run-2", "update_5", 5)
    best = checkpointed(tmp_path / "run-2", "best", 7)
    given = resume if resume == "auto" else str(tmp_path / resume)
    chosen = choose_run(tmp_path / "run", given)
    assert chosen.checkpoint == best
    assert chosen.problems == (f"{tmp_path / 'run-2'}/checkpoints/last: there is no checkpoint here",)
    with pytest.raises(MissingCheckpoint, match="run-2: the run has no checkpoint 'last'") as caught:
        choose_run(tmp_path / "run", given, strict=True)
    assert caught.value.instead == str(best)


def test_a_damaged_checkpoint_is_passed_over_for_an_older_one(tmp_path):
    run = tmp_path / "run"
    for name, update in (("last", 9), ("best", 8), ("update_5", 5)):
        checkpointed(run, name, update)
    for name in ("last", "best"):
        (run / "checkpoints" / name / "state.json").write_text("{}")
    chosen = choose_run(tmp_path / "unused", str(run))
    assert chosen.checkpoint == run / "checkpoints" / "update_5"
    assert [problem.partition(": ")[0] for problem in chosen.problems] == [f"{run}/checkpoints/last/state.json"]
    for arguments in ({"strict": True}, {}):
        if not arguments:
            (run / "checkpoints" / "update_5" / "state.json").unlink()
        with pytest.raises(CheckpointError, match=r"last/state.json: the file is damaged"):
            choose_run(tmp_path / "unused", str(run), **arguments)


def test_a_checkpoint_of_an_interrupted_replacement_gets_its_name_back(tmp_path):
    checkpointed(tmp_path / "run", ".last.old")
    checkpointed(tmp_path / "run", ".best.tmp")
    chosen = choose_run(tmp_path / "run", "auto")
    assert chosen.checkpoint == tmp_path / "run" / "checkpoints" / "last"
    assert [path.name for path in (tmp_path / "run" / "checkpoints").iterdir()] == ["last"]


def test_a_run_means_its_last_checkpoint(tmp_path):
    last, kept = checkpointed(tmp_path / "run"), checkpointed(tmp_path / "run", "update_5")
    for resume, checkpoint in ((tmp_path / "run", last), (kept, kept)):
        chosen = choose_run(tmp_path / "unused", str(resume))
        assert (chosen.run.path, chosen.checkpoint, chosen.problems) == (tmp_path / "run", checkpoint, ())


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
