"""Sentences in two languages."""

from paddle_lrkit.advise.text import Text, joined


def test_a_text_has_two_languages():
    assert (Text("a", "甲").of("en"), Text("a", "甲").of("zh")) == ("a", "甲")


def test_values_that_are_texts_go_in_by_language():
    filled = Text("{} of {:,}", "{:}：{:,}").filled(Text("one", "一"), 1000)
    assert (filled.en, filled.zh) == ("one of 1,000", "一：1,000")


def test_sentences_are_joined_with_blanks_only_in_english():
    assert joined([Text("A.", "甲。"), Text("B.", "乙。")]) == Text("A. B.", "甲。乙。")
