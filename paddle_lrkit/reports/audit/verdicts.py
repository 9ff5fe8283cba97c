"""The outcomes and verdicts of an audit in a few words."""

from __future__ import annotations

from paddle_lrkit.reports.audit.audited import Audited
from paddle_lrkit.text import Bilingual

VERDICT_WORDS = {
    "agrees": Bilingual("the rates are the planned ones", "学习率与计划一致"),
    "undecided": Bilingual("this log cannot tell", "该日志无法判断"),
    "stepped-per-epoch": Bilingual("the scheduler moves once an epoch", "调度器每轮才前进一次"),
    "stepped-per-update": Bilingual(
        "the scheduler moves at every update, not once an epoch", "调度器每步前进，而非每轮"
    ),
    "off-by-one": Bilingual("the rates are one update away from the plan", "学习率与计划相差一步"),
    "advanced-n-times": Bilingual("the scheduler moves several times an update", "调度器每步前进多次"),
    "advanced-on-accumulation": Bilingual(
        "the scheduler also moves on batches that only accumulate gradients", "梯度累积时调度器也在前进"
    ),
    "advanced-on-skips": Bilingual("the scheduler also moves on skipped updates", "跳过更新时调度器也在前进"),
    "behind-by-skips": Bilingual("the scheduler waits on skipped updates", "跳过更新时调度器不前进"),
    "resumed-wrong-update": Bilingual("a resume continued at another update of the schedule", "续训后调度器的位置不对"),
    "restarted": Bilingual("the schedule began again without a resume", "未见续训，学习率曲线却从头开始"),
    "other-peak": Bilingual("the rates are the plan times a factor", "学习率是计划的固定倍数"),
    "other-schedule": Bilingual("the rates follow another schedule", "学习率来自另一条曲线"),
    "jump": Bilingual("the rates change by a factor in the middle of the run", "学习率中途乘了一个倍数"),
    "froze": Bilingual("the rate stopped moving", "学习率中途停止变化"),
    "never-changed": Bilingual("the rate never moved", "学习率始终不变"),
    "zero-early": Bilingual("the rate reached zero before the end", "学习率提前降为零"),
    "stretched": Bilingual("the schedule has another length", "学习率曲线的长度不对"),
    "warmup-missing": Bilingual("there was no warmup", "没有预热"),
    "warmup-length": Bilingual("the warmup has another length", "预热的长度不对"),
    "milestones-shifted": Bilingual("the drops come at other updates", "学习率下降的位置不对"),
    "other-floor": Bilingual("the rates end at another value", "学习率的末值不对"),
    "ranks-differ": Bilingual("the processes have different rates", "各进程的学习率不同"),
}
"""Verdict -> what it means, for a heading; `docs/audit.md` explains each."""

COLORS = {"fault": "red", "right": "green", "open": "yellow", "bare": "yellow"}
"""Outcome -> color."""
OUTCOMES = {
    "fault": Bilingual("fault", "有误"),
    "right": Bilingual("right", "正确"),
    "open": Bilingual("undecided", "无法判断"),
    "bare": Bilingual("no plan", "无计划"),
}
"""Outcome -> its name."""
_SHAPE = Bilingual("recognized shape: {}", "识别出的曲线：{}")
_NO_SHAPE = Bilingual("no usual shape was recognized", "未识别出常见曲线")
CERTAINTIES = {
    "high": Bilingual("high certainty", "可信度高"),
    "medium": Bilingual("medium certainty", "可信度中"),
    "low": Bilingual("low certainty", "可信度低"),
}


def verdict_words(verdict: str) -> Bilingual:
    """A verdict in a few words.

    Args:
        verdict: One of `paddle_lrkit.runs.audit.result.VERDICTS`.

    Example:
        >>> verdict_words("froze").en
        'the rate stopped moving'
    """
    return VERDICT_WORDS.get(verdict, Bilingual(verdict, verdict))


def outcome(audited: Audited) -> str:
    """What an audit means: ``fault``, ``right``, ``open``, or ``bare`` where there was no plan to compare with."""
    result = audited.result
    if result.fault:
        return "fault"
    if audited.plan.schedule is None:
        return "bare"
    return "open" if result.verdict == "undecided" else "right"


def heading(audited: Audited) -> Bilingual:
    """The verdict in a few words; without a plan, the shape of the rates."""
    if outcome(audited) != "bare":
        return verdict_words(audited.result.verdict)
    shape = audited.result.shape
    return _NO_SHAPE if shape is None else _SHAPE.filled(shape.family)
