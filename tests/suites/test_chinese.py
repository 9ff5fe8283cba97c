"""What the suites say of a config, in Chinese."""

import random

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.messages import in_language
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.suites.load import load_schedules
from paddle_lrkit.suites.ppformers.fields import FIELDS
from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.suites.training_set import version_of
from tests.chinese import english_in
from tests.suites.ppgan.test_reader import LINEAR, iterations
from tests.suites.test_convert import SOURCES, STEPS
from tests.suites.test_mutations import CONFIGS, damaged

NETWORKS = {"train_max_steps": 9, "generator_scheduler_params": {"learning_rate": 0.1, "gamma": 0.5, "milestones": [5]}}
ASSUMED = {
    "ppformers": {"learning_rate": 1e-4, "max_steps": 9},
    "ppgan": iterations({**LINEAR, "start_epoch": 1000}, 50_000),
    "ppmix": {"learning_rate": 3e-5, "max_steps": 300, "warmup": 30},
    "ppsci": {"epochs": 3, "TRAIN": {"iters_per_epoch": 7, "learning_rate": 0.1}},
    "ppspeech": NETWORKS,
    "ppvit": {"MODEL": {"TYPE": "cait", "NAME": "cait_s24"}, "DATA": {"IMAGE_SIZE": 224, "CROP_PCT": 0.9}},
}


def assert_chinese(texts):
    assert texts
    assert {text: found for text in texts if (found := english_in(text))} == {}


@pytest.mark.parametrize(("suite", "variant", "config"), CONFIGS)
def test_refusals(suite, variant, config):
    source, said = random.Random(repr(config)), []
    with in_language("zh"):
        for _ in range(40):
            steps, given = source.choice([10, None]), damaged(source, config)
            try:
                load_schedule(given, suite=source.choice([suite, "auto"]), variant=variant, steps_per_epoch=steps)
            except ConfigError as error:
                said.append(str(error))
    assert_chinese(said)


@pytest.mark.parametrize("suite", ASSUMED)
def test_what_is_assumed(suite):
    with in_language("zh"):
        schedules = load_schedules(ASSUMED[suite], suite=suite, steps_per_epoch=None if suite == "ppgan" else 8)
    assert_chinese([sentence for schedule in schedules for sentence in schedule.assumed])


@pytest.mark.parametrize("target", ["ppdet", "ppcls", "ppocr", "ppnlp", "ppvideo", "ppsci", "ppvit", "passl", "ppmix"])
def test_what_a_suite_cannot_express(target):
    said = []
    with in_language("zh"):
        for suite in ("ppcls", "ppseg"):
            for config in SOURCES[suite]:
                schedule = load_schedule(config, suite=suite, steps_per_epoch=STEPS)
                said += translate(schedule, config, target).missing
    assert_chinese(said)


def test_keys_without_effect():
    config = {"stage": "SFT", "learning_rate": 1e-4, "max_steps": 100, "num_train_epochs": 3, "min_lr": 1e-6}
    config |= {"num_cycles": 2, "lr_scheduler": "wsd:50", "lora_plus_scale": 4, "lora": True}
    with in_language("zh"):
        fields = FIELDS.read(Document(config), Selection(), None)
        said = [f"{dead.reason}; {dead.fix}" for dead in fields.dead]
    assert_chinese(said + [sentence for _, sentence in fields.rate_factors])


def test_notes_of_a_rescaling(tmp_path):
    file = tmp_path / "a.yml"
    file.write_text(
        "iters: 1000\nlr_scheduler: {type: NaturalExpDecay, learning_rate: 0.1, gamma: 0.01}\n", encoding="utf-8"
    )
    with in_language("zh"):
        assert_chinese(rescaled(open_source(str(file)), str(file), BatchChange(Change(1, 64))).notes)


def test_a_file_of_the_training_set_that_is_not_here(tmp_path):
    with in_language("zh"), pytest.raises(DataError, match="不在本机上"):
        version_of(str(tmp_path / "list.txt"))


def test_signs_of_a_suite_are_joined_in_the_language_of_the_command():
    with in_language("zh"), pytest.raises(ConfigError, match="PaddleSeg：有 iters，缺少 lr_scheduler"):
        load_schedule({"iters": 10})
    with pytest.raises(ConfigError, match="PaddleSeg: iters found, lr_scheduler missing"):
        load_schedule({"iters": 10})
