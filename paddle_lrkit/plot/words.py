"""The words on a chart, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Words:
    """What a chart says in one language. Fields with braces are filled with ``str.format``."""

    code: str
    learning_rate: str
    updates: str
    epochs: str
    per_cent: str
    update: str
    epoch: str
    peak: str
    last: str
    warmup: str
    epochs_short: str
    total: str
    total_epochs: str
    rate: str
    comparison: str
    catalogue: str
    catalogue_note: str
    hover: str
    waits: str
    waits_after_warmup: str
    metric: str
    a_metric: str
    run_goes_on: str
    applied: str
    resumed: str
    by_policy: str
    as_written: str
    resume: str
    saved: str
    goes_on: str
    left: str
    replayed: str
    as_applied: str
    no_reduction: str
    one_reduction: str
    reductions: str
    steps: str
    step: str
    total_steps: str
    samples: str
    rescaled: str
    before: str
    after: str

    @property
    def of_steps(self) -> Words:
        """The words for a schedule of which only the calls of ``step()`` are known."""
        return replace(self, updates=self.steps, update=self.step, total=self.total_steps)


ENGLISH = Words(
    code="en",
    learning_rate="learning rate",
    updates="updates",
    epochs="epochs",
    per_cent="of the run",
    update="update {}",
    epoch="epoch {}",
    peak="peak {}",
    last="last {}",
    warmup="warmup {}",
    epochs_short="{} ep",
    total="{} updates",
    total_epochs="{} updates = {} epochs of {}",
    rate="rate",
    comparison="Learning-rate schedules",
    catalogue="The schedules of paddle_lrkit",
    catalogue_note="{} schedules over {} updates each, under their names in YAML",
    hover="Move over the chart to read update, epoch and rate.",
    waits="the rate depends on {}",
    waits_after_warmup="after the warmup the rate depends on {}",
    metric="the metric {}",
    a_metric="a metric",
    run_goes_on="{} goes on with {}",
    applied="applied so far",
    resumed="{}, resumed",
    by_policy="{}, policy {}",
    as_written="{} as written",
    resume="resume",
    saved="saved",
    goes_on="goes on at {}",
    left="{} updates left",
    replayed="{} with the metrics of {}",
    as_applied="applied in {}",
    no_reduction="no reduction",
    one_reduction="1 reduction",
    reductions="{} reductions",
    steps="steps",
    step="step {}",
    total_steps="{} calls of step()",
    samples="samples",
    rescaled="{} over the samples seen",
    before="before",
    after="after",
)

CHINESE = Words(
    code="zh",
    learning_rate="学习率",
    updates="步数",
    epochs="轮次",
    per_cent="训练进度",
    update="步数 {}",
    epoch="轮次 {}",
    peak="峰值 {}",
    last="末值 {}",
    warmup="预热 {}",
    epochs_short="{} 轮",
    total="共 {} 步",
    total_epochs="共 {} 步 = {} 轮，每轮 {} 步",
    rate="学习率",
    comparison="学习率曲线对比",
    catalogue="paddle_lrkit 学习率曲线一览",
    catalogue_note="{} 种，每种 {} 步，标题为 YAML 中的名称",
    hover="移动鼠标查看步数、轮次与学习率。",
    waits="学习率取决于{}",
    waits_after_warmup="预热之后学习率取决于{}",
    metric="指标 {}",
    a_metric="某个指标",
    run_goes_on="{} 按 {} 续训",
    applied="已应用",
    resumed="{}（续训）",
    by_policy="{}（策略 {}）",
    as_written="{} 原曲线",
    resume="续训",
    saved="检查点",
    goes_on="从 {} 继续",
    left="剩余 {} 步",
    replayed="{}，指标取自 {}",
    as_applied="{} 中实际应用",
    no_reduction="未降低",
    one_reduction="降低 1 次",
    reductions="降低 {} 次",
    steps="调用次数",
    step="第 {} 次",
    total_steps="step() 共调用 {} 次",
    samples="样本数",
    rescaled="{}：按已见样本数",
    before="调整前",
    after="调整后",
)

LANGUAGES = {words.code: words for words in (ENGLISH, CHINESE)}
