"""One case for each row of the guide."""

from __future__ import annotations

from functools import cache

from paddle_lrkit.advise import Advice, Case, advise
from paddle_lrkit.reports.advise.config import as_yaml

IMAGENET, COCO = 1_281_167, 117_266
CASES = {
    "open-length": Case("text-pretrain", "124M", epochs=10, samples=320_000, batch_size=64, fixed=False),
    "pretrain-untuned": Case("text-pretrain", "124M", epochs=10, samples=320_000, batch_size=64, lr=1e-4),
    "pretrain-encoder": Case(
        "text-pretrain", "BERT-base", updates=1_000_000, samples=100_000_000, batch_size=32, gpus=8
    ),
    "pretrain": Case("text-pretrain", "124M", epochs=10, samples=320_000, batch_size=64),
    "finetune-small": Case("text-finetune", "ernie-3.0-base", epochs=20, samples=2500, batch_size=16),
    "finetune": Case("text-finetune", "ernie-3.0-base", epochs=3, samples=53_360, batch_size=32),
    "decoder-finetune": Case("text-finetune", "7B", epochs=3, samples=50_000, batch_size=4, gpus=8),
    "decoder-lora": Case("text-finetune", "7B", epochs=3, samples=50_000, batch_size=4, gpus=8, method="lora"),
    "decoder-dpo": Case("text-finetune", "7B", epochs=1, samples=60_000, batch_size=4, gpus=8, method="dpo"),
    "vit-finetune": Case("classification", "ViT-base", epochs=50, samples=IMAGENET, batch_size=128, gpus=8),
    "vit-scratch": Case(
        "classification", "Swin", epochs=300, samples=IMAGENET, batch_size=128, gpus=8, pretrained=False
    ),
    "cnn-finetune": Case("classification", "DenseNet121", epochs=60, samples=20_000, batch_size=64, pretrained=True),
    "cnn-noisy-labels": Case(
        "classification", "ResNet50", epochs=90, samples=50_000, batch_size=64, gpus=4, label_noise=0.2
    ),
    "cnn-short": Case("classification", "ResNet50", epochs=20, samples=IMAGENET, batch_size=64, gpus=4),
    "cnn": Case("classification", "ResNet50", epochs=90, samples=IMAGENET, batch_size=64, gpus=4),
    "two-stage": Case("detection", "faster_rcnn", epochs=12, samples=COCO, batch_size=2, gpus=8),
    "two-stage-scratch": Case(
        "detection", "faster_rcnn", epochs=73, samples=COCO, batch_size=2, gpus=8, pretrained=False
    ),
    "one-stage": Case("detection", "ppyoloe_crn_l_300e_coco", epochs=300, samples=COCO, batch_size=8, gpus=8),
    "detr": Case("detection", "rtdetr_r50vd_6x_coco", epochs=72, samples=COCO, batch_size=4, gpus=4),
    "segmentation": Case("segmentation", "deeplabv3p", updates=79_980, samples=2975, batch_size=2, gpus=4),
    "segformer": Case("segmentation", "segformer_b0", updates=79_980, samples=2975, batch_size=2, gpus=4),
    "ocr-finetune": Case("ocr", "PP-OCRv4_mobile_rec", epochs=100, samples=20_000, batch_size=64, pretrained=True),
    "ocr": Case("ocr", "PP-OCRv3-rec", epochs=100, samples=100_000, batch_size=128),
}
"""Row -> a case in which it fires."""


@cache
def advised(key: str, suite: str = "lrkit") -> Advice:
    """The advice for a row's case."""
    return advise(CASES[key], suite)


@cache
def written(key: str, suite: str) -> str:
    """Its config."""
    return as_yaml(advised(key, suite)) or ""
