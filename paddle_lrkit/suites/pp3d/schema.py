"""The schema of the configs of Paddle3D and PaddleRendering, which have two classes of the name ExponentialDecay."""

from paddle_lrkit.suites.config_schema import SchemaParts, number, schedule_classes
from paddle_lrkit.suites.pp3d.classes import classes_of

_RATE = ("lr_scheduler",)
_RENDERING = classes_of("pprndr")
_SHARED = _RENDERING["ExponentialDecay"].parameters
SCHEMA: SchemaParts = {
    ("epochs",): number("Epochs in the run."),
    ("iters",): number("Updates in the run."),
    _RATE: schedule_classes({**_RENDERING, **classes_of("paddle3d")}, "type", also=_SHARED, nested=_RATE),
}
