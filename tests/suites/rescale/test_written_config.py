"""A changed config that is written into another folder finds its bases."""

import os

import pytest

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.suites.rescale.written_config import written_config
from paddle_lrkit.suites.source import open_source

OWN = "Global: {updates: 3}\nOptimizer: {name: SGD, lr: {name: ConstantLR, learning_rate: 0.1}}\n"
PPDET = "epoch: 12\nLearningRate: {base_lr: 0.01}\n"


@pytest.mark.parametrize(
    ("base", "text", "edit", "line"),
    [
        (OWN, "_BASE_: ../base.yml  # ours\n", Edit(("Global", "updates"), 4), "_BASE_: ../configs/base.yml  # ours"),
        (PPDET, "_BASE_: [../base.yml]\nepoch: 6\n", Edit(("epoch",), 4), "_BASE_: [../configs/base.yml]"),
    ],
)
def test_bases_are_named_from_the_new_place(tmp_path, monkeypatch, base, text, edit, line):
    for folder in ("configs/own", "other"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "configs/base.yml").write_text(base, encoding="utf-8")
    (tmp_path / "configs/own/run.yml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    name = os.path.join("configs", "own", "run.yml")
    source = open_source(name)
    moved = written_config(source, name, [edit], os.path.join("other", "new.yml"))
    assert moved.text.splitlines()[0] == line
    assert moved.source.document.get(edit.path) == 4
    assert written_config(source, name, [edit]).text.splitlines()[0] == text.splitlines()[0]
    assert written_config(source, name, [edit], os.path.join("configs", "own", "b.yml")).text.startswith(text[:20])
