"""Runs at the start of every Python process under ``lrkit watch``; waits until the program imports Paddle.

``lrkit watch`` puts a folder on PYTHONPATH whose ``sitecustomize.py`` runs this file. It imports the standard library
only, and leaves ``sys.path`` and ``sys.modules`` as they would be without it.
"""

import importlib.abc
import importlib.machinery
import os
import sys


def begin(folder: str) -> None:
    """Takes the folder off ``sys.path``, runs the machine's own ``sitecustomize``, and waits for Paddle.

    Args:
        folder: The folder that is on PYTHONPATH; records go there.
    """
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != os.path.abspath(folder)]
    ours = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # type: ignore[import-not-found]  # noqa: F401
    except ImportError:
        sys.modules["sitecustomize"] = ours  # type: ignore[assignment]
    sys.meta_path.insert(0, PaddleFinder(folder))


class PaddleFinder(importlib.abc.MetaPathFinder):
    """Finds Paddle as without it, and starts to watch when the import has ended."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def find_spec(self, name, path=None, target=None):  # type: ignore[no-untyped-def]
        """The spec of Paddle with a loader that reports the end of the import."""
        if name != "paddle":
            return None
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not self]
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module):  # type: ignore[no-untyped-def]
                del spec.loader.exec_module
                execute(module)
                watch(self.folder)

            spec.loader.exec_module = exec_module
        return spec


def watch(folder: str) -> None:
    """Starts to watch; an error here is a line on standard error, and the program goes on."""
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
    sys.path.append(root)
    try:
        from paddle_lrkit.plugins.watching.session import start

        start(folder)
    except Exception as error:
        print(f"lrkit watch: cannot watch this process: {type(error).__name__}: {error}", file=sys.stderr)
    finally:
        if sys.path and sys.path[-1] == root:
            sys.path.pop()
