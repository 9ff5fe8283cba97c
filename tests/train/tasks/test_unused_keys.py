"""A key that a task does not use is an error in each section and for each task."""

import pytest

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.optimizer_arguments import SgdArguments
from paddle_lrkit.config.settings import Data, Global, Loader, Optimizer, Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.tasks.classification import Classification
from paddle_lrkit.train.tasks.detection import Detection
from paddle_lrkit.train.tasks.text.classification import TextClassification, TokenClassification
from paddle_lrkit.train.tasks.text.masked_lm import MaskedLM
from paddle_lrkit.train.tasks.unused_keys import check_unused

MIXUP = [Component("Mixup")]
PLAIN = Data(Component("Digits"))


def settings(train=PLAIN, evaluation=None, **sections):
    run = sections.pop("run", Global(epochs=1))
    return Settings(
        run, Component("X"), Optimizer("SGD", Component("Constant"), SgdArguments()), train, evaluation, **sections
    )


def test_defaults_and_absent_sections_are_fine():
    check_unused(settings(), "*.batch_transforms", "*.loader.length_window", "Tokenizer", "Loss", "Global.data_format")


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (settings(Data(Component("Digits"), batch_transforms=MIXUP)), "Train.batch_transforms"),
        (settings(evaluation=Data(Component("Digits"), batch_transforms=MIXUP)), "Eval.batch_transforms"),
        (settings(Test=Data(Component("Digits"), batch_transforms=MIXUP)), "Test.batch_transforms"),
        (settings(Tokenizer=Component("WordPiece")), "Tokenizer"),
        (settings(run=Global(epochs=1, data_format="NHWC")), "Global.data_format"),
    ],
)
def test_an_unused_key_is_named(given, key):
    with pytest.raises(ConfigError, match=f"^{key}: classification does not use this key; remove it$"):
        check_unused(given, "Tokenizer", "*.batch_transforms", "Global.data_format")


@pytest.mark.parametrize(
    ("task", "evaluation"),
    [
        (Classification, Data(Component("Digits"), batch_transforms=MIXUP)),
        (Classification, Data(Component("Digits"), loader=Loader(length_window=4))),
        (Classification, Data(Component("Digits"), loader=Loader(aspect_ratio_grouping=True))),
        (Detection, Data(Component("Digits"), batch_transforms=MIXUP)),
        (Detection, Data(Component("Digits"), loader=Loader(length_window=4))),
        (TextClassification, Data(Component("Digits"), transforms=MIXUP)),
        (TokenClassification, Data(Component("Digits"), transforms=MIXUP)),
        (TextClassification, Data(Component("Digits"), loader=Loader(length_window=4))),
        (MaskedLM, Data(Component("Digits"), batch_transforms=MIXUP)),
    ],
)
def test_each_task_rejects_unused_keys_of_the_evaluation(task, evaluation):
    with pytest.raises(ConfigError, match=r"^Eval\..*does not use this key"):
        task(settings(evaluation=evaluation))
