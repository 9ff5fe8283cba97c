"""A sentence in two languages."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Text:
    """The same sentence in English and Chinese.

    Args:
        en: English.
        zh: Chinese.

    Example:
        >>> Text("warmup", "预热").of("zh")
        '预热'
        >>> Text("{} updates", "{} 步").filled(500).en
        '500 updates'
    """

    en: str
    zh: str

    def of(self, language: str) -> str:
        """The sentence in ``en`` or ``zh``."""
        return self.zh if language == "zh" else self.en

    def filled(self, *values: object) -> Text:
        """The sentence with its braces filled; a value that is a `Text` itself goes in by language."""
        english = [value.en if isinstance(value, Text) else value for value in values]
        chinese = [value.zh if isinstance(value, Text) else value for value in values]
        return Text(self.en.format(*english), self.zh.format(*chinese))


def joined(texts: tuple[Text, ...] | list[Text]) -> Text:
    """Sentences one after the other."""
    return Text(" ".join(text.en for text in texts), "".join(text.zh for text in texts))
