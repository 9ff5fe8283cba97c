"""The result as JSON."""

from __future__ import annotations

import json
from typing import Any

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.printable import printable


def json_report(result: CheckResult) -> str:
    """``{"findings": [..], "files": [..]}``"""
    return dumped(
        {
            "findings": [finding.as_dict() for finding in result.findings],
            "files": [report.as_dict() for report in result.reports],
        }
    )


def dumped(value: Any) -> str:
    """JSON that keeps Chinese readable; control characters are escapes, also those that JSON allows.

    Example:
        >>> print(dumped(["学习率", "\\x9b31m"]))
        [
         "学习率",
         "\\u009b31m"
        ]
    """
    return printable(json.dumps(value, ensure_ascii=False, indent=1), lines=True)
