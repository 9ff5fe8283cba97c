"""What is cited."""

import re

from paddle_lrkit.advise.data import citations, cite, notes, recipes, rows, verdicts
from paddle_lrkit.messages import in_language


def used():
    for row in rows():
        for statement in (row.decay_reason, row.warmup_reason, row.floor_reason, *row.alternatives):
            yield from statement.sources
    for note in notes().values():
        yield from note.statement.sources
    for verdict in verdicts():
        yield from verdict.evidence.sources
    for recipe in recipes():
        yield from recipe.sources


def test_every_source_that_is_cited_exists_and_every_one_that_exists_is_cited():
    assert set(citations()) == set(used())


def test_papers_have_a_number_and_an_address_that_agree():
    for source in citations().values():
        number = re.fullmatch(r".+, arXiv (\d{4}\.\d{5})", source.label.en)
        if number:
            assert source.url == f"https://arxiv.org/abs/{number[1]}"
        assert source.title


def test_a_citation_names_each_source_once():
    assert cite(("goyal", "losses")).startswith("Goyal et al., arXiv 1706.02677; public logs")
    with in_language("zh"):
        assert cite(("clue", "arithmetic")) == "PaddleNLP 的 CLUE 配方；公式推算"
    assert cite(()) == ""
