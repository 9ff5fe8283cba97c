"""The log that our own trainer writes."""

from __future__ import annotations

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

LOG_JSONL = LogFormat("lrkit-log.jsonl", "lrkit", "", "run", 0, 0, "applied", PrintedDigits("exact"))
