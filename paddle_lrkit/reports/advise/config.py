"""The config section of an advice as YAML, with comments."""

from __future__ import annotations

from paddle_lrkit.advise import Advice
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.suites.table import detector_of
from paddle_lrkit.text import Bilingual
from paddle_lrkit.units import LengthOptions

_HEAD = Bilingual(
    "Written by lrkit advise for {}. Copy it into the training config; lrkit check and lrkit plot read it.",
    "由 lrkit advise 为 {} 生成；并入训练配置即可，可用 lrkit check 检查、lrkit plot 绘图。",
)
_BATCH = Bilingual(
    "The rate is for {:,} samples in an update: {} on each of {} GPU(s), {} batch(es) each.",
    "该学习率对应每步 {:,} 个样本：每卡 {}，共 {} 卡，每步 {} 个批次。",
)
_RECIPE_BATCH = Bilingual("The rate is for {:,} samples in an update.", "该学习率对应每步 {:,} 个样本。")
_KNOWN = Bilingual("lrkit check reports these on purpose: {}.", "lrkit check 会给出以下提示，均属有意为之：{}。")
_STEPS = Bilingual("An epoch is {:,} updates: --steps-per-epoch {}.", "每轮 {:,} 步：--steps-per-epoch {}。")


def as_yaml(advice: Advice, language: str) -> str | None:
    """The section with comments; None if the advice has no section."""
    if advice.fitted is None:
        return None
    lines = [text.of(language) for text in _comments(advice)]
    remarks = _remarks(advice)
    if remarks:
        names = ", ".join(remarks.values())
        lines += [_KNOWN.filled(names).of(language), f"lrkit: ignore={', '.join(remarks)}"]
    return "".join(f"# {line}\n" for line in lines) + dump_yaml(advice.fitted.data)


def _remarks(advice: Advice) -> dict[str, str]:
    """What lrkit check reports for the section, code -> name: the suite allows nothing else, or the recipe wants it."""
    found: dict[str, str] = {}
    if advice.fitted is None:
        return found
    for steps in {advice.fitted.schedule.steps_per_epoch, None}:
        options = CheckOptions(suite=advice.suite, length=LengthOptions(steps, world_size=advice.case.given.gpus))
        for finding in check_config(advice.fitted.data, options):
            if finding.severity == "info":
                found[finding.code] = finding.rule
    return dict(sorted(found.items()))


def _comments(advice: Advice) -> list[Bilingual]:
    given = advice.case.given
    found = [_HEAD.filled(detector_of(advice.suite).title)]
    if advice.case.batch:
        found.append(_BATCH.filled(advice.case.batch, given.batch_size, given.gpus, given.accumulate))
    elif advice.peak.batch and not advice.peak.own:
        found.append(_RECIPE_BATCH.filled(advice.peak.batch))
    if advice.case.steps and given.epochs:
        found.append(_STEPS.filled(advice.case.steps, advice.case.steps))
    if advice.fitted is not None:
        found += advice.fitted.deviations
    return found
