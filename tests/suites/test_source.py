"""Files: inheritance, YAML 1.1, JSON, sections, overrides, line numbers."""

import json
import textwrap

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

DECAY = """
epoch: 12
LearningRate:
  base_lr: 0.01
  schedulers:
  - !PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}
  - !LinearWarmup {start_factor: 0.1, steps: 10}
"""
SCHEDULER = """
iters: 100
lr_scheduler: {type: PolynomialDecay, learning_rate: 0.1, end_lr: 0, power: 2}
"""


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return written


def test_paddledetection_lets_the_last_base_win(write):
    write("base/a.yml", DECAY)
    write("base/b.yml", "epoch: 24\nLearningRate: {base_lr: 0.02}\n")
    path = write("c.yml", "_BASE_: [base/a.yml, base/b.yml]\nweights: x\n")
    schedule = load_schedule(path, steps_per_epoch=100)
    assert (schedule.suite, schedule.total_updates, schedule.peak_lr) == ("ppdet", 2400, 0.02)
    own = write("d.yml", "_BASE_: [base/b.yml, base/a.yml]\nLearningRate: {base_lr: 0.5}\n")
    assert load_schedule(own, steps_per_epoch=100).total_updates == 1200
    assert load_schedule(own, steps_per_epoch=100).peak_lr == 0.5


def test_paddledetection_replaces_lists_and_tags_whole(write):
    write("a.yml", DECAY)
    path = write("b.yml", "_BASE_: [a.yml]\nLearningRate: {schedulers: [!CosineDecay {use_warmup: false}]}\n")
    assert load_schedule(path, steps_per_epoch=10).name == "CosineDecay"


def test_paddledetection_reads_a_bare_base_letter_by_letter(write):
    write("a.yml", DECAY)
    path = write("b.yml", "_BASE_: a.yml\n")
    for suite in ("ppdet", "auto"):
        with pytest.raises(ConfigError, match=r"b.yml:1: _BASE_: must be a list of file names"):
            load_schedule(path, suite=suite, steps_per_epoch=10)


def test_paddleseg_lets_the_first_base_win(write):
    write("a.yml", SCHEDULER)
    write("b.yml", "iters: 50\nlr_scheduler: {learning_rate: 0.3, decay_steps: 10}\n")
    path = write("c.yml", "_base_: [a.yml, b.yml]\n")
    schedule = load_schedule(path)
    assert (schedule.suite, schedule.total_updates, schedule.curve(5)) == ("ppseg", 100, pytest.approx(0.025))
    assert load_schedule(write("d.yml", "_base_: ./a.yml\niters: 7\n")).total_updates == 7


def test_inherited_false_cuts_a_section_off(write):
    write("a.yml", SCHEDULER)
    cut = "{_inherited_: False, type: StepDecay, learning_rate: 0.5, step_size: 10}"
    assert load_schedule(write("b.yml", f"_base_: a.yml\nlr_scheduler: {cut}\n")).curve(10) == pytest.approx(0.05)
    alone = write("c.yml", f"iters: 10\nlr_scheduler: {cut}\n")
    with pytest.raises(ConfigError, match="_inherited_: StepDecay of PaddleSeg takes no argument"):
        load_schedule(alone)
    top = write("d.yml", f"_base_: a.yml\n_inherited_: False\nlr_scheduler: {cut}\n")
    with pytest.raises(ConfigError, match="PaddleSeg: lr_scheduler found, iters missing"):
        load_schedule(top)


def test_medicalseg_takes_one_base_only(write):
    write("a.yml", SCHEDULER)
    path = write("b.yml", "_base_: [a.yml]\n")
    assert load_schedule(path).total_updates == 100
    with pytest.raises(ConfigError, match="_base_: must be one file name"):
        load_schedule(path, variant="medicalseg")


@pytest.mark.parametrize("key", ["_BASE_", "_base_"])
def test_bases_that_lead_back_or_nowhere(write, key):
    path = write("a.yml", f"{key}: [b.yml]\n")
    write("b.yml", f"{key}: [a.yml]\n")
    with pytest.raises(ConfigError, match=r"b.yml:1: _(BASE|base)_: a.yml leads back"):
        load_schedule(path)
    with pytest.raises(ConfigError, match="there is no file"):
        load_schedule(write("c.yml", f"{key}: [none.yml]\n"))
    with pytest.raises(ConfigError, match="NUL"):
        load_schedule(write("d.yml", f'{key}: ["a\\0"]\n'))


@pytest.mark.parametrize("key", ["_BASE_", "_base_"])
def test_bases_that_double_at_each_level(write, key):
    write("0.yml", SCHEDULER)
    for level in range(1, 30):
        write(f"{level}.yml", f"{key}: [{level - 1}.yml, {level - 1}.yml]\n")
    with pytest.raises(ConfigError, match="more than 200 files"):
        load_schedule(write("top.yml", f"{key}: [29.yml]\n"))


def test_a_section_on_a_value(write):
    write("a.yml", "iters: 10\nlr_scheduler: 3\n")
    with pytest.raises(ConfigError, match=r"b.yml:2: lr_scheduler: is a section here and 3 in the base"):
        load_schedule(write("b.yml", "_base_: a.yml\nlr_scheduler: {type: StepDecay}\n"))


def test_lines_are_those_of_the_file_that_holds_the_key(write):
    write("a.yml", DECAY.replace("0.01", "1e-2"))
    with pytest.raises(ConfigError, match=r"a.yml:4: LearningRate.base_lr: must be a finite number, got '1e-2'"):
        load_schedule(write("b.yml", "_BASE_: [a.yml]\nepoch: 3\n"), steps_per_epoch=10)
    path = write("c.yml", DECAY.replace("steps: 10", "stps: 10"))
    with pytest.raises(ConfigError, match=r"c.yml:7: LearningRate.schedulers.1.stps: .* did you mean 'steps'"):
        load_schedule(path, steps_per_epoch=10)


def test_json(write):
    given = {"learning_rate": 3e-05, "warmup_steps": 30, "max_steps": 10000, "model_name_or_path": "x"}
    path = write("a.json", json.dumps(given, indent=1))
    assert load_schedule(path).curve(15) == pytest.approx(1.5e-5)
    bad = write("b.json", json.dumps({**given, "warmup_steps": "x"}, indent=1))
    with pytest.raises(ConfigError, match=r"b.json:3: warmup_steps: must be a whole number"):
        load_schedule(bad)
    for text in ("[1]", "{", "[" * 100_000):
        with pytest.raises(ConfigError, match=r"JSON|mapping"):
            load_schedule(write("c.json", text))


def test_a_section_of_a_file(write):
    path = write("a.yml", "DefaultArgs: {x: 1}\nGlue:\n  sst2: {learning_rate: 3e-5, max_steps: 10}\n")
    assert load_schedule(f"{path}#Glue.sst2").curve(0) == 3e-5
    with pytest.raises(ConfigError, match=r"there is no section Glue\.sst; did you mean 'Glue\.sst2'"):
        load_schedule(f"{path}#Glue.sst")
    with pytest.raises(ConfigError, match=r"there is no section mrpc; there are Glue\.sst2$"):
        load_schedule(f"{path}#mrpc")


def test_a_file_with_several_configs_lists_their_sections(write):
    runs = "".join(f"  task{number}: {{learning_rate: 3e-5, num_train_epochs: {number}}}\n" for number in range(1, 23))
    path = write("a.yml", f"DefaultArgs: {{learning_rate: 1e-4, max_steps: 7}}\nOther: {{x: 1}}\nGlue:\n{runs}")
    with pytest.raises(ConfigError) as caught:
        load_schedule(path)
    example = f"{path}#DefaultArgs: DefaultArgs, Glue.task1, Glue.task2, "
    assert caught.value.message.startswith(f"holds its configs in sections, which are named as {example}")
    assert caught.value.message.endswith(" and 3 more")
    with pytest.raises(ConfigError, match="holds its configs in sections"):
        load_schedule(path, suite="ppnlp")
    assert load_schedule(f"{path}#DefaultArgs").total_updates == 7


def test_overrides_reach_into_tags_and_lists(write):
    path = write("a.yml", DECAY)
    changes = ["LearningRate.schedulers.0.milestones=[2]", "LearningRate.base_lr=0.5", "epoch=5"]
    schedule = load_schedule(path, steps_per_epoch=10, overrides=changes)
    assert (schedule.total_updates, schedule.curve(19), schedule.curve(20)) == (50, 0.5, pytest.approx(0.05))
    with pytest.raises(ConfigError, match=r"-o LearningRate.base_lr=x: LearningRate.base_lr"):
        load_schedule(path, steps_per_epoch=10, overrides=["LearningRate.base_lr=x"])


def test_the_last_of_two_keys_wins_as_in_pyyaml(write):
    assert load_schedule(write("a.yml", SCHEDULER + "iters: 7\n")).total_updates == 7


def test_a_mapping_is_not_changed():
    given = {"iters": 10, "lr_scheduler": {"type": "StepDecay", "learning_rate": 0.1, "step_size": 2}}
    before = json.dumps(given)
    load_schedule(given, overrides=["iters=3"])
    assert json.dumps(given) == before


def test_updates_of_a_paddledetection_epoch(write):
    path = write("a.yml", DECAY + "TrainReader: {batch_size: 2}\n")
    assert load_schedule(path, images=117_266, world_size=8).steps_per_epoch == 7329
    assert load_schedule(path, images=117_266, batch_size=4, world_size=8).batch_size == 4
    with pytest.raises(ConfigError, match=r"images / \(TrainReader.batch_size x GPUs\).*--steps-per-epoch"):
        load_schedule(path)
    with pytest.raises(ConfigError, match="give no batch of 2"):
        load_schedule(path, images=3, world_size=8)
