"""Paddle3D and PaddleRendering; see `paddle_lrkit.suites.base` for the modules of a suite."""
