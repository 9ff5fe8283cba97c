import copy

import pytest

from paddle_lrkit.config.document import Document, Mark
from paddle_lrkit.config.interpolation import Unresolved, check_resolved, interpolated
from paddle_lrkit.errors import ConfigError

CONFIG = {"a": 1e-4, "b": "2", "k": "d", "l": [3, 4], "c": {"d": 5, "f": {"d": None}}}


def value(text, resolvers=None):
    data = copy.deepcopy(CONFIG)
    data["c"]["here"] = text
    return interpolated(Document(data), resolvers).data["c"]["here"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(("${a}", 1e-4), ("${ a }", 1e-4), ("${b}", "2"), ("${.d}", 5), ("${..a}", 1e-4), ("${c.${k}}", 5)),
        *(("${l}", [3, 4]), ("${l[1]}", 4), ("${l.0}", 3), ("${c[f][d]}", None), ("${.f}", {"d": None})),
        *(
            ("x${b}${a}", "x20.0001"),
            ("\\${a}", "${a}"),
            ("\\\\${b}", "\\2"),
            ("a\\b\\", "a\\b\\"),
            ("$a {b}", "$a {b}"),
        ),
        *(("${sum:${l}}", 7), ("${sum: [1, 2.5] }", 3.5), ("${first:'q ${b}', 3}", "q 2"), ("${first:TRUE}", True)),
        *(("${first: 1e3}", 1000.0), ("${first:010}", "010"), ("${first:null,1}", None), ("${first:a${b}}", "a2")),
    ],
)
def test_values_are_those_of_omegaconf_2_3(text, found):
    resolved = value(text, {"sum": sum, "first": lambda *arguments: arguments[0]})
    assert resolved == found
    assert type(resolved) is type(found)


@pytest.mark.parametrize(
    ("text", "reason", "fails"),
    [
        ("${aa}", "${aa} names no key: there is no 'aa'; did you mean", True),
        ("${c.e}", "there is no 'e' in c", True),
        ("${a.x}", "there is no 'x' in a", True),
        ("${...a}", "${...a} leads out of the config", True),
        ("${}", "${} names no key", True),
        ("${a", "'${a' has no closing brace", True),
        ("${.here}", "leads back to itself", True),
        ("${c}", "leads back to itself", True),
        ("${sum:x}", "${sum:..} fails: ", True),
        ("${sum:[1]", "is not an interpolation that OmegaConf reads", True),
        ("${oc.env:HOME}", "the value of ${oc.env:..} comes from outside the config, and is not known", False),
    ],
)
def test_what_has_no_value_stays_text_with_its_reason(text, reason, fails):
    found = value(text, {"sum": sum})
    assert found == text
    assert isinstance(found, Unresolved)
    assert reason in found.reason
    assert found.fails is fails


def test_the_reason_is_an_error_with_file_and_line_where_the_value_is_needed():
    document = interpolated(Document({"a": {"b": "${x}"}, "c": "${now:%Y}"}, {("a", "b"): Mark("a.yml", 2)}, "a.yml"))
    with pytest.raises(ConfigError, match=r"a.yml:2: a.b: \$\{x\} names no key"):
        check_resolved(document, ("a",))
    check_resolved(document, ("c",), certain=True)
    with pytest.raises(ConfigError, match=r"c: the value of \$\{now:..\} comes from outside"):
        check_resolved(document, ("c",))


def test_chains_and_cycles():
    chain = {f"k{n}": f"${{k{n + 1}}}" for n in range(50)}
    assert interpolated(Document({**chain, "k50": 7})).data["k0"] == 7
    assert isinstance(interpolated(Document({**chain, "k50": "${k0}"})).data["k3"], Unresolved)
    assert isinstance(interpolated(Document({f"k{n}": f"${{k{n + 1}}}" for n in range(9000)})).data["k0"], Unresolved)


def test_bombs_of_text_and_of_sections_are_refused(monkeypatch):
    text = {f"k{n}": f"${{k{n + 1}}}${{k{n + 1}}}" for n in range(50)}
    found = interpolated(Document({**text, "k50": "x" * 50})).data["k0"]
    assert isinstance(found, Unresolved)
    monkeypatch.setattr("paddle_lrkit.config.interpolation.MAX_VALUES", 5000)
    sections = {f"k{n}": {"a": f"${{k{n + 1}}}", "b": f"${{k{n + 1}}}"} for n in range(50)}
    with pytest.raises(ConfigError, match="more than 5000 values once the interpolations are followed"):
        interpolated(Document({**sections, "k50": 1}))


def test_a_resolver_cannot_give_a_number_that_is_too_large():
    assert "too large" in value("${power:9}", {"power": lambda n: 10 ** (n * 1000)}).reason


def test_the_config_itself_is_not_changed():
    data = {"a": 1, "b": {"c": "${a}"}}
    assert interpolated(Document(data)).data == {"a": 1, "b": {"c": 1}}
    assert data == {"a": 1, "b": {"c": "${a}"}}
