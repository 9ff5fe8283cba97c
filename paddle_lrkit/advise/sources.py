"""What the guide cites: key -> where a statement stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from paddle_lrkit.text import Bilingual


@dataclass(frozen=True)
class Source:
    """A paper, a config file or a log.

    Args:
        label: Short form that is printed.
        title: Full title, or path in the repository.
        url: Where it can be read.
    """

    label: Bilingual
    title: str
    url: str


def _same(label: str) -> Bilingual:
    return Bilingual(label, label)


def _paper(number: str, short: str, title: str) -> Source:
    return Source(_same(f"{short}, arXiv {number}"), title, f"https://arxiv.org/abs/{number}")


def _zoo(suite: str, path: str) -> Source:
    return Source(_same(f"{suite} {path}"), path, f"https://github.com/PaddlePaddle/{suite}/tree/HEAD/{path}")


_TITLES = """
rex           2107.04197  REX                REX: Revisiting Budgeted Training with an Improved Schedule
budgeted      1905.04753  Budgeted Training  Budgeted Training: Rethinking Deep Neural Network Training
goyal         1706.02677  Goyal et al.       Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour
onecycle      1708.07120  Smith and Topin    Super-Convergence: Very Fast Training of Neural Networks
warmup        1910.04209  Ma and Yarats      On the adequacy of untuned warmup for adaptive optimization
zero          2502.15938  Straight to Zero   Straight to Zero: Why Linearly Decaying the Learning Rate to Zero
hagele        2405.18392  Hägele et al.      Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations
mosbach       2006.04884  Mosbach et al.     On the Stability of Fine-tuning BERT
beit          2106.08254  BEiT               BEiT: BERT Pre-Training of Image Transformers
mae           2111.06377  MAE                Masked Autoencoders Are Scalable Vision Learners
deit          2012.12877  DeiT               Training data-efficient image transformers & distillation through attention
bert          1810.04805  BERT               BERT: Pre-training of Deep Bidirectional Transformers
gpt3          2005.14165  GPT-3              Language Models are Few-Shot Learners, table 2.1
sde           2205.10287  Malladi et al.     On the SDEs and Scaling Rules for Adaptive Gradient Algorithms
nado          2102.06356  Nado et al.        A Large Batch Optimizer Reality Check
schedulefree  2405.15682  Schedule-Free      The Road Less Scheduled
prodigy       2306.06101  Prodigy            Prodigy: An Expeditiously Adaptive Parameter-Free Learner
refined       2310.07831  Defazio et al.     When, Why and How Much? Adaptive Learning Rate Scheduling by Refinement
ppyoloe       2203.16250  PP-YOLOE           PP-YOLOE: An evolved version of YOLO
rtdetr        2304.08069  RT-DETR            DETRs Beat YOLOs on Real-time Object Detection
detr          2005.12872  DETR               End-to-End Object Detection with Transformers
segformer     2105.15203  SegFormer          SegFormer: Simple and Efficient Design for Semantic Segmentation
"""
_ZOOS = """
frcnn-zoo      PaddleDetection  configs/faster_rcnn
ppyoloe-zoo    PaddleDetection  configs/ppyoloe
rtdetr-zoo     PaddleDetection  configs/rtdetr
resnet-zoo     PaddleClas       ppcls/configs/ImageNet/ResNet
swin-zoo       PaddleClas       ppcls/configs/ImageNet/SwinTransformer
seg-zoo        PaddleSeg        configs/_base_
segformer-zoo  PaddleSeg        configs/segformer
ocr-rec-zoo    PaddleOCR        configs/rec/PP-OCRv3
ocr-det-zoo    PaddleOCR        configs/det
"""
_OTHERS = {
    "losses": Source(
        Bilingual(
            "public logs of arXiv 2501.18965 (124M, 50,000 updates, one seed)",
            "arXiv 2501.18965 作者的公开日志（124M，50000 步，单一随机种子）",
        ),
        "Final losses of ten schedules at four peak rates; paddle_lrkit/advise/losses.py",
        "https://github.com/fabian-sp/lr-scheduling",
    ),
    "clue": Source(
        Bilingual("PaddleNLP's CLUE recipe", "PaddleNLP 的 CLUE 配方"),
        "LinearDecayWithWarmup; learning rate {1, 2, 3, 5}e-5, batch {16, 32, 64}",
        "https://github.com/PaddlePaddle/PaddleNLP/tree/HEAD/slm/examples/benchmark/clue",
    ),
    "paddle-warmup": Source(
        _same("paddle.optimizer.lr.LinearWarmup"),
        "The inner schedule starts at its own update 0 when the warmup ends",
        "https://www.paddlepaddle.org.cn/documentation/docs/en/api/paddle/optimizer/lr/LinearWarmup_en.html",
    ),
    "arithmetic": Source(Bilingual("arithmetic", "公式推算"), "Follows from the formula", ""),
}


def _columns(table: str) -> list[list[str]]:
    """The cells of each line; two blanks or more stand between them."""
    return [re.split(r"\s{2,}", line) for line in table.strip().splitlines()]


SOURCES = {
    **{key: _paper(number, short, title) for key, number, short, title in _columns(_TITLES)},
    **{key: _zoo(suite, path) for key, suite, path in _columns(_ZOOS)},
    **_OTHERS,
}


def cite(keys: tuple[str, ...], language: str = "en") -> str:
    """The labels of some sources, for people.

    Example:
        >>> cite(("rex", "budgeted"))
        'REX, arXiv 2107.04197; Budgeted Training, arXiv 1905.04753'
    """
    return ("；" if language == "zh" else "; ").join(SOURCES[key].label.of(language) for key in keys)
