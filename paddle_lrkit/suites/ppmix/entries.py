"""Which program of PaddleMIX reads a config: told by its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LOOP, CALL = "ppdiffusers.loop", "ppdiffusers.get_scheduler"
MINIGPT4, BLIP2, CLIP, EVA02 = "paddlemix.minigpt4", "paddlemix.blip2", "paddlemix.clip", "paddlemix.eva02"
ENTRIES = (LOOP, CALL, MINIGPT4, BLIP2, CLIP, EVA02)
LOOP_FLAGS = ("lr_warmup_steps", "max_train_steps", "lr_num_cycles", "lr_power", "scale_lr")
"""Flags that only the scripts of ppdiffusers have."""
COSINE_FLAGS = ("lr_scheduler_name", "warmup_start_lr", "eta_min")
"""Flags of the scripts of minigpt4 and blip2."""


def recognised(data: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
    """The program that a config is for and the keys that tell it; None where the keys fit several programs."""
    for entry, keys in (
        (CALL, ("get_scheduler",)),
        (LOOP, LOOP_FLAGS),
        (EVA02, ("warmup_epochs",)),
        (MINIGPT4, ("warmup",)),
        (BLIP2, COSINE_FLAGS),
    ):
        told = tuple(key for key in keys if key in data)
        if told:
            return entry, told
    return None
