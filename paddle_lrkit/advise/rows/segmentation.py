"""Semantic segmentation: what PaddleSeg's model zoo does."""

from __future__ import annotations

from paddle_lrkit.advise.row import Because, Form, Ramp, Row
from paddle_lrkit.advise.when import When
from paddle_lrkit.text import Bilingual

_TASK = ("segmentation",)
_ZERO = Because(Bilingual("The recipe ends at 0.", "该配方衰减到 0。"), ("seg-zoo",), "B")

ROWS = (
    Row(
        key="segmentation",
        case=Bilingual("segmentation, CNN with a pretrained backbone, SGD", "语义分割，CNN 主干已预训练，SGD"),
        when=When(tasks=_TASK, families=("seg-cnn",), optimizers=("sgd",), pretrained=True),
        form=Form("polynomial", power=0.9),
        schedule=Because(
            Bilingual(
                "Polynomial with power 0.9, nearly a straight line: the default of PaddleSeg's data sets. No "
                "comparison with other decays is known here.",
                "0.9 次多项式衰减，几乎是一条直线：PaddleSeg 各数据集的默认设置；目前没有与其他衰减方式的对比。",
            ),
            ("seg-zoo",),
            "B",
        ),
        ramp=Ramp("0"),
        warmup=Because(
            Bilingual(
                "None in the defaults; PP-LiteSeg warms up for 1,000 of 160,000 updates.",
                "默认设置没有预热；PP-LiteSeg 在 160000 步中预热 1000 步。",
            ),
            ("seg-zoo",),
            "B",
        ),
        ending=_ZERO,
        optimizer=(("weight_decay", 4e-5),),
    ),
    Row(
        key="segformer",
        case=Bilingual("segmentation, transformer, AdamW", "语义分割，Transformer，AdamW"),
        when=When(tasks=_TASK, families=("seg-transformer",), optimizers=("adam",), pretrained=True),
        form=Form("linear"),
        schedule=Because(
            Bilingual("Linear to 0, as SegFormer was trained.", "线性衰减到 0，与 SegFormer 的训练一致。"),
            ("segformer", "segformer-zoo"),
            "B",
        ),
        ramp=Ramp("1500it", most="5%", start=0.01),
        warmup=Because(
            Bilingual(
                "1,500 updates in the authors' recipe; PaddleSeg's file has none.",
                "作者的配方为 1500 步；PaddleSeg 的配置没有预热。",
            ),
            ("segformer",),
            "C",
        ),
        ending=_ZERO,
        optimizer=(("weight_decay", 0.01),),
    ),
)
