"""Hiding tokens for masked language modelling."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.errors import ConfigError, check_number
from paddle_lrkit.train.data.text.batches import IGNORED
from paddle_lrkit.train.data.text.vocabulary import MASK, SPECIAL, Vocabulary


class MaskTokens:
    """Hides a part of the tokens of a sample and asks for them.

    Of the chosen tokens ``mask`` becomes ``[MASK]``, ``replace`` a random token that is not special, and the rest
    stays as it is.

    Args:
        vocabulary: Tokens and numbers; the trainer gives it.
        probability: Part of the tokens that is chosen, special tokens left out; at least one is.
        mask: Part of the chosen ones that is hidden.
        replace: Part of the chosen ones that is exchanged.

    Raises:
        ConfigError: A part is outside 0 to 1, or both parts are above 1 together.

    Reference: arXiv 1810.04805.
    """

    def __init__(
        self, vocabulary: Vocabulary, probability: float = 0.15, mask: float = 0.8, replace: float = 0.1
    ) -> None:
        self.probability = check_number("probability", probability, above=0, at_most=1)
        self.mask = check_number("mask", mask, at_least=0, at_most=1)
        self.replace = check_number("replace", replace, at_least=0, at_most=1)
        if self.mask + self.replace > 1:
            raise ConfigError(f"must be at most 1 together with mask ({mask}), got {replace}", key="replace")
        self._hidden = vocabulary.numbers[MASK]
        self._special = np.array([vocabulary.numbers[token] for token in SPECIAL])
        self._words = np.setdiff1d(np.arange(len(vocabulary)), self._special)

    def __call__(self, ids: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Token numbers with some of them hidden, and labels: the true token where one was chosen, else -100."""
        open_to_choice = np.flatnonzero(~np.isin(ids, self._special))
        count = min(len(open_to_choice), max(1, round(self.probability * len(open_to_choice))))
        chosen = rng.permutation(open_to_choice)[:count]
        labels = np.full_like(ids, IGNORED)
        labels[chosen] = ids[chosen]
        hidden = ids.copy()
        fate = rng.random(count)
        hidden[chosen[fate < self.mask]] = self._hidden
        exchanged = chosen[(fate >= self.mask) & (fate < self.mask + self.replace)]
        hidden[exchanged] = rng.choice(self._words, len(exchanged))
        return hidden, labels
