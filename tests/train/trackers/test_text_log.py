"""``train.log`` of real runs: its lines, a resume after a kill, and the verdict of the audit."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.audit import command as audit_command
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.runtime.signals import Interrupted
from paddle_lrkit.train.trackers.text_log import TextLogTracker
from tests.train.test_resume import stop_at


def lines(session):
    return session.run.text_log.read_text(encoding="utf-8").splitlines()


def facts(session):
    """The lines without times, speeds and notes."""
    shown = [re.sub(r"^\[[^\]]*\] |  \S+ samples/s.*", "", line) for line in lines(session)]
    return [line for line in shown if not line.startswith("note: ")]


def audit(file):
    return json.loads(CliRunner().invoke(audit_command, [str(file), "--json"], catch_exceptions=False).stdout)


def test_the_lines_of_a_run_and_their_audit(train_tiny):
    session, _ = train_tiny("run")
    found = facts(session)
    assert [line.partition("  ")[0] for line in found if line.startswith("update")] == [
        f"update {update}/33" for update in (1, 11, 21, 31, 33)
    ]
    assert [line.partition(":")[0] for line in found if line.startswith("eval")] == [
        f"evaluation after update {update}" for update in (11, 22, 33)
    ]
    assert all(re.search(r"  [1-9]\d* samples/s  eta \d+:\d\d$", line) for line in lines(session) if "] update" in line)
    report = audit(session.run.text_log)
    assert (report["format"], report["suite"], report["verdict"]) == ("lrkit-train.log", "lrkit", "agrees")
    assert (report["rows"], report["updates"]) == (5, 33)


@pytest.mark.parametrize("torn", ["", "[2026-01-01 UTC] update 2", "[2026-01-01 UTC] update 21/33  epoch 1.8  lr 0"])
def test_a_killed_run_goes_on_as_an_uninterrupted_one(open_tiny, train_tiny, monkeypatch, tmp_path, torn):
    whole, _ = train_tiny("whole")
    with monkeypatch.context() as patch:
        stop_at(patch, 14)
        with pytest.raises(Interrupted):
            train(open_tiny("cut"), quiet=True)
    cut = tmp_path / "cut"
    with (cut / "train.log").open("a") as stream:
        stream.write(torn)
    resumed, _ = train_tiny("cut", resume=str(cut))
    assert facts(resumed) == facts(whole)
    assert any(line.endswith("note: resumed after update 15") for line in lines(resumed))
    assert not any("2026-01-01" in line for line in lines(resumed))
    assert audit(resumed.run.text_log)["verdict"] == "agrees"


def test_a_resume_from_an_older_checkpoint_and_in_another_directory(train_tiny, tmp_path):
    whole, _ = train_tiny("run", "Global.save_every=11it")
    kept = tmp_path / "run" / "checkpoints" / "update_11"
    other, _ = train_tiny("other", "Global.save_every=11it", resume=str(kept))
    assert facts(other) == facts(whole)
    assert audit(other.run.text_log)["verdict"] == "agrees"


def test_a_removed_log_is_written_again(train_tiny, tmp_path):
    whole, _ = train_tiny("run", "Global.save_every=11it")
    before = facts(whole)
    whole.run.text_log.unlink()
    resumed, _ = train_tiny("run", "Global.save_every=11it", resume=str(tmp_path / "run" / "checkpoints" / "update_22"))
    assert facts(resumed) == before
    assert lines(resumed)[0].startswith("[from log.jsonl] update 1/33")
    assert audit(resumed.run.text_log)["verdict"] == "agrees"


def test_another_rate_is_found_by_the_audit(train_tiny, tmp_path):
    session, _ = train_tiny("run", "Global.epochs=2")
    shutil.copytree(session.run.path, tmp_path / "copy")
    config = tmp_path / "copy" / "config.yml"
    config.write_text(config.read_text().replace("learning_rate: 0.1", "learning_rate: 0.2"))
    report = audit(tmp_path / "copy" / "train.log")
    assert report["verdict"] != "agrees"
    assert report["rows_that_differ"] >= 3


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "train.log").mkdir()
    with pytest.raises(LrkitError, match=r"train\.log: the log cannot be opened: Is a directory"):
        TextLogTracker(tmp_path / "train.log", 10, 1)
