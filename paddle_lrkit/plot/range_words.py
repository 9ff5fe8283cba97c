"""The words on the chart of a range test, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RangeWords:
    """What the chart says in one language. Fields with braces are filled with ``str.format``."""

    heading: str
    learning_rate: str
    loss: str
    mean: str
    thin: str
    suggestion: str
    interval: str
    none: str


RANGE_WORDS = {
    "en": RangeWords(
        heading="Range test: {}",
        learning_rate="learning rate",
        loss="loss",
        mean="mean of {} ramps, smoothed",
        thin="thin: each ramp",
        suggestion="suggestion {}",
        interval="interval {} to {}",
        none="no suggestion",
    ),
    "zh": RangeWords(
        heading="学习率范围测试：{}",
        learning_rate="学习率",
        loss="损失",
        mean="{} 次测试的平滑均值",
        thin="细线为每次测试",
        suggestion="建议 {}",
        interval="区间 {} 至 {}",
        none="无建议",
    ),
}
