"""Object detection and instance segmentation."""

from __future__ import annotations

from paddle_lrkit.advise.row import Because, Form, Ramp, Row
from paddle_lrkit.advise.when import When
from paddle_lrkit.text import Bilingual

_TASK = ("detection",)

ROWS = (
    Row(
        key="two-stage",
        case=Bilingual("two-stage detector, pretrained backbone", "两阶段检测器，主干网络已预训练"),
        when=When(tasks=_TASK, families=("two-stage",), optimizers=("sgd",), pretrained=True),
        form=Form("multistep"),
        schedule=Because(
            Bilingual(
                "MultiStep with drops at 67% and 92% of the run (epochs 8 and 11 of 12). Length matters more than "
                "shape: the zoo's R50-FPN has 38.4 AP after 12 epochs and 40.0 after 24.",
                "采用 MultiStep，在全程的 67% 和 92% 处下降（12 轮中的第 8、11 轮）。训练长度比曲线形状更重要："
                "模型库中 R50-FPN 训练 12 轮为 38.4 AP，24 轮为 40.0 AP。",
            ),
            ("frcnn-zoo",),
            "B",
        ),
        ramp=Ramp("1000it", most="10%", start=0.1),
        warmup=Because(
            Bilingual(
                "1,000 updates from a tenth of the peak, as PaddleDetection does; 10% of a short run at most.",
                "从峰值的十分之一开始预热 1000 步，与 PaddleDetection 一致；训练较短时不超过全程的 10%。",
            ),
            ("frcnn-zoo",),
            "B",
        ),
        floor=1e-2,
        ending=Because(
            Bilingual("Two drops by 10 end at 1e-2 of the peak.", "两次除以 10 后为峰值的 1%。"), ("frcnn-zoo",), "B"
        ),
        optimizer=(("weight_decay", 1e-4),),
    ),
    Row(
        key="one-stage",
        case=Bilingual("one-stage detector with EMA, 80 epochs and more", "单阶段检测器，带 EMA，80 轮及以上"),
        when=When(
            tasks=_TASK,
            families=("one-stage",),
            optimizers=("sgd",),
            pretrained=True,
            epochs=(80, float("inf")),
        ),
        form=Form("cosine"),
        stretched=Form("cosine", stretch=1.2),
        schedule=Because(
            Bilingual(
                "A cosine that is laid out for 1.2 times the run (PP-YOLOE: max_epochs 360 of 300 epochs), so that the "
                "averaged weights (EMA) still move at the end; outside PaddleDetection it is written as a cosine over "
                "the run to the same 7%. Needs EMA.",
                "余弦按训练长度的 1.2 倍布置（PP-YOLOE：训练 300 轮，max_epochs 为 360），"
                "使结束时滑动平均（EMA）的权重仍在更新；在 PaddleDetection 之外写成全程余弦，同样停在 7%。"
                "前提是启用 EMA。",
            ),
            ("ppyoloe-zoo", "ppyoloe"),
            "B",
        ),
        ramp=Ramp("3000it", most="5%", start=0.1),
        warmup=Because(
            Bilingual(
                "About 3,000 updates, 5% of a short run at most; PaddleDetection's file says 5 epochs.",
                "约 3000 步，训练较短时不超过全程的 5%；PaddleDetection 的配置为 5 轮。",
            ),
            ("ppyoloe-zoo",),
            "B",
        ),
        floor=0.067,
        ending=Because(
            Bilingual("The stretched cosine stops at about 7% of the peak.", "拉长的余弦停在峰值的 7% 左右。"),
            ("ppyoloe-zoo",),
            "B",
        ),
        optimizer=(("weight_decay", 5e-4),),
    ),
    Row(
        key="detr",
        case=Bilingual("DETR family, AdamW and EMA", "DETR 系列，AdamW 与 EMA"),
        when=When(tasks=_TASK, families=("detr",), optimizers=("adam",), pretrained=True),
        form=Form("constant"),
        schedule=Because(
            Bilingual(
                "A constant rate after the warmup: RT-DETR's milestone lies after its end, and the averaged weights "
                "(EMA) take the place of a decay.",
                "预热后保持恒定：RT-DETR 的里程碑设在训练结束之后，由滑动平均（EMA）的权重代替衰减的作用。",
            ),
            ("rtdetr-zoo", "rtdetr"),
            "B",
        ),
        ramp=Ramp("2000it", most="10%", start=0.001),
        warmup=Because(
            Bilingual("2,000 updates; 10% of a short run at most.", "2000 步；训练较短时不超过全程的 10%。"),
            ("rtdetr-zoo",),
            "B",
        ),
        floor=1.0,
        ending=Because(
            Bilingual("No floor: the rate does not fall.", "没有下限可言：学习率不下降。"), ("rtdetr-zoo",), "B"
        ),
        optimizer=(("weight_decay", 1e-4), ("clip_norm", 0.1)),
        alternatives=(
            Because(
                Bilingual(
                    "One late drop by 10: after 80% of the run in DETR, epoch 11 of 12 in DINO.",
                    "后期下降一次（除以 10）：DETR 在全程的 80% 处，DINO 在 12 轮中的第 11 轮。",
                ),
                ("detr",),
                "B",
            ),
        ),
    ),
)
