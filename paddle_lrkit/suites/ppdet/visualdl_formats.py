"""What PaddleDetection writes for VisualDL: losses and mAP, and no rate."""

from __future__ import annotations

from paddle_lrkit.messages import Message
from paddle_lrkit.suites.log_format import LogFormat

VISUALDL: tuple[LogFormat, ...] = ()
NO_RATE = Message("PaddleDetection writes losses and mAP for VisualDL, and no rate: audit its text log")
