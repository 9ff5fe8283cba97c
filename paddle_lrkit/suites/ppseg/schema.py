"""The schema of PaddleSeg's configs."""

from paddle_lrkit.suites.config_schema import SchemaParts, number, schedule_classes
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.ppseg.fields import WARMUP

SCHEMA: SchemaParts = {
    ("iters",): number("Updates in the run."),
    ("lr_scheduler",): schedule_classes(CLASSES, "type", also=WARMUP),
}
