"""The text tasks in the trainer: metrics, exact resume, initial weights, export, and errors."""

from __future__ import annotations

import json
import math
import shutil

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import CheckpointError, ConfigError, DataError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.data.text.vocabulary import read_vocabulary
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.runtime.signals import Interrupted
from paddle_lrkit.train.trained_model import load_trained_model
from tests.train.continued import check_continuation
from tests.train.tasks.text.text_run import TASKS, open_text, short_corpus, train_text
from tests.train.test_resume import assert_same_run, rows, stop_at, weights

__all__ = ["short_corpus"]
pytestmark = pytest.mark.usefixtures("short_corpus")

METRICS = {
    "text_classification": {"accuracy", "loss", "f1"},
    "token_classification": {"accuracy", "loss", "f1"},
    "masked_lm": {"accuracy", "loss", "perplexity"},
}
EVERYTHING = ("Global.accumulate_steps=2", "Global.ema_decay=0.9", "Optimizer.layer_decay=0.8")


@pytest.mark.parametrize("task", TASKS)
def test_metrics(tmp_path, task):
    session, result = train_text(tmp_path, task, "run")
    assert (result.task, result.metric, result.updates) == (task, session.task.metric, 12)
    evaluations = [row for row in read_log(session.run.path) if "eval/loss" in row]
    assert {name.removeprefix("eval/") for name in evaluations[-1] if name.startswith("eval/")} == METRICS[task]
    assert [row["update"] for row in evaluations] == [5, 10, 12]
    assert result.value == evaluations[-1][f"eval/{result.metric}"]


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("overrides", [(), EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("cut", [1, 8], ids=lambda cut: f"after_{cut}")
def test_resumed_equals_uninterrupted(tmp_path, monkeypatch, task, overrides, cut):
    whole, result = train_text(tmp_path, task, "whole", *overrides)
    with monkeypatch.context() as patch:
        stop_at(patch, cut - 1)
        with pytest.raises(Interrupted, match=f"stopped after update {cut} of 12"):
            train(open_text(tmp_path, task, "cut", *overrides), quiet=True)
    resumed, again = train_text(tmp_path, task, "cut", *overrides, resume="auto")
    assert (again.updates, again.value) == (result.updates, result.value)
    assert_same_run(whole, resumed)


def test_resumed_inside_a_ramp(tmp_path, monkeypatch):
    """With batches by length, whose order depends on the batch size, and boundaries in tokens."""
    ramp = "Train.loader.batch_size={name: BatchSizeRamp, start: 4, end: 20, increment: 4, samples: 6400tok}"
    overrides = (ramp, "Global.updates=null", "Global.epochs=3", "Train.num_samples=60", "Train.loader.num_workers=2")
    task = "masked_lm"
    whole, result = train_text(tmp_path, task, "whole", *overrides)
    sizes = [row["train/batch_size"] for row in rows(whole) if "train/batch_size" in row]
    assert sizes == [*[4] * 5, *[8] * 3, *[12] * 2, 16, *[20] * 5][: len(sizes)]
    with monkeypatch.context() as patch:
        stop_at(patch, 6)
        with pytest.raises(Interrupted):
            train(open_text(tmp_path, task, "cut", *overrides), quiet=True)
    resumed, again = train_text(tmp_path, task, "cut", *overrides, resume="auto")
    assert (again.updates, again.value) == (result.updates, result.value)
    assert_same_run(whole, resumed)


def test_another_length_would_change_the_order(tmp_path):
    whole, _ = train_text(tmp_path, "text_classification", "run")
    checkpoint, shorter = str(whole.run.checkpoint("last")), "Tokenizer.max_length=12"
    with pytest.raises(
        CheckpointError, match=r"Tokenizer\.max_length was 80 when the checkpoint was written and is 12"
    ):
        open_text(tmp_path, "text_classification", "run", shorter, resume=checkpoint)
    random = "Train.loader.length_window=0"
    unsorted, _ = train_text(tmp_path, "text_classification", "random", random)
    again = open_text(tmp_path, "text_classification", "random", random, shorter, resume=str(unsorted.run.path))
    assert again.resumed


def test_another_seed_hides_other_tokens(tmp_path):
    first, _ = train_text(tmp_path, "masked_lm", "first")
    other, _ = train_text(tmp_path, "masked_lm", "other", "Global.seed=4")
    assert rows(first)[0]["train/loss"] != rows(other)[0]["train/loss"]


def test_workers_change_nothing(tmp_path):
    alone, _ = train_text(tmp_path, "masked_lm", "alone")
    helped, _ = train_text(tmp_path, "masked_lm", "helped", "Train.loader.num_workers=2")
    assert_same_run(alone, helped)


def test_a_classifier_learns(tmp_path):
    options = (
        "Global.updates=80",
        "Train.loader.batch_size=30",
        "Optimizer.lr.learning_rate=1e-2",
        "Eval.dataset.split=train",
    )
    _, result = train_text(tmp_path, "text_classification", "run", *options, "Architecture.initializer_range=0.2")
    assert result.value > 0.8


def test_fine_tuning_starts_from_a_masked_language_model(tmp_path, caplog):
    pretrained, _ = train_text(tmp_path, "masked_lm", "pretrained")
    checkpoint = pretrained.run.checkpoint("last")
    session = open_text(tmp_path, "text_classification", "run", f"Architecture.pretrained={checkpoint}")
    assert "not there and left at initial values: classifier.weight and classifier.bias" in caplog.text
    start, end = weights(session), weights(pretrained)
    common = start.keys() & end.keys()
    assert common == {name for name in end if name.startswith("ernie.")}
    for name in common:
        np.testing.assert_array_equal(start[name], end[name], err_msg=name)


@pytest.mark.parametrize("task", ["text_classification", "masked_lm"])
def test_a_new_schedule_on_own_weights(tmp_path, monkeypatch, task):
    short = ("Global.updates=3", "Global.ema_decay=0.5")
    source, _ = train_text(tmp_path, task, "source", *short)
    check_continuation(source, lambda *given, **more: open_text(tmp_path, task, *given, *short, **more), monkeypatch)


def test_the_sizes_come_with_the_weights(tmp_path):
    """As with PaddleNLP's folders; the new run needs neither the folder nor its sizes."""
    task = "text_classification"
    source, _ = train_text(tmp_path, task, "source", "Global.updates=2")
    folder = tmp_path / "exported"
    load_trained_model(str(source.run.path)).export_weights(folder)
    assert {file.name for file in folder.iterdir()} == {
        "config.json",
        "labels.txt",
        "model_state.pdparams",
        "vocab.txt",
    }
    saved = json.loads((folder / "config.json").read_text())
    assert (saved["architectures"], saved["num_labels"]) == (["ErnieForSequenceClassification"], 4)
    short = ("Global.updates=2", "Optimizer.lr.learning_rate=0")
    first, _ = train_text(tmp_path, task, "first", f"Architecture={{name: Ernie, pretrained: {folder}}}", *short)
    shutil.rmtree(folder)
    assert load_trained_model(str(first.run.path)).engine.model.ernie.config.hidden_size == 16
    second = open_text(tmp_path, task, "second", f"Architecture={{name: Ernie, pretrained: {first.run.path}}}", *short)
    assert second.initial[0].missing == second.initial[0].other_shape == ()
    for name, value in weights(source).items():
        np.testing.assert_array_equal(weights(second)[name], value, err_msg=name)


@pytest.mark.parametrize("task", TASKS)
def test_evaluation_and_export_of_a_run(tmp_path, task):
    session, result = train_text(tmp_path, task, "run", "Architecture.use_task_id=true")
    restored = load_trained_model(str(session.run.path), device="cpu")
    assert restored.engine.evaluate(restored.task)[result.metric] == result.value
    prefix = restored.export(tmp_path / "exported")
    ids, types, *_ = next(iter(restored.task.eval_batches()))
    exported = paddle.jit.load(str(prefix))(ids, types).numpy()
    restored.engine.model.eval()
    np.testing.assert_allclose(exported, restored.engine.model(ids, types).numpy(), atol=1e-5)
    vocabulary = read_vocabulary(str(prefix.parent))
    assert vocabulary.numbers == restored.task.tokenizer.vocabulary.numbers
    labels = prefix.parent / "labels.txt"
    known = labels.read_text(encoding="utf-8").splitlines() if labels.exists() else []
    assert known == ([] if task == "masked_lm" else list(restored.task.train_set.labels))
    short = paddle.jit.load(str(prefix))(ids[:1, :7], types[:1, :7])
    assert short.shape[0] == 1


def test_pairs_from_clue(tmp_path):
    lines = [{"sentence1": f"甲{n}", "sentence2": f"乙{n}天", "label": str(n % 2)} for n in range(24)]
    for split in ("train", "dev"):
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (tmp_path / f"{split}.json").write_text(text, encoding="utf-8")
    data = f"{{name: Clue, path: {tmp_path}, task: afqmc}}"
    options = (f"Train.dataset={data}", f"Eval.dataset={data[:-1]}, split: dev}}")
    session, result = train_text(tmp_path, "text_classification", "run", *options)
    assert 0 <= result.value <= 1
    _, types, labels = next(iter(session.task.eval_batches()))
    assert types.numpy().max() == 1
    assert set(labels.numpy().tolist()) == {0, 1}


def test_visualdl_has_the_metrics_and_both_rates(tmp_path):
    pytest.importorskip("visualdl")
    from visualdl import LogReader

    session, _ = train_text(tmp_path, "text_classification", "run", "Tracker.visualdl=true")
    reader = LogReader(file_path=str(session.run.path / "vdlrecords.run.log"))
    tags = set(reader.get_tags()["scalar"])
    assert {"eval/f1", "eval/accuracy", "eval/loss", "train/loss", "rate/planned", "rate/applied"} <= tags
    planned = {point.id: point.value for point in reader.get_data("scalar", "rate/planned")}
    assert planned.keys() == set(range(12))
    for update, value in planned.items():
        assert math.isclose(value, session.schedule.curve(update), rel_tol=1e-6, abs_tol=1e-12)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("Tokenizer=null", r"Tokenizer: the task text_classification needs this section"),
        ("Tokenizer.max_length=81", r"max_length: must be at most 80, the positions that the model has, got 81"),
        ("Train.transforms=[MaskTokens]", r"Train\.transforms: text_classification does not use this key"),
        (
            "Train.batch_transforms=[{Mixup: {alpha: 0.2}}]",
            r"Train\.batch_transforms: text_classification does not use",
        ),
        ("Global.data_format=NHWC", r"Global\.data_format: text_classification does not use"),
        ("Train.loader.shuffle=false", r"\.yml:\d+: Train\.loader\.length_window: needs shuffle"),
        ("Train.dataset={name: Digits}", r"Train\.dataset: Digits has no texts"),
        ("Train.dataset={name: CorpusRoles}", r"Train\.dataset: CorpusRoles has no texts"),
        ("Architecture.vocab_size=20", r"the vocabulary has \d+ tokens, but the word embedding 20 rows"),
        ("Architecture.head=token", r"Architecture\.head: unknown key"),
        ("Architecture.num_attention_heads=3", r"Architecture\.num_attention_heads: must divide hidden_size"),
    ],
)
def test_sections_that_do_not_match_are_errors(tmp_path, override, message):
    with pytest.raises(ConfigError, match=message):
        train_text(tmp_path, "text_classification", "run", override)


def test_classification_needs_labels(tmp_path):
    (tmp_path / "lines.txt").write_text("我\n你\n" * 8, encoding="utf-8")
    data = f"{{name: TextLines, path: {tmp_path / 'lines.txt'}}}"
    with pytest.raises(ConfigError, match=r"Train\.dataset: TextLines has no labels, which text_classification needs"):
        train_text(tmp_path, "text_classification", "run", f"Train.dataset={data}")
    _, result = train_text(tmp_path, "masked_lm", "run", f"Train.dataset={data}")
    assert result.updates == 12


def test_pairs_need_two_segments(tmp_path):
    (tmp_path / "train.tsv").write_text("label\ttext_a\ttext_b\nyes\t好\t我\nno\t我\t好\n", encoding="utf-8")
    data = f"{{name: TextTsv, path: {tmp_path / 'train.tsv'}, labels: ['yes', 'no']}}"
    options = (f"Train.dataset={data}", f"Eval.dataset={data}", "Architecture.type_vocab_size=1")
    with pytest.raises(ConfigError, match=r"Train\.dataset: has pairs of texts, but type_vocab_size of the model is 1"):
        train_text(tmp_path, "text_classification", "run", *options)


def test_a_vocabulary_of_another_language(tmp_path):
    (tmp_path / "lines.txt").write_text("some words\n" * 16, encoding="utf-8")
    data = f"{{name: TextLines, path: {tmp_path / 'lines.txt'}}}"
    with pytest.raises(DataError, match="vocabulary of the corpus: the vocabulary has no token of the training texts"):
        train_text(tmp_path, "masked_lm", "run", f"Train.dataset={data}", f"Eval.dataset={data}")


def test_a_batch_in_which_no_token_counts_has_no_loss(tmp_path):
    (tmp_path / "lines.txt").write_text("我\nwords\nwords\n我", encoding="utf-8")
    data = f"{{name: TextLines, path: {tmp_path / 'lines.txt'}}}"
    options = (
        f"Train.dataset={data}",
        f"Eval.dataset={data}",
        "Train.loader={batch_size: 1}",
        "Eval.loader.batch_size=1",
    )
    session, result = train_text(tmp_path, "masked_lm", "run", *options)
    losses = [row["train/loss"] for row in rows(session) if "train/loss" in row]
    assert losses.count(0.0) == 6
    assert math.isfinite(result.value)
    assert result.value > 0


def test_a_sentence_without_a_visible_word_has_no_loss(tmp_path):
    (tmp_path / "words.txt").write_text("我 O\n\n\u200b O\n\n", encoding="utf-8")
    data = f"{{name: Conll, path: {tmp_path / 'words.txt'}, labels: [O, B]}}"
    options = (f"Train.dataset={data}", f"Eval.dataset={data}", "Train.loader={batch_size: 1}")
    session, _ = train_text(tmp_path, "token_classification", "run", *options)
    losses = [row["train/loss"] for row in rows(session) if "train/loss" in row]
    assert losses.count(0.0) == 6


def test_entities_that_the_model_does_not_see_are_missed(tmp_path):
    kept = "我 B-PER\n\u200b I-PER\n" + "我 O\n" * 5 + "我 B-PER\n"
    (tmp_path / "words.txt").write_text(f"{kept}\n" * 8, encoding="utf-8")
    data = f"{{name: Conll, path: {tmp_path / 'words.txt'}, labels: [O, B-PER, I-PER]}}"
    options = (f"Train.dataset={data}", f"Eval.dataset={data}", "Tokenizer.max_length=8")
    task = open_text(tmp_path, "token_classification", "run", *options).task

    class Knows(paddle.nn.Layer):
        """Tags the first word as a person and the others as outside, which is right for each word that it sees."""

        def forward(self, ids, types):
            first = (paddle.arange(ids.shape[1]) == 1).astype("float32").expand_as(ids)
            return paddle.stack([1 - first, first, paddle.zeros_like(first)], axis=-1)

    metrics = task.evaluate(Knows())
    assert metrics["accuracy"] == 1.0
    assert metrics["f1"] == 0.0


def test_other_labels_in_evaluation(tmp_path):
    (tmp_path / "dev.tsv").write_text("label\ttext_a\nyes\t好\n", encoding="utf-8")
    data = f"Eval.dataset={{name: TextTsv, path: {tmp_path / 'dev.tsv'}, labels: ['yes', 'no']}}"
    with pytest.raises(ConfigError, match=r"Eval\.dataset: has other labels"):
        train_text(tmp_path, "text_classification", "run", data)


def test_a_label_that_the_config_does_not_know(tmp_path):
    (tmp_path / "train.tsv").write_text("label\ttext_a\nmaybe\t好\n", encoding="utf-8")
    data = f"Train.dataset={{name: TextTsv, path: {tmp_path / 'train.tsv'}, labels: ['yes', 'no']}}"
    with pytest.raises(DataError, match=r"train\.tsv:2: the label 'maybe' is unknown; known: yes, no"):
        train_text(tmp_path, "text_classification", "run", data)


def test_images_take_no_text(tmp_path):
    images = ("Global.task=classification", "Train.dataset={name: Digits}")
    with pytest.raises(ConfigError, match=r"Tokenizer: classification does not use this key"):
        train_text(tmp_path, "text_classification", "run", *images)
    with pytest.raises(ConfigError, match=r"length_window: classification does not use this key"):
        train_text(tmp_path, "text_classification", "run", *images, "Tokenizer=null")
    texts = ("Global.task=classification", "Tokenizer=null", "Train.loader.length_window=0")
    with pytest.raises(ConfigError, match=r"Train\.dataset: Corpus has no classified images"):
        train_text(tmp_path, "text_classification", "run", *texts)
