"""Building what a config describes: errors with their place."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import ConfigError


def test_the_size_in_the_config_is_checked(open_tiny):
    with pytest.raises(ConfigError, match=r"Train\.num_samples: is 1000, but the data set has 1437"):
        open_tiny("run", "Train.num_samples=1000")


def test_an_unknown_task_is_named_with_its_place(open_tiny):
    with pytest.raises(ConfigError, match=r"Global\.task: unknown task 'clasification'; did you mean") as caught:
        open_tiny("run", "Global.task=clasification")
    assert str(caught.value).startswith("-o Global.task=clasification: ")
