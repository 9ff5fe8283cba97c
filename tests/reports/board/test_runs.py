"""The files that VisualDL shows."""

from __future__ import annotations

from paddle_lrkit.reports.board.runs import record_files


def test_the_file_that_visualdl_shows_is_found(tmp_path):
    for name in (
        "a/vdlrecords.1700000000.log",
        "a/vdlrecords.run.log",
        "b/c/vdlrecords.run.log",
        "b/log.jsonl",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    shown = sorted(str(file.relative_to(tmp_path)) for file in record_files(tmp_path))
    assert shown == ["a/vdlrecords.run.log", "b/c/vdlrecords.run.log"]


def test_the_ramps_of_a_range_test_are_shown_only_without_runs(tmp_path):
    for name in ("run-find/ramp_1/vdlrecords.find.log", "run/vdlrecords.run.log"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    assert record_files(tmp_path) == [tmp_path / "run" / "vdlrecords.run.log"]
    assert record_files(tmp_path / "run-find") == [tmp_path / "run-find" / "ramp_1" / "vdlrecords.find.log"]
