"""A warmup with a dot is named as in the suite, and written without one."""

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.suites.base import Selection
from tests.lint.following import followed


def test_the_key_is_that_of_the_suite():
    config = {"MODEL": {"NAME": "a"}, "TRAIN": {"NUM_EPOCHS": 100, "WARMUP_EPOCHS": 2.5, "BASE_LR": 0.001}}
    options = CheckOptions(suite="ppvit", selection=Selection(given={"model": "DeiT"}))
    (found,) = (each for each in check_config(config, options) if each.rule == "float-warmup-epoch")
    assert found.message.startswith("WARMUP_EPOCHS 2.5 has a dot, and PaddleViT stops")
    assert followed(config, found)["TRAIN"]["WARMUP_EPOCHS"] == 2
