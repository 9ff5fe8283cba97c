"""The schema of PaddleFormers' configs: the arguments of its programs and of ERNIEKit's."""

from paddle_lrkit.suites.config_schema import SchemaParts, arguments, choice
from paddle_lrkit.suites.ppformers.arguments import DEFAULTS, known_arguments
from paddle_lrkit.suites.ppformers.reader import SHAPES

_NAMES = known_arguments() | known_arguments(erniekit=True)
SCHEMA: SchemaParts = {
    (): {"properties": arguments(_NAMES, DEFAULTS), "additionalProperties": False},
    ("lr_scheduler_type",): choice(SHAPES, "linear", "The schedule after the warmup."),
}
