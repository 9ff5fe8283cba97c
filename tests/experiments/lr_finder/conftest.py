"""Registers the tiny network of the trainer's tests."""

from __future__ import annotations

from tests.train.conftest import tiny_net

__all__ = ["tiny_net"]
