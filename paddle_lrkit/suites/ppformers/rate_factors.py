"""Factors that programs of PaddleFormers and ERNIE put on the rates of some parameters; the curve has none of them."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.suites.config_value import ConfigValue, SectionValues

_GATES = {"moe_gate_lr_ratio": "the gates of the experts"}
_VISION = {"vit_lr_ratio": "the vision encoder", "visual_ld": "the vision encoder"}
_LAYERS = {"layerwise_lr_decay_bound": "the lowest layer, with more in each layer above,"}
_LORA = {"lora_plus_scale": "the B matrices of LoRA"}
_OF_ENTRY: dict[str, dict[str, str]] = {
    **dict.fromkeys(("sft", "dpo", "dsv3"), _LORA),
    "erniekit_sft": {**_LAYERS, **_LORA},
    "erniekit_dpo": {**_LAYERS, **_LORA},
    "erniekit_vl": {**_GATES, **_VISION, **_LORA},
    **dict.fromkeys(("formers", "pretrain", "auto"), _GATES),
}
"""Entry -> the keys that its program reads, with the parameters."""


def rate_factors(at: SectionValues, entry: str) -> Iterator[tuple[ConfigValue, str]]:
    """The factors of a config, each with its parameters; LoRA's only where LoRA is trained.

    Args:
        at: The section with the arguments.
        entry: The program.
    """
    tuning, lora = at("fine_tuning"), at("lora")
    trains_lora = (tuning is not None and str(tuning.value).lower() == "lora") or (lora is not None and lora.value)
    for key, parameters in _OF_ENTRY.get(entry, {}).items():
        item = at(key)
        used = trains_lora or key not in _LORA
        if (
            used
            and item is not None
            and item.number not in (None, 1.0)
            and not (key == "visual_ld" and at("vit_lr_ratio"))
        ):
            yield item, parameters
