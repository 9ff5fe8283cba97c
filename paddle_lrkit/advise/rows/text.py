"""Transformers for text: pre-training and fine-tuning."""

from __future__ import annotations

from paddle_lrkit.advise.row import Because, Form, Ramp, Row
from paddle_lrkit.advise.when import When
from paddle_lrkit.text import Bilingual

_PRETRAIN, _FINETUNE = ("text-pretrain",), ("text-finetune",)
_ADAM_RAMP = Because(
    Bilingual(
        "2 / (1 - beta2) updates, and not more than 5% of the run: after that Adam's second moment is reliable.",
        "取 2 / (1 - beta2) 步，且不超过全程的 5%：此后 Adam 的二阶矩估计才可靠。",
    ),
    ("warmup",),
    "A",
)
_FINETUNE_ZERO = Because(Bilingual("The recipe ends at 0.", "该配方衰减到 0。"), ("clue",), "A")

ROWS = (
    Row(
        key="pretrain-untuned",
        case=Bilingual("transformer pre-training, peak rate not tuned", "Transformer 预训练，峰值学习率未调优"),
        when=When(tasks=_PRETRAIN, optimizers=("adam",), pretrained=False, tuned=False),
        form=Form("wsd", share=40, shape="linear"),
        schedule=Because(
            Bilingual(
                "Warmup-stable-decay with 40% linear decay: of ten schedules it loses least when the rate is wrong (at "
                "most 0.008 in the loss at rates from 1e-4 to 2e-3; cosine to 0 loses 0.070 at 1e-4, where it is worse "
                "than a constant rate).",
                "采用 WSD，最后 40% 线性衰减：十种曲线中它对学习率失准最不敏感（1e-4 到 2e-3 之间损失至多差 0.008；"
                "余弦衰减到 0 在 1e-4 处差 0.070，比恒定学习率还差）。",
            ),
            ("losses",),
            "B",
        ),
        ramp=Ramp("adam", most="5%", start=0.01),
        warmup=_ADAM_RAMP,
        ending=Because(
            Bilingual("The schedules that did best there end at 0.", "其中表现最好的几种曲线都衰减到 0。"),
            ("losses",),
            "B",
        ),
        optimizer=(("weight_decay", 0.1), ("clip_norm", 1.0)),
    ),
    Row(
        key="pretrain",
        case=Bilingual("transformer pre-training, fixed length", "Transformer 预训练，长度固定"),
        when=When(tasks=_PRETRAIN, optimizers=("adam",), pretrained=False, fixed=True),
        form=Form("linear"),
        schedule=Because(
            Bilingual(
                "Linear to 0: consistently better than a decay to 10% at compute-optimal lengths and beyond, as long "
                "as the peak rate is tuned.",
                "线性衰减到 0：在计算最优及更长的训练中稳定优于衰减到 10%，前提是峰值学习率已经调优。",
            ),
            ("zero", "losses"),
            "A",
        ),
        ramp=Ramp("adam", most="5%", start=0.01),
        warmup=_ADAM_RAMP,
        ending=Because(
            Bilingual(
                "0 and not 10% of the peak: cosine to 0 ends at 2.9534, cosine to 10% at 2.9819, at their best rates.",
                "取 0 而不是峰值的 10%：各取最佳学习率时，余弦衰减到 0 的损失为 2.9534，衰减到 10% 为 2.9819。",
            ),
            ("losses", "zero"),
            "A",
        ),
        optimizer=(("weight_decay", 0.1), ("clip_norm", 1.0)),
        alternatives=(
            Because(
                Bilingual(
                    "Warmup-stable-decay with 40 to 80% linear decay is as good: 2.9513 with 60%, 2.9534 for a cosine "
                    "to 0.",
                    "WSD（最后 40% 到 80% 线性衰减）同样好：60% 时损失为 2.9513，余弦衰减到 0 为 2.9534。",
                ),
                ("losses",),
                "B",
            ),
        ),
    ),
    Row(
        key="finetune-small",
        case=Bilingual("ERNIE or BERT fine-tune, under 3,000 examples", "ERNIE/BERT 微调，少于 3000 条样本"),
        when=When(tasks=_FINETUNE, families=("encoder",), optimizers=("adam",), pretrained=True, samples_below=3000),
        form=Form("linear"),
        schedule=Because(
            Bilingual(
                "Linear to 0 over about 20 epochs, with Adam's bias correction: most failed runs on small sets had too "
                "few updates.",
                "线性衰减到 0，训练约 20 轮，并保留 Adam 的偏差修正：小数据集上多数失败的训练都是更新次数太少。",
            ),
            ("mosbach",),
            "B",
        ),
        ramp=Ramp("10%", start=0.01),
        warmup=Because(Bilingual("10% of the run.", "全程的 10%。"), ("mosbach",), "B"),
        ending=Because(Bilingual("The recipe ends at 0.", "该配方衰减到 0。"), ("mosbach",), "B"),
        optimizer=(("weight_decay", 0.01), ("clip_norm", 1.0)),
        epochs=20,
    ),
    Row(
        key="finetune",
        case=Bilingual("ERNIE or BERT fine-tune", "ERNIE/BERT 微调"),
        when=When(tasks=_FINETUNE, families=("encoder",), optimizers=("adam",), pretrained=True),
        form=Form("linear"),
        schedule=Because(
            Bilingual(
                "Linear to 0 with AdamW and a gradient norm of at most 1.0: PaddleNLP's CLUE table was made with it, "
                "over 2 to 8 epochs.",
                "线性衰减到 0，AdamW，梯度范数裁剪到 1.0：PaddleNLP 的 CLUE 结果即由此得到，训练 2 到 8 轮。",
            ),
            ("clue",),
            "A",
        ),
        ramp=Ramp("10%", start=0.01),
        warmup=Because(Bilingual("6 to 10% of the run; here 10%.", "全程的 6% 到 10%，这里取 10%。"), ("clue",), "A"),
        ending=_FINETUNE_ZERO,
        optimizer=(("weight_decay", 0.01), ("clip_norm", 1.0)),
    ),
)
