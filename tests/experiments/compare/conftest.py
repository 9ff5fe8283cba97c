"""Fixtures of the tests of comparisons."""

from __future__ import annotations

import pytest

from tests.experiments.compare.configs import CONFIG, base_of


@pytest.fixture
def base(tmp_path):
    return base_of(tmp_path)


@pytest.fixture
def long_base(tmp_path):
    """The same over 500 updates, so that 1% of the run is at least one update."""
    return base_of(tmp_path, CONFIG.replace("epochs: 4", "epochs: 100"))
