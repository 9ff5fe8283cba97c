"""The signs of a PaddleFormers config, and of one of ERNIEKit, which is its variant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, has
from paddle_lrkit.suites.ppnlp.detect import HUGGING_FACE

ERNIE_STAGE = "ernie_pretrain"
_STAGES = (
    *("SFT", "PT", "DPO", "VL-SFT", "VL-PT", "VL-DPO", "dsv3_pretrain", "auto-parallel"),
    *("OCR-SFT", "OCR-VL-SFT"),
)
_TRAINER = (
    *("learning_rate", "lr_scheduler_type", "warmup_steps", "warmup_ratio", "min_lr", "max_steps", "num_train_epochs"),
    "per_device_train_batch_size",
)
_PARALLEL = ("tensor", "pipeline", "expert", "virtual_pipeline", "expert_tensor")
_OWN = (
    *(f"{name}_model_parallel_size" for name in _PARALLEL),
    *("_attn_implementation", "mix_strategy", "freeze_training", "layerwise_lr_decay_bound", "fuse_rope"),
)


def _is_training(data: Mapping[str, Any]) -> bool:
    """Whether there is an argument of the Trainer beside a key that only these programs have; exports have none."""
    tuning = data.get("fine_tuning") in ("full", "lora", "Full", "LoRA")
    return _ARGUMENT.found(data) and (tuning or any(key in data for key in _OWN))


def _has_stage(data: Mapping[str, Any]) -> bool:
    return isinstance(data.get("stage"), str) and data["stage"] in _STAGES


_ARGUMENT = has(*_TRAINER, "batch_size", text=Message("an argument of its Trainer"))
_OTHERS = (
    Sign("stage: ernie_pretrain", lambda data: data.get("stage") == ERNIE_STAGE),
    *each((*(key for key in HUGGING_FACE if key != "no_cuda"), "Global", "Optimizer", "LearningRate", "iters")),
)


class PaddleFormersDetector(SuiteDetector):
    """``stage`` as PaddleFormers and ERNIEKit have it, or a key that only they have, beside the Trainer's arguments.

    ``min_lr`` beside ``lr_scheduler_type`` is one: PaddleNLP's Trainer has no floor.
    """

    title = "PaddleFormers"
    package = "paddleformers"
    plugins = ("paddleformers",)
    trains = "paddleformers-cli train {}"
    evidence = (
        Evidence(needs=(Sign("stage", _has_stage), _ARGUMENT), against=_OTHERS),
        Evidence(needs=(Sign(Message("a key of PaddleFormers or ERNIEKit"), _is_training),), against=_OTHERS),
        Evidence(needs=each(("lr_scheduler_type", "min_lr", "learning_rate")), against=_OTHERS),
    )


DETECTOR = PaddleFormersDetector()
