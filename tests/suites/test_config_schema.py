"""The JSON Schema of the suites' configs."""

import jsonschema
import pytest

from paddle_lrkit.config.yaml11 import Tagged, parse_yaml11
from paddle_lrkit.errors import UsageError
from paddle_lrkit.suites.config_schema import config_schema, suites_with_schema
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.suites.load import load_schedule
from tests.suites.reference_cases import cases, only_with_cases

SUITES = suites_with_schema()
CONFIG = {
    "Global": {"epochs": 10},
    "Optimizer": {"name": "Momentum", "momentum": 0.9, "lr": {"name": "Cosine", "learning_rate": 0.1}},
    "DataLoader": {"Train": {"sampler": {"batch_size": 32}}},
}
PPDET = "{epoch: 12, LearningRate: {base_lr: 0.01, schedulers: [%s, !LinearWarmup {steps: 500}]}}"
TYPOS = [
    ("ppdet", "{epoch: twelve}", "'twelve' is not of type"),
    ("ppdet", "{LearningRate: {base_rl: 0.01}}", "'base_rl' was unexpected"),
    ("ppdet", PPDET % "!CosineDecay {max_epoch: 12}", "'max_epoch' was unexpected"),
    ("ppdet", PPDET % "{name: CosineDecay, milestones: [8]}", "'milestones' was unexpected"),
    ("ppdet", PPDET % "{name: CosinDecay}", "'CosinDecay' is not one of"),
    ("ppcls", "{Optimizer: {lr: {name: Cosin, learning_rate: 0.1}}}", "'Cosin' is not one of"),
    ("ppcls", "{Optimizer: [{SGD: {lr: {name: OneCycleLR, max_lr: 0.1}}}]}", "'max_lr' was unexpected"),
    ("ppcls", "{Optimizer: {lr: 0.1}}", "0.1 is not of type 'object'"),
    ("ppseg", "{lr_scheduler: {type: StepDecay, stepsize: 3}}", "'stepsize' was unexpected"),
    ("ppseg", "{lr_scheduler: {type: PolyDecay}}", "'PolyDecay' is not one of"),
    ("ppocr", "{Optimizer: {lr: {name: Polynomial}}}", "'Polynomial' is not one of"),
    ("ppnlp", "{lr_scheduler_type: cosin}", "'cosin' is not one of"),
    ("ppformers", "{stage: SFT, warmup_step: 10}", "'warmup_step' was unexpected"),
    ("ppvideo", "{OPTIMIZER: {learning_rate: {name: LinearWarmup, learning_rate: {name: Stepp}}}}", "'Stepp' is not"),
    ("ppgan", "{lr_scheduler: {name: LinearDecay, start_epochs: 3}}", "'start_epochs' was unexpected"),
    ("pp3d", "{lr_scheduler: {type: OneCycle, peak: 3}}", "'peak' was unexpected"),
]


def as_seen(value):
    """A config as an extension of an editor sees it: without the names of tags."""
    if isinstance(value, Tagged):
        return as_seen(value.value or {})
    if isinstance(value, dict):
        return {key: as_seen(part) for key, part in value.items()}
    return [as_seen(part) for part in value] if isinstance(value, list) else value


def faults(suite, text):
    return faults_of(suite, parse_yaml11(text, "c.yml").data)


def faults_of(suite, data):
    validator = jsonschema.Draft7Validator(config_schema(suite))
    return [error.message for error in validator.iter_errors(as_seen(data))]


@pytest.mark.parametrize("suite", SUITES)
def test_a_written_config_of_the_suite_is_valid(suite):
    jsonschema.Draft7Validator.check_schema(config_schema(suite))
    written = translate(load_schedule(CONFIG, steps_per_epoch=100), CONFIG, suite).data
    assert written
    assert faults_of(suite, written) == []


@pytest.mark.parametrize(("suite", "text", "message"), TYPOS)
def test_a_typo_is_refused_once(suite, text, message):
    (found,) = faults(suite, text)
    assert message in found


def test_what_the_suite_ignores_is_open():
    assert faults("ppcls", "{Optimizer: {lr: {name: Cosine, learning_rat: 0.1}}, Anything: 1}") == []


def test_a_tag_in_braces_is_seen_without_its_name():
    assert faults("ppdet", PPDET % "!PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}") == []
    assert faults("ppdet", PPDET % "!PiecewiseDecay [0.1, [8, 11]]") == []


def test_defaults_and_descriptions_come_from_the_folder_of_the_suite():
    keys = config_schema("ppdet")["properties"]
    assert keys["LearningRate"]["properties"]["base_lr"]["default"] == 0.01
    assert keys["TrainReader"]["properties"]["batch_size"]["description"] == "Samples in a batch."
    cosine = keys["LearningRate"]["properties"]["schedulers"]["items"]["allOf"][0]["then"]["properties"]
    assert cosine["max_epochs"] == {"default": 1000}
    assert cosine["name"]["description"].startswith("Half a cosine over `max_epochs`")


def test_a_suite_without_a_schema_is_one_sentence():
    with pytest.raises(UsageError, match=r"^there is no schema of PaddleX's configs; --suite takes lrkit, ppdet, "):
        config_schema("paddlex")


@only_with_cases
@pytest.mark.parametrize("suite", SUITES)
def test_every_config_that_the_suite_reads_is_valid(suite):
    read = [case for case in cases(suite) if not case.get("error") and not case["path"].startswith("synthetic")]
    assert read
    for case in read:
        assert faults(suite, case["config_yaml"]) == [], case["path"]
