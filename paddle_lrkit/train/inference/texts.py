"""Classes of texts, tags of words, and tokens for masks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.text.batches import padded
from paddle_lrkit.train.data.text.lines import numbered_lines
from paddle_lrkit.train.data.text.vocabulary import MASK, PAD
from paddle_lrkit.train.data.text.wordpiece import Encoded
from paddle_lrkit.train.inference.description import InferenceDescription
from paddle_lrkit.train.inference.image_files import files_of
from paddle_lrkit.train.inference.predictor import InferenceSample, Network, Prediction, name_of, probabilities, ranked
from paddle_lrkit.train.registry import TOKENIZERS
from paddle_lrkit.train.tasks.text.f1 import spans, typed

_SUFFIXES = (".txt", ".tsv")
_OUTSIDE = "O"
_PLACEHOLDER = "一"
"""One token in every vocabulary, known or not."""


class LoadedText(NamedTuple):
    """A line of a file.

    Args:
        parts: The text, the two texts of a pair, or the words.
        tokens: The tokens.
    """

    parts: list[str]
    tokens: Encoded


class TextPredictor:
    """What the predictors of texts share: one text a line, UTF-8; blank lines are left out.

    Args:
        network: Maps token and segment numbers to logits.
        description: Tokenizer and names.
        threshold: Not used.

    Raises:
        LrkitError: The tokenizer cannot be built.
    """

    def __init__(self, network: Network, description: InferenceDescription, threshold: float = 0.0) -> None:
        self._network, self._names, self._values = network, description.classes, description.values
        self._tokenizer = description.built_tokenizer(TOKENIZERS)

    def sources(self, path: Path) -> list[InferenceSample]:
        return [
            InferenceSample(file.input, file.name, number, line)
            for file in files_of(path, _SUFFIXES, tr("text"))
            for number, line in numbered_lines(file.input)
            if line.strip()
        ]

    def scores(self, loaded: Sequence[LoadedText]) -> np.ndarray:
        """Logits of texts, padded to the longest."""
        pad = self._tokenizer.vocabulary.numbers[PAD]
        rows = [one.tokens for one in loaded]
        return self._network(padded([row.ids for row in rows], pad), padded([row.types for row in rows], 0))[0]


class TextClassifier(TextPredictor):
    """The class of a text or of a pair, whose two texts a tab separates."""

    def load(self, source: InferenceSample) -> LoadedText:
        wanted = int(self._values.get("texts", 1))
        parts = source.text.split("\t") if wanted > 1 else [source.text]
        if len(parts) != wanted or not all(part.strip() for part in parts):
            raise DataError(
                tr(
                    "{}:{}: must be {} texts with a tab between them, got {}",
                    source.input,
                    source.line,
                    wanted,
                    len(parts),
                )
            )
        return LoadedText(parts, self._tokenizer.encode([parts])[0])

    def predict(self, loaded: Sequence[LoadedText]) -> list[Prediction]:
        answers = [ranked(scores, self._names) for scores in self.scores(loaded)]
        return [
            Prediction({"text": one.parts[0] if len(one.parts) == 1 else one.parts, **top[0], "top": top})
            for one, top in zip(loaded, answers, strict=True)
        ]


class WordTagger(TextPredictor):
    """The tag of each word, and the entities.

    Spaces separate words, or each character is a word where it was one in the training data.
    """

    def load(self, source: InferenceSample) -> LoadedText:
        alone = self._values.get("words") == "characters"
        words = list("".join(source.text.split())) if alone else source.text.split()
        return LoadedText(words, self._tokenizer.encode_words([words])[0])

    def predict(self, loaded: Sequence[LoadedText]) -> list[Prediction]:
        shares = probabilities(self.scores(loaded))
        return [Prediction(self._row(one, chances)) for one, chances in zip(loaded, shares, strict=True)]

    def _row(self, loaded: LoadedText, chances: np.ndarray) -> dict[str, Any]:
        """Tags of the words; a word after the model's length, or without a token, has none."""
        words, tokens = loaded.parts, loaded.tokens.words
        tags: list[str | None] = [None] * len(words)
        scores: list[float | None] = [None] * len(words)
        numbers = [0] * len(words)
        first = np.flatnonzero((np.diff(tokens, prepend=-1) != 0) & (tokens >= 0))
        for place in first.tolist():
            word, best = int(tokens[place]), int(chances[place].argmax())
            tags[word], scores[word] = name_of(best, self._names), round(float(chances[place, best]), 6)
            numbers[word] = best
        names = typed(self._names)
        found = spans([_OUTSIDE if tag is None else name_of(n, names) for tag, n in zip(tags, numbers, strict=True)])
        gap = "" if self._values.get("words") == "characters" else " "
        entities = [
            {"type": kind, "text": gap.join(words[start:end]), "start": start, "end": end} for start, end, kind in found
        ]
        return {"words": words, "tags": tags, "scores": scores, "entities": entities}


class MaskFiller(TextPredictor):
    """The most probable tokens for each ``[MASK]`` of a text."""

    def load(self, source: InferenceSample) -> LoadedText:
        parts = source.text.split(MASK)
        if len(parts) < 2:
            raise DataError(
                tr("{}:{}: the text has no {}, so there is no token to predict", source.input, source.line, MASK)
            )
        words = [word for part in parts for word in (part, _PLACEHOLDER)][:-1]
        tokens = self._tokenizer.encode_words([words])[0]
        ids = np.where(tokens.words % 2 == 1, self._tokenizer.vocabulary.numbers[MASK], tokens.ids)
        ids = np.where(tokens.words < 0, tokens.ids, ids)
        return LoadedText([source.text], Encoded(ids, tokens.types, tokens.words))

    def predict(self, loaded: Sequence[LoadedText]) -> list[Prediction]:
        return [Prediction(self._row(one, scores)) for one, scores in zip(loaded, self.scores(loaded), strict=True)]

    def _row(self, loaded: LoadedText, scores: np.ndarray) -> dict[str, Any]:
        vocabulary = self._tokenizer.vocabulary
        masks = np.flatnonzero(loaded.tokens.ids == vocabulary.numbers[MASK]).tolist()
        return {
            "text": loaded.parts[0],
            "masks": [ranked(scores[place], vocabulary.tokens, "token") for place in masks],
        }
