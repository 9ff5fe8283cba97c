"""The report of the checks in Chinese."""

from __future__ import annotations

import itertools

import pytest

from paddle_lrkit.diagnostics import accelerators, framework, gpu, libraries, loading, machine, packages
from paddle_lrkit.diagnostics.diagnosis import report_text
from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.messages import in_language
from tests.chinese import english_in
from tests.diagnostics.test_gpu import AMPERE, BROKEN, CPU_BUILD, GPU_BUILD, KEPLER, OLD_CRASHES, OLD_DRIVER, RUNS

DRIVERS = (Driver(), BROKEN, KEPLER, OLD_DRIVER, AMPERE)
BUILDS = (PaddleInfo(), CPU_BUILD, GPU_BUILD, RUNS, OLD_CRASHES._replace(error="SIGABRT"), RUNS._replace(cudnn=8600))


@pytest.fixture
def rows(monkeypatch, tmp_path):
    with in_language("zh"):
        found = [row for info, driver in itertools.product(BUILDS, DRIVERS) for row in gpu.diagnose(info, driver)]
        names = {"paddlepaddle": "3.3.1"}
        for info, driver in itertools.product(BUILDS, DRIVERS):
            found += [framework.diagnose_distribution({}, info, driver), framework.diagnose_import(names, info)]
        found += [row for info in BUILDS for row in libraries.diagnose_libraries(info._replace(gpu_count=2))]
        found.append(
            framework.diagnose_distribution({"paddlepaddle": "3.3.1", "paddlepaddle-gpu": "2.6.2"}, RUNS, AMPERE)
        )
        found.append(accelerators.diagnose_device("npu", 0, ""))
        found.append(accelerators.diagnose_computation("npu", 2, RUNS._replace(kernels=(10, 900))))
        found.append(accelerators.diagnose_computation("npu", 2, PaddleInfo()))
        found += [accelerators.diagnose_types("npu", CPU_BUILD), accelerators.diagnose_missing("npu", "custom", "3.3")]
        found += [loading.diagnose_workers(one) for one in (RUNS, PaddleInfo())]
        for threads in ("two", "900", "1"):
            monkeypatch.setenv("OMP_NUM_THREADS", threads)
            found.append(machine.diagnose_threads(2))
        found += [packages.diagnose_needed("no-such-package", status, effect) for _, status, effect in packages._NEEDED]
        found += [*machine.diagnose_shared_memory(tmp_path), machine.diagnose_disk(), machine.diagnose_home()]
        found.append(packages.diagnose_python())
        yield list(dict.fromkeys(found))


def test_every_result_is_chinese(rows):
    assert [row for row in rows if english_in(f"{row.detail}\n{row.fix}")] == []


def test_the_columns_line_up(rows):
    lines = report_text(rows, 80).splitlines()
    assert any("数据加载进程" in line for line in lines)
    assert lines[-1].startswith("通过")
    assert english_in("\n".join(lines)) == []
