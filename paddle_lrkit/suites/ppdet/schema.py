"""The schema of PaddleDetection's configs."""

from paddle_lrkit.suites.config_schema import ITEM, SchemaParts, number, schedule_classes, section
from paddle_lrkit.suites.ppdet.classes import BASE_LR, CLASSES

_ROOT = ("LearningRate",)
SCHEMA: SchemaParts = {
    ("epoch",): number("Epochs in the run."),
    _ROOT: section(("base_lr", "schedulers"), "The base rate and its schedulers: a decay, then a warmup."),
    (*_ROOT, "base_lr"): {"default": BASE_LR, "description": "The base rate."},
    (*_ROOT, "schedulers"): {"type": "array", "description": "The decay, then the warmup."},
    (*_ROOT, "schedulers", ITEM): schedule_classes(CLASSES, tagged=True),
}
