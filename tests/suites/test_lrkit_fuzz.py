"""No text and no value makes `load_schedule` raise anything but one sentence, or run for long."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.suites import load_schedule
from tests.suites.lrkit_config import CONFIG


def tried(source, suite, **options):
    """Loads and evaluates a config; True when it was refused with a sentence."""
    try:
        read = load_schedule(source, suite=suite, **options)
        rates = [read.curve(update) for update in (0, read.total_updates // 2, max(read.total_updates - 1, 0))]
    except LrkitError as error:
        return bool(str(error))
    assert all(rate >= 0 for rate in rates)
    return False


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "c.yml"


suites = st.sampled_from(["auto", "lrkit"])
pieces = st.sampled_from(
    [*"{}[]\"'#:~|%\t\0\né", "&a ", "*a", "<<: ", "- ", "? ", "!x ", ": ", "\n\n", "1e999", "ep", "Global"]
)


@given(suites, st.text(max_size=80))
def test_random_text_is_refused_with_a_sentence(scratch, suite, text):
    scratch.write_text(text, encoding="utf-8", newline="")
    assert tried(scratch, suite)


@settings(max_examples=400)
@given(
    suites,
    st.lists(
        st.tuples(st.integers(0, len(CONFIG)), st.integers(0, 6), pieces | st.text(max_size=2)), min_size=1, max_size=4
    ),
)
def test_a_config_with_random_edits_is_read_or_refused_with_a_sentence(scratch, suite, edits):
    text = CONFIG
    for position, length, inserted in edits:
        text = text[:position] + inserted + text[position + length :]
    scratch.write_text(text, encoding="utf-8", newline="")
    tried(scratch, suite, steps_per_epoch=10)


@given(suites, st.lists(st.integers(0, CONFIG.count("\n") - 1), min_size=1, max_size=6))
def test_a_config_with_lines_moved_is_read_or_refused_with_a_sentence(scratch, suite, moves):
    lines = CONFIG.splitlines()
    for move in moves:
        lines.insert((move * 7) % len(lines), lines[move % len(lines)].replace("  ", "", move % 2))
    scratch.write_text("\n".join(lines), encoding="utf-8")
    tried(scratch, suite, steps_per_epoch=10)


def paths(value, path=()):
    """The paths of all values below a mapping or list."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from paths(item, (*path, key))


def replaced(value, path, new):
    """``value`` with ``new`` at a path; unchanged where the path does not exist any more."""
    if not path:
        return new
    if isinstance(value, dict):
        return {**value, path[0]: replaced(value.get(path[0]), path[1:], new)}
    if isinstance(value, list) and path[0] in range(len(value)):
        return [*value[: path[0]], replaced(value[path[0]], path[1:], new), *value[path[0] + 1 :]]
    return value


PLAIN = yaml.safe_load(CONFIG.replace("1e-1", "0.1"))
words = st.sampled_from(
    [
        "name",
        "Constant",
        "StepDecay",
        "learning_rate",
        "warmup",
        "X",
        "Global",
        "Train",
        "1ep",
        "5%",
        "1e400it",
        "100sa",
    ]
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(max_size=4) | words,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=400)
@given(suites, st.lists(st.tuples(st.sampled_from(list(paths(PLAIN))), junk), min_size=1, max_size=3))
def test_a_config_with_random_values_is_read_or_refused_with_a_sentence(suite, changes):
    config = PLAIN
    for path, value in changes:
        config = replaced(config, path, value)
    tried(config, suite, steps_per_epoch=10)
