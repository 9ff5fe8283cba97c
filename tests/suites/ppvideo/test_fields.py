"""The parts of PaddleVideo's schedules, for the linter and for rescale."""

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.ppvideo.fields import FIELDS
from tests.suites.ppvideo.test_reader import ADJUSTED, BY_EPOCH, COSINE, ENDS, STEP, TABLE, video


def fields(config):
    return FIELDS.read(Document(config), Selection(), None)


def parts(found):
    names = ("rate", "milestones", "values", "gamma", "span", "floor", "warmup", "start")
    return {name: part.value for name in names if (part := getattr(found, name)) is not None}


@pytest.mark.parametrize(
    ("lr", "shape", "expected"),
    [
        (COSINE, "cosine", {"rate": 0.1, "span": 12, "warmup": 3, "start": 0.001}),
        (
            {**TABLE, "lrs": [1, 0.1, 0.01, 0.001]},
            "piecewise",
            {"rate": 0.1, "milestones": [4, 8], "values": [1, 0.1, 0.01], "span": 12, "warmup": 2, "start": 0.001},
        ),
        (BY_EPOCH, "cosine", {"rate": 3e-4, "span": 12, "floor": 1e-6, "warmup": 2.5, "start": 0.1}),
        (ADJUSTED, "multistep", {"rate": 0.1, "milestones": [9, 5, 5], "gamma": 0.5, "warmup": 3}),
        (STEP, "multistep", {"rate": 0.1, "milestones": [4, 8]}),
        (
            {"name": "LinearWarmup", "learning_rate": STEP, "warmup_steps": 2, **ENDS},
            "multistep",
            {"rate": 0.1, "milestones": [4, 8], "warmup": 2, "start": 0.0},
        ),
    ],
)
def test_the_parts_of_a_class(lr, shape, expected):
    found = fields(video(lr))
    assert (found.shape, parts(found)) == (shape, expected)
    assert (found.run.value, found.run_unit, found.unit, found.warmup_unit) == (12, "ep", "ep", "ep")


def test_an_item_of_the_steps_keeps_its_place():
    marks = fields(video(TABLE)).milestones
    assert marks.item_path(1) == ("OPTIMIZER", "learning_rate", "steps", 2)
    assert marks.head == (0,)


def test_what_changes_with_the_samples():
    config = video({"name": "CustomPiecewiseDecay", "iter_step": True, "boundaries": [50], "values": [0.1, 0.01]})
    found = fields({**config, "GRADIENT_ACCUMULATION": {"global_batch_size": 64}})
    assert {part.item.path[-1]: part.kind for part in found.quantities} == {
        "values": "rate",
        "boundaries": "batches",
        "global_batch_size": "samples",
    }
    assert (found.unit, found.run_unit) == ("it", "ep")
    kinds = {part.item.path[-1]: part.kind for part in fields(video(BY_EPOCH)).quantities}
    assert kinds == {"min_lr": "rate", "base_lr": "rate"}


def test_a_number_has_no_fields():
    assert fields(video(0.1)) is None
