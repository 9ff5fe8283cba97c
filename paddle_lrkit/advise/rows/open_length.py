"""Runs whose length is not known yet, or that will be extended."""

from __future__ import annotations

from paddle_lrkit.advise.row import Because, Form, Row
from paddle_lrkit.advise.when import When
from paddle_lrkit.text import Bilingual

ROWS = (
    Row(
        key="open-length",
        case=Bilingual("length unknown or to be extended", "训练长度未定，或之后还要续训"),
        when=When(fixed=False),
        form=Form("wsd", share=20, shape="1-sqrt"),
        schedule=Because(
            Bilingual(
                "Warmup-stable-decay: the rate stays at the peak, so the run can go on from any checkpoint before the "
                "decay; a 1-sqrt decay over the last 20% comes close to a cosine of the same length.",
                "采用 warmup-stable-decay（WSD）：主体阶段保持峰值不变，因此可从衰减前的任一检查点续训；"
                "最后 20% 按 1-sqrt 衰减，效果接近同等长度的余弦。",
            ),
            ("hagele", "losses"),
            "A",
        ),
        ramp=None,
        warmup=Because(
            Bilingual("The warmup of the same case with a fixed length.", "预热与长度固定时的同类情形相同。"),
            ("hagele",),
            "A",
        ),
        ending=Because(
            Bilingual(
                "Decay to 0 when the run is to end; before that keep a checkpoint to go on from.",
                "结束训练时衰减到 0；衰减开始前请保留一个检查点，以便续训。",
            ),
            ("hagele",),
            "A",
        ),
        alternatives=(
            Because(
                Bilingual(
                    "Schedule-Free needs no end at all: a constant rate after the warmup, and an averaged model.",
                    "Schedule-Free 无需预先确定终点：预热后学习率保持不变，评估时使用平均后的权重。",
                ),
                ("schedulefree",),
                "B",
            ),
        ),
    ),
)
