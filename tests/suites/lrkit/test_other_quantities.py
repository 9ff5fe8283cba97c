import pytest

from paddle_lrkit import load_schedule
from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.lrkit.other_quantities import build_ramp
from paddle_lrkit.units import RunLength


def ramp(name, **arguments):
    curve = build_ramp(Component(name, arguments, Document({})), RunLength(100, 10))
    return [curve(update) for update in range(101)]


def refused(weight_decay):
    lr = {"name": "Constant", "learning_rate": 0.1}
    optimizer = {"name": "AdamW", "lr": lr, "weight_decay": weight_decay}
    with pytest.raises(ConfigError) as caught:
        load_schedule({"Global": {"updates": 100}, "Optimizer": optimizer})
    return str(caught.value)


def test_a_weight_decay_over_the_run_and_over_its_start():
    assert ramp("WeightDecayRamp", start=0.1, end=0.3) == pytest.approx([0.1 + 0.002 * t for t in range(101)])
    early = ramp("WeightDecayRamp", start=0.3, end=0.1, steps="2ep")
    assert early == pytest.approx([0.3 - 0.01 * min(t, 20) for t in range(101)])


def test_a_batch_size():
    found = ramp("BatchSizeRamp", start=8, end=32, increment=8, samples=240)
    assert [found[t] for t in (0, 9, 10, 14, 15, 19, 100)] == [8, 8, 16, 16, 24, 32, 32]


@pytest.mark.parametrize(
    ("weight_decay", "sentence"),
    [
        ("0.1x", "Optimizer.weight_decay: must be a number, or a section with a 'name', got '0.1x'"),
        ({"name": "BatchSizeRamp", "start": 1}, "Optimizer.weight_decay.name: must be WeightDecayRamp, "),
        ({"name": "WeightDecayRamp", "start": 1}, "Optimizer.weight_decay: the key 'end' is missing"),
        ({"name": "WeightDecayRamp", "start": -1, "end": 1}, "Optimizer.weight_decay.start: must be >= 0, got -1"),
        ({"name": "WeightDecayRamp", "start": 0, "end": 1, "stps": "1it"}, "Optimizer.weight_decay.stps: unknown key"),
        (-1, "Optimizer.weight_decay: must be >= 0, got -1"),
    ],
)
def test_mistakes(weight_decay, sentence):
    assert sentence in refused(weight_decay)
