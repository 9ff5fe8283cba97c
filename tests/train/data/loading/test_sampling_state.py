"""Which changes of processes, batch size and accumulation a checkpoint allows."""

from __future__ import annotations

import pytest

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.train.data.loading.sampling_state import batches_done, check_sampling_state


def order(batch_size=32, processes=1, accumulate=1, **more):
    return {
        "Global.seed": 0,
        "Global.accumulate_steps": accumulate,
        "Train.loader.batch_size": batch_size,
        "processes": processes,
        "Train.loader.length_window": 0,
        "Train.loader.aspect_ratio_grouping": False,
        **more,
    }


@pytest.mark.parametrize("now", [(64, 1, 1), (32, 2, 1), (16, 4, 1), (32, 1, 2), (8, 2, 4)])
def test_the_same_samples_in_an_update_are_the_same_order(now):
    check_sampling_state(order(32, 2), order(*now))


def test_a_checkpoint_that_names_no_processes_had_one():
    saved = order(64)
    del saved["processes"]
    check_sampling_state(saved, order(32, 2))
    with pytest.raises(CheckpointError):
        check_sampling_state(saved, order(64, 2))


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ((32, 2, 1), (32, 1, 1), r"batch_size was 32 \(on 2 processes .* set Train\.loader\.batch_size to 64,"),
        ((64, 1, 1), (64, 2, 1), r"is 64 \(on 2 processes .* 128 samples an update\) now.*batch_size to 32,"),
        ((64, 1, 1), (64, 3, 1), r"start 1 process as before, because 64 samples cannot be split evenly"),
    ],
)
def test_the_batch_size_to_set_is_named(was, now, sentence):
    with pytest.raises(CheckpointError, match=sentence):
        check_sampling_state(order(*was), order(*now))


def test_batches_by_length_need_the_same_forward_pass():
    window = {"Train.loader.length_window": 3}
    check_sampling_state(order(32, 2, **window), order(64, 1, **window))
    with pytest.raises(CheckpointError, match=r"set Train\.loader\.batch_size to 64 and Global\.accumulate_steps to 1"):
        check_sampling_state(order(32, 2, **window), order(32, 1, 2, **window))


def test_another_seed_is_named():
    with pytest.raises(CheckpointError, match=r"Global\.seed was 0 when .* and is 1 now"):
        check_sampling_state(order(), {**order(), "Global.seed": 1})


@pytest.mark.parametrize(("batch", "before", "now", "done"), [(10, 2, 2, 10), (10, 2, 1, 5), (5, 1, 4, 20)])
def test_batches_are_counted_with_the_accumulation_of_this_run(batch, before, now, done):
    state = {"batch": batch, "data": {"Global.accumulate_steps": before}}
    assert batches_done(state, order(accumulate=now), BatchPlan.constant(None, 32, accumulate=now)) == done
