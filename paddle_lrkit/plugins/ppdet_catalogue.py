"""The catalogue's names as entries of PaddleDetection's ``LearningRate.schedulers``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from paddle_lrkit.errors import ConfigError, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.plugins.attach import Put
from paddle_lrkit.plugins.ppdet_table import record_of
from paddle_lrkit.plugins.section import names, run_of, scheduler_of, takes
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.suites.ppdet.classes import LinearWarmupRecord

SUITE = "PaddleDetection"
_PATH = ("LearningRate", "schedulers", 0)


class CatalogueSchedule:
    """An entry of ``schedulers`` that names a schedule of the catalogue; its attributes are the entry's keys."""

    def __init__(self, **section: Any) -> None:
        vars(self).update(section)


def add_names(module: Any, put: Put) -> None:
    """Puts a class for each name into ``ppdet.optimizer.optimizer``, and a YAML tag where PaddleDetection has none.

    Args:
        module: ``ppdet.optimizer.optimizer``.
        put: Sets an attribute.
    """
    import yaml

    tags = dict(yaml.Loader.yaml_constructors)
    for name in names():
        if not hasattr(module, name):
            put(module, name, type(name, (CatalogueSchedule,), {}))
            if f"!{name}" not in tags:
                tags[f"!{name}"] = _constructor(getattr(module, name), yaml.MappingNode)
    put(yaml.Loader, "yaml_constructors", tags)


def _constructor(cls: type[CatalogueSchedule], mapping: type) -> Any:
    def construct(loader: Any, node: Any) -> CatalogueSchedule:
        if not isinstance(node, mapping) and node.value:
            raise ConfigError(
                tr("needs its arguments in braces, such as !{} {{}}", cls.__name__), key=cls.__name__, file=SUITE
            )
        return cls(**loader.construct_mapping(node, deep=True)) if node.value else cls()

    return construct


def scheduler_of_entry(
    schedulers: Sequence[Any], base_lr: Any, config: Mapping[str, Any], steps_per_epoch: int, module: Any
) -> CurveLR | None:
    """The scheduler when the first entry names a schedule of the catalogue, else None.

    Raises:
        ConfigError: With the suite and the key.
    """
    if not schedulers or not isinstance(schedulers[0], CatalogueSchedule):
        return None
    name, section = type(schedulers[0]).__name__, dict(vars(schedulers[0]))
    if takes(name, "learning_rate"):
        section.setdefault("learning_rate", base_lr)
    if len(schedulers) > 1:
        section = _with_ramp(section, record_of(module, schedulers[1]), steps_per_epoch)
    return scheduler_of(SUITE, _PATH, name, section, run_of(SUITE, epochs_of(config), steps_per_epoch))


def epochs_of(config: Mapping[str, Any]) -> Any:
    """Epochs of a run; ARSL trains until ``max_iter``, in whole epochs of ``epoch_iter``, whatever ``epoch`` says."""
    if config.get("ssod_method") != "ARSL":
        return config.get("epoch")
    ends = [check_integer(key, config.get(key), at_least=1) for key in ("max_iter", "epoch_iter")]
    return -(-ends[0] // ends[1])


def _with_ramp(section: dict[str, Any], warmup: Any, steps_per_epoch: int) -> dict[str, Any]:
    key = "LearningRate.schedulers.1"
    if not isinstance(warmup, LinearWarmupRecord):
        raise ConfigError(tr("only !LinearWarmup may follow a schedule of the catalogue"), key=key, file=SUITE)
    if any(name.startswith("warmup") for name in section):
        raise ConfigError(tr("the first entry has a warmup too; give only one"), key=key, file=SUITE)
    try:
        length = warmup.length(steps_per_epoch)
    except ConfigError as error:
        raise ConfigError(error.message, key=f"{key}.{error.key}", file=SUITE) from None
    return {**section, "warmup": f"{length}it", "warmup_start_factor": warmup.start_factor}
