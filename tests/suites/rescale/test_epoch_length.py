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
