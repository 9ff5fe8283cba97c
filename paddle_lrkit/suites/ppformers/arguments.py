"""The arguments of a program that casts nothing: text stays text, and fails where it is first used as a number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import ConfigError, did_you_mean, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.values import number, rate

RENAMED: Mapping[str, str] = {
    "batch_size": "per_device_train_batch_size",
    "min_learning_rate": "min_lr",
    "attn_impl": "_attn_implementation",
    "tensor_parallel_degree": "tensor_model_parallel_size",
    "pipeline_parallel_degree": "pipeline_model_parallel_size",
    "expert_parallel_degree": "expert_model_parallel_size",
    "sharding_parallel_degree": "sharding_parallel_size",
    "context_parallel_degree": "context_parallel_size",
    "sep_parallel_degree": "sep_parallel_size",
    "recompute": "recompute_granularity",
}
"""Keys of ERNIEKit and of older releases -> what PaddleFormers 1.2 calls them."""


DEFAULTS: dict[str, float] = {
    "learning_rate": 5e-5,
    "min_lr": 0.0,
    "max_steps": -1,
    "num_train_epochs": 1.0,
    "warmup_steps": 0,
    "warmup_ratio": 0.0,
    "num_cycles": 0.5,
    "lr_end": 1e-7,
    "power": 1.0,
}
"""Argument -> its default."""
RELEASE, KIT_RELEASE = "PaddleFormers 1.2", "ERNIEKit 1.3"
"""The releases whose arguments are known."""
_NEAR = 0.85


@cache
def known_arguments(erniekit: bool = False) -> frozenset[str]:
    """The names of the arguments of PaddleFormers or ERNIEKit.

    Example:
        >>> "min_lr" in known_arguments(), "batch_size" in known_arguments(), "batch_size" in known_arguments(True)
        (True, False, True)
    """
    import yaml

    from paddle_lrkit.config.yaml_loader import Yaml12

    text = (Path(__file__).parent / "arguments.yml").read_text(encoding="utf-8")
    # A file of this package, and Yaml12 is a safe loader.
    names = yaml.load(text, Yaml12)  # noqa: S506
    return frozenset(names["both"]) | frozenset(names["erniekit" if erniekit else "paddleformers"])


def unknown_arguments(data: Mapping[str, Any], erniekit: bool = False) -> list[str]:
    """The keys of a config that are no arguments."""
    known = known_arguments(erniekit)
    return [key for key in data if key not in known]


def refuse_unknown(config: Section) -> None:
    """Refuses a key that PaddleFormers does not know, as it does itself.

    Raises:
        ConfigError: There is one; with its new name, or the nearest one.
    """
    for key in unknown_arguments(config.values):
        near = (
            tr("; its name is {} now", RENAMED[key]) if key in RENAMED else did_you_mean(key, known_arguments(), _NEAR)
        )
        other = tr(", and --variant erniekit reads it as one of ERNIEKit") if key in known_arguments(True) else ""
        raise config.error(tr("is no argument of {}, which refuses the config{}{}", RELEASE, near, other), key)


def learning_rate(config: Section) -> float:
    """``learning_rate`` as Paddle's scheduler takes it."""
    return config.read("learning_rate", rate, DEFAULTS["learning_rate"])


class UncastArguments:
    """Reads arguments as Python would use them.

    Args:
        config: The section with the arguments.
        total: Updates in the run; an argument that is first used later is never used.
    """

    def __init__(self, config: Section, total: int = 0) -> None:
        self.config, self.total = config, total

    def number(self, key: str, default: float) -> float | int:
        """An argument that is used at once.

        Raises:
            ConfigError: It is not a number.
        """
        return self.config.read(key, number, default)

    def late(self, key: str, default: float, first: int, text_allowed: bool = False) -> float | int:
        """An argument that is first used at update ``first``; the default where that is never.

        Args:
            key: Its name.
            default: Its default.
            first: The update.
            text_allowed: Whether the program turns text into a number there.

        Raises:
            ConfigError: It is not a number, and the run uses it.
        """
        value = self.config.get(key, default)
        try:
            return number(key, float(value) if text_allowed and isinstance(value, str) else value)
        except ValueError as error:
            if first > self.total:
                return default
            reason = error.message if isinstance(error, ConfigError) else tr("must be a number, got {}", shown(value))
            raise self.fails(first, reason, key) from None

    def fails(self, update: int, reason: str, *keys: str) -> ConfigError:
        """The error for a run that stops at an update; at the end of the run the scheduler is moved once more."""
        suite = self.config.suite
        if update > 0 and update >= self.total:
            reason = tr("{} fails at update {}, after the last one of the run: {}", suite, update, reason)
        elif update > 0:
            reason = tr("{} fails at update {}: {}", suite, update, reason)
        return self.config.error(reason, *keys)
