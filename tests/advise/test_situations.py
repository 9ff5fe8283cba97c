"""Situations with the answer of an expert and where it stands: kind of schedule, peak rate, warmup and floor.

A peak rate is a range around the source's: between the rules of the root and of the line where the batch differs. The
warmup is in updates, the floor a share of the peak. Paths are those of the suites' repositories.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from paddle_lrkit.advise import Case, advise
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.reports.advise.answer import answer_text
from paddle_lrkit.reports.advise.config import as_yaml
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.units import LengthOptions

IMAGENET, COCO, CITYSCAPES = {"samples": 1_281_167}, {"samples": 117_266}, {"samples": 2975}
LINE, COSINE, STEPS = ("LinearDecay", "PolynomialDecay"), ("CosineAnnealingDecay",), ("MultiStepDecay",)
CONSTANT, SMOOTH = ("ConstantLR",), ("LinearDecay", "CosineAnnealingDecay", "PolynomialDecay")


class Expert(NamedTuple):
    """What an expert answers."""

    case: Case
    schedules: tuple[str, ...]
    peak: tuple[float, float]
    warmup: tuple[int, int]
    floor: tuple[float, float]
    source: str
    suite: str = "lrkit"


def of(task, model=None, **more):
    return Case(task, model, **more)


NAMED = [
    Expert(of("ocr", "PP-OCRv3-rec", epochs=100, samples=20_000, batch_size=64, pretrained=True),
           COSINE, (4e-5, 6e-5), (500, 1600), (0, 0.01), "PaddleOCR doc/doc_en/finetune_en.md 3.3: 5e-5 for 64"),
    Expert(of("ocr", "PP-OCRv4_mobile_rec", epochs=100, samples=20_000, batch_size=128, pretrained=True),
           COSINE, (0.8e-4, 1.2e-4), (200, 800), (0, 0.01), "the same page: 1e-4 for 128", "ppocr"),
    Expert(of("ocr", "PP-OCRv4_mobile_det", epochs=200, samples=1500, batch_size=8, pretrained=True),
           COSINE, (0.8e-4, 1.2e-4), (300, 1900), (0, 0.01), "the same page, 2.3: 1e-4 for 8", "ppocr"),
    Expert(of("ocr", "PP-OCRv3-det", epochs=200, samples=1500, batch_size=4, pretrained=True),
           COSINE, (4e-5, 6e-5), (600, 3800), (0, 0.01), "the same page: 5e-5 for 4"),
    Expert(of("classification", "ViT-base", epochs=300, batch_size=128, gpus=8, **IMAGENET),
           COSINE, (0.8e-3, 1.2e-3), (6000, 6300), (0, 0.02), "DeiT, arXiv 2012.12877: 5e-4 x batch / 512", "ppcls"),
    Expert(of("classification", "ViT-base", epochs=100, batch_size=128, gpus=8, pretrained=True, **IMAGENET),
           COSINE, (1.5e-3, 2.5e-3), (6000, 6300), (0, 0.01), "MAE, arXiv 2111.06377, table 9", "ppcls"),
    Expert(of("classification", "ResNet50", epochs=30, samples=3000, batch_size=32, pretrained=True),
           SMOOTH, (0.005, 0.02), (0, 600), (0, 0.01), "PaddleClas ppcls/configs/quick_start/ResNet50_vd.yaml"),
    Expert(of("detection", "ppyoloe_plus_crn_l_80e_coco", epochs=80, samples=1500, batch_size=8),
           COSINE, (1e-4, 3.6e-4), (300, 1000), (0, 0.08), "PaddleDetection configs/ppyoloe: 0.001 for 64", "ppdet"),
    Expert(of("detection", "ppyoloe+", epochs=30, samples=1500, batch_size=8),
           COSINE, (1e-4, 3.6e-4), (100, 1000), (0, 0.08), "PaddleDetection configs/ppyoloe: 0.001 for 64", "ppdet"),
    Expert(of("detection", "faster_rcnn_r50_fpn", epochs=72, batch_size=2, gpus=8, pretrained=False, **COCO),
           STEPS, (0.015, 0.025), (500, 1500), (0.009, 0.011), "arXiv 1811.08883, 6x schedule", "ppdet"),
    Expert(of("segmentation", "segformer_b0", updates=80_000, batch_size=2, gpus=4, pretrained=False, **CITYSCAPES),
           LINE, (4e-5, 1e-4), (0, 4000), (0, 0.01), "PaddleSeg configs/segformer, the nearest that is known", "ppseg"),
    Expert(of("detection", "rtdetr_r50vd", epochs=72, batch_size=4, gpus=4, pretrained=False, **COCO),
           CONSTANT, (0.8e-4, 1.2e-4), (1900, 2100), (1, 1), "PaddleDetection configs/rtdetr, the nearest", "ppdet"),
    Expert(of("detection", "picodet_s_320_coco_lcnet", epochs=300, batch_size=64, gpus=4, **COCO),
           COSINE, (0.3, 0.34), (290, 310), (0, 0.01), "PaddleDetection configs/picodet: 0.32 for 4 x 64", "ppdet"),
    Expert(of("text-pretrain", "536M", tokens=11_400_000_000, sequence_length=2048, fixed=False),
           CONSTANT, (5e-4, 1.4e-3), (100, 2000), (1, 1), "arXiv 2405.18392: open means no decay yet", "ppnlp"),
]  # fmt: skip
"""The situations that people reported."""

MORE = [
    Expert(of("classification", "ResNet50", epochs=90, batch_size=512, gpus=16, **IMAGENET),
           SMOOTH, (3.1, 3.3), (700, 900), (0, 0.01), "arXiv 1706.02677: 0.1 x batch / 256 up to 8,192, 5 epochs"),
    Expert(of("classification", "ResNet18", epochs=200, samples=50_000, batch_size=128),
           SMOOTH, (0.04, 0.11), (0, 2000), (0, 0.01), "PaddleClas ResNet18_vd; arXiv 1905.04753"),
    Expert(of("classification", "ResNet18", epochs=10, samples=50_000, batch_size=128),
           ("LinearDecay", "OneCycleLR"), (0.04, 0.11), (0, 600), (0, 0.01), "arXiv 2107.04197, low budget"),
    Expert(of("classification", "ResNet18", epochs=200, samples=50_000, batch_size=128, label_noise=0.4),
           (*STEPS, "WSD"), (0.04, 0.11), (0, 2000), (0, 0.011), "benchmarks/schedules: late drops on wrong labels"),
    Expert(of("classification", "VGG16", epochs=90, batch_size=64, gpus=4, **IMAGENET),
           SMOOTH, (0.009, 0.011), (0, 5100), (0, 0.01), "PaddleClas ppcls/configs/ImageNet/VGG/VGG16.yaml", "ppcls"),
    Expert(of("classification", "PPLCNet_x1_0", epochs=360, batch_size=512, gpus=4, **IMAGENET),
           SMOOTH, (0.75, 0.85), (3000, 3200), (0, 0.01), "PaddleClas ImageNet/PPLCNet/PPLCNet_x1_0.yaml", "ppcls"),
    Expert(of("classification", "PPLCNet_x1_0", epochs=20, samples=5000, batch_size=64, pretrained=True),
           COSINE, (0.005, 0.06), (0, 400), (0, 0.01), "PaddleClas ppcls/configs/PULC", "ppcls"),
    Expert(of("classification", "MobileNetV3_small_x1_0", epochs=360, batch_size=64, gpus=1, **IMAGENET),
           SMOOTH, (0.03, 0.05), (0, 101_000), (0, 0.01), "PaddleClas ImageNet/MobileNetV3: 1.3 for 4 x 512", "ppcls"),
    Expert(of("classification", "PPHGNet_small", epochs=600, batch_size=128, gpus=4, **IMAGENET),
           SMOOTH, (0.45, 0.55), (0, 13_000), (0, 0.01), "PaddleClas ppcls/configs/ImageNet/PPHGNet", "ppcls"),
    Expert(of("classification", "DeiT_base_patch16_224", epochs=300, batch_size=256, gpus=8, **IMAGENET),
           COSINE, (1.8e-3, 2.2e-3), (3000, 3200), (0, 0.02), "PaddleClas ImageNet/DeiT, for 8 cards", "ppcls"),
    Expert(of("classification", "ConvNeXt_tiny", epochs=300, batch_size=128, gpus=8, **IMAGENET),
           COSINE, (0.9e-3, 2.1e-3), (24_000, 26_000), (0, 0.01), "PaddleClas ImageNet/ConvNeXt", "ppcls"),
    Expert(of("classification", "SwinTransformer_tiny_patch4_window7_224", epochs=300, batch_size=128, gpus=8,
              **IMAGENET),
           COSINE, (0.8e-3, 1.2e-3), (6000, 26_000), (0, 0.02), "PaddleClas ImageNet/SwinTransformer", "ppcls"),
    Expert(of("detection", "faster_rcnn_r50_fpn", epochs=12, batch_size=1, gpus=8, **COCO),
           STEPS, (0.009, 0.011), (900, 1100), (0.009, 0.011), "PaddleDetection configs/faster_rcnn, 1x", "ppdet"),
    Expert(of("detection", "faster_rcnn_r50_fpn", epochs=12, batch_size=1, gpus=1, **COCO),
           STEPS, (0.0012, 0.0013), (900, 1100), (0.009, 0.011), "the same for one GPU: an eighth", "ppdet"),
    Expert(of("detection", "mask_rcnn_r50_fpn", epochs=24, batch_size=1, gpus=8, **COCO),
           STEPS, (0.009, 0.011), (900, 1100), (0.009, 0.011), "PaddleDetection configs/mask_rcnn, 2x", "ppdet"),
    Expert(of("detection", "cascade_rcnn_r50_fpn", epochs=12, samples=5000, batch_size=2),
           STEPS, (0.002, 0.003), (500, 1100), (0.009, 0.011), "PaddleDetection configs/cascade_rcnn", "ppdet"),
    Expert(of("detection", "yolov3_darknet53_270e_coco", epochs=270, batch_size=8, gpus=8, **COCO),
           STEPS, (0.9e-3, 1.1e-3), (3900, 4100), (0.009, 0.011), "PaddleDetection configs/yolov3", "ppdet"),
    Expert(of("detection", "yolox_s_300e_coco", epochs=300, batch_size=8, gpus=8, **COCO),
           COSINE, (0.009, 0.011), (9000, 9300), (0.04, 0.06), "PaddleDetection configs/yolox", "ppdet"),
    Expert(of("detection", "ppyoloe_crn_l_300e_coco", epochs=300, batch_size=8, gpus=8, **COCO),
           COSINE, (0.009, 0.011), (2900, 9300), (0.06, 0.08), "PaddleDetection configs/ppyoloe", "ppdet"),
    Expert(of("detection", "detr_r50_1x_coco", epochs=500, batch_size=2, gpus=8, **COCO),
           STEPS, (0.9e-4, 1.1e-4), (0, 0), (0.09, 0.11), "PaddleDetection configs/detr: drop at 400 of 500", "ppdet"),
    Expert(of("detection", "dino_r50_4scale_1x_coco", epochs=12, batch_size=2, gpus=8, **COCO),
           STEPS, (0.9e-4, 1.1e-4), (0, 0), (0.09, 0.11), "PaddleDetection configs/dino: drop at 11 of 12", "ppdet"),
    Expert(of("detection", "deformable_detr_r50_1x_coco", epochs=50, batch_size=2, gpus=8, **COCO),
           STEPS, (1.8e-4, 2.2e-4), (0, 0), (0.09, 0.11), "PaddleDetection configs/deformable_detr", "ppdet"),
    Expert(of("detection", "rtdetr_r50vd_6x_coco", epochs=72, batch_size=4, gpus=4, **COCO),
           CONSTANT, (0.9e-4, 1.1e-4), (1900, 2100), (1, 1), "PaddleDetection configs/rtdetr", "ppdet"),
    Expert(of("detection", "rtdetr_r50vd", epochs=50, samples=2000, batch_size=4),
           CONSTANT, (2e-5, 6e-5), (1000, 2500), (1, 1), "PaddleDetection configs/rtdetr: 1e-4 for 16", "ppdet"),
    Expert(of("detection", "fcos_r50_fpn_1x_coco", epochs=12, batch_size=2, gpus=8, **COCO),
           STEPS, (0.009, 0.011), (400, 600), (0.009, 0.011), "PaddleDetection configs/fcos", "ppdet"),
    Expert(of("segmentation", "pp_liteseg_stdc1", updates=160_000, batch_size=4, gpus=4, **CITYSCAPES),
           LINE, (0.0045, 0.0055), (900, 1100), (0, 0.01), "PaddleSeg configs/pp_liteseg", "ppseg"),
    Expert(of("segmentation", "deeplabv3p_resnet50_os8", updates=80_000, batch_size=2, gpus=4, **CITYSCAPES),
           LINE, (0.009, 0.011), (0, 0), (0, 0.01), "PaddleSeg configs/deeplabv3p", "ppseg"),
    Expert(of("segmentation", "unet", updates=5000, samples=300, batch_size=4),
           LINE, (0.0045, 0.011), (0, 500), (0, 0.01), "PaddleSeg configs/unet", "ppseg"),
    Expert(of("segmentation", "segformer_b2", updates=160_000, batch_size=1, gpus=8, **CITYSCAPES),
           LINE, (5e-5, 7e-5), (0, 1600), (0, 0.01), "PaddleSeg configs/segformer; arXiv 2105.15203", "ppseg"),
    Expert(of("segmentation", "segnext_mscan_b", updates=160_000, batch_size=2, gpus=4, **CITYSCAPES),
           LINE, (5e-5, 7e-5), (1400, 1600), (0, 0.01), "PaddleSeg configs/segnext", "ppseg"),
    Expert(of("ocr", "PP-OCRv4_mobile_rec", epochs=200, samples=5_000_000, batch_size=192, gpus=8),
           COSINE, (0.9e-3, 1.1e-3), (10_000, 17_000), (0, 0.01), "PaddleOCR configs/rec/PP-OCRv4", "ppocr"),
    Expert(of("ocr", "PP-OCRv5_server_det", epochs=500, samples=50_000, batch_size=8, gpus=8),
           COSINE, (0.9e-3, 1.1e-3), (1500, 1600), (0, 0.01), "PaddleOCR configs/det/PP-OCRv5", "ppocr"),
    Expert(of("ocr", "PP-OCRv5_server_det", epochs=100, samples=2000, batch_size=8),
           COSINE, (0.8e-4, 1.2e-4), (400, 1300), (0, 0.01), "PaddleOCR doc/doc_en/finetune_en.md 2.3", "ppocr"),
    Expert(of("text-finetune", "ernie-3.0-base-zh", epochs=3, samples=53_360, batch_size=32),
           LINE, (1e-5, 5e-5), (290, 510), (0, 0), "PaddleNLP CLUE: {1, 2, 3, 5}e-5, 6 to 10%", "ppnlp"),
    Expert(of("text-finetune", "roberta", epochs=20, samples=2500, batch_size=16),
           LINE, (1e-5, 5e-5), (300, 320), (0, 0), "arXiv 2006.04884: 20 epochs, 10%, 2e-5", "ppnlp"),
    Expert(of("text-finetune", "uie-base", epochs=20, samples=500, batch_size=16),
           LINE, (0.9e-5, 1.1e-5), (0, 65), (0, 0), "PaddleNLP information_extraction/text/README.md", "ppnlp"),
    Expert(of("text-finetune", "Llama-3-8B", epochs=3, samples=50_000, batch_size=2, gpus=8),
           LINE, (2e-5, 4e-5), (25, 35), (0, 0), "PaddleNLP llm/config/llama/sft_argument.json", "ppformers"),
    Expert(of("text-finetune", "Qwen2-7B", epochs=3, samples=10_000, batch_size=1, gpus=8, accumulate=4),
           LINE, (2e-5, 4e-5), (25, 35), (0, 0), "PaddleNLP llm/config/qwen/sft_argument.json", "ppformers"),
    Expert(of("text-finetune", "7B", epochs=3, samples=20_000, batch_size=32),
           LINE, (2e-5, 4e-5), (25, 35), (0, 0), "PaddleNLP llm/config: SFT of 7B models", "ppformers"),
    Expert(of("text-finetune", "Qwen2-7B", epochs=3, samples=50_000, batch_size=4, gpus=8, method="lora"),
           LINE, (2e-4, 3e-4), (25, 35), (0, 0), "PaddleNLP llm/config/qwen/lora_argument.json", "ppnlp"),
    Expert(of("text-finetune", "13B", epochs=3, samples=10_000, batch_size=16, method="lora"),
           LINE, (2e-4, 3e-4), (25, 190), (0, 0), "LoRA, arXiv 2106.09685; QLoRA, arXiv 2305.14314", "ppformers"),
    Expert(of("text-finetune", "65B", epochs=3, samples=10_000, batch_size=16, method="lora"),
           LINE, (1e-4, 1e-4), (25, 190), (0, 0), "QLoRA, arXiv 2305.14314, table 9: 1e-4 for 33B and 65B"),
    Expert(of("text-finetune", "Llama-3-8B", epochs=1, samples=60_000, batch_size=4, gpus=8, method="dpo"),
           LINE, (5e-7, 1e-6), (180, 190), (0, 0), "Zephyr, arXiv 2310.16944: 5e-7, 10%; DPO: 1e-6", "ppformers"),
    Expert(of("text-finetune", "Qwen2-7B", epochs=1, samples=60_000, batch_size=1, accumulate=8, method="dpo"),
           LINE, (5e-7, 1e-6), (740, 760), (0, 0), "PaddleNLP llm/config/qwen/dpo_argument.json", "ppnlp"),
    Expert(of("classification", "DenseNet121", epochs=60, samples=20_000, batch_size=64, pretrained=True),
           COSINE, (0.005, 0.02), (0, 1600), (0, 0.01), "PaddleClas ppcls/configs/quick_start", "ppcls"),
    Expert(of("segmentation", "deeplabv3p", updates=40_000, samples=10_582, batch_size=4, gpus=4, pretrained=False),
           LINE, (0.009, 0.021), (0, 500), (0, 0.01), "PaddleSeg configs/deeplabv3p: 0.01 for 16 on VOC", "ppseg"),
    Expert(of("text-pretrain", "bert-base", updates=1_000_000, samples=100_000_000, batch_size=32, gpus=8),
           LINE, (0.9e-4, 1.1e-4), (9900, 10_100), (0, 0), "BERT, arXiv 1810.04805, A.2", "ppnlp"),
    Expert(of("text-pretrain", "LLaMA-7B", tokens=1_000_000_000_000, sequence_length=2048, batch_size=32, gpus=64),
           LINE, (2.9e-4, 3.1e-4), (1900, 2100), (0, 0.1), "LLaMA, arXiv 2302.13971, table 2", "ppformers"),
    Expert(of("text-pretrain", "124M", updates=50_000, lr=1e-4, tuned=False),
           ("WSD",), (1e-4, 1e-4), (300, 2500), (0, 0), "public logs of arXiv 2501.18965: safe at a low rate"),
    Expert(of("text-pretrain", "536M", tokens=11_400_000_000, sequence_length=2048),
           ("LinearDecay", "WSD"), (7e-4, 2.4e-3), (100, 2100), (0, 0), "Step Law, arXiv 2503.04715"),
    Expert(of("classification", "ResNet50", epochs=90, batch_size=64, gpus=4, fixed=False, **IMAGENET),
           ("WSD",), (0.09, 0.11), (0, 25_000), (0, 0), "arXiv 2405.18392, carried over"),
]  # fmt: skip
"""Situations of every task and suite."""


@pytest.mark.parametrize("expert", [*NAMED, *MORE], ids=lambda expert: f"{expert.case.model}-{expert.suite}")
def test_the_answer_of_an_expert(expert):
    advice = advise(expert.case, expert.suite)
    assert advice.not_known == (), advice.not_known[0].en
    assert advice.schedule in expert.schedules
    assert expert.peak[0] <= advice.peak.rate <= expert.peak[1]
    assert expert.warmup[0] <= advice.warmup_updates <= expert.warmup[1]
    share = advice.min_lr / advice.peak.rate
    assert expert.floor[0] - 1e-9 <= share <= expert.floor[1] + 1e-9
    assert expert.source


@pytest.mark.parametrize("expert", [*NAMED, *MORE], ids=lambda expert: f"{expert.case.model}-{expert.suite}")
def test_the_section_is_one_of_the_suite_and_clean(tmp_path, expert):
    advice = advise(expert.case, expert.suite)
    file, text = tmp_path / "advised.yml", as_yaml(advice)
    file.write_text(text, encoding="utf-8")
    assert load_schedule(str(file), steps_per_epoch=advice.case.steps).suite == expert.suite
    options = CheckOptions(length=LengthOptions(advice.case.steps, world_size=expert.case.gpus))
    assert check_file(str(file), options) == []
    assert len(answer_text(advice).splitlines()) + 1 + len(text.splitlines()) <= 25


def test_enough_situations_of_every_task():
    assert len(MORE) >= 30
    assert {expert.case.task for expert in MORE} == {
        "classification", "detection", "segmentation", "ocr", "text-finetune", "text-pretrain",
    }  # fmt: skip
