"""PaddleScience: see `paddle_lrkit.suites.base`."""
