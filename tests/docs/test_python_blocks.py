"""Every Python block of every page runs; those of CONTRIBUTING.md are followed by `tests/test_contributing.py`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.docs.pages import PAGES, ROOT, Block, blocks_of, name_of
from tests.docs.scratch import lay_out

BEFORE = {
    "docs/config.md": "import paddle\nfrom paddle_lrkit import curves\nfrom paddle_lrkit.curves import Curve",
    "docs/continue.md": """\
import os, paddle
os.makedirs("output/resnet18_digits_cosine/export")
state = paddle.vision.models.resnet18(num_classes=10).state_dict()
paddle.save(state, "output/resnet18_digits_cosine/export/model_state.pdparams")
""",
    "docs/differences-from-paddle.md": """\
import paddle
from paddle_lrkit.schedulers import CosineAnnealingDecay
def made(length):
    scheduler = CosineAnnealingDecay(learning_rate=0.1, T_max=length)
    return scheduler, paddle.optimizer.Momentum(scheduler, parameters=layer.parameters())
layer = paddle.nn.Linear(2, 2)
scheduler, optimizer = made(10)
for _ in range(3):
    layer(paddle.ones([1, 2])).sum().backward()
    optimizer.step()
    scheduler.step()
paddle.save(optimizer.state_dict(), "last.pdopt")
scheduler, optimizer = made(20)
""",
    "docs/optimizers.md": """\
import paddle
from paddle_lrkit.schedulers import CosineAnnealingDecay
model = paddle.nn.Layer()
model.blocks, model.embedding, model.head = paddle.nn.Linear(4, 4), paddle.nn.Embedding(4, 4), paddle.nn.Linear(4, 2)
scheduler = CosineAnnealingDecay(learning_rate=0.1, T_max=10)
""",
}
"""Page: what a reader's program has before its blocks."""
OWN_PROCESS = ("docs/watch.md",)
"""Pages whose blocks change Paddle."""


def programs(page) -> list[Block]:
    """The Python blocks of a page that are not files; of a difference what is new."""
    blocks = [block for block in blocks_of(page.read_text(encoding="utf-8")) if block.language == "python"]
    return [block for block in blocks if not block.title]


def source(block: Block) -> str:
    """The code of a block; of a difference the new lines."""
    lines = block.text.splitlines()
    if lines[0].startswith("-"):
        lines = [line.removeprefix("+") for line in lines if not line.startswith("-")]
    return "\n".join(lines)


PAGES_WITH_PROGRAMS = [page for page in PAGES if name_of(page) != "CONTRIBUTING.md" and programs(page)]


@pytest.mark.parametrize("page", PAGES_WITH_PROGRAMS, ids=name_of)
def test_the_python_blocks_of_a_page_run(page, directory):
    name = name_of(page)
    lay_out(name, directory)
    if name in OWN_PROCESS:
        program = "\n".join(map(source, programs(page)))
        subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
        return
    names: dict[str, object] = {}
    exec(BEFORE.get(name, ""), names)
    for block in programs(page):
        exec(compile("\n" * block.line + source(block), str(page), "exec"), names)


def test_every_program_that_comes_before_is_needed():
    assert BEFORE.keys() | set(OWN_PROCESS) <= {name_of(page) for page in PAGES_WITH_PROGRAMS}
