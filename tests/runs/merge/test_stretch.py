"""Which checkpoints stand for a decay."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import CheckpointError, ConfigError, LrkitError, UsageError
from paddle_lrkit.runs.merge.stretch import find_stretch
from paddle_lrkit.units import parse_duration
from tests.runs.merge.written_run import DATA, write_checkpoint, write_run


def ramp_then_constant(update):
    """Up over 20 updates."""
    return min(update / 20, 1.0) * 0.1


def _drop(update):
    return 0.1 if update < 75 else 0.01


def found(run, span, at=None):
    """Update at which the decay begins, and those of the checkpoints."""
    stretch = find_stretch(run, parse_duration(span), at and parse_duration(at))
    return stretch.begin, [point.update for point in stretch.points]


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path, {update: [0.0] for update in range(10, 101, 10)}, ramp_then_constant)


@pytest.mark.parametrize(
    ("span", "at", "begin", "first", "last"),
    [
        ("20%", None, 80, 80, 100),
        ("80it", None, 20, 20, 100),
        ("1ep", None, 50, 50, 100),
        ("25it", None, 75, 70, 100),
        ("160sa", None, 80, 80, 100),
        ("20%", "50it", 40, 40, 50),
        ("20%", "50%", 40, 40, 50),
        ("50%", "1ep", 25, 20, 50),
    ],
)
def test_the_checkpoints_from_the_begin_of_the_decay_to_its_end(run, span, at, begin, first, last):
    assert found(run, span, at) == (begin, list(range(first, last + 1, 10)))


def test_the_rate_and_the_rows_that_prove_it(run):
    stretch = find_stretch(run, parse_duration("20%"))
    assert (stretch.rate, stretch.logged, stretch.end) == (0.1, 20, 100)


def test_each_update_is_taken_once_and_a_merged_checkpoint_never(run):
    for name in ("best", "last"):
        write_checkpoint(run, 100, {}, 0.1, name)
    write_checkpoint(run, 95, {}, 0.1, "merged_linear_85-95", merged={})
    stretch = find_stretch(run, parse_duration("20%"))
    assert [point.path.name for point in stretch.points] == ["update_80", "update_90", "update_100"]


@pytest.mark.parametrize(
    ("span", "at", "words"),
    [
        (
            "90%",
            None,
            "a decay of 90 updates that ends at update 100 needs a constant rate, but it changes from 0.095 to 0.1 at "
            "update 20; the longest that ends there has 80 updates",
        ),
        (
            "40%",
            "30it",
            "but it changes from 0.095 to 0.1 at update 20; the longest that ends there has 10 updates; the longest of "
            "the run is 80it with --at 100it",
        ),
        ("150it", None, "begins before the run; the longest that ends there has 80 updates"),
    ],
)
def test_a_stretch_that_is_not_constant_is_refused(run, span, at, words):
    with pytest.raises(CheckpointError) as error:
        found(run, span, at)
    assert words in str(error.value)


def test_a_run_that_decays_at_its_end_says_where_a_merge_is_possible(tmp_path):
    run = write_run(tmp_path, {update: [0.0] for update in range(10, 101, 10)}, _drop)
    with pytest.raises(
        CheckpointError, match=r"from 0\.1 to 0\.01 at update 75; .* 20 updates; .*is 60it with --at 70it"
    ):
        found(run, "50%")
    assert found(run, "50%", "70it") == (35, [30, 40, 50, 60, 70])


def test_without_a_log_the_checkpoints_tell_the_rate(run):
    (run / "log.jsonl").unlink()
    stretch = find_stretch(run, parse_duration("20%"))
    assert (stretch.rate, stretch.logged) == (0.1, 0)
    with pytest.raises(CheckpointError, match=r"changes from 0\.05 to 0\.1 at update 11"):
        found(run, "95%")


def test_a_change_between_two_checkpoints_is_seen_in_the_log(tmp_path):
    run = write_run(tmp_path, {0: [0.0], 10: [0.0], 20: [0.0]}, lambda update: 0.2 if update == 15 else 0.1)
    with pytest.raises(CheckpointError, match=r"changes from 0\.2 to 0\.1 at update 16"):
        found(run, "50%")


def test_the_end_must_be_a_checkpoint(run):
    with pytest.raises(UsageError, match=r"no checkpoint at update 55; the nearest are at 40it, 50it, 60it and 70it"):
        found(run, "20%", "55it")


def test_a_first_checkpoint_after_the_begin_of_the_decay_is_not_enough(tmp_path):
    run = write_run(tmp_path, {60: [0.0], 80: [0.0], 100: [0.0]})
    with pytest.raises(CheckpointError, match=r"needs a checkpoint at update 50 or up to 50 updates before it; .* 40 "):
        found(run, "50%")


def test_one_checkpoint_is_not_enough(tmp_path):
    run = write_run(tmp_path, {100: [0.0]})
    with pytest.raises(CheckpointError, match=r"no two checkpoints .*Global\.save_every"):
        found(run, "20%")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"data": {**DATA, "Global.seed": 1, "updates in an epoch": 50}}, "Global.seed is 1 here and 0 in"),
        ({"made": 80}, "--policy rescale"),
    ],
)
def test_checkpoints_of_another_run_are_refused(tmp_path, change, words):
    run = write_run(tmp_path, {0: [0.0], 50: [0.0]})
    write_checkpoint(run, 100, {}, 0.1, **change)
    with pytest.raises(CheckpointError) as error:
        found(run, "90%")
    assert words in str(error.value)


@pytest.mark.parametrize("text", ["0it", "0.1%"])
def test_a_decay_without_an_update_is_refused(run, text):
    with pytest.raises(UsageError, match=f"a decay of {text} has no update"):
        found(run, text)


def test_a_damaged_checkpoint_or_log_is_named(run):
    (run / "log.jsonl").write_text("{\n{\n")
    with pytest.raises(LrkitError, match=r"log\.jsonl:1: not a row"):
        found(run, "20%")
    (run / "checkpoints" / "update_90" / "state.json").write_text("{}")
    with pytest.raises(CheckpointError, match=r"update_90/state\.json: the file is damaged"):
        found(run, "20%")


def test_a_directory_without_checkpoints_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match="not a run directory with checkpoints"):
        found(tmp_path, "20%")


def test_a_damaged_length_of_an_epoch_is_not_known(tmp_path):
    for update in (0, 50, 100):
        write_checkpoint(tmp_path, update, {}, data={"updates in an epoch": "x"})
    with pytest.raises(ConfigError, match="1ep needs the number of updates in an epoch"):
        found(tmp_path, "1ep")
    assert found(tmp_path, "50it") == (50, [50, 100])


def test_a_rate_that_drifts_slowly_is_not_constant(tmp_path):
    run = write_run(tmp_path, {update: [0.0] for update in (0, 500, 1000)}, lambda update: 0.1 * (1 - 5e-7 * update))
    with pytest.raises(CheckpointError, match="needs a constant rate, but it changes from"):
        found(run, "50%")


def test_one_checkpoint_without_a_log_is_not_enough(tmp_path):
    write_checkpoint(tmp_path, 100, {})
    with pytest.raises(CheckpointError, match="needs checkpoints before its end, and there is none with its rate"):
        found(tmp_path, "20%")
