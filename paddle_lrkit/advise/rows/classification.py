"""Image classification."""

from __future__ import annotations

from paddle_lrkit.advise.row import Because, Form, Ramp, Row
from paddle_lrkit.advise.when import When
from paddle_lrkit.text import Bilingual

_TASK = ("classification",)
_TO_ZERO = Because(
    Bilingual(
        "End at 0: with a tuned peak rate a floor only costs; keep one to go on training afterwards.",
        "衰减到 0：峰值学习率调好之后，保留非零下限只会损失精度；仅当之后还要续训时才保留下限。",
    ),
    ("rex", "losses"),
    "A",
)
_CNN_RAMP = Because(
    Bilingual(
        "Up to one epoch; five epochs from a global batch of 1,024 on. A ramp keeps the first large updates from "
        "spoiling the weights.",
        "至多一轮；全局批大小达到 1024 起取五轮。预热可避免最初几次过大的更新破坏权重。",
    ),
    ("goyal",),
    "A",
)

ROWS = (
    Row(
        key="vit-finetune",
        case=Bilingual("ViT fine-tune", "ViT 微调"),
        when=When(tasks=_TASK, families=("vit",), optimizers=("adam",), pretrained=True),
        form=Form("cosine"),
        schedule=Because(
            Bilingual(
                "Cosine, with a smaller rate for earlier layers: times 0.65 (base) to 0.75 (large) from a layer to the "
                "one before it.",
                "采用余弦衰减，并逐层降低学习率：每往浅一层乘以 0.65（base）到 0.75（large）。",
            ),
            ("mae", "beit"),
            "B",
        ),
        ramp=Ramp("5ep", most="10%"),
        warmup=Because(
            Bilingual("Five epochs, 10% of a short run at most.", "五轮；训练较短时不超过全程的 10%。"),
            ("mae", "beit"),
            "B",
        ),
        floor_lr=1e-6,
        ending=Because(Bilingual("The recipes end at 1e-6.", "这些配方以 1e-6 结束。"), ("mae", "beit"), "B"),
        optimizer=(("layer_decay", 0.65), ("weight_decay", 0.05)),
        epochs=50,
    ),
    Row(
        key="vit-scratch",
        case=Bilingual("ViT from scratch", "ViT 从头训练"),
        when=When(tasks=_TASK, families=("vit",), optimizers=("adam",), pretrained=False),
        form=Form("cosine"),
        schedule=Because(
            Bilingual(
                "Cosine over about 300 epochs: the DeiT and Swin recipes. Other decays were not compared there.",
                "采用余弦衰减，约 300 轮：即 DeiT 与 Swin 的配方；其中没有与其他衰减方式对比。",
            ),
            ("deit", "swin-zoo"),
            "B",
        ),
        ramp=Ramp("5ep", most="10%", start=0.01),
        warmup=Because(
            Bilingual("Five epochs (DeiT; PaddleClas' Swin takes 20).", "五轮（DeiT；PaddleClas 的 Swin 取 20 轮）。"),
            ("deit", "swin-zoo"),
            "B",
        ),
        floor_lr=1e-5,
        ending=Because(Bilingual("The recipe ends at 1e-5.", "该配方以 1e-5 结束。"), ("deit",), "B"),
        optimizer=(("weight_decay", 0.05),),
        epochs=300,
    ),
    Row(
        key="cnn-short",
        case=Bilingual("CNN from scratch, SGD, under 30 epochs", "CNN 从头训练，SGD，少于 30 轮"),
        when=When(tasks=_TASK, families=("cnn",), optimizers=("sgd",), pretrained=False, epochs=(0, 30)),
        form=Form("linear"),
        schedule=Because(
            Bilingual(
                "Linear to 0: in the low-budget quarter of 82 settings it is among the first three in 78%, an "
                "exponential decay in 7%.",
                "线性衰减到 0：在 82 组设置的低预算部分中，线性有 78% 进入前三，指数衰减只有 7%。",
            ),
            ("rex", "budgeted"),
            "A",
        ),
        ramp=Ramp("1ep", most="5%", large="5ep"),
        warmup=Because(
            Bilingual("At most 5% of a short run.", "训练较短时不超过全程的 5%。"),
            ("rex",),
            "A",
        ),
        ending=_TO_ZERO,
        optimizer=(("weight_decay", 1e-4),),
        alternatives=(
            Because(
                Bilingual(
                    "OneCycle with 30% of ramp: first in 15% (linear in 10%), but among the first three in 49%.",
                    "OneCycle（上升段占 30%）：有 15% 排第一（线性为 10%），但进入前三的只有 49%。",
                ),
                ("rex", "onecycle"),
                "A",
            ),
        ),
    ),
    Row(
        key="cnn",
        case=Bilingual("CNN from scratch, SGD, known length", "CNN 从头训练，SGD，长度已知"),
        when=When(tasks=_TASK, families=("cnn",), optimizers=("sgd",), pretrained=False, fixed=True),
        form=Form("linear"),
        schedule=Because(
            Bilingual(
                "Linear to 0: as good as the best at every length that was compared, and nothing to set but the end.",
                "线性衰减到 0：在对比过的各种训练长度下都不逊于最优者，而且除终点外没有其他参数要调。",
            ),
            ("budgeted", "rex"),
            "A",
        ),
        ramp=Ramp("1ep", most="5%", large="5ep", large_most="20%"),
        warmup=_CNN_RAMP,
        ending=_TO_ZERO,
        optimizer=(("weight_decay", 1e-4),),
        alternatives=(
            Because(
                Bilingual("A cosine to 0 is as good on long runs.", "训练较长时，余弦衰减到 0 同样好。"),
                ("budgeted", "rex"),
                "A",
            ),
            Because(
                Bilingual(
                    "MultiStepDecay is competitive when its milestones are tuned for this length.",
                    "若里程碑针对该训练长度调过，MultiStepDecay 也有竞争力。",
                ),
                ("rex", "resnet-zoo"),
                "B",
            ),
        ),
    ),
)
