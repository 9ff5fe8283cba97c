"""Masking of tokens for masked language modelling."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.errors import ConfigError, check_number
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.text.batches import IGNORED
from paddle_lrkit.train.data.text.vocabulary import MASK, SPECIAL, Vocabulary


class MaskTokens:
    """Selects tokens of a sample for prediction and masks most of them.

    Of the selected tokens a fraction ``mask`` becomes ``[MASK]``, a fraction ``replace`` becomes a random token that is
    not special, and the others do not change.

    Args:
        vocabulary: Tokens and numbers; set by the task.
        probability: Fraction of the tokens, without special ones, that is selected; at least one token is.
        mask: Fraction of the selected tokens that becomes ``[MASK]``.
        replace: Fraction of the selected tokens that becomes a random token.

    Raises:
        ConfigError: A fraction is outside 0 to 1, or ``mask + replace`` is above 1.

    Reference: arXiv 1810.04805.
    """

    def __init__(
        self, vocabulary: Vocabulary, probability: float = 0.15, mask: float = 0.8, replace: float = 0.1
    ) -> None:
        self.probability = check_number("probability", probability, above=0, at_most=1)
        self.mask = check_number("mask", mask, at_least=0, at_most=1)
        self.replace = check_number("replace", replace, at_least=0, at_most=1)
        if self.mask + self.replace > 1:
            raise ConfigError(tr("must be at most 1 - mask ({:g}), got {}", 1 - mask, replace), key="replace")
        self._mask_token = vocabulary.numbers[MASK]
        self._special = np.array([vocabulary.numbers[token] for token in SPECIAL])
        self._words = np.setdiff1d(np.arange(len(vocabulary)), self._special)

    def __call__(self, ids: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Masks a sample.

        Args:
            ids: Token numbers, int64, shape ``[n]``.
            rng: Random generator.

        Returns:
            Token numbers after masking, int64 ``[n]``; and labels, int64 ``[n]``: the original token where it was
            selected, otherwise `IGNORED`.
        """
        candidates = np.flatnonzero(~np.isin(ids, self._special))
        count = min(len(candidates), max(1, round(self.probability * len(candidates))))
        selected = rng.permutation(candidates)[:count]
        labels = np.full_like(ids, IGNORED)
        labels[selected] = ids[selected]
        masked = ids.copy()
        draws = rng.random(count)
        masked[selected[draws < self.mask]] = self._mask_token
        replaced = selected[(draws >= self.mask) & (draws < self.mask + self.replace)]
        masked[replaced] = rng.choice(self._words, len(replaced))
        return masked, labels
