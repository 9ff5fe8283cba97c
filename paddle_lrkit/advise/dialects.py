"""The suites that an advice is written for."""

from paddle_lrkit.messages import Message, join_parts
from paddle_lrkit.suites.table import detector_of

DIALECTS = ("lrkit", "ppdet", "ppcls", "ppseg", "ppocr", "ppnlp", "ppformers")
"""Their configs alone say the whole schedule, and every row of the guide was fitted to each of them."""
TRAINED_BY = {
    "classification": ("ppcls",),
    "detection": ("ppdet",),
    "segmentation": ("ppseg",),
    "text-finetune": ("ppnlp", "ppformers"),
    "text-pretrain": ("ppnlp", "ppformers"),
    "ocr": ("ppocr",),
}
"""Task -> the suites with a program that trains it; our own sections are for any program."""
_ELSEWHERE = Message("{} has no program for {}; {} has.")


def task_of(suite: str) -> str | None:
    """The task that a suite trains; None for several or none.

    Example:
        >>> task_of("ppdet"), task_of("ppnlp")
        ('detection', None)
    """
    tasks = [task for task, suites in TRAINED_BY.items() if suite in suites]
    return tasks[0] if len(tasks) == 1 else None


def without_program(suite: str, task: str) -> Message | None:
    """That a suite does not train a task, and which suites do; None where it does.

    Example:
        >>> without_program("ppcls", "detection").en
        'PaddleClas has no program for detection; PaddleDetection (--suite ppdet) has.'
    """
    suites = TRAINED_BY[task]
    if suite == "lrkit" or suite in suites:
        return None
    others = [f"{detector_of(other).title} (--suite {other})" for other in suites]
    words = join_parts(map(Message, others), " or ", " 或 ")
    return _ELSEWHERE.filled(detector_of(suite).title, task, words)
