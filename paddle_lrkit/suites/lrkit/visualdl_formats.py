"""What our trainer and ``lrkit watch`` write for VisualDL; ``pattern`` is the tag of the rate."""

from __future__ import annotations

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

VISUALDL = (LogFormat("visualdl-lrkit", "lrkit", "rate/applied", "run", 0, 0, "applied", PrintedDigits("float32")),)
