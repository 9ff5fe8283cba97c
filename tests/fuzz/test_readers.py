"""Files with any damage: a reader reads them or raises `LrkitError`; ``python -m tests.fuzz`` is the long run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import LrkitError
from tests.fuzz.__main__ import crash_of
from tests.fuzz.mutations import as_text
from tests.fuzz.readers import READERS, mutated


@pytest.mark.parametrize("name", READERS)
def test_the_inputs_that_mutations_begin_with_are_read(tmp_path, name):
    """Most of them: some configs need to know the program that reads them."""
    seeds = [seed if isinstance(seed, bytes) else as_text(seed) for seed in READERS[name].seeds]
    refused = 0
    for seed in seeds:
        try:
            READERS[name].read(seed, tmp_path)
        except LrkitError:
            refused += 1
    assert refused <= len(seeds) // 3


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=50)
@given(randomness=st.randoms(use_true_random=False))
def test_damage_is_read_or_refused(tmp_path_factory, name, randomness):
    content = mutated(randomness, READERS[name].seeds)
    assert crash_of(READERS[name], content, tmp_path_factory.getbasetemp()) is None
