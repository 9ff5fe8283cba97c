import inspect
import math
from typing import get_args, get_type_hints

import pytest

from paddle_lrkit.curves import Curve, catalog
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.units import Updates

PLAIN = {float, int, bool, str, Updates, list[float], list[Updates], type(None)}
WARMUP = {"warmup", "warmup_start_lr", "warmup_start_factor", "warmup_shape"}
entries = pytest.mark.parametrize("entry", catalog.ENTRIES, ids=lambda entry: entry.name)


def example(entry, length=1000):
    parameters = inspect.signature(entry.factory).parameters
    arguments = {key: value for key, value in entry.example.items() if key not in WARMUP}
    return entry.factory(**arguments, **({"length": length} if "length" in parameters else {}))


@entries
def test_the_signature_can_be_written_in_yaml(entry):
    hints = get_type_hints(inspect.unwrap(entry.factory))
    assert hints.pop("return") is Curve
    for name, hint in hints.items():
        assert {hint} <= PLAIN or set(get_args(hint)) <= PLAIN, name
    for parameter in inspect.signature(entry.factory).parameters.values():
        assert parameter.kind is parameter.POSITIONAL_OR_KEYWORD


@entries
def test_the_example_draws_a_curve(entry):
    curve = example(entry)
    found = [curve(update) for update in range(1000)]
    assert all(0 <= rate < math.inf for rate in found)
    assert max(found) > 0
    assert len(set(found)) > 1 or entry.name == "Constant"


@entries
def test_a_shape_that_fills_the_run_is_as_long_as_the_run(entry):
    if "length" in inspect.signature(entry.factory).parameters and not {"T_max", "decay_steps"} & set(entry.example):
        for length in (1000, 1400):
            curve = example(entry, length)
            assert curve.length is None or curve.length <= length


@entries
def test_errors_name_the_keys_of_the_signature(entry):
    """A negative number for each key that is a rate or a duration is refused under that key's own name."""
    hints = get_type_hints(inspect.unwrap(entry.factory))
    refused = 0
    for key, hint in hints.items():
        if key in ("length", "return", "lower", "upper", "exponent") or hint not in (float, int, Updates):
            continue
        arguments = {k: v for k, v in entry.example.items() if k not in WARMUP} | {key: -7}
        if "length" in hints:
            arguments["length"] = 1000
        with pytest.raises(ConfigError) as caught:
            entry.factory(**arguments)
        assert caught.value.key in hints, f"{entry.name}.{key}: {caught.value}"
        refused += 1
    assert refused or not {float, int} & set(hints.values())


def test_names_are_unique_and_found():
    listed = [name for entry in catalog.ENTRIES for name in (entry.name, *entry.aliases)]
    assert sorted(listed) == catalog.names()
    for name in listed:
        assert name in (catalog.find(name).name, *catalog.find(name).aliases)


@pytest.mark.parametrize(
    "name",
    [
        *("StepDecayLR", "MultiStepDecayLR", "ExponentialDecayLR", "CosineAnnealingLR", "LinearWarmupLR"),
        *("NoamDecay", "PiecewiseDecay", "NaturalExpDecay", "InverseTimeDecay", "PolynomialDecay", "LinearWarmup"),
        *("ExponentialDecay", "MultiStepDecay", "StepDecay", "CosineAnnealingDecay", "OneCycleLR", "CyclicLR"),
        *("LinearLR", "CosineAnnealingWarmRestarts", "WSD", "InverseSqrt", "FlatCosine", "Tanh", "KDecay", "REX"),
        *("Chebyshev", "PiecewiseInterpolated", "Power", "SWA", "CosineNoise", "CosineHardRestarts", "CosineCycles"),
    ],
)
def test_has(name):
    assert catalog.find(name).summary


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(ConfigError, match="unknown schedule 'CosinAnnealingDecay'; did you mean 'CosineAnnealingDecay"):
        catalog.find("CosinAnnealingDecay")


def test_summaries_fit_on_a_line():
    for entry in catalog.ENTRIES:
        assert len(entry.summary.en) <= 50, entry.name
        assert entry.summary.en[0].islower() or entry.summary.en.startswith(("S", "REX"))
