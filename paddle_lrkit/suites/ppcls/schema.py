"""The schema of PaddleClas' configs."""

from paddle_lrkit.suites.config_schema import EACH, ITEM, SchemaParts, number, schedule_classes
from paddle_lrkit.suites.ppcls.classes import CLASSES

SCHEMA: SchemaParts = {
    ("Global", "epochs"): number("Epochs in the run."),
    ("Global", "update_freq"): number("Batches in an update."),
    ("Optimizer", "lr"): schedule_classes(CLASSES),
    ("Optimizer", ITEM, EACH, "lr"): schedule_classes(CLASSES),
}
