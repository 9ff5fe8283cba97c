"""The suites that train a task."""

import pytest

from paddle_lrkit.advise.dialects import DIALECTS, TRAINED_BY, without_program
from paddle_lrkit.advise.models import TASKS
from paddle_lrkit.suites.zoo import ZOOS


def test_every_task_is_trained_by_the_suite_whose_zoo_has_it():
    assert set(TRAINED_BY) == set(TASKS)
    assert all(ZOOS[task] in suites and set(suites) <= set(DIALECTS) for task, suites in TRAINED_BY.items())


@pytest.mark.parametrize(
    ("suite", "task", "said"),
    [
        ("ppdet", "detection", None),
        ("lrkit", "ocr", None),
        ("ppformers", "text-pretrain", None),
        ("ppseg", "ocr", "PaddleSeg has no program for ocr; PaddleOCR (--suite ppocr) has."),
        (
            "ppcls",
            "text-finetune",
            "PaddleClas has no program for text-finetune; "
            "PaddleNLP (--suite ppnlp) or PaddleFormers (--suite ppformers) has.",
        ),
    ],
)
def test_the_suites_that_train_a_task_are_named(suite, task, said):
    found = without_program(suite, task)
    assert (found and found.en) == said
