"""Which key of a PaddleSpeech config holds which part of the schedule."""

import copy
import math

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.table import fields_of
from paddle_lrkit.units import LengthOptions

U2 = {
    "n_epoch": 3,
    "accum_grad": 2,
    "optim": "adam",
    "optim_conf": {"lr": 0.002},
    "scheduler": "warmuplr",
    "scheduler_conf": {"warmup_steps": 5, "lr_decay": 1.0},
    "encoder_conf": {"output_size": 16},
}
ENCODER = {
    "n_epoch": 3,
    "accum_grad": 1,
    "hubert_scheduler": "constantlr",
    "hubert_scheduler_conf": {"warmup_steps": 5, "lr_decay": 1.0},
    "hubert_optim_conf": {"lr": 0.5},
}
GAN = {
    "train_max_steps": 40,
    "discriminator_train_start_steps": 10,
    "discriminator_scheduler_params": {"learning_rate": 0.1, "step_size": 8, "gamma": 0.5},
}
VITS = {
    "max_epoch": 9,
    "train_max_steps": 40,
    "model": {"generator_type": "vits_generator"},
    "generator_scheduler": "step_decay",
    "generator_scheduler_params": {"learning_rate": 0.1, "step_size": 3},
}
ECAPA = {"epochs": 3, "learning_rate": "1e-8", "max_lr": "1e-3", "step_size": 30}
ALL = {"u2": U2, "encoder": ENCODER, "gan": GAN, "vits": VITS, "ecapa": ECAPA}


def fields(config, **selection):
    return fields_of("ppspeech").read(Document(config), Selection(**selection), None)


def kinds(config):
    return {".".join(part.item.key_path): part.kind for part in fields(config).quantities}


def test_the_parts_of_u2():
    found = fields(U2)
    assert (found.rate.path, found.rate.value) == (("optim_conf", "lr"), 0.002)
    assert found.warmup.path == ("scheduler_conf", "warmup_steps")
    assert (found.run.path, found.run_unit, found.unit) == (("n_epoch",), "ep", "it")
    assert (found.accumulation.value, found.optimizer) == (2, "Adam")
    assert [(dead.item.path[-1], dead.harmless) for dead in found.dead] == [("lr_decay", True)]
    assert kinds(U2) == {"optim_conf.lr": "rate", "scheduler_conf.warmup_steps": "updates"}
    assert kinds({**U2, "scheduler": "noam"})["optim_conf.lr"] == "root rate"
    exponential = fields({**U2, "scheduler": "expdecaylr"})
    assert exponential.gamma.path == ("scheduler_conf", "lr_decay")
    assert [part.path[-1] for part in exponential.ignored_warmups] == ["warmup_steps"]
    kaldi = {**U2, "optim_conf": {}, "scheduler_conf": {**U2["scheduler_conf"], "lr": 0.1}}
    assert fields(kaldi).rate.path == ("scheduler_conf", "lr")


def test_a_default_is_a_number_that_a_key_changes():
    assert kinds({**U2, "scheduler_conf": {"warmup_steps": None, "lr_decay": 1.0}}) == kinds(U2)


def test_the_parts_of_other_programs():
    assert [part.path[-1] for part in fields(ENCODER).ignored_warmups] == ["warmup_steps"]
    network = fields(GAN)
    assert (network.step_size.value, network.run.path, network.run_unit) == (8, ("train_max_steps",), "it")
    assert kinds(GAN)["discriminator_train_start_steps"] == "updates"
    voice = fields(VITS)
    assert (voice.run.path, voice.run_unit, voice.unit) == (("max_epoch",), "ep", "ep")
    assert kinds(VITS) == {"generator_scheduler_params.learning_rate": "rate"}
    cycle = fields(ECAPA)
    assert (cycle.rate.path, cycle.start.path) == (("max_lr",), ("learning_rate",))
    assert fields({"batch_size": 3}) is None


def test_text_at_the_top_level_is_no_mistake_where_it_is_read():
    assert "number-as-string" not in rules(ECAPA)
    assert "number-as-string" in rules({"train_max_steps": 9, "learning_rate": "1e-4"})
    assert "number-as-string" in rules({**U2, "optim_conf": {"lr": "2e-3"}}, "s2t.u2")


def rules(config, entry=None):
    options = CheckOptions(suite="ppspeech", selection=Selection(entry=entry), length=LengthOptions(20))
    return [finding.rule for finding in check_config(config, options)]


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, {1: 2}, math.nan, 10**30, "x", True], ids=str)
@pytest.mark.parametrize("name", ALL)
def test_any_value_is_checked(name, value):
    for key in ALL[name]:
        config = copy.deepcopy(ALL[name])
        config[key] = value
        assert isinstance(rules(config), list)
        for inner in ALL[name][key] if isinstance(ALL[name][key], dict) else ():
            config[key] = {**ALL[name][key], inner: value}
            assert isinstance(rules(config), list)
