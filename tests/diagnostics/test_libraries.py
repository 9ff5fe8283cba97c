"""cuDNN and NCCL: loaded, of another version, or missing."""

from __future__ import annotations

import pytest

from paddle_lrkit.diagnostics.libraries import diagnose_libraries
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo

FULL = PaddleInfo(version="3.3.1", cuda="12.6", gpu_count=1, cudnn_built="9.5.1", cudnn=90501, nccl=22105)


def statuses(found):
    return [(row.check, row.status) for row in diagnose_libraries(found)]


def test_a_cpu_build_has_neither():
    assert diagnose_libraries(PaddleInfo(version="3.3.1")) == []


def test_both_are_shown_with_their_versions():
    assert [row.detail for row in diagnose_libraries(FULL)] == ["9.5.1 (built with 9.5.1)", "2.21.5"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"cudnn": 0}, [("cuDNN", "fail"), ("NCCL", "ok")]),
        ({"cudnn": 0, "gpu_count": 0}, [("cuDNN", "warn"), ("NCCL", "ok")]),
        ({"cudnn": 8906}, [("cuDNN", "fail"), ("NCCL", "ok")]),
        ({"cudnn": 90900}, [("cuDNN", "ok"), ("NCCL", "ok")]),
        ({"cudnn_built": ""}, [("cuDNN", "ok"), ("NCCL", "ok")]),
        ({"nccl": 0}, [("cuDNN", "ok"), ("NCCL", "ok")]),
        ({"nccl": 0, "gpu_count": 2}, [("cuDNN", "ok"), ("NCCL", "fail")]),
    ],
    ids=str,
)
def test_missing_and_other_versions(change, expected):
    rows = diagnose_libraries(FULL._replace(**change))
    assert [(row.check, row.status) for row in rows] == expected
    assert all(row.fix for row in rows if row.status != "ok")


def test_another_major_version_is_named_beside_the_built_one():
    assert diagnose_libraries(FULL._replace(cudnn=8906))[0].detail == "8.9.6 is loaded, Paddle was built with 9.5.1"
