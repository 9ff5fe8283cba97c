"""The validation on a GPU, a test a check."""

from __future__ import annotations

import pytest

from paddle_lrkit.experiments.validate import check_process
from paddle_lrkit.experiments.validate.checks import CHECKS
from paddle_lrkit.experiments.validate.options import ValidationOptions


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", list(CHECKS))
def test_check(gpu, tmp_path, name):
    found = list(check_process.run_check(CHECKS[name], ValidationOptions(gpu, str(tmp_path))))
    assert found
    wrong = [
        f"{finding.case}: {finding.reason} {dict(finding.figures)}" for finding in found if finding.status == "fail"
    ]
    assert not wrong, "\n".join(wrong)
    if all(finding.status == "skip" for finding in found):
        pytest.skip("; ".join(finding.reason for finding in found))
