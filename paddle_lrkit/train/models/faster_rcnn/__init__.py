"""Faster R-CNN with a feature pyramid, its parts one a module; names and defaults are PaddleDetection's."""

from __future__ import annotations

from paddle_lrkit.train.models.faster_rcnn.detector import FasterRCNN

__all__ = ["FasterRCNN"]
