"""Factors that programs of PaddleFormers and ERNIE put on the rates of some parameters; the curve has none of them."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.schedule_fields import DeadKey

_GATES = {"moe_gate_lr_ratio": Message("the gates of the experts train with {} times the rate of the curve")}
_VISION = dict.fromkeys(
    ("vit_lr_ratio", "visual_ld"),
    Message("each layer of the vision encoder trains with {} times the rate of the one above it"),
)
_LAYERS = {
    "layerwise_lr_decay_bound": Message(
        "the lowest layer trains with {} times the rate of the curve, the others with more"
    )
}
_LORA = {"lora_plus_scale": Message("the B matrices of LoRA train with {} times the rate of the curve")}
_OF_ENTRY: dict[str, dict[str, Message]] = {
    **dict.fromkeys(("sft", "dpo", "dsv3"), _LORA),
    "erniekit_sft": {**_LAYERS, **_LORA},
    "erniekit_dpo": {**_LAYERS, **_LORA},
    "erniekit_vl": {**_GATES, **_VISION, **_LORA},
    **dict.fromkeys(("formers", "pretrain", "auto"), _GATES),
}
"""Entry -> the keys that its program reads, each with a sentence about the parameters."""


def rate_factors(at: SectionValues, entry: str) -> Iterator[tuple[ConfigValue, str]]:
    """The factors of a config, each with its sentence; LoRA's only where LoRA is trained.

    Args:
        at: The section with the arguments.
        entry: The program.
    """
    tuning, lora = at("fine_tuning"), at("lora")
    trains_lora = (tuning is not None and str(tuning.value).lower() == "lora") or (lora is not None and lora.value)
    for key, sentence in _OF_ENTRY.get(entry, {}).items():
        item = at(key)
        used = trains_lora if key in _LORA else key != "visual_ld" or at("vit_lr_ratio") is None
        if used and item is not None and item.number not in (None, 1.0):
            yield item, str(sentence)


def dead_factors(at: SectionValues, entry: str) -> Iterator[DeadKey]:
    """The factors of a config that its program does not read."""
    for key in (*_GATES, *_VISION, *_LAYERS):
        item = at(key)
        if item is not None and key not in _OF_ENTRY.get(entry, {}) and item.number not in (None, 1.0):
            yield DeadKey(item, tr("the program of this stage does not read it"))
