"""``paddle.Model``: how ``fit`` updates, and how it steps the schedule that the optimizer holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, Described, External, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.paddle_callbacks import STEPPERS, CallbackObject
from paddle_lrkit.scripts.library.paddle_distributed import processes
from paddle_lrkit.scripts.library.paddle_loaders import BatchSamplerObject, LoaderObject
from paddle_lrkit.scripts.library.paddle_optimizers import OptimizerObject, optimizer_of
from paddle_lrkit.scripts.library.paddle_schedules import ScheduleObject, note, schedule_of
from paddle_lrkit.scripts.library.signature import bind
from paddle_lrkit.scripts.program import TraceEvent
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

BY = "paddle.Model.fit"
FIT = {
    **dict.fromkeys(("train_data", "eval_data")),
    **{"batch_size": 1, "epochs": 1, "eval_freq": 1, "log_freq": 10, "save_dir": None, "save_freq": 1, "verbose": 2},
    **{"drop_last": False, "shuffle": True, "num_workers": 0, "callbacks": None, "accumulate_grad_batches": 1},
    "num_iters": None,
}
"""The arguments of ``fit`` and their defaults."""
_PREPARE = dict.fromkeys(("optimizer", "loss", "metrics", "amp_configs"))
_HOOKS = ("on_train_begin", "on_epoch_begin", "on_train_batch_begin", "on_train_batch_end", "on_epoch_end")
_QUIET = ("save", "summary", "evaluate", "predict", "eval_batch", "predict_batch")


class ModelObject(LibraryObject):
    """A ``paddle.Model``.

    Args:
        network: The network in it.
    """

    text = "model"
    kinds = ("paddle.Model", "paddle.hapi.Model", "paddle.hapi.model.Model")

    def __init__(self, network: Any) -> None:
        self.network = network
        self.state: dict[str, Any] = {"optimizer": None}

    def named(self, name: str, reader: Reader) -> None:
        """Its name in messages."""
        self.text = name

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """Its methods."""
        methods = {"prepare": self._prepare, "fit": self._fit, "train_batch": self._train_batch, "load": self._load}
        if name in methods:
            return Described(methods[name], name)
        if name in _QUIET:
            return Described(lambda arguments: arguments.unknown(), name)
        if name == "_optimizer":
            return self.state["optimizer"]
        return self.network if name == "network" else super().attribute(name, reader, place)

    def _prepare(self, arguments: Arguments) -> None:
        given = bind(arguments, "Model.prepare", _PREPARE).values
        arguments.reader.changed(self.state, "optimizer", given.get("optimizer"))

    def _load(self, arguments: Arguments) -> None:
        given = bind(arguments, "Model.load", {"path": None, "skip_mismatch": False, "reset_optimizer": False}).values
        arguments.reader.loaded("weights", None, arguments.place)
        optimizer = optimizer_of(self.state["optimizer"])
        if optimizer is not None and given.get("reset_optimizer", False) is False:
            arguments.reader.loaded("optimizer", optimizer.built.number, arguments.place)

    def _train_batch(self, arguments: Arguments) -> Any:
        optimizer, update = optimizer_of(self.state["optimizer"]), arguments.get(2, "update", True)
        names = {"update": update, "updates": Described(lambda inner: _update(optimizer, inner))}
        arguments.reader.read_piece("if update:\n    updates()\n", names, arguments.place)
        return arguments.unknown()

    def _fit(self, arguments: Arguments) -> None:
        given = FIT | bind(arguments, "Model.fit", FIT).values
        reader, optimizer = arguments.reader, optimizer_of(self.state["optimizer"])
        data, callbacks = _loader(given, reader), _callbacks(given["callbacks"], reader)
        held = None if optimizer is None else schedule_of(optimizer.state["_learning_rate"])
        unclear = None if callbacks is not None else tr("the callbacks of fit() are not known")
        for callback in callbacks or []:
            unclear = _unclear(callback, reader) or unclear
        if arguments.incomplete:
            unclear = tr("fit() has arguments that are not known")
        if held is not None and unclear is not None:
            note(reader, held.built, arguments.place, unclear)
        for callback in callbacks or []:
            if not isinstance(callback, (CallbackObject, Unknown)):
                reader.set(callback, "model", self, arguments.place)
            elif callback.text == "EarlyStopping" and isinstance(callback, CallbackObject):
                ends = reader.program.early_end
                reader.changed(ends, None, [*ends, (arguments.place, "EarlyStopping")])
        if callbacks is not None and not any(_steps(one, reader) for one in callbacks):
            callbacks = [*callbacks, CallbackObject("LRScheduler", True)]
        names: dict[str, Any] = {
            "train_data": data,
            "epochs": given["epochs"],
            "every": given["accumulate_grad_batches"],
            "most": given["num_iters"],
            "eval_freq": given["eval_freq"],
            "logs": arguments.unknown(),
            "updates": Described(
                lambda inner: None if optimizer is None else optimizer.updates(reader, inner.place, BY)
            ),
            "step": Described(lambda inner: _step(optimizer, inner)),
            "step_metric": Described(lambda inner: _step(optimizer, inner, True)),
            **{f"callback{number}": callback for number, callback in enumerate(callbacks or [])},
        }
        source = _source(callbacks or [], given["eval_data"] is not None, given["num_iters"] is not None)
        reader.read_piece(source, names, arguments.place)


def _loader(given: dict[str, Any], reader: Reader) -> Any:
    """The loader that ``fit`` makes of a data set, or the one that it is given."""
    data, size = given["train_data"], given["batch_size"]
    if isinstance(size, (list, tuple)):
        size = size[0] if size else 1
    is_set = reader.is_instance(data, External("paddle.io.Dataset"))
    if isinstance(data, (LoaderObject, Unknown)) or not is_set:
        return data
    return LoaderObject(BatchSamplerObject(data, size, given["drop_last"], processes(reader)), data, "train_data")


def _callbacks(given: Any, reader: Reader) -> list[Any] | None:
    """The callbacks as a list; None when they are not known."""
    if given is None:
        return []
    if isinstance(given, Unknown):
        return None
    if isinstance(given, (list, tuple)):
        return reader.items(given)
    return [given]


def _unclear(callback: Any, reader: Reader) -> str | None:
    """What is not known about how a callback steps."""
    if isinstance(callback, Unknown):
        return tr("{} and may step it", callback)
    if isinstance(callback, CallbackObject):
        known = isinstance(callback.by_step, bool) and isinstance(callback.by_epoch, bool)
        return None if known else tr("when the callback LRScheduler steps it is not known")
    if _steps(callback, reader):
        return tr("a class of the script extends the callback LRScheduler, which is not followed")
    return None


def _steps(callback: Any, reader: Reader) -> bool:
    """Whether a callback takes the place of the one that ``fit`` adds."""
    if isinstance(callback, CallbackObject):
        return callback.text == "LRScheduler"
    if isinstance(callback, (Unknown, LibraryObject)):
        return False
    return any(reader.is_instance(callback, External(path)) for path in STEPPERS)


def _update(optimizer: OptimizerObject | None, arguments: Arguments, by: str = "") -> None:
    if optimizer is not None:
        optimizer.updates(arguments.reader, arguments.place, by)


def _step(optimizer: OptimizerObject | None, arguments: Arguments, metric: bool = False) -> None:
    """Steps the schedule of the optimizer, if it holds one."""
    held = None if optimizer is None else optimizer.state["_learning_rate"]
    if schedule_of(held) is None:
        return
    reader, place = arguments.reader, arguments.place
    given = [arguments.unknown()] if metric else []
    if isinstance(held, ScheduleObject):
        held.step(Arguments(given, {}, place, reader, {}, {}), BY)
        return
    _, nodes = reader.captured(lambda: reader.call(reader.get(held, "step", place), given, {}, place))
    for node in nodes:
        reader.happens(replace(node, by=BY) if isinstance(node, TraceEvent) else node)


def _source(callbacks: list[Any], evaluates: bool, limited: bool) -> str:
    """What ``fit`` does, in Python; after `paddle.hapi.model.Model.fit`."""
    hooks = {hook: _hook(callbacks, hook) for hook in (*_HOOKS, "on_eval_end", "on_train_end")}
    lines = ["stopped = False", *hooks["on_train_begin"]]
    if limited:
        lines += ["epochs, left = most // len(train_data) + 1, most"]
    lines += ["for _epoch in range(epochs):"]
    inner = [*hooks["on_epoch_begin"], "for _step, _batch in enumerate(train_data):"]
    batch = [
        *hooks["on_train_batch_begin"],
        "updated = every == 1 or (_step + 1) % every == 0 or _step + 1 == len(train_data)",
        "if updated:",
        "    updates()",
        *hooks["on_train_batch_end"],
    ]
    if limited:
        batch += ["left -= 1", "if left <= 0:", "    stopped = True", "    break"]
    inner += [f"    {line}" for line in batch]
    inner += hooks["on_epoch_end"]
    if evaluates and hooks["on_eval_end"]:
        inner += ["if _epoch % eval_freq == 0:", *(f"    {line}" for line in hooks["on_eval_end"])]
    if limited:
        inner += ["if stopped:", "    break"]
    lines += [f"    {line}" for line in inner]
    return "\n".join([*lines, *hooks["on_train_end"]]) + "\n"


def _hook(callbacks: list[Any], hook: str) -> list[str]:
    """The statements of one hook of all callbacks."""
    lines: list[str] = []
    for number, callback in enumerate(callbacks):
        if isinstance(callback, Unknown):
            continue
        if not isinstance(callback, CallbackObject):
            argument = {"on_train_batch_begin": "_step, ", "on_train_batch_end": "_step, "}.get(hook, "_epoch, ")
            argument = "" if hook in ("on_train_begin", "on_train_end", "on_eval_end") else argument
            lines.append(f"callback{number}.{hook}({argument}logs)")
        elif hook == "on_train_batch_end" and callback.by_step is True:
            lines += ["if updated:", "    step()"] if callback.ours else ["step()"]
        elif hook == "on_epoch_end" and callback.by_epoch is True:
            lines.append("step()")
        elif (hook, callback.metric) in (("on_eval_end", "eval"), ("on_epoch_end", "epoch")):
            lines.append("step_metric()")
    return lines


@describes("paddle.Model", "paddle.hapi.Model", "paddle.hapi.model.Model")
def _model(arguments: Arguments) -> ModelObject:
    return ModelObject(arguments.get(0, "network", None))
