"""What was read of a log, in both languages."""

from __future__ import annotations

import re

_CHINESE = {
    r"the rate that the update applied": "该步实际使用的学习率",
    r"the rate of the next update, read after the scheduler's step": "下一步的学习率（调度器前进之后读取）",
    r"the median of the last (\d+) applied rates": "最近 {} 步学习率的中位数",
    r"not known; rates of the update itself and of its neighbours are tried": "未知，当前步与相邻步均会尝试",
    r"; steps count from (\d+)": "；步数从 {} 开始",
    r"(\d+) decimals": "{} 位小数",
    r"(\d+) significant digits": "{} 位有效数字",
    r"repr of a float": "完整浮点数",
}
"""English phrase of a result -> Chinese."""


def read_words(text: str, language: str) -> str:
    """The convention or the digits of a result in a language; a phrase that is not known stays English.

    Args:
        text: English.
        language: ``en`` or ``zh``.

    Example:
        >>> read_words("6 decimals", "zh"), read_words("6 decimals", "en")
        ('6 位小数', '6 decimals')
    """
    if language == "zh":
        for phrase, chinese in _CHINESE.items():
            text = re.sub(phrase, lambda found, words=chinese: words.format(*found.groups()), text)  # type: ignore[misc]
    return text
