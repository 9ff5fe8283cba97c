"""The shipped corpus: always the same, split by templates, and not solvable by counting words."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.toy import corpus_parts as parts
from paddle_lrkit.train.data.toy.corpus import (
    LABELS,
    SIZES,
    Corpus,
    CorpusRoles,
    corpus_characters,
    corpus_sentences,
    templates,
)

DIGEST = "508a3c73735ee2d3269af9ed436addf795d3d3af2c63d8c8483678462f0352db"


def pairs(split):
    corpus = Corpus(split)
    return corpus.texts, np.array([corpus[index][1] for index in range(len(corpus))])


def test_the_sentences_never_change():
    texts = "\n".join(sentence.text for split in SIZES for sentence in corpus_sentences(split))
    assert hashlib.sha256(texts.encode()).hexdigest() == DIGEST


@pytest.mark.parametrize("split", SIZES)
def test_size_and_balance(split):
    texts, numbers = pairs(split)
    assert len(texts) == len(set(texts)) == SIZES[split]
    assert np.bincount(numbers).tolist() == [SIZES[split] // len(LABELS)] * len(LABELS)


def test_the_splits_share_no_template_and_no_sentence():
    used = {split: {sentence.template for sentence in corpus_sentences(split)} for split in SIZES}
    texts = {split: set(Corpus(split).texts) for split in SIZES}
    for one, other in (("train", "dev"), ("train", "test"), ("dev", "test")):
        assert not used[one] & used[other]
        assert not texts[one] & texts[other]
    for split in SIZES:
        assert used[split] == set(templates(split))


def test_every_construction_and_every_verb_is_in_training():
    trained = templates("train")
    for patterns, verbs in parts.FAMILIES:
        assert set(patterns) <= {pattern for pattern, _ in trained}
        assert set(verbs) <= {verb for _, verb in trained}


def test_every_character_is_in_training():
    known = set(corpus_characters())
    assert {character for split in SIZES for text in Corpus(split).texts for character in text} == known


def test_no_word_count_tells_the_class():
    texts, numbers = pairs("train")
    count = CountVectorizer(analyzer="char")
    model = LogisticRegression(C=0.1, max_iter=1000).fit(count.fit_transform(texts), numbers)
    test_texts, test_numbers = pairs("test")
    assert model.score(count.transform(test_texts), test_numbers) < 0.45


def test_no_single_word_marks_a_class():
    texts, numbers = pairs("train")
    words = {*parts.HAPPENED, *parts.NOT_HAPPENED, *parts.PEOPLE, parts.SPEAKER, parts.FORMER, parts.LATTER}
    verbs = {verb for _, family in parts.FAMILIES for verb in family}
    for word in words | verbs:
        having = np.array([word in text for text in texts])
        assert np.bincount(numbers[having], minlength=4).max() < 0.55 * having.sum(), word


@pytest.mark.parametrize("split", SIZES)
def test_tags_mark_giver_receiver_and_thing(split):
    roles, corpus = CorpusRoles(split), Corpus(split)
    for index in range(0, len(roles), 37):
        characters, tags = roles[index]
        assert "".join(characters) == corpus.texts[index]
        begun = [roles.labels[tag] for tag in tags if roles.labels[tag].startswith("B-")]
        assert sorted(begun) == ["B-GIVER", "B-RECEIVER", "B-THING"]
        thing = "".join(c for c, tag in zip(characters, tags, strict=True) if "THING" in roles.labels[tag])
        assert thing in parts.THINGS


def test_the_speaker_gives_and_receives_as_the_class_says():
    for sentence in corpus_sentences("train"):
        people = {role: text for text, role in sentence.segments if role in ("GIVER", "RECEIVER")}
        if parts.FORMER not in people.values() and sentence.label != "undone":
            speaker = next((role for role, text in people.items() if text == parts.SPEAKER), "")
            assert {"received": "RECEIVER", "given": "GIVER", "others": ""}[sentence.label] == speaker


def test_unknown_split():
    with pytest.raises(ConfigError, match="'train', 'dev', 'test'"):
        Corpus("valid")
    with pytest.raises(ConfigError, match="split"):
        CorpusRoles("valid")
