"""Statements that are added to an advice: batch and rate, untuned rates, lengths."""

from __future__ import annotations

from paddle_lrkit.advise.row import Because, Note
from paddle_lrkit.advise.when import When
from paddle_lrkit.text import Bilingual

_SGD, _ADAM = When(optimizers=("sgd",)), When(optimizers=("adam",))

BATCH_SGD = Note(
    "batch-sgd",
    Because(
        Bilingual(
            "Batch times k, rate times k (SGD, up to a global batch of about 8,192); a larger batch wants a longer "
            "warmup.",
            "批大小乘以 k，学习率也乘以 k（SGD，全局批大小约 8192 以内）；批越大，预热应越长。",
        ),
        ("goyal",),
        "A",
    ),
    _SGD,
)
BATCH_ADAM = Note(
    "batch-adam",
    Because(
        Bilingual(
            "Batch times k, rate times the square root of k (Adam), with 1 - beta2 times k.",
            "批大小乘以 k，学习率乘以 k 的平方根（Adam），同时 1 - beta2 乘以 k。",
        ),
        ("sde",),
        "B",
    ),
    _ADAM,
)
BATCH_BEYOND = Note(
    "batch-beyond",
    Because(
        Bilingual(
            "Beyond a global batch of 8,192 the linear rule is not known to hold; the rate stays at that of 8,192. Run "
            "lrkit find.",
            "全局批大小超过 8192 后，线性规则是否成立并不清楚；这里取 8192 时的学习率，请用 lrkit find 实测。",
        ),
        ("goyal",),
        "C",
    ),
    When(optimizers=("sgd",), batch_from=8193),
)
BATCH_BEYOND_ADAM = Note(
    "batch-beyond-adam",
    Because(
        Bilingual(
            "Beyond a global batch of 8,192 the root of k is carried over, not known to hold. Run lrkit find.",
            "全局批大小超过 8192 后，平方根规则只是外推，是否成立并不清楚，请用 lrkit find 实测。",
        ),
        ("sde",),
        "C",
    ),
    When(optimizers=("adam",), batch_from=8193),
)
NOT_TUNED = Note(
    "not-tuned",
    Because(
        Bilingual(
            "The peak rate is not tuned for this task: lrkit find gives an interval. Schedule-Free and Prodigy depend "
            "less on it; both want a warmup.",
            "峰值学习率未针对该任务调优：可用 lrkit find 得到合适区间。Schedule-Free 与 Prodigy 对它的依赖较小，"
            "二者都需要预热。",
        ),
        ("schedulefree", "prodigy"),
        "B",
    ),
)
ORDER_TURNS = Note(
    "order-turns",
    Because(
        Bilingual(
            "The order of the schedules depends on the peak rate: at an untuned 1e-4, a twentieth of the best, cosine "
            "to 0 ends at 3.1341, worse than a constant rate (3.1304), and 20% linear decay is best (3.0646); at "
            "2e-3 cosine to 0 ends at 2.9534 and the constant rate at 3.1939.",
            "各曲线的优劣次序取决于峰值学习率：在未调优的 1e-4（最佳值的二十分之一）处，余弦衰减到 0 的损失为 3.1341，"
            "比恒定学习率（3.1304）还差，最后 20% 线性衰减最好（3.0646）；在 2e-3 处余弦衰减到 0 为 2.9534，"
            "恒定学习率为 3.1939。",
        ),
        ("losses",),
        "B",
    ),
)
SMALL_RATE = Note(
    "small-rate",
    Because(
        Bilingual(
            "{} is less than a third of the recipe's {}: on a 124M transformer a decay over the whole run costs "
            "progress at so small a rate, and one over the last 20 to 40% is safer.",
            "{} 不到配方取值 {} 的三分之一：在 124M 的 Transformer 上，学习率这么小时全程衰减会拖慢进展，"
            "只在最后 20% 到 40% 衰减更稳妥。",
        ),
        ("losses",),
        "B",
    ),
)
FEW_EPOCHS = Note(
    "few-epochs",
    Because(
        Bilingual(
            "The recipe trains for about {} epochs, this run for {}: not enough is known about so short a run.",
            "该配方约训练 {} 轮，本次为 {} 轮：这么短的训练还缺乏足够依据。",
        ),
        (),
        "C",
    ),
)
FEW_UPDATES = Note(
    "few-updates",
    Because(
        Bilingual(
            "The runs that were compared have hundreds of updates at least, this one {}: not enough is known about so "
            "short a run.",
            "对比过的训练至少有数百步，本次只有 {} 步：这么短的训练还缺乏足够依据。",
        ),
        (),
        "C",
    ),
)
OPEN_ELSEWHERE = Note(
    "open-elsewhere",
    Because(
        Bilingual(
            "Warmup-stable-decay was compared on language models; for other tasks it is carried over.",
            "WSD 的对比实验来自语言模型；用于其他任务属于外推。",
        ),
        ("hagele",),
        "C",
    ),
    When(tasks=("classification", "detection", "segmentation", "ocr"), fixed=False),
)
LARGE_OPTIMIZERS = Note(
    "large-optimizers",
    Because(
        Bilingual(
            "LARS and LAMB are not needed for a large batch: tuned Nesterov momentum and Adam match them.",
            "大批量训练并不一定要用 LARS 或 LAMB：调好的 Nesterov 动量和 Adam 可与之持平。",
        ),
        ("nado",),
        "A",
    ),
    When(batch_from=8192),
)
NOTES = (
    BATCH_SGD,
    BATCH_ADAM,
    BATCH_BEYOND,
    BATCH_BEYOND_ADAM,
    NOT_TUNED,
    ORDER_TURNS,
    SMALL_RATE,
    FEW_EPOCHS,
    FEW_UPDATES,
    OPEN_ELSEWHERE,
    LARGE_OPTIMIZERS,
)
