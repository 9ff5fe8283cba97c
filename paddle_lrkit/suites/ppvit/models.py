"""The defaults in the ``config.py`` of PaddleViT's model directories, as of 5ac7d89d (2022-09-07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ABSENT = object()
"""A key that the configs of a model do not have."""
RATE_KEYS = ("NUM_EPOCHS", "WARMUP_EPOCHS", "BASE_LR", "WARMUP_START_LR", "END_LR")
SHARED: dict[str, Any] = {"TRAIN": {"ACCUM_ITER": 1, "LAST_EPOCH": 0}, "DATA": {"BATCH_SIZE": 256}}
"""The defaults that the image classification models share; RepLKNet alone has another batch size."""


@dataclass(frozen=True)
class ModelDefaults:
    """The defaults of a model directory.

    Args:
        NUM_EPOCHS: Epochs in the run.
        WARMUP_EPOCHS: Epochs of warmup.
        BASE_LR: Peak rate.
        WARMUP_START_LR: First rate.
        END_LR: Last rate.
        LINEAR_SCALED_LR: Samples in an update for which the rates are meant.
        types: Further names of it in ``MODEL.TYPE``.
        BATCH_SIZE: Samples per card.
    """

    NUM_EPOCHS: int
    WARMUP_EPOCHS: int
    BASE_LR: float
    WARMUP_START_LR: float
    END_LR: float
    LINEAR_SCALED_LR: Any
    types: tuple[str, ...] = ()
    BATCH_SIZE: int = 256

    @property
    def tree(self) -> dict[str, Any]:
        """The defaults as ``config.py`` has them."""
        train = {**SHARED["TRAIN"], **{key: getattr(self, key) for key in RATE_KEYS}}
        if self.LINEAR_SCALED_LR is not ABSENT:
            train["LINEAR_SCALED_LR"] = self.LINEAR_SCALED_LR
        return {"TRAIN": train, "DATA": {"BATCH_SIZE": self.BATCH_SIZE}}


MODELS = {
    "BEiT": ModelDefaults(100, 20, 0.004, 0.0, 1e-06, 512),
    "BoTNet": ModelDefaults(300, 5, 0.0005, 5e-07, 5e-06, 128),
    "CSwin": ModelDefaults(300, 20, 0.002, 1e-06, 1e-05, 512),
    "CaiT": ModelDefaults(300, 5, 0.0005, 1e-06, 0.0, 512),
    "CoaT": ModelDefaults(300, 20, 0.004, 1e-06, 1e-05, 512, ("coat_lite",)),
    "ConvMLP": ModelDefaults(300, 20, 0.001, 1e-06, 1e-05, 512),
    "ConvMixer": ModelDefaults(300, 20, 0.001, 1e-06, 1e-05, 512),
    "ConvNeXt": ModelDefaults(300, 20, 0.004, 1e-06, 1e-05, 512),
    "CrossViT": ModelDefaults(300, 5, 0.0005, 1e-06, 1e-05, 512),
    "CvT": ModelDefaults(300, 20, 0.001, 1e-06, 1e-05, 512),
    "CycleMLP": ModelDefaults(300, 20, 0.001, 1e-06, 1e-05, 512),
    "DeiT": ModelDefaults(300, 5, 0.0005, 1e-06, 0.0, 512),
    "FF_Only": ModelDefaults(300, 20, 0.001, 1e-06, 1e-05, 512, ("ffonly",)),
    "Focal_Transformer": ModelDefaults(300, 20, 0.0005, 5e-07, 5e-06, None, ("focal",)),
    "HVT": ModelDefaults(300, 20, 0.001, 1e-06, 1e-05, 512),
    "HaloNet": ModelDefaults(150, 3, 0.1, 0.0002, 0.0002, 128, ("halo",)),
    "LeViT": ModelDefaults(1000, 5, 0.0005, 1e-06, 1e-05, None),
    "MLP-Mixer": ModelDefaults(300, 20, 0.001, 1e-06, 1e-05, 512, ("mixer",)),
    "MobileFormer": ModelDefaults(450, 30, 0.01, 1e-07, 0.001, None),
    "MobileOne": ModelDefaults(300, 3, 0.002, 0.0002, 0.0002, None),
    "MobileViT": ModelDefaults(300, 3, 0.002, 0.0002, 0.0002, None),
    "PVTv2": ModelDefaults(300, 5, 0.0005, 1e-06, 1e-05, 512),
    "PiT": ModelDefaults(300, 5, 0.0005, 1e-06, 0.0, 512),
    "PoolFormer": ModelDefaults(300, 5, 0.001, 1e-06, 1e-05, 1024),
    "RepLKNet": ModelDefaults(300, 10, 0.004, 1e-06, 1e-06, 256, BATCH_SIZE=64),
    "RepMLP": ModelDefaults(300, 20, 0.001, 1e-06, 1e-05, 512),
    "ResMLP": ModelDefaults(300, 20, 0.001, 1e-06, 1e-05, 512),
    "ResT": ModelDefaults(300, 50, 0.00015, 1e-06, 0.0, 256, ("rest_v2",)),
    "Shuffle_Transformer": ModelDefaults(300, 20, 0.0005, 5e-07, 5e-06, 512, ("shuffle",)),
    "SwinTransformer": ModelDefaults(300, 20, 0.0005, 5e-07, 5e-06, 512, ("swin",)),
    "T2T_ViT": ModelDefaults(310, 5, 0.001, 1e-06, 1e-05, None, ("t2t-vit",)),
    "TopFormer": ModelDefaults(600, 3, 0.064, 1e-06, 1e-05, None),
    "VOLO": ModelDefaults(300, 3, 0.001, 1e-06, 49, 128),
    "ViP": ModelDefaults(300, 20, 0.002, 1e-06, 1e-05, 512),
    "ViT": ModelDefaults(300, 32, 0.003, 1e-06, 0.0, ABSENT),
    "XCiT": ModelDefaults(300, 5, 0.0005, 1e-06, 1e-05, 512),
    "gMLP": ModelDefaults(300, 20, 0.001, 1e-06, 1e-05, 512, ("gatedmlp",)),
}
"""Directory of ``image_classification`` -> its defaults."""

ONLY_BASE_SCALED = ("LeViT", "MobileOne", "RepLKNet", "ResT")
"""The models in which ``LINEAR_SCALED_LR`` changes ``BASE_LR`` only."""

SEGMENTATION: dict[str, Any] = {
    "TRAIN": {
        "BASE_LR": 0.001,
        "END_LR": 1e-4,
        "ITERS": 80000,
        "POWER": 0.9,
        "DECAY_STEPS": 80000,
        "LR_SCHEDULER": {
            "NAME": "PolynomialDecay",
            "WARM_UP_STEPS": 0,
            "WARM_UP_LR_INIT": 0.0,
            "MILESTONES": [30, 60, 90],
            "POWER": 0.9,
            "GAMMA": 0.1,
        },
    },
    "DATA": {"BATCH_SIZE": 4},
}
"""The defaults of ``semantic_segmentation``."""

OTHER_KEYS = (
    *("APEX", "AUTO_AUGMENT", "COLOR_JITTER", "CUTMIX_ALPHA", "CUTMIX_MINMAX", "DECODER_LR_COEF"),
    *("DISTILLATION_ALPHA", "DISTILLATION_TAU", "DISTILLATION_TYPE", "GRAD_CLIP", "IGNORE_INDEX", "LAYER_DECAY"),
    *("LOSS", "MIXUP_ALPHA", "MIXUP_MODE", "MIXUP_PROB", "MIXUP_SWITCH_PROB", "MODEL_EMA", "MODEL_EMA_DECAY"),
    *("MODEL_EMA_FORCE_CPU", "MULTI_SCALE_SAMPLER_DDP", "NORMALIZE_TARGET", "OPTIMIZER", "RANDOM_ERASE_COUNT"),
    *("RANDOM_ERASE_MODE", "RANDOM_ERASE_PROB", "RANDOM_ERASE_SPLIT", "RAND_AUGMENT", "RAND_AUGMENT_LAYERS"),
    *("RAND_AUGMENT_MAGNITUDE", "SMOOTHING", "TEACHER_MODEL", "USE_GPU", "WEIGHTS", "WEIGHT_DECAY"),
)
"""Keys of ``TRAIN`` that have nothing to do with the rate."""


def model_named(name: Any) -> str | None:
    """The directory of a model by its path, its name or its ``MODEL.TYPE``; None for an unknown one.

    Example:
        >>> model_named("image_classification/LeViT"), model_named("swin"), model_named("none")
        ('LeViT', 'SwinTransformer', None)
    """
    wanted = str(name).rstrip("/").rpartition("/")[2].casefold()
    found = (model for model in MODELS if wanted in (model.casefold(), *MODELS[model].types))
    return next(found, None)


def models_with(train: Mapping[str, Any]) -> list[str]:
    """The directories that have exactly these defaults of the rate."""
    wanted = {key: train.get(key, ABSENT) for key in (*RATE_KEYS, "LINEAR_SCALED_LR")}
    return [name for name, model in MODELS.items() if all(getattr(model, key) == wanted[key] for key in wanted)]
