"""The checks by name; this module does not import Paddle."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from paddle_lrkit.experiments.validate.case import CaseResult
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.messages import Message

CheckFunction = Callable[[ValidationOptions], Iterator[CaseResult]]

EXACT = {
    "NVIDIA_TF32_OVERRIDE": "0",
    "FLAGS_cudnn_deterministic": "1",
    "FLAGS_embedding_deterministic": "1",
}
"""Float32 products without TF32, and deterministic kernels; both affect CUDA only."""


@dataclass(frozen=True)
class ValidationCheck:
    """One check.

    Args:
        name: Its name on the command line.
        summary: What it tests.
        environment: Environment variables of its process.
        limit_s: Time limit of its process in seconds.
    """

    name: str
    summary: Message
    environment: Mapping[str, str] = field(default_factory=dict)
    limit_s: float = 900

    def function(self) -> CheckFunction:
        """Returns the function that runs it; imports Paddle."""
        module = _MODULES.get(self.name, self.name)
        check: CheckFunction = importlib.import_module(f"paddle_lrkit.experiments.validate.{module}").check
        return check


_MODULES = {"amp": "mixed_precision", "static": "compiled"}

CHECKS = {
    check.name: check
    for check in (
        ValidationCheck(
            "rates", Message("the applied rate equals the curve at every update of every schedule of the catalogue")
        ),
        ValidationCheck(
            "tasks",
            Message("each task trains the same on the device and on the CPU, from the same weights and data"),
            EXACT,
        ),
        ValidationCheck(
            "amp", Message("losses in mixed precision are finite, and an overflow does not advance the schedule")
        ),
        ValidationCheck("resume", Message("a resumed run equals the uninterrupted run"), EXACT),
        ValidationCheck(
            "processes", Message("several processes train like one process with the same global batch"), EXACT
        ),
        ValidationCheck("speed", Message("throughput and memory compared with a bare loop; cannot fail")),
        ValidationCheck("static", Message("to_static and NHWC train like the dynamic NCHW model"), EXACT),
    )
}
