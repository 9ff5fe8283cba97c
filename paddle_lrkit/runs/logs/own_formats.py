"""The formats of logs of one's own: no suite says what their numbers mean."""

from __future__ import annotations

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

CSV = LogFormat("csv", "", "", "run", 0, 0, "unknown", PrintedDigits("significant", 8))
"""Programs print columns with ``%g``, ``%.8g`` or ``repr``; tidy rates do not show which."""

JSONL = LogFormat("jsonl-other", "", "", "run", 0, 0, "unknown", PrintedDigits("exact"))
TENSORBOARD = LogFormat("tensorboard", "", "", "run", 0, 0, "unknown", PrintedDigits("float32"))
VISUALDL = LogFormat("visualdl-other", "", "", "run", 0, 0, "unknown", PrintedDigits("float32"))
