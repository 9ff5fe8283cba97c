"""The configs of the checks: complete, without randomness of the device, and independent of each other."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.experiments.validate import configs
from paddle_lrkit.experiments.validate.configs import changed
from paddle_lrkit.train.registry import DATASETS, MODELS, TASKS


@pytest.mark.parametrize("task", list(configs.TASKS))
def test_a_config_is_a_training_config(options, task):
    settings = read_settings(Document(configs.TASKS[task](options, 7)))
    assert (settings.Global.task, settings.Global.updates) == (task, 7)
    assert TASKS.find(task)
    assert MODELS.find(settings.Architecture.name)
    assert DATASETS.find(settings.Train.dataset.name)


@pytest.mark.parametrize("task", list(configs.TASKS))
def test_nothing_is_drawn_on_the_device(options, task):
    """Random numbers on a GPU differ from those on the CPU."""
    text = str(configs.TASKS[task](options, 7))
    assert "'use_random': True" not in text
    assert text.count("'use_random': False") == (2 if task == "detection" else 0)
    assert text.count("dropout_prob': 0.0") == (2 if task == "text_classification" else 0)


def test_scenes_are_kept_in_the_directory_of_the_validation(options):
    config = configs.detection(options, 1)
    assert config["Train"]["dataset"]["directory"].startswith(options.directory)


def test_a_change_leaves_the_original_alone():
    config = {"Global": {"seed": 0}, "Train": {"loader": {"batch_size": 4}}}
    made = changed(config, {"Train.loader.batch_size": 8, "Global.amp": None})
    assert made == {"Global": {"seed": 0, "amp": None}, "Train": {"loader": {"batch_size": 8}}}
    assert config == {"Global": {"seed": 0}, "Train": {"loader": {"batch_size": 4}}}
