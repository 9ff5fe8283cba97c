"""No number of a config makes a command crash, fill the memory or run for long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.cli.main import cli
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_file
from tests.bounds import CONFIGS, LENGTHS, VALUES, commands, limits, places, ppcls, ppdet, ppseg, replaced, run, write


@st.composite
def damaged(draw):
    """A suite, and a config of it with another value at one place or at two."""
    suite, config = draw(st.sampled_from(CONFIGS))
    for _ in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(list(places(config))))
        config = replaced(config, path, draw(st.sampled_from((*VALUES, *(LENGTHS if suite == "lrkit" else ())))))
    return suite, config


@settings(max_examples=100, deadline=None)
@given(damaged(), st.integers(0, 8))
def test_a_command_ends_well_or_refuses_in_a_sentence(tmp_path_factory, given, which):
    suite, config = given
    file = write(tmp_path_factory.mktemp("bounds"), config)
    error = run(list(commands(file, suite))[which])
    assert error is None, repr(error)


@pytest.mark.parametrize(("suite", "config"), CONFIGS)
def test_the_configs_are_good(suite, config, tmp_path):
    found = check_file(write(tmp_path, config), CheckOptions(suite=suite))
    assert [finding for finding in found if finding.rule == "cannot-build"] == []


PIECEWISE = {"decay_epochs": [30, 60, 90], "values": [0.1, 0.01, 0.001, 0.0001]}


@pytest.mark.parametrize("epochs", [10**9, 10**12, 10**15])
@pytest.mark.parametrize("lr", [PIECEWISE, {**PIECEWISE, "learning_rate": 0.1}, {**PIECEWISE, "warmup_epoch": 5}])
def test_a_long_run_costs_no_more_than_a_short_one(epochs, lr, tmp_path):
    suite, config = ppcls(name="Piecewise", **lr)
    file = write(tmp_path, replaced(config, ("Global", "epochs"), epochs))
    with limits(megabytes=64, seconds=2):
        findings = check_file(file, CheckOptions(suite=suite))
    assert ("values-discarded" in {finding.rule for finding in findings}) == ("learning_rate" in lr)


_RAMP = {"name": "LinearWarmup", "steps": 100}
LONG = list(range(1, 10_001))


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (ppseg(type="MultiStepDecay", learning_rate=0.1, gamma=0.5, milestones=LONG)[1] | {"iters": 10}, "LR102"),
        (ppseg(type="MultiStepDecay", learning_rate=0.1, gamma=0.5, milestones=LONG[::-1])[1], "LR402"),
        (ppseg(type="MultiStepDecay", learning_rate=0.1, gamma=1e3, milestones=LONG)[1], "LR408"),
        (ppseg(type="PiecewiseDecay", boundaries=LONG, values=[0.1, *LONG])[1], ""),
        (
            ppdet(
                {"name": "PiecewiseDecay", "milestones": LONG}, {"name": "LinearWarmup", "epochs": 9000}, epoch=20_000
            )[1],
            "LR303",
        ),
        (ppdet({"name": "PiecewiseDecay", "gamma": 0.5, "milestones": LONG}, _RAMP)[1] | {"epoch": 9}, "LR102"),
    ],
)
def test_a_long_list_takes_time_in_proportion(given, rule, tmp_path):
    suite = "ppdet" if "LearningRate" in given else "ppseg"
    with limits(seconds=8):
        found = check_file(write(tmp_path, given), CheckOptions(suite=suite))
    assert not rule or rule in {finding.code for finding in found}


@pytest.mark.parametrize("optimizer", ["Momentum", "AdamW"])
@pytest.mark.parametrize("batch", [-1, 0, True, -2.5])
def test_a_batch_that_is_none_is_not_compared_with_the_base(batch, optimizer, tmp_path):
    _, config = ppdet({"name": "CosineDecay", "max_epochs": 12}, {"name": "LinearWarmup", "steps": 100})
    config["OptimizerBuilder"]["optimizer"]["type"] = optimizer
    write(tmp_path, config)
    file = tmp_path / "child.yml"
    file.write_text(f"_BASE_: [config.yml]\nTrainReader: {{batch_size: {str(batch).lower()}}}\n", encoding="utf-8")
    rules = {finding.rule for finding in check_file(str(file), CheckOptions(suite="ppdet"))}
    assert ("negative-or-nan" in rules) == (batch is not True)
    assert not rules & {"batch-changed-rate-not", "not-linear-scaling", "rate-off-recipe"}


@pytest.mark.parametrize("rate", [-1e308, 1e308, -0.1])
def test_rates_that_no_chart_shows_are_refused(rate, tmp_path):
    _, config = ppdet({"name": "CosineDecay", "max_epochs": 12}, _RAMP)
    file = write(tmp_path, replaced(config, ("LearningRate", "base_lr"), rate))
    with pytest.raises(UsageError, match="a chart shows rates from 0 to"):
        cli.main(args=["plot", file, "--steps-per-epoch", "50"], prog_name="lrkit", standalone_mode=False)


def test_a_run_that_is_too_long_to_rank(tmp_path):
    suite, config = ppcls(name="Cosine", learning_rate=0.1)
    file = write(tmp_path, replaced(config, ("Global", "epochs"), 10**9))
    assert run(("rank", file, "--suite", suite, "--updates", "1000")) is None
    assert run(("rank", file, "--suite", suite)) is None
