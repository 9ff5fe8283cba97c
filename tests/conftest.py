"""For all tests: default signals, and one hypothesis profile with the same examples in each run and no time limit."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

from hypothesis import HealthCheck, settings

from tests.programs import use_default_signals

use_default_signals()

settings.register_profile(
    "lrkit",
    derandomize=True,
    deadline=None,
    max_examples=200,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("lrkit")
