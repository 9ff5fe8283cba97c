"""Decays by name."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.errors import ConfigError, LrkitError, UsageError
from paddle_lrkit.runs.merge.emulated_decay import parse_emulation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("linear:20%", lambda part: 1 - part),
        ("cosine:20%", lambda part: (1 + math.cos(math.pi * part)) / 2),
        ("1-sqrt:3ep", lambda part: 1 - math.sqrt(part)),
        ("sqrt:3ep", lambda part: math.sqrt(1 - part)),
        ("polynomial:80it:power=3", lambda part: (1 - part) ** 3),
        ("exponential:80it", lambda part: 0.01**part),
        ("exponential:80it:end_lr=0.5", lambda part: 0.5**part),
        ("linear:20%:end_lr=0.1", lambda part: 1 - 0.9 * part),
        ("CosineAnnealingDecay:20%:eta_min=0.1", lambda part: 0.1 + 0.9 * (1 + math.cos(math.pi * part)) / 2),
        ("REX:20%", lambda part: (1 - part) / (1 - part / 2)),
        ("ExponentialDecay:20%:gamma=0.5,interval=25%", lambda part: 0.5 ** (4 * part // 1)),
    ],
)
def test_the_factor_is_that_of_the_formula(text, expected):
    curve = parse_emulation(text).curve(80)
    assert [curve(update) for update in range(80)] == pytest.approx([expected(update / 80) for update in range(80)])


def test_the_parts_of_the_text():
    found = parse_emulation("polynomial:2.5%:power=3,end_lr=0.1")
    assert (found.shape, str(found.span), found.arguments) == ("polynomial", "2.5%", {"power": 3, "end_lr": 0.1})


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("linear", UsageError, "--emulate linear: must be SHAPE:SPAN, such as linear:20%"),
        ("foo:20%", ConfigError, "--emulate: unknown shape 'foo'; known: linear, cosine, polynomial, 1-sqrt"),
        ("liner:20%", ConfigError, "--emulate: unknown shape 'liner'; did you mean 'linear'?"),
        ("linear:20", ConfigError, "--emulate linear:20: must be a number with a unit"),
        ("linear:-2%", ConfigError, "must not be negative"),
        ("linear:20%:power", UsageError, "must be SHAPE:SPAN:key=value"),
        ("linear:20%:end_lr=[1", UsageError, "end_lr: "),
    ],
)
def test_text_of_another_form_is_refused(text, kind, words):
    with pytest.raises(kind) as error:
        parse_emulation(text)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("linear:20%:end=0.1", "end: unknown key; did you mean 'end_lr'?"),
        ("linear:20%:learning_rate=2", "learning_rate: unknown key"),
        ("WSD:20%", "the key 'decay_steps' is missing"),
        ("polynomial:20%:power=0", "power: must be > 0"),
    ],
)
def test_keys_that_the_shape_does_not_have_are_refused(text, words):
    with pytest.raises(LrkitError) as error:
        parse_emulation(text).curve(80)
    assert str(error.value).startswith(f"--emulate {text}")
    assert words in str(error.value)
