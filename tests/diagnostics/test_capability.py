"""The machine code of the build and the capability of the GPU."""

from __future__ import annotations

import pytest

from paddle_lrkit.diagnostics.capability import diagnose_capability, fits
from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo

PYPI = PaddleInfo(version="2.6.2", cuda="11.8", gpu_count=1)
CU126 = PaddleInfo(version="3.3.1", cuda="12.6", gpu_count=1, archs=(70, 75, 80, 86, 90))


def card(*capabilities, version="580.65.06"):
    return Driver(version, ("a GPU",) * len(capabilities), capabilities)


@pytest.mark.parametrize(
    ("found", "driver", "status", "detail"),
    [
        (PYPI, card((8, 9)), "ok", "8.9; Paddle 2.6.2 was built for 6.1, 7.0, 7.5, 8.0, 8.6"),
        (PYPI, card((9, 0)), "fail", "9.0: Paddle 2.6.2 has machine code for 6.1, 7.0, 7.5, 8.0, 8.6 only"),
        (CU126, card((9, 0)), "ok", "9.0; Paddle 3.3.1 was built for 7.0, 7.5, 8.0, 8.6, 9.0"),
        (CU126, card((12, 0)), "fail", "12.0: Paddle 3.3.1 has machine code for"),
        (CU126, card((9, 0), (6, 1), (12, 0)), "fail", "6.1, 12.0: Paddle 3.3.1 has"),
        (CU126._replace(archs=()), card((9, 0)), "ok", "does not report what it was built for"),
    ],
)
def test_capability_and_build(found, driver, status, detail):
    (row,) = diagnose_capability(found, driver)
    assert row.status == status
    assert detail in row.detail
    assert bool(row.fix) == (status == "fail")


def test_a_build_that_computes_nevertheless_is_a_warning():
    (row,) = diagnose_capability(CU126._replace(computes=True), card((12, 0)))
    assert (row.status, row.detail[-26:]) == ("warn", "; it computes nevertheless")
    assert "cu130" in row.fix


def test_only_the_gpus_that_paddle_sees_count():
    both = card((6, 1), (8, 0))
    (row,) = diagnose_capability(CU126._replace(capabilities=((8, 0),)), both)
    assert (row.status, row.detail[:4]) == ("ok", "8.0;")
    (row,) = diagnose_capability(CU126._replace(capabilities=((12, 0),)), both)
    assert row.status == "fail"
    assert "cu130" in row.fix


def test_the_fix_for_a_new_card_names_the_index_that_has_its_code():
    (row,) = diagnose_capability(CU126, card((12, 0)))
    assert "pip install paddlepaddle-gpu==3.3.1 -i https://www.paddlepaddle.org.cn/packages/stable/cu130/" in row.fix


@pytest.mark.parametrize(
    ("found", "driver"),
    [(PaddleInfo(version="3.3.1"), card((9, 0))), (CU126, Driver("440.33", ("Tesla V100",)))],
    ids=["CPU build", "driver that does not report it"],
)
def test_nothing_to_compare_is_not_reported(found, driver):
    assert diagnose_capability(found, driver) == []


@pytest.mark.parametrize(
    ("capability", "runs"),
    [((6, 0), False), ((6, 1), True), ((6, 2), True), ((7, 2), True), ((8, 7), True), ((8, 9), True), ((9, 0), False)],
)
def test_machine_code_runs_on_gpus_of_the_same_major_and_a_higher_minor_number(capability, runs):
    assert fits(capability, ((6, 1), (7, 0), (7, 5), (8, 0), (8, 6))) is runs
