"""The schema of PaddleOCR's configs."""

from paddle_lrkit.suites.config_schema import SchemaParts, number, schedule_classes
from paddle_lrkit.suites.ppocr.classes import CLASSES

SCHEMA: SchemaParts = {
    ("Global", "epoch_num"): number("Epochs in the run."),
    ("Optimizer", "lr"): schedule_classes(CLASSES),
}
