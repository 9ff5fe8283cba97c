"""Where a run writes what it measured: JSONL, the source of truth, and VisualDL."""

from __future__ import annotations

from paddle_lrkit.train.trackers.base import Tracker, Trackers
from paddle_lrkit.train.trackers.jsonl import JsonlTracker
from paddle_lrkit.train.trackers.visualdl import VisualDLTracker

__all__ = ["JsonlTracker", "Tracker", "Trackers", "VisualDLTracker"]
