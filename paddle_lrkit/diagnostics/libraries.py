"""cuDNN and NCCL: loaded by Paddle when the first kernel or the first process group asks for them."""

from __future__ import annotations

from paddle_lrkit.diagnostics.probe import Probe
from paddle_lrkit.diagnostics.row import Row


def library_rows(found: Probe) -> list[Row]:
    """A row for each library of a CUDA build; none for a CPU build."""
    return [cudnn_row(found), nccl_row(found)] if found.cuda else []


def cudnn_row(found: Probe) -> Row:
    """Whether cuDNN loads, in the major version that Paddle was built with."""
    check, loaded = "cuDNN", cudnn_version(found.cudnn)
    fix = "pip install --force-reinstall paddlepaddle-gpu from the same index, or use the official image"
    if not loaded:
        return Row(check, "fail" if found.gpu_count else "warn", "it cannot be loaded: convolutions will fail", fix)
    built = found.cudnn_built
    if built and built.partition(".")[0] != loaded.partition(".")[0]:
        return Row(check, "fail", f"{loaded} is loaded, Paddle was built with {built}", fix)
    return Row(check, "ok", f"{loaded} (built with {built})" if built else loaded)


def nccl_row(found: Probe) -> Row:
    """Whether NCCL loads, without which several GPUs cannot train together."""
    loaded = nccl_version(found.nccl)
    if loaded:
        return Row("NCCL", "ok", loaded)
    if found.gpu_count < 2:
        return Row("NCCL", "ok", "it cannot be loaded; needed for several GPUs only")
    fix = "apt-get install libnccl2, or use the official image"
    return Row("NCCL", "fail", f"it cannot be loaded: the {found.gpu_count} GPUs cannot train together", fix)


def cudnn_version(number: int) -> str:
    """The version in cuDNN's own number, empty for 0.

    Example:
        >>> cudnn_version(90501), cudnn_version(8600), cudnn_version(0)
        ('9.5.1', '8.6.0', '')
    """
    thousands = 10000 if number >= 90000 else 1000
    return f"{number // thousands}.{number % thousands // 100}.{number % 100}" if number > 0 else ""


def nccl_version(number: int) -> str:
    """The version in NCCL's own number, empty for 0.

    Example:
        >>> nccl_version(22105), nccl_version(2804), nccl_version(0)
        ('2.21.5', '2.8.4', '')
    """
    thousands = 10000 if number >= 10000 else 1000
    return f"{number // thousands}.{number % thousands // 100}.{number % 100}" if number > 0 else ""
