"""cuDNN and NCCL, which Paddle loads with the first kernel or the first process group."""

from __future__ import annotations

from paddle_lrkit.diagnostics.diagnosis import Diagnosis
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.messages import tr


def diagnose_libraries(info: PaddleInfo) -> list[Diagnosis]:
    """A result for each library of a CUDA build; none for a CPU build."""
    return [diagnose_cudnn(info), diagnose_nccl(info)] if info.cuda else []


def diagnose_cudnn(info: PaddleInfo) -> Diagnosis:
    """Whether cuDNN loads, in the major version that Paddle was built with."""
    check, loaded = "cuDNN", cudnn_version(info.cudnn)
    fix = tr("pip install --force-reinstall paddlepaddle-gpu from the same index, or use the official image")
    if not loaded:
        return Diagnosis(
            check, "fail" if info.gpu_count else "warn", tr("cannot be loaded: convolutions will fail"), fix
        )
    built = info.cudnn_built
    if built and built.partition(".")[0] != loaded.partition(".")[0]:
        return Diagnosis(check, "fail", tr("{} is loaded, Paddle was built with {}", loaded, built), fix)
    return Diagnosis(check, "ok", tr("{} (built with {})", loaded, built) if built else loaded)


def diagnose_nccl(info: PaddleInfo) -> Diagnosis:
    """Whether NCCL loads, without which several GPUs cannot train together."""
    loaded = nccl_version(info.nccl)
    if loaded:
        return Diagnosis("NCCL", "ok", loaded)
    if info.gpu_count < 2:
        return Diagnosis("NCCL", "ok", tr("cannot be loaded; only training on several GPUs needs it"))
    fix = tr("apt-get install libnccl2, or use the official image")
    return Diagnosis("NCCL", "fail", tr("cannot be loaded: the {} GPUs cannot train together", info.gpu_count), fix)


def cudnn_version(number: int) -> str:
    """The version in cuDNN's own number, empty for 0.

    Example:
        >>> cudnn_version(90501), cudnn_version(8600), cudnn_version(0)
        ('9.5.1', '8.6.0', '')
    """
    return _version(number, 10000 if number >= 90000 else 1000)


def nccl_version(number: int) -> str:
    """The version in NCCL's own number, empty for 0.

    Example:
        >>> nccl_version(22105), nccl_version(2804), nccl_version(0)
        ('2.21.5', '2.8.4', '')
    """
    return _version(number, 10000 if number >= 10000 else 1000)


def _version(number: int, of_major: int) -> str:
    return f"{number // of_major}.{number % of_major // 100}.{number % 100}" if number > 0 else ""
