"""What to do about a verdict."""

from __future__ import annotations

from paddle_lrkit.runs.audit.result import AuditResult
from paddle_lrkit.text import Bilingual

NEXT_STEPS = {
    "stepped-per-epoch": Bilingual(
        "Call the scheduler's step() after every batch, or write its lengths in epochs.",
        "每个批次之后调用调度器的 step()，或将其长度改为轮数。",
    ),
    "stepped-per-update": Bilingual(
        "Call the scheduler's step() once an epoch, or write its lengths in updates.",
        "每轮调用一次调度器的 step()，或将其长度改为步数。",
    ),
    "off-by-one": Bilingual(
        "Call step() once after each update, not before it; one update seldom matters.",
        "在每步更新之后（而非之前）调用一次 step()；一步之差通常无妨。",
    ),
    "advanced-n-times": Bilingual(
        "Look for a second call of step(): in a callback, in an inner loop, or once a process.",
        "检查是否有多余的 step() 调用：回调、内层循环，或每个进程各一次。",
    ),
    "advanced-on-accumulation": Bilingual(
        "Call the scheduler's step() only where the optimizer steps.", "只在优化器更新时调用调度器的 step()。"
    ),
    "advanced-on-skips": Bilingual(
        "Call the scheduler's step() only when the loss scaler has made the update.",
        "只在混合精度真正完成更新后调用调度器的 step()。",
    ),
    "resumed-wrong-update": Bilingual(
        "Restore the scheduler with the weights and the optimizer, once, before the first update.",
        "续训时连同权重和优化器恢复调度器，且只恢复一次。",
    ),
    "restarted": Bilingual(
        "Look for a scheduler that is built again during the run, or a resume without its state.",
        "检查调度器是否在中途被重新创建，或续训时没有恢复其状态。",
    ),
    "other-peak": Bilingual(
        "Compare the factor with the number of GPUs, the batch size and the rate on the command line.",
        "将该倍数与 GPU 数量、批大小以及命令行中的学习率对照。",
    ),
    "other-schedule": Bilingual(
        "Look for the config that was really used, and for overrides on the command line.",
        "确认实际使用的配置以及命令行中的覆盖项。",
    ),
    "jump": Bilingual(
        "Look for set_lr(), a callback, or a config that was edited before a resume.",
        "检查 set_lr()、回调，或续训前被修改的配置。",
    ),
    "froze": Bilingual(
        "Look for a step() behind a condition, or a schedule that is shorter than the run.",
        "检查 step() 是否在条件语句之内，或曲线是否短于训练。",
    ),
    "never-changed": Bilingual(
        "Call step(), and give the scheduler (not its rate) to the optimizer.",
        "调用 step()，并把调度器（而不是其数值）交给优化器。",
    ),
    "zero-early": Bilingual("Make the length of the schedule that of the run.", "让曲线的长度与训练一致。"),
    "stretched": Bilingual(
        "Compare the epochs, the updates in an epoch and the number of GPUs of plan and run.",
        "对照计划与训练的轮数、每轮步数和 GPU 数量。",
    ),
    "warmup-missing": Bilingual(
        "Look for the warmup of the config that was used; some schedules ignore it (lrkit check).",
        "检查实际配置中的预热；部分曲线会忽略它（lrkit check）。",
    ),
    "warmup-length": Bilingual(
        "See whether the length is read in updates or in epochs (lrkit check).",
        "确认预热长度按步数还是按轮数解释（lrkit check）。",
    ),
    "milestones-shifted": Bilingual(
        "See whether the milestones are counted from the start or from the end of the warmup.",
        "确认衰减节点从训练开始还是从预热结束起算。",
    ),
    "other-floor": Bilingual(
        "Compare min_lr, eta_min or end_lr of the config with the last rates.",
        "将配置中的 min_lr、eta_min 或 end_lr 与末尾的学习率对照。",
    ),
    "ranks-differ": Bilingual("Build the schedule alike in every process.", "让每个进程以相同方式创建曲线。"),
}
"""Verdict of a fault -> what to do where the audit itself has no better advice."""


def next_step(result: AuditResult, language: str) -> str:
    """The advice of an audit; for a fault without one, what to do about its verdict; else nothing.

    Args:
        result: What the audit says.
        language: ``en`` or ``zh``.
    """
    if not result.fault or (result.advice and language == "en") or result.verdict not in NEXT_STEPS:
        return result.advice
    return NEXT_STEPS[result.verdict].of(language)
