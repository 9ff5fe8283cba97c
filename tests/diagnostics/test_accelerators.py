"""Devices that plug-ins bring: seen, described, and computing."""

from __future__ import annotations

import pytest

from paddle_lrkit.diagnostics import accelerators, gpu
from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo

NPUS = PaddleInfo(version="3.3.1", devices=(("npu", 8),))
RIGHT = PaddleInfo(computes=True, float16=True, bfloat16=True, kernels=(640, 1218))


@pytest.fixture
def machine(monkeypatch):
    """A machine with the plug-in for NPUs; what its processes answer can be set."""
    answers = {"npu": RIGHT}
    monkeypatch.setattr(accelerators, "installed_plugins", lambda: {"paddle-custom-npu": "3.3.0"})
    monkeypatch.setattr(accelerators, "read_computation", lambda kind, count: answers[kind])
    return answers


def rows(info):
    return [(row.check, row.status, row.detail) for row in accelerators.diagnose(info)]


def test_a_working_device(machine):
    detail = "a matrix product and a convolution are correct on all 8"
    assert rows(NPUS) == [
        ("npu", "ok", "Paddle sees 8: paddle-custom-npu 3.3.0"),
        ("npu computes", "ok", f"{detail}; the plug-in has 640 of 1218 kernels, the CPU computes the others"),
        ("npu AMP", "ok", "float16 and bfloat16"),
    ]


def test_a_device_that_computes_wrongly_fails(machine):
    machine["npu"] = PaddleInfo(error="on npu 0 of 8 the result of a product is wrong")
    _, computed = accelerators.diagnose(NPUS)
    assert (computed.check, computed.status) == ("npu computes", "fail")
    assert computed.detail.endswith(": on npu 0 of 8 the result of a product is wrong")
    assert "CUSTOM_DEVICE_BLACK_LIST=" in computed.fix


def test_without_reduced_precision_mixed_precision_has_no_effect(machine):
    machine["npu"] = RIGHT._replace(float16=False, bfloat16=False)
    assert rows(NPUS)[2] == ("npu AMP", "warn", "has no effect: everything stays float32")


def test_a_plugin_without_a_device(machine):
    assert rows(NPUS._replace(devices=(("npu", 0),))) == [("npu", "warn", "Paddle sees none: paddle-custom-npu 3.3.0")]
    unknown = "paddle-custom-npu 3.3.0 is installed, but Paddle does not know npu"
    assert rows(PaddleInfo(version="3.3.1")) == [("npu", "warn", unknown)]
    assert rows(PaddleInfo(error="Paddle is broken")) == []


def test_an_xpu_is_a_part_of_the_build(machine, monkeypatch):
    monkeypatch.setattr(accelerators, "installed_plugins", dict)
    machine["xpu"] = RIGHT
    found = rows(PaddleInfo(version="3.3.1", devices=(("xpu", 1),)))
    assert found[0] == ("xpu", "ok", "Paddle sees 1: a part of this build of Paddle")
    assert found[1] == ("xpu computes", "ok", "a matrix product and a convolution are correct")


@pytest.mark.parametrize(
    ("kind", "plugins", "said"),
    [
        ("npu", {"paddle-custom-npu": "3.3.0", "paddle-custom-mlu": "3.2.0"}, "paddle-custom-npu 3.3.0"),
        ("new_chip", {"paddle-new-chip": "1.0", "paddle-custom-mlu": "3.2.0"}, "paddle-new-chip 1.0"),
        ("new_chip", {"paddle-custom-mlu": "3.2.0"}, ""),
        ("npu", {}, ""),
        ("xpu", {"paddle-custom-npu": "3.3.0"}, ""),
    ],
)
def test_the_plugin_that_brings_a_device(monkeypatch, kind, plugins, said):
    monkeypatch.setattr(accelerators, "installed_plugins", lambda: plugins)
    assert accelerators.brought_by(kind) == said


def test_the_process_that_computes_reports():
    pytest.importorskip("paddle")
    found = accelerators.read_computation("cpu", 0)
    assert (found.computes, found.float16, found.error) == (True, False, "")
    own, of_all = found.kernels
    assert (own, of_all > 500) == (0, True)


def test_with_another_device_nothing_is_said_of_amp_on_the_cpu():
    driver = Driver(error="no nvidia-smi")
    (row,) = gpu.diagnose(NPUS, driver)
    assert row.detail == "none; training runs on npu (no nvidia-smi)"
    assert [row.check for row in gpu.diagnose(PaddleInfo(version="3.3.1"), driver)] == ["GPU", "AMP"]
