"""Which program reads a config of PaddleFormers or ERNIEKit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.errors import ConfigError, did_you_mean, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.ppformers.arguments import KIT_RELEASE, RELEASE, known_arguments
from paddle_lrkit.suites.ppformers.detect import ERNIE_STAGE

STAGES = {
    **dict.fromkeys(("SFT", "PT", "VL-SFT", "VL-PT"), "sft"),
    **dict.fromkeys(("DPO", "VL-DPO"), "dpo"),
    "dsv3_pretrain": "dsv3",
    "auto-parallel": "auto",
}
"""Value of ``stage`` in PaddleFormers -> entry."""
ERNIEKIT_STAGES = {"SFT": "erniekit_sft", "DPO": "erniekit_dpo", "VL-SFT": "erniekit_vl"}
"""The same in ERNIEKit."""
_FORMERS = ("per_device_train_batch_size", "attn_impl")
ENTRIES = ("sft", "dpo", "dsv3", "auto", "erniekit_sft", "erniekit_dpo", "erniekit_vl")


@dataclass(frozen=True)
class TrainingProgram:
    """The program that reads a config.

    Args:
        entry: One of `ENTRIES`.
        assumed: What the config does not say.
    """

    entry: str
    assumed: tuple[str, ...] = ()

    @property
    def is_erniekit(self) -> bool:
        """Whether it is one of ERNIEKit, which drops unknown keys."""
        return self.entry.startswith("erniekit")

    @property
    def title(self) -> str:
        """Its name for people."""
        return "ERNIEKit" if self.is_erniekit else "PaddleFormers"

    @property
    def is_ahead(self) -> bool:
        """Whether ``linear`` and ``cosine`` are those of pre-training, one tick ahead."""
        return self.entry in ("dsv3", "auto")


def program_of(data: Mapping[str, Any], selection: Selection) -> TrainingProgram:
    """The program of a config.

    Raises:
        ConfigError: ``stage`` is none of its stages, or is another entry's.
    """
    erniekit = selection.variant == "erniekit" or (selection.entry or "").startswith("erniekit")
    if not erniekit and selection.entry is None:
        erniekit = is_erniekit(data)
    if selection.variant == "erniekit" and selection.entry in STAGES.values():
        raise ConfigError(
            tr("must be one of {} with variant erniekit", tr(", ").join(ERNIEKIT_STAGES.values())), key="entry"
        )
    stages = ERNIEKIT_STAGES if erniekit else STAGES
    stage = data.get("stage", "SFT")
    found = stages.get(stage) if isinstance(stage, str) else None
    if found is None:
        raise ConfigError(_unknown_stage(stage, stages, KIT_RELEASE if erniekit else RELEASE), key="stage")
    if selection.entry not in (None, found):
        raise ConfigError(tr("must be {}, because stage is {}", found, stage), key="entry")
    given = "stage" in data or selection.entry is not None
    return TrainingProgram(found, () if given else (tr("stage is not given, and is SFT"),))


def is_erniekit(data: Mapping[str, Any]) -> bool:
    """Whether a config is ERNIEKit's by its keys; ``batch_size`` alone may be a slip in one of PaddleFormers.

    Example:
        >>> is_erniekit({"batch_size": 1, "fine_tuning": "LoRA"}), is_erniekit({"batch_size": 1})
        (True, False)
    """
    tuning = data.get("fine_tuning")
    if tuning in ("full", "lora"):
        return False
    formers, erniekit = known_arguments(), known_arguments(erniekit=True)
    theirs = [key for key in data if key in erniekit - formers] + [tuning] * (tuning in ("Full", "LoRA"))
    ours = [key for key in data if key in formers - erniekit or key in _FORMERS]
    return bool(theirs) and theirs != ["batch_size"] and len(theirs) > len(ours)


def likely_program(data: Mapping[str, Any], selection: Selection) -> TrainingProgram:
    """The program of a config, also of one that no program reads."""
    try:
        return program_of(data, selection)
    except ConfigError:
        return TrainingProgram("erniekit_sft" if selection.variant == "erniekit" or is_erniekit(data) else "sft")


def _unknown_stage(stage: Any, stages: Mapping[str, str], title: str) -> str:
    if stage == ERNIE_STAGE and title == RELEASE:
        return tr("is ernie_pretrain, which is a suite of its own here: --suite ernie_pretrain")
    near = did_you_mean(stage, stages)
    return tr("must be one of {} for {}, got {}{}", tr(", ").join(stages), title, shown(stage), near)
