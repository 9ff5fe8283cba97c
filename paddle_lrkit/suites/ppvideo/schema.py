"""The schema of PaddleVideo's configs."""

from paddle_lrkit.suites.config_schema import SchemaParts, number, schedule_classes
from paddle_lrkit.suites.ppvideo.classes import CLASSES

_RATE = ("OPTIMIZER", "learning_rate")
SCHEMA: SchemaParts = {
    ("epochs",): number("Epochs in the run."),
    _RATE: schedule_classes(CLASSES, also=("iter_step",), nested=_RATE),
}
