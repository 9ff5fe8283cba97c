"""Hooks on Paddle's schedules, optimizers, loaders and states; what they wrap works as before."""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

from paddle_lrkit.plugins.watching.loader_hooks import LoaderHooks
from paddle_lrkit.plugins.watching.offline import OfflineSchedules
from paddle_lrkit.plugins.watching.recorder import Recorder
from paddle_lrkit.plugins.watching.watched_object import WatchedObject, rate_of

_MARK = "_lrkit_watch"
_RELATIVE = 1e-6  # float32 rounds by 6e-8


class Hooks:
    """Puts the hooks into Paddle.

    Args:
        recorder: Gets the events.
        paddle: The imported package.
        cut: Batches after which a pass over a loader ends; None for none.
    """

    def __init__(self, recorder: Recorder, paddle: Any, cut: int | None = None) -> None:
        self.recorder, self.paddle, self.cut = recorder, paddle, cut
        self.offline = None if cut is None else OfflineSchedules(recorder, cut)
        self._inside = 0  # steps of schedules that a schedule makes are not the program's
        self._stepping = 0
        self._building: set[int] = set()
        self._updating: list[int] = []
        self._updates_seen = 0
        self._loading = 0
        self._programs: dict[int, tuple[Any, Any]] = {}

    def install(self) -> None:
        """Puts all hooks in."""
        optimizer, lr = self.paddle.optimizer.Optimizer, self.paddle.optimizer.lr.LRScheduler
        self._follow(lr, {"__init__": self._schedule_init, "step": self._schedule_step, **self._states("schedule")})
        updates = dict.fromkeys(("step", "minimize", "apply_gradients"), self._optimizer_update)
        rest = {"set_lr": self._set_lr, "set_lr_scheduler": self._set_lr_scheduler, **self._states("optimizer")}
        self._follow(optimizer, {"__init__": self._optimizer_init, **updates, **rest})
        self._wrap_class(self.paddle.nn.Layer, self._states("weights"))
        loaders = LoaderHooks(self.recorder, self.cut)
        self._wrap_class(self.paddle.io.DataLoader, {"__iter__": loaders.iterate})
        iterators = sys.modules.get("paddle.io.dataloader.dataloader_iter")
        for name in ("_DataLoaderIterSingleProcess", "_DataLoaderIterMultiProcess"):
            if hasattr(iterators, name):
                self._wrap_class(getattr(iterators, name), {"__next__": loaders.follow})
        self._wrap_class(self.paddle.static.Executor, {"run": self._executor_run})

    # -- wrapping --------------------------------------------------------------------------------------------------

    def _follow(self, base: Any, hooks: dict[str, Callable[[Any], Any]]) -> None:
        """Wraps the methods of a class, of its subclasses, and of those that the program will define."""
        for cls in _subclasses(base):
            self._wrap_class(cls, hooks)
        before = base.__dict__.get("__init_subclass__")

        def init_subclass(cls: Any, **keywords: Any) -> None:
            if before is not None:
                before.__get__(None, cls)(**keywords)
            else:
                super(base, cls).__init_subclass__(**keywords)
            self._wrap_class(cls, hooks)

        base.__init_subclass__ = classmethod(init_subclass)

    def _wrap_class(self, cls: type, hooks: dict[str, Callable[[Any], Any]]) -> None:
        for name, hook in hooks.items():
            own = cls.__dict__.get(name)
            if own is None or not callable(own) or getattr(own, _MARK, False):
                continue
            wrapper: Any = functools.wraps(own)(hook(own))
            setattr(wrapper, _MARK, True)
            if name == "__init__":
                with contextlib.suppress(TypeError, ValueError):  # `inspect.getfullargspec` does not follow __wrapped__
                    wrapper.__signature__ = inspect.signature(own)
            setattr(cls, name, wrapper)

    # -- schedules -------------------------------------------------------------------------------------------------

    def _schedule_init(self, own: Any) -> Any:
        def init(schedule: Any, *args: Any, **kwargs: Any) -> None:
            if id(schedule) in self._building:
                return own(schedule, *args, **kwargs)
            given = _given(own, schedule, args, kwargs)
            self._building.add(id(schedule))
            self._inside += 1
            try:
                own(schedule, *args, **kwargs)
            finally:
                self._inside -= 1
                self._building.discard(id(schedule))
            if self.recorder.active:
                watched = self.recorder.schedule_built(schedule, given, sys._getframe(1))
                watched.inside = watched.inside or bool(self._inside)
                if self.offline is not None:
                    self.offline.built(watched, type(schedule), args, kwargs)
            return None

        return init

    def _schedule_step(self, own: Any) -> Any:
        def step(schedule: Any, *args: Any, **kwargs: Any) -> Any:
            recorder = self.recorder
            frame = sys._getframe(1)
            if self._inside or not recorder.active or frame.f_code.co_filename == lr_file:
                if id(schedule) != self._stepping:
                    recorder.moved_inside(schedule)
                return own(schedule, *args, **kwargs)
            before = getattr(schedule, "last_epoch", None)
            self._inside += 1
            self._stepping = id(schedule)
            try:
                return own(schedule, *args, **kwargs)
            finally:
                self._inside -= 1
                self._stepping = 0
                argument = args[0] if args else next(iter(kwargs.values()), None)
                recorder.stepped(schedule, argument, before, frame)

        lr_file = sys.modules[self.paddle.optimizer.lr.LRScheduler.__module__].__file__
        return step

    # -- optimizers ------------------------------------------------------------------------------------------------

    def _optimizer_init(self, own: Any) -> Any:
        def init(optimizer: Any, *args: Any, **kwargs: Any) -> None:
            if id(optimizer) in self._building:
                return own(optimizer, *args, **kwargs)
            given = _given(own, optimizer, args, kwargs)
            for name in ("parameters", "parameter_list"):
                given.pop(name, None)
            self._building.add(id(optimizer))
            try:
                own(optimizer, *args, **kwargs)
            finally:
                self._building.discard(id(optimizer))
            if self.recorder.active:
                self.recorder.optimizer_built(optimizer, given, sys._getframe(1))
            return None

        return init

    def _optimizer_update(self, own: Any) -> Any:
        def update(optimizer: Any, *args: Any, **kwargs: Any) -> Any:
            recorder = self.recorder
            if not recorder.active or id(optimizer) in self._updating:
                return own(optimizer, *args, **kwargs)
            frame = sys._getframe(1)
            watched = recorder.check_held(optimizer, frame)
            rate = self._rate(optimizer, watched)
            self._updating.append(id(optimizer))
            seen = self._updates_seen
            try:
                result = own(optimizer, *args, **kwargs)
            finally:
                self._updating.pop()
            if self._updates_seen == seen:  # else an optimizer inside this one made the update
                self._made(optimizer, watched, rate, frame)
            return result

        return update

    def _made(self, optimizer: Any, watched: WatchedObject, rate: float | None, frame: Any) -> None:
        if not self.paddle.in_dynamic_mode():
            program = self.paddle.static.default_main_program()
            self._programs[id(program)] = (program, optimizer)
            return
        found = getattr(optimizer, "_auxiliary_vars", {}).get("found_inf")
        self._updates_seen += 1
        skipped = found is True or (found is not None and found is not False and bool(found))
        self.recorder.updated(optimizer, self._applied(optimizer, watched) if rate is None else rate, skipped, frame)

    def _rate(self, optimizer: Any, watched: WatchedObject) -> float | None:
        """The rate that the coming update applies; None where only the optimizer's variable tells it afterwards."""
        held = watched.held
        if isinstance(held, (int, float)):
            return watched.applied if watched.rates.count and watched.read_back is held else None
        return rate_of(held)

    def _applied(self, optimizer: Any, watched: WatchedObject) -> float:
        """Reads the optimizer's variable, once for each number that it is given."""
        held = watched.read_back = watched.held
        try:
            applied = float(optimizer._global_learning_rate().item())
        except Exception:
            applied = float(held)
        watched.applied = float(held) if abs(applied - held) <= _RELATIVE * abs(held) else applied
        return watched.applied

    def _set_lr(self, own: Any) -> Any:
        def set_lr(optimizer: Any, value: Any, *args: Any, **kwargs: Any) -> Any:
            error = ""
            try:
                return own(optimizer, value, *args, **kwargs)
            except Exception as problem:
                error = f"{type(problem).__name__}: {problem}"
                raise
            finally:
                if self.recorder.active:
                    self.recorder.set_rate(optimizer, value, error, sys._getframe(1))

        return set_lr

    def _set_lr_scheduler(self, own: Any) -> Any:
        def set_lr_scheduler(optimizer: Any, *args: Any, **kwargs: Any) -> Any:
            result = own(optimizer, *args, **kwargs)
            if self.recorder.active:
                self.recorder.check_held(optimizer, sys._getframe(1))
            return result

        return set_lr_scheduler

    def _executor_run(self, own: Any) -> Any:
        def run(executor: Any, program: Any = None, *args: Any, **kwargs: Any) -> Any:
            if not self.recorder.active or not self._programs:
                return own(executor, program, *args, **kwargs)
            target = self.paddle.static.default_main_program() if program is None else program
            target = getattr(target, "_program", target)
            known, optimizer = self._programs.get(id(target), (None, None))
            if known is None or known is not target:
                return own(executor, program, *args, **kwargs)
            frame = sys._getframe(1)
            watched = self.recorder.check_held(optimizer, frame)
            rate = float(watched.held) if isinstance(watched.held, (int, float)) else rate_of(watched.held)
            result = own(executor, program, *args, **kwargs)
            self.recorder.updated(optimizer, rate, False, frame)
            return result

        return run

    # -- states ----------------------------------------------------------------------------------------------------

    def _states(self, what: str) -> dict[str, Callable[[Any], Any]]:
        def hook(own: Any) -> Any:
            def load(thing: Any, *args: Any, **kwargs: Any) -> Any:
                self._loading += 1
                try:
                    result = own(thing, *args, **kwargs)
                finally:
                    self._loading -= 1
                if not self._loading and self.recorder.active:
                    self.recorder.loaded(what, thing, sys._getframe(1))
                return result

            return load

        return dict.fromkeys(("set_state_dict", "set_dict", "load_dict", "load_state_dict"), hook)


def _subclasses(base: Any) -> Iterator[Any]:
    yield base
    for cls in base.__subclasses__():
        yield from _subclasses(cls)


def _given(own: Any, thing: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a constructor by name."""
    try:
        bound = inspect.signature(own).bind(thing, *args, **kwargs)
    except (TypeError, ValueError):
        return dict(kwargs)
    found: dict[str, Any] = {}
    for name, value in list(bound.arguments.items())[1:]:
        kind = bound.signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_KEYWORD:
            found.update(value)
        else:
            found[name] = value
    return found
