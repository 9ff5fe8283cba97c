"""Where a run stores its measurements: ``log.jsonl``, the source of truth, and VisualDL."""

from __future__ import annotations

from paddle_lrkit.train.trackers.base import RunTracker, Trackers
from paddle_lrkit.train.trackers.jsonl import JsonlTracker
from paddle_lrkit.train.trackers.visualdl import VisualDLTracker

__all__ = ["JsonlTracker", "RunTracker", "Trackers", "VisualDLTracker"]
