"""The result as JSON, with control characters escaped."""

from __future__ import annotations

import json
import re
from typing import Any

from paddle_lrkit.lint.check_files import CheckResult

_CONTROL = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""What ``json`` leaves as it is though it is a control character for a terminal, or half a character."""


def json_report(result: CheckResult) -> str:
    """``{"findings": [..], "files": [..]}``"""
    return dumped(
        {
            "findings": [finding.as_dict() for finding in result.findings],
            "files": [report.as_dict() for report in result.reports],
        }
    )


def dumped(value: Any) -> str:
    """JSON that keeps Chinese readable and no control character.

    Example:
        >>> print(dumped(["学习率", "\\x9b31m"]))
        [
         "学习率",
         "\\u009b31m"
        ]
    """
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
