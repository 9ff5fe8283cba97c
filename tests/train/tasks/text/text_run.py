"""Small text runs: the shipped corpus, a tiny ERNIE, a few updates."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_lrkit.train.data.toy import corpus
from paddle_lrkit.train.loop import TrainResult, train
from paddle_lrkit.train.session import Session, open_session

CONFIG = """
Global: {{task: {task}, updates: 12, seed: 3, eval_every: 5it}}
Architecture:
  name: Ernie
  hidden_size: 16
  num_hidden_layers: 2
  num_attention_heads: 2
  intermediate_size: 24
  max_position_embeddings: 80
  hidden_dropout_prob: 0.1
Tokenizer: {{name: WordPiece, vocab: corpus, max_length: 80}}
Optimizer:
  name: AdamW
  weight_decay: 0.01
  no_decay_norm_bias: true
  clip_norm: 1.0
  lr: {{name: LinearDecay, learning_rate: 2e-3, warmup: 10%}}
Train:
  dataset: {{name: {dataset}}}
  loader: {{batch_size: 8, length_window: 3}}
Eval:
  dataset: {{name: {dataset}, split: dev}}
  loader: {{batch_size: 20}}
Tracker: {{visualdl: false}}
"""
TASKS = {"text_classification": "Corpus", "token_classification": "CorpusRoles", "masked_lm": "Corpus"}


@pytest.fixture
def short_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus of a few sentences, so that a run takes a second."""
    whole = corpus.corpus_sentences
    kept = {"train": 60, "dev": 30, "test": 20}
    monkeypatch.setattr(corpus, "corpus_sentences", lambda split: whole(split)[: kept[split]])


def write_text_config(folder: Path, task: str) -> str:
    path = folder / f"{task}.yml"
    path.write_text(CONFIG.format(task=task, dataset=TASKS[task]))
    return str(path)


def open_text(folder: Path, task: str, name: str, *overrides: str, resume: str | None = None) -> Session:
    output = f"Global.output_dir={folder / name}"
    return open_session(write_text_config(folder, task), [output, *overrides], device="cpu", resume=resume)


def train_text(
    folder: Path, task: str, name: str, *overrides: str, resume: str | None = None
) -> tuple[Session, TrainResult]:
    session = open_text(folder, task, name, *overrides, resume=resume)
    return session, train(session, quiet=True)
