"""The schema of PaddleNLP's configs: the arguments of its Trainer."""

from paddle_lrkit.suites.config_schema import SchemaParts, arguments, choice
from paddle_lrkit.suites.ppnlp.reader import DEFAULTS, SHAPES

SCHEMA: SchemaParts = {
    (): {"properties": arguments(DEFAULTS, DEFAULTS)},
    ("lr_scheduler_type",): choice(SHAPES, "linear", "The schedule after the warmup."),
}
