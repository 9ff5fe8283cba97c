"""What is said when a resume has nothing left to train."""

from __future__ import annotations

import shlex
import shutil

import pytest

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.train.finished import finished_sentence
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.session import open_session
from tests.train.test_continued_files import CONFIG, contents, go


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    directory = tmp_path_factory.mktemp("finished")
    (directory / "config.yml").write_text(CONFIG)
    go(directory, "Tracker.visualdl=false")
    return directory


@pytest.fixture
def place(finished, tmp_path):
    return shutil.copytree(finished, tmp_path / "place")


def advised(sentence: str):
    """Config, overrides, and the arguments of `open_session` of the command at the end of a sentence."""
    words = shlex.split(sentence[sentence.index("lrkit train -c ") :])
    overrides = [words[index + 1] for index, word in enumerate(words) if word == "-o"]
    options = {name: words[words.index(f"--{name}") + 1] for name in ("resume", "policy") if f"--{name}" in words}
    return words[3], overrides, options


def follow(sentence: str) -> int:
    """The number of updates that were made after the advice was followed."""
    config, overrides, options = advised(sentence)
    return train(open_session(config, overrides, device="cpu", **options), quiet=True).updates


BY_UPDATES = ("Global.updates=33", "Global.epochs=null")


@pytest.mark.parametrize(("length", "longer"), [((), "Global.epochs=6"), (BY_UPDATES, "Global.updates=66")])
def test_a_finished_run_stays_as_it_is_and_the_advice_goes_on(place, length, longer):
    before = contents(place / "run")
    session, result = go(place, "Tracker.visualdl=false", *length, resume="auto")
    assert session.finished
    assert (result.updates, result.wall_s) == (33, 0.0)
    assert contents(place / "run") == before
    sentence = finished_sentence(session)
    assert "already finished after 33 updates (accuracy 0." in sentence
    assert f" -o {longer} --resume {place}/run --policy keep" in sentence
    assert follow(sentence) == 66


@pytest.mark.parametrize(
    ("policy", "epochs", "sentence", "made"),
    [
        ("keep", 3, "the checkpoint is at update 33 and the run ends at update 33; to go on, make the run longer", 66),
        ("keep", 2, "the checkpoint is at update 33 and the run ends at update 22; to go on, make the run longer", 44),
        ("rescale", 6, "update 33 of the checkpoint becomes update 66 of 66; to continue at update 33", 66),
        ("rescale", 2, "the checkpoint is at update 33 and the run ends at update 22; to go on, make", 44),
    ],
)
def test_a_policy_that_leaves_nothing_is_refused(place, policy, epochs, sentence, made):
    before = contents(place / "run")
    with pytest.raises(CheckpointError, match=f"policy '{policy}' leaves nothing to train: {sentence}") as caught:
        go(place, "Tracker.visualdl=false", f"Global.epochs={epochs}", resume=str(place / "run"), policy=policy)
    assert caught.value.exit_code == 2
    assert contents(place / "run") == before
    assert follow(str(caught.value)) == made


def test_a_kept_checkpoint_at_the_end_is_named_in_the_advice(place):
    """When the run went on, its last checkpoint is another one."""
    go(place, "Tracker.visualdl=false", "Global.epochs=4", resume=str(place / "run"), policy="keep")
    session, _ = go(place, "Tracker.visualdl=false", resume=str(place / "run" / "checkpoints" / "update_33"))
    assert f"--resume {place}/run/checkpoints/update_33 --policy keep" in finished_sentence(session)


def test_a_config_that_is_shorter_than_the_run_says_both_numbers(place):
    constant = ("Tracker.visualdl=false", "Optimizer.lr={name: Constant, learning_rate: 0.1}")
    output = f"Global.output_dir={place / 'constant'}"
    go(place, *constant, output, "Global.epochs=2")
    session, _ = go(place, *constant, output, "Global.epochs=1", resume="auto")
    assert "already finished after 22 updates" in finished_sentence(session)
    assert "; this config has 11 updates;" in finished_sentence(session)
    assert follow(finished_sentence(session)) == 33


def test_a_damaged_last_of_a_finished_run_is_said(place, caplog):
    run = place / "run"
    (run / "checkpoints" / "last" / "state.json").write_text("{}")
    session, result = go(place, "Tracker.visualdl=false", resume="auto")
    assert session.finished
    assert result.updates == 33
    assert f"{run}/checkpoints/last/state.json: the file is damaged" in caplog.text
    assert "resuming from" in (run / "notes.log").read_text()
