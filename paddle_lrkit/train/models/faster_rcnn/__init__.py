"""Faster R-CNN with a feature pyramid, one part per module; names and defaults are PaddleDetection's."""
