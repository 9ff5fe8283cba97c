"""The GPUs of this machine, without a library that knows them."""

from __future__ import annotations

import glob
import os


def visible_gpus() -> list[str]:
    """The GPUs that trainings may use, as CUDA_VISIBLE_DEVICES names them."""
    chosen = os.environ.get("CUDA_VISIBLE_DEVICES")
    if chosen is not None:
        return [name.strip() for name in chosen.split(",") if name.strip()]
    return [str(number) for number in range(len(glob.glob("/dev/nvidia[0-9]*")))]
