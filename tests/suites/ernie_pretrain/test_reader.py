"""ERNIE's pre-training: rates as a loop that steps like its trainers computes them, its files and what it refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from tests.suites.ppformers.trainer_loop import run

ENTRIES = {"formers": {"stage": "ernie_pretrain"}, "pretrain": {}, "auto": {"enable_auto_parallel": 1}}
BASE = {"learning_rate": 2e-4, "max_steps": 200, "warmup_steps": 20, "lr_scheduler": "wsd:120"}
VALUES = {
    "learning_rate": st.sampled_from([1e-4, 2, 0]),
    "warmup_steps": st.sampled_from([0, 1, 7, 12, 2.5, 40]),
    "warmup_ratio": st.sampled_from([0, 0.055, 0.5, 1.0]),
    "min_lr": st.sampled_from([0.0, 1e-6, 0.01, None]),
    "lr_scheduler": st.sampled_from(
        ["wsd", "wsd:8", "wsd:0", "wsd:11", "wsd:12", "wsd:13", "wsd:-3", "wsd:1:2", "cosine"]
    ),
    "decay_function": st.sampled_from(["half_life", "1-sqrt", "linear"]),
    "lr_scheduler_type": st.sampled_from(["cosine", "polynomial"]),
}


def written(entry, config):
    whole = {**config, **ENTRIES[entry]}
    return whole if entry == "formers" else {"trainer_args": whole}


@settings(max_examples=100)
@given(st.sampled_from(sorted(ENTRIES)), st.sampled_from([12, 20.5]), st.fixed_dictionaries({}, optional=VALUES))
def test_every_update_is_that_of_the_trainer(entry, most, config):
    config = {"max_steps": most, "lr_scheduler": "wsd", **config}
    expected, problem = run(config, "ernie_auto" if entry == "auto" else entry)
    if problem is not None:
        with pytest.raises(ConfigError, match="fails" if expected else "."):
            load_schedule(written(entry, config))
        return
    schedule = load_schedule(written(entry, config))
    assert (schedule.suite, schedule.entry, schedule.total_updates) == ("ernie_pretrain", entry, len(expected))
    assert [schedule.curve(update) for update in range(len(expected))] == pytest.approx(expected, rel=1e-12, abs=1e-18)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"lr_scheduler": "linear"},
            "lr_scheduler: must begin with wsd, .* got 'linear', which ERNIE",
        ),
        ({"lr_scheduler": "WSD:120"}, "lr_scheduler: must begin with wsd"),
        ({"lr_scheduler": "wsd:0.9"}, "lr_scheduler: must be wsd: and a whole number of updates, .* got 'wsd:0.9'"),
        ({"lr_scheduler": 5}, "lr_scheduler: must be text such as wsd:1000, got 5"),
        (
            {"decay_function": "linear"},
            "decay_function: .* fails at update 120: decay_function must be",
        ),
        ({"max_steps": -1}, "max_steps: must be > 0, got -1: num_train_epochs has no effect here"),
    ],
)
@pytest.mark.parametrize("entry", ["formers", "pretrain"])
def test_refused(entry, more, message):
    with pytest.raises(ConfigError, match=message):
        load_schedule(written(entry, {**BASE, **more}))


def test_the_default_schedule_is_refused_and_a_decay_that_is_not_reached_is_not():
    without = {key: value for key, value in BASE.items() if key != "lr_scheduler"}
    with pytest.raises(ConfigError, match="and its default is cosine, which"):
        load_schedule(written("pretrain", without))
    assert (
        load_schedule(written("pretrain", {**BASE, "lr_scheduler": "wsd:201", "decay_function": "no"})).peak_lr == 2e-4
    )


def test_numbers_of_a_file_are_those_of_omegaconf_and_of_a_flat_file_those_of_yaml(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(
        "env: {steps: 1e2, peak: 2e-4}\n"
        "trainer_args:\n"
        "  learning_rate: ${env.peak}\n  max_steps: ${env.steps}\n  lr_scheduler: wsd:${.decay}\n  decay: 60\n"
    )
    schedule = load_schedule(file)
    assert (schedule.total_updates, schedule.curve(0), schedule.curve(59)) == (100, 2e-4, 2e-4)
    assert schedule.curve(61) < 2e-4
    file.write_text("trainer_args: {learning_rate: '2e-4', max_steps: 100, lr_scheduler: wsd}\n")
    with pytest.raises(ConfigError, match=r"a.yaml:1: trainer_args.learning_rate: must be a finite number, got '2e-4'"):
        load_schedule(file)
    file.write_text("stage: ernie_pretrain\nlearning_rate: 2e-4\nmax_steps: 100\nlr_scheduler: wsd\n")
    with pytest.raises(ConfigError, match=r"a.yaml:2: learning_rate: must be a finite number, got '2e-4', which"):
        load_schedule(file)


def test_a_file_over_another_one(tmp_path):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("steps: 40\ntrainer_args: {learning_rate: 1e-4, max_steps: '${steps}', lr_scheduler: 'wsd:9'}\n")
    second.write_text("steps: 50\ntrainer_args: {learning_rate: 3e-4, min_lr: 1e-5}\n")
    schedule = load_schedule(second, base=first, suite="ernie_pretrain")
    assert (schedule.total_updates, schedule.peak_lr) == (50, 3e-4)
    assert load_schedule({"trainer_args": {"max_steps": 7}}, base=first, suite="ernie_pretrain").total_updates == 7
    with pytest.raises(ConfigError, match="does not rewrite another one"):
        load_schedule({"stage": "ernie_pretrain", **BASE}, base=first)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trainer_args: {learning_rate: '${x}', max_steps: 9}", "trainer_args.learning_rate: .* names no key"),
        ("a: '${x}'\ntrainer_args: {learning_rate: 1e-4, max_steps: 9}", "a: .* names no key"),
        ("trainer_args: {learning_rate: '${oc.env:LR}', max_steps: 9}", "comes from outside the config"),
        ("model_args: {max_steps: 1}\ntrainer_args: {learning_rate: 1e-4, max_steps: 9}", "is given in model_args too"),
        ("trainer_args: {learning_rate: 1e-4, max_steps: 9, max_steps: 8}", "the key is given twice"),
    ],
)
def test_a_file_that_the_program_cannot_read(tmp_path, text, message):
    file = tmp_path / "a.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=message):
        load_schedule(file)


def test_what_comes_from_outside_may_be_anywhere_else(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(
        "env: {home: '${oc.env:HOME}'}\ntrainer_args: {learning_rate: 1e-4, max_steps: 9, lr_scheduler: wsd}"
    )
    assert load_schedule(file).total_updates == 9


def test_the_program_that_is_named_must_fit():
    with pytest.raises(ConfigError, match="entry: cannot be formers: the config has keys below trainer_args"):
        load_schedule({"trainer_args": BASE}, entry="formers")
    with pytest.raises(ConfigError, match="entry: cannot be auto: the config has no trainer_args"):
        load_schedule({"stage": "ernie_pretrain", **BASE}, entry="auto")
    assert load_schedule({"trainer_args": {**BASE, "lr_scheduler": "cosine"}}, entry="auto").name == "cosine"
