"""The schema of PaddleGAN's configs."""

from paddle_lrkit.suites.config_schema import SchemaParts, number, schedule_classes
from paddle_lrkit.suites.ppgan.classes import CLASSES
from paddle_lrkit.suites.ppgan.models import FIRST_ORDER

SCHEMA: SchemaParts = {
    ("epochs",): number("Epochs in the run; 0 for total_iters."),
    ("total_iters",): number("Updates in the run."),
    ("lr_scheduler",): schedule_classes(CLASSES, also=(*FIRST_ORDER.values(), "epoch_milestones")),
}
