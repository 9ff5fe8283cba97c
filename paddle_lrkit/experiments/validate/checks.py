"""The checks by name; what stands here needs no Paddle."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from paddle_lrkit.experiments.validate.finding import Finding, Options

Function = Callable[[Options], Iterator[Finding]]

EXACT = {
    "NVIDIA_TF32_OVERRIDE": "0",
    "FLAGS_cudnn_deterministic": "1",
    "FLAGS_embedding_deterministic": "1",
}
"""Float32 products without TF32, and kernels that give the same result twice; both concern GPUs only."""


@dataclass(frozen=True)
class Check:
    """One check.

    Args:
        name: Its name on the command line.
        summary: What it shows.
        environment: Variables that its process starts with.
        limit_s: Seconds after which its process is ended.
    """

    name: str
    summary: str
    environment: Mapping[str, str] = field(default_factory=dict)
    limit_s: float = 900

    def function(self) -> Function:
        """The function that runs it; imports Paddle."""
        module = _MODULES.get(self.name, self.name)
        check: Function = importlib.import_module(f"paddle_lrkit.experiments.validate.{module}").check
        return check


_MODULES = {"amp": "mixed_precision", "static": "compiled"}

CHECKS = {
    check.name: check
    for check in (
        Check("rates", "the applied rate is the curve's at every update, for every schedule of the catalogue"),
        Check("tasks", "each task trains on the GPU as on the CPU, from the same weights and data", EXACT),
        Check("amp", "mixed precision stays finite, and an overflow advances no schedule"),
        Check("resume", "a resumed run is the uninterrupted one", EXACT),
        Check("processes", "several processes train as one with the same global batch", EXACT),
        Check("speed", "throughput and memory against a bare loop; never fails"),
        Check("static", "to_static and NHWC train as the dynamic NCHW model", EXACT),
    )
}
