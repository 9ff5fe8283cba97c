"""The texts of the charts, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.text import Bilingual


class Phrase(Bilingual):
    """A text of `Words`; its braces are filled with ``str.format``."""

    def __get__(self, words: Words | None, owner: type[Words]) -> str:
        return self.of(words.code if words else "en")


@dataclass(frozen=True)
class Words:
    """The texts of a chart in one language.

    Args:
        code: ``en`` or ``zh``.

    Example:
        >>> Words("en").peak.format(0.1), Words("zh").peak.format(0.1)
        ('peak 0.1', '峰值 0.1')
    """

    code: str

    learning_rate = Phrase("learning rate", "学习率")
    updates = Phrase("updates", "步数")
    epochs = Phrase("epochs", "轮次")
    percent = Phrase("of the run", "训练进度")
    samples = Phrase("samples", "样本数")
    update = Phrase("update {}", "步数 {}")
    epoch = Phrase("epoch {}", "轮次 {}")
    epochs_short = Phrase("{} ep", "{} 轮")
    hover = Phrase("Move over the chart to read update, epoch and rate.", "移动鼠标查看步数、轮次与学习率。")

    hover_and_drag = Phrase(
        "Move over the chart to read update, epoch and rate; drag to enlarge a part, double-click for all of it.",
        "移动鼠标查看步数、轮次与学习率；拖动可放大一段，双击恢复全图。",
    )
    whole = Phrase("All of the run", "恢复全图")
    copy = Phrase("Copy the values", "复制数值")
    copied = Phrase("{} rows copied", "已复制 {} 行")

    peak = Phrase("peak {}", "峰值 {}")
    last = Phrase("last {}", "末值 {}")
    warmup = Phrase("warmup {}", "预热 {}")
    frozen = Phrase("frozen from {} to {}", "从 {} 到 {} 冻结")
    others = Phrase("the others", "其余参数")
    total = Phrase("{} updates", "共 {} 步")
    total_epoch = Phrase("{} updates = {} epoch", "共 {} 步 = {} 轮")
    total_epochs = Phrase("{} updates = {} epochs of {}", "共 {} 步 = {} 轮，每轮 {} 步")
    total_uneven = Phrase("{} updates = {} epochs", "共 {} 步 = {} 轮")
    batch = Phrase("batch {}", "批大小 {}")
    batches = Phrase("batch {} to {}", "批大小 {} 到 {}")
    comparison = Phrase("Learning-rate schedules", "学习率曲线对比")
    catalogue = Phrase("The schedules of paddle_lrkit", "paddle_lrkit 学习率曲线一览")
    catalogue_note = Phrase(
        "{} schedules and options over {} updates each, under their names in YAML",
        "{} 种曲线与选项，每种 {} 步，标题为 YAML 中的名称",
    )

    depends = Phrase("the rate depends on {}", "学习率取决于{}")
    depends_after_warmup = Phrase("after the warmup the rate depends on {}", "预热之后学习率取决于{}")
    metric = Phrase("the metric {}", "指标 {}")
    a_metric = Phrase("a metric", "某个指标")
    replayed = Phrase("{} with the metrics of {}", "{}，指标取自 {}")
    as_applied = Phrase("applied in {}", "{}：实际学习率")
    no_reduction = Phrase("no reduction", "未降低")
    one_reduction = Phrase("1 reduction", "降低 1 次")
    reductions = Phrase("{} reductions", "降低 {} 次")
    changes = Phrase("reductions {}, increases {}", "降低 {} 次，升高 {} 次")

    run_resumes = Phrase("{} resumed with {}", "{} 改用 {} 后续训")
    applied = Phrase("applied so far", "已训练部分的学习率")
    resumed = Phrase("{}, resumed", "{}（续训）")
    by_policy = Phrase("{}, policy {}", "{}（策略 {}）")
    as_written = Phrase("{} as written", "{} 原曲线")
    resume = Phrase("resume", "续训")
    no_font = Phrase(
        "{}: in English, since no font for Chinese is installed; .svg and .html pictures need none",
        "{}：未安装中文字体，图中文字改用英文；可安装 Noto Sans CJK（Debian：fonts-noto-cjk），或改存为 .svg、.html",
    )
    now = Phrase("now", "当前")
    saved = Phrase("saved", "检查点")
    resumes_at = Phrase("resumes at {}", "从 {} 继续")
    left = Phrase("{} updates left", "剩余 {} 步")

    extended = Phrase("{} continued from {}", "{} 从 {} 继续")
    plain_resume = Phrase("plain resume", "直接续训")
    continued = Phrase("continued: {}", "续训方案：{}")
    config_as_written = Phrase("the config", "原配置")

    rescaled = Phrase("{} over the samples seen", "{}：按已见样本数")
    before = Phrase("before", "调整前")
    after = Phrase("after", "调整后")

    range_test = Phrase("Range test: {}", "学习率范围测试：{}")
    loss = Phrase("loss", "损失")
    mean = Phrase("mean of {} ramps, smoothed", "{} 次测试的平滑均值")
    each_ramp = Phrase("thin: each ramp", "细线为每次测试")
    short_trainings = Phrase("dots: end of short trainings", "圆点为短程训练结束时的损失")
    suggestion = Phrase("suggestion {}", "建议 {}")
    interval = Phrase("interval {} to {}", "区间 {} 至 {}")
    no_suggestion = Phrase("no suggestion", "无建议")

    def of_unit(self, unit: str) -> Words:
        """The texts for what a curve counts: ``update``, ``epoch`` or ``call``; see `Schedule`."""
        return {"epoch": EpochWords, "call": StepWords}.get(unit, Words)(self.code)


class StepWords(Words):
    """The texts for calls of ``step()`` instead of updates."""

    updates = Phrase("steps", "调用次数")
    update = Phrase("step {}", "第 {} 次")
    total = Phrase("{} calls of step()", "step() 共调用 {} 次")


class EpochWords(Words):
    """The texts for epochs whose updates are not known."""

    updates = Phrase("epochs", "轮次")
    update = Phrase("epoch {}", "轮次 {}")
    warmup = Phrase("warmup {} epochs", "预热 {} 轮")
    total = Phrase("{} epochs", "共 {} 轮")


ENGLISH, CHINESE = Words("en"), Words("zh")
