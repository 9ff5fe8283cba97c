"""PaddleMIX and ppdiffusers; see `paddle_lrkit.suites.base` for the modules of a suite."""
