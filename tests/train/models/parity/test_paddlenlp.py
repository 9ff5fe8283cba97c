"""Tokens and scores against numbers of PaddleNLP; see write_numbers.py for how to write them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import paddle
import pytest

from paddle_lrkit.train.data.text.wordpiece import WordPiece
from paddle_lrkit.train.models.ernie.factory import ernie

VARIABLE = "LRKIT_PADDLENLP_NUMBERS"
HEADS = {"ernie-1": "sequence", "ernie-3": "sequence", "gram": "sequence", "tokens": "token", "masked": "masked_lm"}

pytestmark = pytest.mark.skipif(
    VARIABLE not in os.environ, reason=f"{VARIABLE} names no folder with numbers of PaddleNLP; see write_numbers.py"
)


@pytest.fixture
def numbers() -> Path:
    return Path(os.environ[VARIABLE])


@pytest.mark.parametrize("name", HEADS)
def test_scores_are_bit_identical(numbers, name):
    """Equal up to one unit in the last place for masked_lm, because PaddleNLP transposes its last product."""
    folder = numbers / name
    tokenizer = WordPiece(vocab=str(folder))
    model = ernie(HEADS[name], len(tokenizer.vocabulary), num_classes=5, pretrained=str(folder))
    model.eval()
    saved = np.load(folder / "numbers.npz")
    with paddle.no_grad():
        scores = model(paddle.to_tensor(saved["ids"]), paddle.to_tensor(saved["types"])).numpy()
    if name == "masked":
        np.testing.assert_allclose(scores, saved["scores"], rtol=0, atol=1e-6)
    else:
        np.testing.assert_array_equal(scores, saved["scores"])


def test_tokens_are_the_same(numbers):
    for row in json.loads((numbers / "tokens.json").read_text(encoding="utf-8")):
        tokenizer = WordPiece(vocab=str(numbers / "ernie-1"), max_length=row["limit"])
        (made,) = tokenizer.encode([row["texts"]])
        assert (made.ids.tolist(), made.types.tolist()) == (row["ids"], row["types"]), (row["texts"], row["limit"])
