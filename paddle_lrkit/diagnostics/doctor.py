"""All checks of ``lrkit doctor``.

A group of checks is a module with a function ``diagnose`` that returns results; `diagnose_all` calls them.
"""

from __future__ import annotations

from paddle_lrkit.diagnostics import accelerators, framework, gpu, loading, machine, packages
from paddle_lrkit.diagnostics.diagnosis import Diagnosis
from paddle_lrkit.diagnostics.driver import read_driver
from paddle_lrkit.diagnostics.paddle_info import read_paddle_info


def diagnose_all() -> list[Diagnosis]:
    """The results of all checks, in the order of the report."""
    info, driver = read_paddle_info(), read_driver()
    return [
        packages.diagnose_python(),
        *framework.diagnose(info, driver),
        *gpu.diagnose(info, driver),
        *accelerators.diagnose(info),
        *packages.diagnose(info),
        *machine.diagnose(),
        *loading.diagnose(info),
    ]
