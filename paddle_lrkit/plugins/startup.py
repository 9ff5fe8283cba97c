"""Runs at the start of each Python process of a program under ``lrkit watch``, or that one under ``lrkit exec`` starts.

A folder on PYTHONPATH has a ``sitecustomize.py`` that runs this file. It waits until the program imports a module, and
imports the standard library only until then; it leaves ``sys.path`` and ``sys.modules`` as they would be without it.
"""

import importlib
import importlib.abc
import os
import sys
from functools import partial

AFTER = {
    "paddleformers": "paddleformers.trainer.trainer",
    "paddlenlp": "paddlenlp.trainer.trainer",
    "ppcls": "ppcls.optimizer",
    "ppdet": "ppdet.optimizer",
    "ppocr": "ppocr.optimizer",
    "ppseg": "paddleseg.cvlibs.builder",
}
"""Plug-in -> the module of the suite after whose import it can be put in place."""


def begin_watching(folder: str) -> None:
    """Waits for Paddle, and watches it.

    Args:
        folder: The folder that is on PYTHONPATH; records go there.
    """
    _leave(folder)
    sys.meta_path.insert(0, AfterImport("paddle", partial(watch, folder)))


def begin_plug_ins(folder: str, names: str) -> None:
    """Waits for the suites, and puts their plug-ins in place.

    Args:
        folder: The folder that is on PYTHONPATH.
        names: The plug-ins, separated by blanks.
    """
    _leave(folder)
    sys.meta_path[:0] = [AfterImport(AFTER[name], partial(plug_in, name)) for name in names.split()]


def _leave(folder: str) -> None:
    """Takes the folder off ``sys.path`` and runs the ``sitecustomize`` that Python would have run without it."""
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != os.path.abspath(folder)]
    ours = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # type: ignore[import-not-found]  # noqa: F401
    except ImportError:
        sys.modules["sitecustomize"] = ours  # type: ignore[assignment]


class AfterImport(importlib.abc.MetaPathFinder):
    """Finds a module as without it, and calls a function when its import has ended."""

    def __init__(self, name, call):  # type: ignore[no-untyped-def]
        self.name, self.call = name, call

    def find_spec(self, name, path=None, target=None):  # type: ignore[no-untyped-def]
        """The spec of the module with a loader that reports the end of the import."""
        if name != self.name:
            return None
        others = [finder.find_spec for finder in sys.meta_path if finder is not self and hasattr(finder, "find_spec")]
        spec = next(filter(None, (find(name, path, target) for find in others)), None)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module):  # type: ignore[no-untyped-def]
                del spec.loader.exec_module
                sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not self]
                execute(module)
                self.call()

            spec.loader.exec_module = exec_module
        return spec


def watch(folder: str) -> None:
    """Starts to watch; an error here is a line on standard error, and the program goes on."""
    try:
        _of_package("plugins.watching.session").start(folder)
    except Exception as error:
        from paddle_lrkit.messages import tr

        print(tr("lrkit watch: cannot watch this process: {}: {}", type(error).__name__, error), file=sys.stderr)


def plug_in(name: str) -> None:
    """Puts a plug-in in place, and makes our errors one sentence; without the plug-in the process ends."""
    try:
        errors = _of_package("errors")
        _of_package(f"plugins.{name}")
    except Exception as error:
        raise SystemExit(f"lrkit: {error}") from None
    hook = sys.excepthook

    def excepthook(kind, error, trace):  # type: ignore[no-untyped-def]
        if isinstance(error, errors.LrkitError):
            print(f"lrkit: {error}", file=sys.stderr)
        else:
            hook(kind, error, trace)

    sys.excepthook = excepthook


def _of_package(name):  # type: ignore[no-untyped-def]
    """A module of paddle_lrkit, which need not be importable in this process otherwise."""
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
    sys.path.append(root)
    try:
        return importlib.import_module(f"paddle_lrkit.{name}")
    finally:
        if sys.path and sys.path[-1] == root:
            sys.path.pop()
