"""A small Chinese corpus that ships with the package: who gave what to whom, and whether it happened."""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from string import Formatter

from paddle_lrkit.errors import check_choice
from paddle_lrkit.train.data.text.files import TextRows
from paddle_lrkit.train.data.toy import corpus_parts as parts

SIZES = {"train": 12000, "dev": 800, "test": 1000}
LABELS = ("received", "given", "others", "undone")
ROLES = {"G": "GIVER", "R": "RECEIVER", "T": "THING"}
_PERIOD = 8
_HELD_OUT = {0: "test", 1: "dev"}
_INDIRECT = 1
"""Of ten sentences, how many first name two people and then refer to them as former and latter."""

Segments = list[tuple[str, str]]


@dataclass(frozen=True)
class Sentence:
    """A sentence in segments.

    Args:
        segments: Text and role (``GIVER``, ``RECEIVER``, ``THING`` or empty) of each segment.
        label: One of `LABELS`.
        template: Pattern and verb of the core.
    """

    segments: tuple[tuple[str, str], ...]
    label: str
    template: tuple[str, str]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.segments)


class Corpus(TextRows[int]):
    """Short reports that something was handed over, in four classes.

    ``received``: to the speaker; ``given``: from the speaker; ``others``: between two other people; ``undone``: it
    did not happen. All classes use the same words; the class depends on the construction, on the order of the people,
    and on the verb that is negated. A core is a construction with a verb, and each core occurs in one split only.

    Args:
        split: ``train`` (12000 sentences), ``dev`` (800) or ``test`` (1000).

    Attributes:
        labels: Names of the classes.
        texts: The sentences.

    Raises:
        ConfigError: Unknown split.

    Example:
        >>> corpus = Corpus("test")
        >>> len(corpus), corpus.labels
        (1000, ('received', 'given', 'others', 'undone'))
    """

    labels = LABELS

    def __init__(self, split: str = "train") -> None:
        sentences = corpus_sentences(check_choice("split", split, tuple(SIZES)))
        self.texts = [sentence.text for sentence in sentences]
        super().__init__([((sentence.text,), LABELS.index(sentence.label)) for sentence in sentences])


class CorpusRoles:
    """The sentences of `Corpus` with a tag for each character: ``GIVER``, ``RECEIVER`` and ``THING``.

    Args:
        split: ``train``, ``dev`` or ``test``.

    Attributes:
        labels: ``O`` and the tags ``B-`` and ``I-`` of the three roles.

    Raises:
        ConfigError: Unknown split.

    Example:
        >>> characters, tags = CorpusRoles("test")[0]
        >>> len(characters) == len(tags)
        True
    """

    labels = ("O", *(f"{part}-{role}" for role in ROLES.values() for part in "BI"))

    def __init__(self, split: str = "train") -> None:
        self.sentences = corpus_sentences(check_choice("split", split, tuple(SIZES)))

    def __len__(self) -> int:
        return len(self.sentences)

    def __getitem__(self, index: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
        sentence = self.sentences[index]
        tags = [tag for text, role in sentence.segments for tag in _tags(text, role)]
        return tuple(sentence.text), tuple(self.labels.index(tag) for tag in tags)


def corpus_characters() -> list[str]:
    """All characters of the training sentences, sorted."""
    return sorted({character for sentence in corpus_sentences("train") for character in sentence.text})


def templates(split: str) -> list[tuple[str, str]]:
    """The cores of a split. ``train`` has every construction and every verb, but not every combination."""
    return [
        (pattern, verb)
        for patterns, verbs in parts.FAMILIES
        for row, pattern in enumerate(patterns)
        for column, verb in enumerate(verbs)
        if _HELD_OUT.get((row + column) % _PERIOD, "train") == split
    ]


@functools.cache
def corpus_sentences(split: str) -> tuple[Sentence, ...]:
    """The sentences of a split: always the same, without repetition, with alternating classes."""
    draw = _SentenceGenerator(f"corpus {split}")
    cores = templates(split)
    found: dict[str, Sentence] = {}
    while len(found) < SIZES[split]:
        sentence = draw.sentence(LABELS[len(found) % len(LABELS)], draw.template(cores))
        found.setdefault(sentence.text, sentence)
    return tuple(found.values())


class _SentenceGenerator:
    """Draws sentences with ``Random.random`` alone, whose numbers are the same in every Python version."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - sentences that repeat, no secrets

    def sentence(self, label: str, template: tuple[str, str]) -> Sentence:
        happened = label != "undone"
        direction = label if happened else LABELS[self._index(3)]
        people = self._people(4)
        giver = parts.SPEAKER if direction == "given" else people[0]
        receiver = parts.SPEAKER if direction == "received" else people[1]
        opening, before, after = self._frame(happened, inside=direction != "others", people=people[2:])
        introduction: Segments = []
        if self._index(10) < _INDIRECT:
            introduction, giver, receiver = self._introduced(giver, receiver)
        fillers = {"G": giver, "R": receiver, "T": self.one_of(parts.THINGS), "V": template[1]}
        core = self._filled(template[0], happened, fillers)
        segments = (*introduction, *opening, *before, *core, *after, ("。", ""))
        return Sentence(segments, label, template)

    def _introduced(self, giver: str, receiver: str) -> tuple[Segments, str, str]:
        """An introduction of both people in random order, and how giver and receiver are called after it."""
        pair = {"X": giver, "Y": receiver}
        names = (parts.FORMER, parts.LATTER)
        if self._index(2):
            pair, names = {"X": receiver, "Y": giver}, (parts.LATTER, parts.FORMER)
        return self._filled(self.one_of(parts.INTRODUCTIONS), True, pair), *names

    def _frame(self, happened: bool, inside: bool, people: list[str]) -> tuple[Segments, Segments, Segments]:
        """An opening, and another person's action before or after the core.

        Exactly one of action and core is negated, and opening, action and core together name the speaker once or
        twice. So neither adverbs nor the speaker's name reveal the class.
        """
        opens, acts = self._speaking(self._index(2) + (not inside))
        choices = parts.WITH_SPEAKER if opens else parts.WITHOUT_SPEAKER
        opening = self._filled(self.one_of(choices), True, {"P": people[0]})
        person = parts.SPEAKER if acts else people[1]
        action = self._filled(self.one_of(parts.ACTIONS), not happened, {"P": person})
        if self._index(2):
            return opening, [*action, ("，" + self.one_of(parts.LINKS), "")], []
        return opening, [], [("，", ""), *action]

    def _speaking(self, times: int) -> tuple[bool, bool]:
        """Whether opening and action name the speaker."""
        if times == 1:
            first = self._index(2) == 0
            return first, not first
        return times == 2, times == 2

    def _filled(self, pattern: str, happened: bool, fillers: dict[str, str]) -> Segments:
        """``pattern`` in segments; filled parts have their role, and adverbs are drawn."""
        adverbs = parts.HAPPENED if happened else parts.NOT_HAPPENED
        segments = []
        for text, name, _, _ in Formatter().parse(pattern):
            segments.append((text, ""))
            if name is not None:
                filler = self.one_of(adverbs) if name == "A" else fillers[name]
                segments.append((filler, ROLES.get(name, "")))
        return [segment for segment in segments if segment[0]]

    def template(self, cores: Sequence[tuple[str, str]]) -> tuple[str, str]:
        return cores[self._index(len(cores))]

    def one_of(self, choices: Sequence[str]) -> str:
        return choices[self._index(len(choices))]

    def _index(self, count: int) -> int:
        return int(self._random.random() * count)

    def _people(self, count: int) -> list[str]:
        left = list(parts.PEOPLE)
        return [left.pop(self._index(len(left))) for _ in range(count)]


def _tags(text: str, role: str) -> list[str]:
    return [f"{'I' if position else 'B'}-{role}" if role else "O" for position in range(len(text))]
