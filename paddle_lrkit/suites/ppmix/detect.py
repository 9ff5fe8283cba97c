"""The signs of the flags of PaddleMIX' and ppdiffusers' scripts, as a flat config holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, either, has
from paddle_lrkit.suites.ppmix.entries import COSINE_FLAGS, LOOP_FLAGS

_OTHERS = (
    # Paddle's other programs
    *("lr_scheduler_type", "stage", "iters", "epochs", "epoch", "LearningRate", "Optimizer", "TRAIN", "OPTIMIZER"),
    # programs for other frameworks whose flags have the same names
    *("optimizer_type", "network_module", "unet_lr", "use_8bit_adam", "lr_scheduler_num_cycles", "deepspeed", "fsdp"),
)


def _is_section(data: Mapping[str, Any]) -> bool:
    """Whether ``lr_scheduler`` is more than the name of a schedule."""
    return not isinstance(data.get("lr_scheduler", ""), str)


def _is_call(data: Mapping[str, Any]) -> bool:
    section = data.get("get_scheduler")
    return isinstance(section, Mapping) and "name" in section


class PaddleMIXDetector(SuiteDetector):
    """Flags of a script, or the arguments of ``get_scheduler``. The keys of clip are not told from PaddleNLP's."""

    title = "PaddleMIX"
    package = "paddlemix"
    evidence = (
        Evidence(
            needs=(
                has("learning_rate"),
                has(*LOOP_FLAGS, text=either("max_train_steps", "lr_warmup_steps")),
            ),
            own=each(LOOP_FLAGS),
            against=(*each(_OTHERS), Sign(Message("a section lr_scheduler"), _is_section)),
        ),
        Evidence(needs=(Sign("get_scheduler.name", _is_call),)),
        Evidence(
            needs=(
                has("learning_rate"),
                has(*COSINE_FLAGS, text=either("lr_scheduler_name", "warmup_start_lr")),
                has("num_train_epochs", "max_steps"),
            ),
            against=each(_OTHERS),
        ),
        Evidence(
            needs=(has("learning_rate"), has("warmup_epochs"), has("num_train_epochs")),
            against=each((*_OTHERS, "lr_scheduler", "warmup_ratio", "num_epochs", "batch_size")),
        ),
    )


DETECTOR = PaddleMIXDetector()
