"""The laws and losses of the benchmark, on sweeps that are made from a law."""

import math

import numpy as np
import pytest

from benchmarks.measuring.question import Run
from benchmarks.peak_rate_sweeps import bowl, fitted, gpt3, interpolated, nearest, read_sweeps, without
from benchmarks.peak_rates import Spread, batches, coverage, elsewhere, excesses
from paddle_lrkit.advise.pretraining import half_width

SIZES, LENGTHS = (2e8, 4e8, 1e9), (5e9, 2e10, 8e10)
RATES, BATCHES = 2.0 ** np.arange(-13, -5, 0.5), 2.0 ** np.arange(4, 12)


def law(size, tokens):
    return 5 * size**-0.7 * tokens**0.25, 0.3 * tokens**0.6 / 2048


def sweep(size, tokens):
    """A bowl of 1% in the loss for a factor of e in rate or batch."""
    rate, batch = law(size, tokens)
    return {
        (one, other): 2.5 * (1 + 0.01 * (math.log(one / rate) ** 2 + math.log(other / batch) ** 2))
        for one in RATES
        for other in BATCHES
    }


SWEEPS = {(size, tokens): sweep(size, tokens) for size in SIZES for tokens in LENGTHS}


@pytest.mark.parametrize("make", [fitted, without, lambda sweeps: without(sweeps, size_too=True)])
def test_a_law_is_found_again(make):
    found = make(SWEEPS)
    for key in SWEEPS:
        assert found(*key) == pytest.approx(law(*key), rel=0.25)


def test_the_excess_of_a_bowl():
    key = (4e8, 2e10)
    rate, batch = law(*key)
    assert bowl(SWEEPS[key], rate * math.e, batch) == pytest.approx(1.0, rel=1e-3)
    assert bowl(SWEEPS[key], rate, batch) == pytest.approx(0.0, abs=1e-6)
    assert interpolated(SWEEPS[key], rate * math.e, batch * math.e) == pytest.approx(2.0, abs=0.1)
    best = min(SWEEPS[key], key=lambda run: SWEEPS[key][run])
    assert nearest(SWEEPS[key], best[0] * 1.1, best[1] * 0.9) == 0.0


def test_a_sweep_without_noise_has_a_narrow_interval_that_widens_away():
    spread = Spread(SWEEPS, law)
    assert spread(4e8, 2e10) < math.log(math.sqrt(2))
    assert spread(1e10, 2e10) > spread(4e8, 2e10)


def test_every_part_answers():
    run = Run()
    for part in (excesses, coverage, batches):
        part(run, SWEEPS)
    elsewhere(run)
    names = [figure.name for figure in run.figures]
    assert len(set(names)) == len(names)
    found = {figure.name: figure for figure in run.figures}
    own = found["fitted without the sweep, nearest: mean excess"].interval.median
    assert own < found["GPT-3's table, nearest: mean excess"].interval.median
    assert found["fitted without the sweep: sweeps whose best rate the 90% interval holds"].interval.median == 1
    # the constants of the package belong to another sweep
    assert found["constants of the package, largest error"].verdict == "missed"


def test_runs_without_a_loss_are_left_out(tmp_path):
    file = tmp_path / "runs.csv"
    file.write_text("lr,bs,smooth loss,D,N\n0.001,32,2.5,1e10,2e8\n0.002,32,,1e10,2e8\n0.004,32,nan,1e10,2e8\n")
    assert read_sweeps(file) == {(2e8, 1e10): {(0.001, 32.0): 2.5}}


def test_the_table_of_gpt3():
    assert [gpt3(size, 1e10)[0] for size in (2e8, 3.5e8, 7.6e8, 1.3e9)] == [6e-4, 3e-4, 2.5e-4, 2e-4]


def test_the_interval_of_the_package_is_a_factor_of_less_than_two_in_the_middle():
    assert 1.5 < math.exp(half_width(4e8, 2e10)) < 2
