"""Writes what PaddleNLP computes, for test_paddlenlp.py; run it in an environment of its own.

    python -m venv nlp && nlp/bin/pip install paddlepaddle==3.3.1 paddlenlp==2.8.1 "huggingface_hub<1" \
        "aistudio-sdk<0.3" "pyarrow<21"
    nlp/bin/python tests/train/models/parity/write_numbers.py numbers
    LRKIT_PADDLENLP_NUMBERS=numbers pytest tests/train/models/parity
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import paddle
from paddlenlp.transformers import (
    ErnieConfig,
    ErnieForMaskedLM,
    ErnieForSequenceClassification,
    ErnieForTokenClassification,
    ErnieGramConfig,
    ErnieGramForSequenceClassification,
    ErnieTokenizer,
)

VOCABULARY = [
    *(
        "[PAD]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "，",
        "。",
        "的",
        "我",
        "和",
        "小",
        "王",
        "天",
        "地",
        "人",
        "中",
        "国",
        "cls",
    ),
    *("[", "]", "##s", "hello", "wor", "##ld", ",", ".", "!", "a", "##b", "e", "1", "12", "##3", "2023", "年", "月"),
    *(
        "ａ",
        "１",
        "mask",
        "％",
        "%",
        "“",
        "”",
        "—",
        "…",
        "、",
        "paddle",
        "##paddle",
        "3",
        "##0",
        "𠮷",
        "々",
        "〇",
        "℃",
        "→",
    ),
    *("★", "＋", "²", "👍", "カ", "[UNK]"),
]
TEXTS = [
    *(
        "我和小王",
        "hello WORLD，中国。",
        "ＡＢＣ１２３",
        "é è ü café",
        "  两端 空格  ",
        "\u200b零宽\ufeff字\u00ad符",
        "x" * 150 + " a",
    ),
    *(
        "[CLS]天[SEP]地[MASK]人[UNK]",
        "2023年12月",
        "paddlepaddle3.0",
        "a\tb\nc\rd",
        "“引号”——省略…",
        "𠮷野家々〇",
        "100%１００％",
    ),
    *("👍👍好的😀", "10℃≈50℉", "￥100＋$5", "★★→a²+b=c", "①②Ⅳ㈱", "हिन्दी 한국어 カタカナ", "ab\u3000cd\u00a0ef"),
    *("Ĥéļļø", "a" * 99 + " " + "a" * 100 + " " + "a" * 101, "\x00控\x1f制", "café\u0301", "ﬁｶﾞ", "人,中.国!"),
]
PAIRS = [
    ("天地人中国", "天地人中国"),
    ("天地", "天地人中国我和"),
    ("天地人中国我和", "天地"),
    ("天", "地"),
    ("我和小王的天", "天地人"),
]
LIMITS = (8, 9, 10, 11, 64)


def small(kind: type, **options: object) -> object:
    sizes = {"hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 4, "intermediate_size": 40}
    return kind(vocab_size=len(VOCABULARY) + 1, max_position_embeddings=80, num_labels=5, **sizes, **options)


MODELS = {
    "ernie-1": lambda: ErnieForSequenceClassification(small(ErnieConfig, hidden_act="relu", type_vocab_size=2)),
    "ernie-3": lambda: ErnieForSequenceClassification(
        small(ErnieConfig, type_vocab_size=4, use_task_id=True, task_type_vocab_size=16)
    ),
    "tokens": lambda: ErnieForTokenClassification(small(ErnieConfig, type_vocab_size=4, use_task_id=True)),
    "masked": lambda: ErnieForMaskedLM(small(ErnieConfig, type_vocab_size=4, use_task_id=True)),
    "gram": lambda: ErnieGramForSequenceClassification(
        small(ErnieGramConfig, type_vocab_size=2, rel_pos_size=18, embedding_size=24)
    ),
}


def write_model(folder: Path, name: str) -> None:
    paddle.seed(len(name))
    model = MODELS[name]()
    for parameter in model.parameters():
        parameter.set_value(parameter + 0.1 * paddle.randn(parameter.shape))
    model.eval()
    rng = np.random.default_rng(1)
    ids = rng.integers(4, len(VOCABULARY), (6, 33))
    for row, length in enumerate((33, 32, 20, 7, 3, 1)):
        ids[row, length:] = 0
    types = (np.arange(33)[None] > 9).astype("int64") * np.ones((6, 1), "int64")
    with paddle.no_grad():
        scores = model(paddle.to_tensor(ids), paddle.to_tensor(types))
    scores = scores[0] if isinstance(scores, tuple) else scores
    model.save_pretrained(str(folder))
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    np.savez(folder / "numbers.npz", ids=ids, types=types, scores=scores.numpy())


def write_tokens(file: Path, vocabulary: Path) -> None:
    tokenizer = ErnieTokenizer(str(vocabulary))
    rows = []
    for texts in [*((text,) for text in TEXTS), *PAIRS]:
        for limit in LIMITS:
            pair = {"text_pair": texts[1]} if len(texts) > 1 else {}
            made = tokenizer(texts[0], **pair, max_length=limit, truncation=True)
            rows.append({"texts": texts, "limit": limit, "ids": made["input_ids"], "types": made["token_type_ids"]})
    file.write_text(json.dumps(rows), encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for name in MODELS:
        write_model(target / name, name)
    write_tokens(target / "tokens.json", target / "ernie-1" / "vocab.txt")
    print(f"written to {target}, Paddle {paddle.__version__}")
