"""Peak rates of known recipes. What is not here is not known."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.advise.case import Settled
from paddle_lrkit.advise.when import When
from paddle_lrkit.text import Bilingual


@dataclass(frozen=True)
class Recipe:
    """A peak rate that somebody trained with.

    Args:
        key: Stable name.
        what: The recipe in words.
        when: What must hold.
        models: Beginnings of model names in `MODELS`; all of the family when empty.
        named: Whether a model must have been named.
        parameters: Least and largest number of weights.
        rate: The peak.
        batch: Least and largest global batch that it was used with; between them the rate stays as it is. None where
            batches are counted in tokens.
        grid: Rates to try.
        sources: Keys of `SOURCES`.
        grade: A key of `GRADES`.
    """

    key: str
    what: Bilingual
    when: When
    rate: float
    batch: tuple[int, int] | None
    sources: tuple[str, ...]
    grade: str
    models: tuple[str, ...] = ()
    named: bool = False
    parameters: tuple[float, float] | None = None
    grid: tuple[float, ...] = ()

    def fits(self, case: Settled) -> bool:
        """Whether the recipe is one for the case."""
        name, size = case.model.name, case.model.parameters
        if self.models and not (name.startswith(self.models) or (not name and not self.named)):
            return False
        if self.parameters and not (size is not None and self.parameters[0] <= size < self.parameters[1]):
            return False
        return not self.when.misses(case)


def _gpt(below: float, above: float, rate: float, label: str) -> Recipe:
    return Recipe(
        f"gpt3-{label}",
        Bilingual(f"GPT-3 {label}, batches of 0.5M tokens and more", f"GPT-3 {label}，每批 50 万 token 以上"),
        When(tasks=("text-pretrain",), families=("decoder",), optimizers=("adam",), pretrained=False),
        rate,
        None,
        ("gpt3",),
        "B",
        parameters=(above, below),
    )


_CLUE_GRID = (1e-5, 2e-5, 3e-5, 5e-5)

RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "resnet",
        Bilingual("ResNet, 0.1 for 256 images", "ResNet，每 256 张图像 0.1"),
        When(tasks=("classification",), families=("cnn",), optimizers=("sgd",), pretrained=False),
        0.1,
        (256, 256),
        ("goyal", "resnet-zoo"),
        "A",
        models=("ResNet", "ResNeXt", "WideResNet"),
    ),
    Recipe(
        "vit-finetune",
        Bilingual("MAE fine-tuning of ViT-B, 2e-3 for 1,024 images", "MAE 微调 ViT-B，每 1024 张图像 2e-3"),
        When(tasks=("classification",), families=("vit",), optimizers=("adam",), pretrained=True),
        2e-3,
        (1024, 1024),
        ("mae",),
        "B",
        models=("ViT", "BEiT", "MAE"),
    ),
    Recipe(
        "vit-scratch",
        Bilingual("DeiT and Swin, 1e-3 for 1,024 images", "DeiT 与 Swin，每 1024 张图像 1e-3"),
        When(tasks=("classification",), families=("vit",), optimizers=("adam",), pretrained=False),
        1e-3,
        (1024, 1024),
        ("deit", "swin-zoo"),
        "B",
    ),
    Recipe(
        "faster-rcnn",
        Bilingual(
            "Faster R-CNN, 0.02 for 16 images (8 GPUs of 2)", "Faster R-CNN，每 16 张图像 0.02（8 卡，每卡 2 张）"
        ),
        When(tasks=("detection",), families=("two-stage",), optimizers=("sgd",), pretrained=True),
        0.02,
        (16, 16),
        ("goyal", "frcnn-zoo"),
        "A",
    ),
    Recipe(
        "ppyoloe-plus",
        Bilingual(
            "PP-YOLOE+ from Objects365 weights, 0.001 for 64 images (8 GPUs of 8)",
            "PP-YOLOE+，Objects365 预训练，每 64 张图像 0.001（8 卡，每卡 8 张）",
        ),
        When(tasks=("detection",), families=("one-stage",), optimizers=("sgd",), pretrained=True),
        0.001,
        (64, 64),
        ("ppyoloe-zoo",),
        "B",
        models=("PP-YOLOE-plus",),
        named=True,
    ),
    Recipe(
        "ppyoloe",
        Bilingual("PP-YOLOE, 0.01 for 64 images (8 GPUs of 8)", "PP-YOLOE，每 64 张图像 0.01（8 卡，每卡 8 张）"),
        When(tasks=("detection",), families=("one-stage",), optimizers=("sgd",), pretrained=True),
        0.01,
        (64, 64),
        ("ppyoloe-zoo",),
        "B",
        models=("PP-YOLOE",),
    ),
    Recipe(
        "detr",
        Bilingual("RT-DETR, DETR and DINO, 1e-4 for 16 images", "RT-DETR、DETR 与 DINO，每 16 张图像 1e-4"),
        When(tasks=("detection",), families=("detr",), optimizers=("adam",), pretrained=True),
        1e-4,
        (16, 16),
        ("rtdetr-zoo", "detr"),
        "B",
    ),
    Recipe(
        "segmentation",
        Bilingual("PaddleSeg's data sets, 0.01 for 8 images", "PaddleSeg 各数据集，每 8 张图像 0.01"),
        When(tasks=("segmentation",), families=("seg-cnn",), optimizers=("sgd",), pretrained=True),
        0.01,
        (8, 8),
        ("seg-zoo",),
        "C",
    ),
    Recipe(
        "segformer",
        Bilingual("SegFormer, 6e-5 for 8 to 16 images", "SegFormer，每 8 到 16 张图像 6e-5"),
        When(tasks=("segmentation",), families=("seg-transformer",), optimizers=("adam",), pretrained=True),
        6e-5,
        (8, 16),
        ("segformer", "segformer-zoo"),
        "B",
    ),
    Recipe(
        "ocr-recognition",
        Bilingual("PP-OCR recognition, 1e-3 for 128 images on a GPU", "PP-OCR 识别，单卡 128 张图像 1e-3"),
        When(tasks=("ocr",), families=("ocr",), optimizers=("adam",)),
        1e-3,
        (128, 1024),
        ("ocr-rec-zoo",),
        "C",
        models=("PP-OCRv3-rec", "PP-OCRv4-rec", "CRNN", "SVTR"),
    ),
    Recipe(
        "ocr-detection",
        Bilingual("DB text detection, 1e-3 for 16 images on a GPU", "DB 文本检测，单卡 16 张图像 1e-3"),
        When(tasks=("ocr",), families=("ocr",), optimizers=("adam",)),
        1e-3,
        (16, 128),
        ("ocr-det-zoo",),
        "C",
        models=("DB", "PP-OCRv3-det", "PP-OCRv4-det"),
        named=True,
    ),
    Recipe(
        "finetune-small",
        Bilingual("small sets, 2e-5 in batches of 16", "小数据集，批大小 16 时 2e-5"),
        When(
            tasks=("text-finetune",), families=("encoder",), optimizers=("adam",), pretrained=True, samples_below=3000
        ),
        2e-5,
        (16, 64),
        ("mosbach",),
        "B",
        grid=_CLUE_GRID,
    ),
    Recipe(
        "clue",
        Bilingual(
            "ERNIE on CLUE, 1e-5 to 5e-5 in batches of 16 to 64", "ERNIE 在 CLUE 上，批大小 16 到 64 时 1e-5 到 5e-5"
        ),
        When(tasks=("text-finetune",), families=("encoder",), optimizers=("adam",), pretrained=True),
        3e-5,
        (16, 64),
        ("clue",),
        "A",
        grid=_CLUE_GRID,
    ),
    Recipe(
        "bert",
        Bilingual("BERT, 1e-4 for 256 sequences", "BERT，每 256 条序列 1e-4"),
        When(tasks=("text-pretrain",), families=("encoder",), optimizers=("adam",), pretrained=False),
        1e-4,
        (256, 256),
        ("bert",),
        "B",
    ),
    _gpt(250e6, 60e6, 6e-4, "125M"),
    _gpt(550e6, 250e6, 3e-4, "350M"),
    _gpt(1e9, 550e6, 2.5e-4, "760M"),
    _gpt(2e9, 1e9, 2e-4, "1.3B"),
    _gpt(4.5e9, 2e9, 1.6e-4, "2.7B"),
    _gpt(9.5e9, 4.5e9, 1.2e-4, "6.7B"),
    _gpt(50e9, 9.5e9, 1e-4, "13B"),
    _gpt(250e9, 50e9, 6e-5, "175B"),
)


def find_recipe(case: Settled) -> Recipe | None:
    """The first recipe for a case."""
    return next((recipe for recipe in RECIPES if recipe.fits(case)), None)
