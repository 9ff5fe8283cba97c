"""Which suite a config belongs to, from its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from paddle_lrkit.errors import ConfigError

SUITES = ("lrkit", "ppdet", "ppcls", "ppseg", "ppocr", "ppnlp")

_PPCLS_TOP = ("Arch", "DataLoader", "Infer", "Metric")
_PPCLS_LR = ("warmup_epoch", "decay_epochs", "by_epoch", "step_each_epoch", "num_warmup_steps", "max_learning_rate")
_PPCLS_ONLY = ("ConstLR", "Cyclic", "CosineFixmatch")
_PPCLS_NAMES = ("Constant", "Cosine", "Linear", "MultiStepDecay", "OneCycleLR", "Piecewise", "ReduceOnPlateau", "Step")
_LRKIT_GLOBAL = ("updates", "task", "accumulate_steps", "eval_every", "save_every", "log_every")
_LRKIT_LR = ("warmup", "warmup_start_factor", "warmup_shape")
_PPNLP_FLAT = (
    "lr_scheduler_type",
    "max_steps",
    "num_train_epochs",
    "warmup_ratio",
    "per_device_train_batch_size",
    "gradient_accumulation_steps",
)
_UNITS = ("ep", "it", "%", "sa", "tok")


class NoSuiteError(ConfigError):
    """No suite has a config of such keys."""


def detect(data: Mapping[str, Any], file: str | None = None) -> str:
    """The suite of a config.

    Raises:
        NoSuiteError: No suite has such keys.
        ConfigError: Two have them.

    Example:
        >>> detect({"epoch": 12, "LearningRate": {"base_lr": 0.01}})
        'ppdet'
    """
    fitting = [suite for suite, fits in _TESTS.items() if fits(data)]
    if len(fitting) > 1:
        fitting = _surer(data, fitting)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        empty = "" if data else "is empty, and "
        raise NoSuiteError(
            f"{empty}no suite has these keys; a config has LearningRate (ppdet), Global.epochs and Optimizer.lr "
            "(ppcls, lrkit), Global.epoch_num and Optimizer.lr (ppocr), iters and lr_scheduler (ppseg) or arguments "
            "such as num_train_epochs (ppnlp)",
            file=file,
        )
    names = " and ".join(fitting)
    raise ConfigError(f"could be a config of {names}; say which one with --suite {' or '.join(fitting)}", file=file)


def _surer(data: Mapping[str, Any], fitting: list[str]) -> list[str]:
    """Of several suites those that have a key of their own; all of them when none has or more than one."""
    sure = [suite for suite in fitting if suite not in _MARKS or _MARKS[suite](data)]
    return sure or fitting


def _has_lr(data: Mapping[str, Any]) -> bool:
    return "lr" in _optimizer(data)


def _optimizer(data: Mapping[str, Any]) -> Mapping[str, Any]:
    section = data.get("Optimizer")
    if isinstance(section, list) and section and isinstance(section[0], Mapping):
        section = next(iter(section[0].values()), None)
    return section if isinstance(section, Mapping) else {}


def _lr(data: Mapping[str, Any]) -> Mapping[str, Any]:
    lr = _optimizer(data).get("lr")
    return lr if isinstance(lr, Mapping) else {}


def _global(data: Mapping[str, Any]) -> Mapping[str, Any]:
    section = data.get("Global")
    return section if isinstance(section, Mapping) else {}


def _has_length(data: Mapping[str, Any]) -> bool:
    """Whether our own dialect's section gives the length of the run."""
    return "epochs" in _global(data) or "updates" in _global(data)


def _is_ppfleetx(data: Mapping[str, Any]) -> bool:
    lr = _lr(data)
    return lr.get("name") == "CosineAnnealingWithWarmupDecay" or "warmup_rate" in lr or "use_increments" in lr


def _is_ppdet(data: Mapping[str, Any]) -> bool:
    return "LearningRate" in data and not _has_length(data)


def _is_ppcls(data: Mapping[str, Any]) -> bool:
    run, name = _global(data), _lr(data).get("name")
    if not _has_lr(data) or "epoch_num" in run or "updates" in run or "Architecture" in data or _is_ppfleetx(data):
        return False
    return name is None or name in _PPCLS_NAMES or name in _PPCLS_ONLY or _marks_ppcls(data)


def _is_ppocr(data: Mapping[str, Any]) -> bool:
    return _has_lr(data) and "epoch_num" in _global(data)


def _is_ppseg(data: Mapping[str, Any]) -> bool:
    return "lr_scheduler" in data or ("iters" in data and "learning_rate" in data)


def _is_ppnlp(data: Mapping[str, Any]) -> bool:
    if "iters" in data or "lr_scheduler" in data or "LearningRate" in data:
        return False
    if _has_lr(data):
        return _is_ppfleetx(data)
    return any(key in data for key in _PPNLP_FLAT) or ("d_model" in data and "warmup_steps" in data)


def _is_lrkit(data: Mapping[str, Any]) -> bool:
    if "LearningRate" in data:
        return _has_length(data)
    section = data.get("Optimizer")
    if not isinstance(section, Mapping) or "epoch_num" in _global(data) or _is_ppfleetx(data):
        return False
    return ("name" in section or _marks_lrkit(data)) and _has_lr(data)


def _marks_ppcls(data: Mapping[str, Any]) -> bool:
    lr = _lr(data)
    return (
        any(key in data for key in _PPCLS_TOP)
        or any(key in lr for key in _PPCLS_LR)
        or lr.get("name") in _PPCLS_ONLY
        or isinstance(data.get("Optimizer"), list)
        or (isinstance(data.get("Optimizer"), Mapping) and "name" not in data["Optimizer"])
    )


def _marks_lrkit(data: Mapping[str, Any]) -> bool:
    lr = _lr(data)
    return (
        "Architecture" in data
        or any(key in _global(data) for key in _LRKIT_GLOBAL)
        or any(key in lr for key in _LRKIT_LR)
        or any(_has_unit(value) for value in lr.values())
    )


def _has_unit(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_unit(item) for item in value[:1])
    return isinstance(value, str) and value.endswith(_UNITS) and value.lstrip()[:1].isdigit()


_TESTS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "lrkit": _is_lrkit,
    "ppdet": _is_ppdet,
    "ppcls": _is_ppcls,
    "ppseg": _is_ppseg,
    "ppocr": _is_ppocr,
    "ppnlp": _is_ppnlp,
}
_MARKS: dict[str, Callable[[Mapping[str, Any]], bool]] = {"lrkit": _marks_lrkit, "ppcls": _marks_ppcls}
