"""`lrkit infer` on text files: classes, tags and masked tokens, from a run and from its export."""

from __future__ import annotations

import json

import numpy as np
import paddle
import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.infer import command
from paddle_lrkit.train.trained_model import load_trained_model
from tests.train.tasks.text.text_run import short_corpus, train_text

__all__ = ["short_corpus"]
pytestmark = pytest.mark.usefixtures("short_corpus")


def infer(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)


def rows_of(answer):
    return [json.loads(line) for line in answer.stdout.splitlines()]


def of_run_and_export(tmp_path, task, *inputs, overrides=()):
    """The model and the rows of both, which must be equal but for rounding."""
    session, _ = train_text(tmp_path, task, "run", *overrides)
    loaded = load_trained_model(str(session.run.path), device="cpu")
    loaded.export(tmp_path / "export")
    loaded.engine.model.eval()
    answers = [rows_of(infer(model, *inputs, "--batch-size", 2)) for model in (session.run.path, tmp_path / "export")]
    first, second = ([{k: v for k, v in row.items() if k in ("text", "label", "tags")} for row in a] for a in answers)
    assert first == second
    return loaded, answers[1]


def logits(loaded, encoded):
    """The model's answers, one text at a time."""
    with paddle.no_grad():
        return [
            loaded.engine.model(paddle.to_tensor(one.ids[None]), paddle.to_tensor(one.types[None])).numpy()[0]
            for one in encoded
        ]


def test_classes_of_lines(tmp_path):
    file = tmp_path / "texts.txt"
    texts = ["我给了小王一本书", "小王没有给我书", "他给她一本书"]
    file.write_text("\ufeff" + "\r\n\n".join(texts) + "\n", encoding="utf-8")
    loaded, rows = of_run_and_export(tmp_path, "text_classification", file)
    scores = logits(loaded, loaded.task.tokenizer.encode([(text,) for text in texts]))
    names = loaded.task.train_set.labels
    assert [(row["line"], row["text"]) for row in rows] == list(zip((1, 3, 5), texts, strict=True))
    assert [row["label"] for row in rows] == [names[row.argmax()] for row in scores]
    shares = [np.exp(row - row.max()).max() / np.exp(row - row.max()).sum() for row in scores]
    np.testing.assert_allclose([row["score"] for row in rows], shares, atol=2e-6)


def test_other_encodings_and_empty_files_do_not_lose_the_others(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_bytes("第一行\n".encode() + "给了".encode("gb18030") + b"\n")
    (folder / "b.txt").write_bytes(b"")
    (folder / "c.txt").write_text("我给他一本书", encoding="utf-8")
    session, _ = train_text(tmp_path, "text_classification", "run", "Global.updates=1")
    answer = infer(session.run.path, folder / "a.txt", folder / "b.txt", folder / "c.txt", "--json")
    *rows, report = rows_of(answer)
    assert answer.exit_code == 1
    assert (report["predicted"], len(report["failed"])) == (1, 2)
    assert "a.txt:2: not UTF-8 text; convert the file, for example from GB18030, first; left out" in answer.stderr
    assert "b.txt: the text file is empty; left out" in answer.stderr
    assert [row.get("text") for row in rows] == [None, None, "我给他一本书"]


def test_tags_of_characters_and_their_entities(tmp_path):
    file = tmp_path / "texts.txt"
    file.write_text("我 给了小王书", encoding="utf-8")
    loaded, (row,) = of_run_and_export(tmp_path, "token_classification", file)
    words = list("我给了小王书")
    (scores,) = logits(loaded, loaded.task.tokenizer.encode_words([words]))
    assert row["words"] == words
    assert row["tags"] == [loaded.task.train_set.labels[tag] for tag in scores[1:-1].argmax(axis=1)]
    for entity in row["entities"]:
        assert entity["text"] == "".join(words[entity["start"] : entity["end"]])
        assert row["tags"][entity["start"]] != "O"


def test_words_after_the_longest_text_have_no_tag(tmp_path):
    file = tmp_path / "texts.txt"
    file.write_text("我给了小王一本书和一支笔", encoding="utf-8")
    _, (row,) = of_run_and_export(tmp_path, "token_classification", file, overrides=("Tokenizer.max_length=8",))
    assert [tag is None for tag in row["tags"]] == [False] * 6 + [True] * 6


def test_tokens_for_masks(tmp_path):
    file = tmp_path / "texts.txt"
    file.write_text("我给了[MASK]王一本[MASK]\n没有\n", encoding="utf-8")
    loaded, (row, failed) = of_run_and_export(tmp_path, "masked_lm", file)
    tokenizer = loaded.task.tokenizer
    (encoded,) = tokenizer.encode([("我给了小王一本书",)])
    numbers = tokenizer.vocabulary.numbers
    encoded.ids[[4, 8]] = numbers["[MASK]"]
    (scores,) = logits(loaded, [encoded])
    best = [tokenizer.vocabulary.tokens[scores[place].argmax()] for place in (4, 8)]
    assert [mask[0]["token"] for mask in row["masks"]] == best
    assert failed["error"].endswith("texts.txt:2: the text has no [MASK], so there is no token to predict")


def test_pairs_are_two_texts_with_a_tab(tmp_path):
    for split in ("train", "dev"):
        lines = [{"sentence1": f"甲{n}", "sentence2": f"乙{n}天", "label": str(n % 2)} for n in range(24)]
        (tmp_path / f"{split}.json").write_text("\n".join(json.dumps(line) for line in lines))
    data = f"{{name: Clue, path: {tmp_path}, task: afqmc}}"
    file = tmp_path / "texts.txt"
    file.write_text("甲\t乙天\n甲\n", encoding="utf-8")
    options = (f"Train.dataset={data}", f"Eval.dataset={data[:-1]}, split: dev}}")
    loaded, (row, failed) = of_run_and_export(tmp_path, "text_classification", file, overrides=options)
    (scores,) = logits(loaded, loaded.task.tokenizer.encode([("甲", "乙天")]))
    assert (row["text"], row["label"]) == (["甲", "乙天"], str(scores.argmax()))
    assert failed["error"].endswith("texts.txt:2: must be 2 texts with a tab between them, got 1")
