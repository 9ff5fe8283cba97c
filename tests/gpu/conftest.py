"""Tests that need a GPU that Paddle can run on; elsewhere they are skipped with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_lrkit.diagnostics.paddle_info import read_paddle_info


@pytest.fixture(scope="session")
def gpu() -> str:
    """The device; skips when there is none. Asked in a process of its own, because a foreign build can crash."""
    found = read_paddle_info()
    if not found.version:
        pytest.skip(f"Paddle cannot be imported: {found.error}")
    if not found.cuda:
        pytest.skip(f"Paddle {found.version} is a CPU build")
    if not found.gpu_count:
        pytest.skip(f"Paddle {found.version} sees no GPU")
    if not found.computes:
        pytest.skip(f"Paddle {found.version} cannot compute on the GPU: {found.error}")
    return "gpu"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.gpu)
