"""The rules of the starting guide, and what the evidence says about each."""

from __future__ import annotations

from paddle_lrkit.advise.row import Because, Verdict
from paddle_lrkit.advise.when import When
from paddle_lrkit.text import Bilingual

_SCRATCH = When(tasks=("classification",))
_TEXT = When(tasks=("text-finetune", "text-pretrain"))
_DETECTION = When(tasks=("detection",))
_LONG = (101, float("inf"))

VERDICTS: tuple[Verdict, ...] = (
    Verdict(
        "classification-step",
        Bilingual("Image classification: StepDecay or MultiStepDecay.", "图像分类：StepDecay 或 MultiStepDecay。"),
        "refined",
        Because(
            Bilingual(
                "Competitive when tuned; linear or cosine are safer when the length varies. PaddleClas itself has "
                "both: Piecewise for ResNet50 (120 epochs), Cosine for ResNet50_vd (200).",
                "调好之后有竞争力；训练长度会变时，线性或余弦更稳妥。PaddleClas 两种都用：ResNet50（120 轮）为 "
                "Piecewise，ResNet50_vd（200 轮）为 Cosine。",
            ),
            ("rex", "resnet-zoo"),
            "A",
        ),
        _SCRATCH,
    ),
    Verdict(
        "detection-multistep",
        Bilingual(
            "Detection, instance segmentation: MultiStepDecay with LinearWarmup.",
            "检测、实例分割：MultiStepDecay 加 LinearWarmup。",
        ),
        "refined",
        Because(
            Bilingual(
                "Holds for two-stage detectors; PP-YOLOE takes a cosine (epoch 300, max_epochs 360), RT-DETR a nearly "
                "constant rate after 2,000 updates of warmup.",
                "对两阶段检测器成立；PP-YOLOE 用余弦（epoch 300，max_epochs 360），RT-DETR 预热 2000 步后基本恒定。",
            ),
            ("frcnn-zoo", "ppyoloe-zoo", "rtdetr-zoo"),
            "B",
        ),
        _DETECTION,
    ),
    Verdict(
        "text-cosine",
        Bilingual(
            "Text pre-training and fine-tuning: cosine with warmup, for a gain on CLUE.",
            "文本预训练与微调：余弦加预热，可提升 CLUE 成绩。",
        ),
        "unsupported",
        Because(
            Bilingual(
                "PaddleNLP's CLUE table was made with LinearDecayWithWarmup, and no run with a constant rate was "
                "published: the gain cannot be known.",
                "PaddleNLP 的 CLUE 结果用的是 LinearDecayWithWarmup，也没有公布恒定学习率的对照，所谓提升无从谈起。",
            ),
            ("clue",),
            "A",
        ),
        _TEXT,
    ),
    Verdict(
        "under-50",
        Bilingual(
            "Under 50 epochs: one StepDecay or ExponentialDecay.",
            "少于 50 轮：单次 StepDecay 或 ExponentialDecay。",
        ),
        "contradicted",
        Because(
            Bilingual(
                "In the low-budget quarter of 82 settings linear to 0 is among the first three in 78%, OneCycle in "
                "49%, exponential in 7%.",
                "在 82 组设置的低预算部分中，线性衰减到 0 有 78% 进入前三，OneCycle 49%，指数衰减 7%。",
            ),
            ("rex", "budgeted"),
            "A",
        ),
        When(tasks=("classification", "text-finetune", "ocr"), epochs=(0, 50)),
    ),
    Verdict(
        "over-100",
        Bilingual("Over 100 epochs: cosine or MultiStepDecay.", "超过 100 轮：余弦或 MultiStepDecay。"),
        "refined",
        Because(
            Bilingual(
                "Acceptable; linear and warmup-stable-decay are equal or better.",
                "可以接受；线性与 WSD 与之相当或更好。",
            ),
            ("rex", "budgeted", "hagele"),
            "A",
        ),
        When(epochs=_LONG),
    ),
    Verdict(
        "small-devices",
        Bilingual("Small model, small memory: StepDecay is enough.", "小模型、小内存：StepDecay 就够了。"),
        "refined",
        Because(
            Bilingual(
                "Cost is no reason: every schedule takes under a microsecond an update and no memory.",
                "开销不是理由：任何曲线每步都不到一微秒，也不占内存。",
            ),
            ("arithmetic",),
            "A",
        ),
    ),
    Verdict(
        "large-warmup",
        Bilingual("Large batch or large model: warmup is a must.", "大批量或大模型：必须预热。"),
        "holds",
        Because(
            Bilingual(
                "Five epochs of warmup carried a batch of 8,192 without loss of accuracy.",
                "预热五轮后，8192 的批大小没有精度损失。",
            ),
            ("goyal",),
            "A",
        ),
        When(batch_from=1024),
    ),
    Verdict(
        "step-size",
        Bilingual(
            "StepDecay: gamma 0.1 to 0.5, step_size a third to a half of training.",
            "StepDecay：gamma 取 0.1 到 0.5，step_size 取训练长度的三分之一到一半。",
        ),
        "holds",
        Because(
            Bilingual(
                "Usual values; lrkit check says where a config leaves them.",
                "属常用取值；配置超出该范围时 lrkit check 会提示。",
            ),
            ("resnet-zoo",),
            "C",
        ),
        _SCRATCH,
    ),
    Verdict(
        "exponential-gamma",
        Bilingual(
            "ExponentialDecay per epoch: gamma 0.98 to 0.995; 0.9 collapses, 0.999 hardly decays.",
            "ExponentialDecay 按轮：gamma 取 0.98 到 0.995；0.9 过早归零，0.999 几乎不降。",
        ),
        "refined",
        Because(
            Bilingual(
                "It depends on the length: what counts is gamma ** epochs; here 0.9 ends at {}, 0.98 at {}, 0.999 "
                "at {} of the peak.",
                "取决于训练长度，关键在 gamma 的轮数次方：本次训练中 0.9、0.98、0.999 分别降到峰值的 {}、{}、{}。",
            ),
            ("arithmetic",),
            "A",
        ),
        When(tasks=("classification",), epochs=(2, float("inf"))),
    ),
    Verdict(
        "t-max-floor",
        Bilingual(
            "T_max must match the length; the floor is 1e-3 to 1e-2 of the base, not 0.",
            "T_max 必须与训练长度一致；下限取初始值的 1e-3 到 1e-2，而不是 0。",
        ),
        "refined",
        Because(
            Bilingual(
                "T_max: yes, and it is the length after the warmup. Floor: 0 where the peak is tuned; keep one only to "
                "go on training.",
                "T_max：成立，且指预热之后的长度。下限：峰值调好后应取 0，仅在还要续训时保留。",
            ),
            ("losses", "paddle-warmup"),
            "A",
        ),
        forms=("cosine", "linear"),
    ),
    Verdict(
        "warmup-share",
        Bilingual(
            "Warmup 5 to 10% of training, from 1/10 to 1/100 of the peak, never from 0.",
            "预热占训练的 5% 到 10%，从峰值的 1/10 到 1/100 开始，绝不从 0 开始。",
        ),
        "refined",
        Because(
            Bilingual(
                "Fine-tuning, yes. Faster R-CNN takes about 0.6%, Adam 2 / (1 - beta2) updates. A start at 0 wastes "
                "one update and is harmless.",
                "微调时成立。Faster R-CNN 约 0.6%，Adam 取 2 / (1 - beta2) 步。从 0 开始只浪费一步，没有害处。",
            ),
            ("clue", "frcnn-zoo", "warmup"),
            "A",
        ),
    ),
    Verdict(
        "faster-rcnn-example",
        Bilingual(
            "Faster R-CNN: MultiStepDecay(0.01, [12, 16]) inside LinearWarmup(500 updates).",
            "Faster R-CNN：LinearWarmup（500 步）内套 MultiStepDecay(0.01, [12, 16])。",
        ),
        "broken",
        Because(
            Bilingual(
                "Milestones in epochs, warmup in updates, one counter: stepped per update it decays at updates 512 and "
                "516, stepped per epoch it warms up for 500 epochs.",
                "里程碑按轮、预热按步，却共用一个计数器：按步推进时在第 512、516 步就下降，按轮推进时要预热 500 轮。",
            ),
            ("paddle-warmup", "arithmetic"),
            "A",
        ),
        When(tasks=("detection",), families=("two-stage",)),
    ),
    Verdict(
        "warmup-cosine-example",
        Bilingual(
            "LinearWarmup(10) around CosineAnnealingDecay(T_max=100) for 100 updates.",
            "训练 100 步：LinearWarmup(10) 外套 CosineAnnealingDecay(T_max=100)。",
        ),
        "broken",
        Because(
            Bilingual(
                "It ends at update 110: a run of 100 stops at about 2.4% of the peak. T_max has to be 90.",
                "曲线要到第 110 步才结束：训练 100 步时停在峰值的约 2.4%。T_max 应为 90。",
            ),
            ("paddle-warmup", "arithmetic"),
            "A",
        ),
        forms=("cosine",),
    ),
    Verdict(
        "future",
        Bilingual("Future: LARS, LAMB, meta-learned schedules.", "未来方向：LARS、LAMB、元学习的学习率曲线。"),
        "refined",
        Because(
            Bilingual(
                "Tuned Nesterov momentum and Adam match LARS and LAMB. Of the learned ones: refined schedules, "
                "Schedule-Free, Prodigy.",
                "调好的 Nesterov 动量和 Adam 可与 LARS、LAMB 持平。可学习的方向有：精修曲线（refined）、"
                "Schedule-Free、Prodigy。",
            ),
            ("nado", "refined", "schedulefree", "prodigy"),
            "A",
        ),
        When(batch_from=1024),
    ),
)
