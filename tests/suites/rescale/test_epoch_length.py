"""The updates in an epoch before and after, as the suites' samplers count them."""

import math
from fractions import Fraction

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions

SUITES = {
    "ppdet": (
        {
            "epoch": 9,
            "LearningRate": {
                "base_lr": 0.1,
                "schedulers": [{"name": "CosineDecay", "max_epochs": 9, "use_warmup": False}],
            },
        },
        ("TrainReader", "batch_size"),
        math.floor,
    ),
    "ppcls": (
        {"Global": {"epochs": 9}, "Optimizer": {"lr": {"name": "Cosine", "learning_rate": 0.1}}},
        ("DataLoader", "Train", "sampler", "batch_size"),
        math.ceil,
    ),
    "ppocr": (
        {"Global": {"epoch_num": 9}, "Optimizer": {"lr": {"name": "Cosine", "learning_rate": 0.1}}},
        ("Train", "loader", "batch_size_per_card"),
        math.ceil,
    ),
    "lrkit": (
        {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {"name": "Cosine", "learning_rate": 0.1}}},
        ("Train", "loader", "batch_size"),
        math.floor,
    ),
}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    file = tmp_path_factory.mktemp("epochs") / "config.yml"

    def read(suite, pair, given, batch=None, size=4):
        config, path, _ = SUITES[suite]
        document = yaml.safe_load(yaml.safe_dump(config))
        if suite == "lrkit":
            document["Train"] = {"dataset": {"name": "Digits"}}
        place = document
        for key in path[:-1]:
            place = place.setdefault(key, {})
        place[path[-1]] = size
        file.write_text(yaml.safe_dump(document), encoding="utf-8")
        return rescaled(open_source(str(file), suite), str(file), BatchChange(pair, batch), given)

    return read


def counted(suite, images, gpus, size):
    return SUITES[suite][2](Fraction(math.ceil(Fraction(images, gpus)), size))


@settings(max_examples=12, deadline=None)
@given(
    suite=st.sampled_from(sorted(SUITES)),
    images=st.integers(600, 5000),
    pair=st.sampled_from([Change(1, 8), Change(8, 1), Change(2, 3)]),
    batch=st.sampled_from([None, Change(4, 6)]),
)
def test_images_give_both_lengths_as_the_suite_counts(read, suite, images, pair, batch):
    found = read(suite, pair, LengthOptions(None, images), batch)
    after = batch.after if batch else 4
    assert found.length_before.steps == counted(suite, images, pair.before, 4)
    assert found.length_after.steps == counted(suite, images, pair.after, after)
    assert found.schedules[0][1].total_updates == 9 * found.length_after.steps
    assert not found.length_after.is_range


@settings(max_examples=12, deadline=None)
@given(
    suite=st.sampled_from(sorted(SUITES)),
    images=st.integers(600, 5000),
    pair=st.sampled_from([Change(1, 8), Change(8, 1)]),
)
def test_updates_before_give_a_range_that_holds_the_length_after(read, suite, images, pair):
    steps = counted(suite, images, pair.before, 4)
    after = read(suite, pair, LengthOptions(steps)).length_after
    assert after.lowest <= counted(suite, images, pair.after, 4) <= after.highest
    assert after.lowest <= after.steps <= after.highest


def test_nothing_known_takes_epochs_that_both_sizes_divide(read):
    found = read("ppcls", Change(3, 8), LengthOptions())
    assert (found.length_before.steps, found.length_after.steps) == (1000, 375)
    assert found.length_before.certainty == "assumed"


def science(update_freq, **run):
    scheduler = {"epochs": 9, "learning_rate": 0.1, "by_epoch": True}
    return {"TRAIN": {"epochs": 9, "batch_size": 4, "update_freq": update_freq, "lr_scheduler": scheduler, **run}}


@pytest.mark.parametrize("given", [LengthOptions(100), LengthOptions(None, 3200), None])
def test_batches_of_an_epoch_are_given_where_an_update_takes_several(tmp_path, given):
    """PaddleScience with 2 batches in an update; the ones of 8 processes are accumulated on one."""
    file = tmp_path / "config.yml"
    file.write_text(yaml.safe_dump(science(2)), encoding="utf-8")
    found = rescaled(open_source(str(file), "ppsci"), str(file), BatchChange(Change(8, 1), accumulate=16), given)
    assert found.config.source.document.get(("TRAIN", "update_freq")) == 16
    before, after = found.schedules[0]
    assert before.total_updates == after.total_updates == 9 * (50 if given else 1000)
    half = rescaled(open_source(str(file), "ppsci"), str(file), BatchChange(Change(8, 1), accumulate=8), given)
    assert (half.times, half.schedules[0][1].total_updates) == (Fraction(1, 2), 2 * half.schedules[0][0].total_updates)


def test_iterations_that_a_config_fixes_follow_the_batch(tmp_path):
    file = tmp_path / "config.yml"
    text = """
    TRAIN:
      epochs: 9
      iters_per_epoch: 100  # kept
      lr_scheduler:
        epochs: ${TRAIN.epochs}
        iters_per_epoch: ${TRAIN.iters_per_epoch}
        learning_rate: 1e-3
        gamma: 0.9
        decay_steps: 50
    """
    file.write_text(text, encoding="utf-8")
    found = rescaled(open_source(str(file), "auto"), str(file), BatchChange(Change(8, 1), rule="linear"))
    expected = text.replace("100  #", "800  #").replace("1e-3", "0.000125").replace("50", "400")
    assert found.config.text == expected
