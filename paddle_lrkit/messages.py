"""The sentences that people read, in the language of the command, from one catalogue.

The code has them in English; ``locale/`` has the translations, in gettext's format.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

LANGUAGES = ("en", "zh")
LOCALE = os.path.join(os.path.dirname(__file__), "locale")
LANGUAGE_VARIABLE = "LRKIT_LANGUAGE"
"""The environment variable that has priority over the locale; a command sets it for the processes that it starts."""
_language = "zh" if os.environ.get(LANGUAGE_VARIABLE) == "zh" else "en"
_WIDE = "[\u3001-\u303f\u4e00-\u9fff\uff00-\uff60]"
"""Chinese characters and punctuation."""
TYPE_CHECKING = False
if TYPE_CHECKING:
    from gettext import NullTranslations


def preferred_language(environ: Mapping[str, str]) -> str:
    """``zh`` in a Chinese locale, else ``en``.

    Example:
        >>> preferred_language({"LANG": "zh_CN.UTF-8"}), preferred_language({"LANG": "zh_CN", "LC_ALL": "C"})
        ('zh', 'en')
    """
    locale = next(
        (environ[name] for name in (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), ""
    )
    return "zh" if locale.lower().startswith("zh") else "en"


def current_language() -> str:
    """The language of the messages, ``en`` or ``zh``; English unless a command or `in_language` chose another."""
    return _language


class in_language:
    """Inside the block, messages are in ``language``.

    A block that is never left, such as that of a command whose arguments were refused, does not end when its memory is
    collected, as that of a generator would.

    Args:
        language: ``en`` or ``zh``.

    Example:
        >>> with in_language("zh"):
        ...     tr("must be {}, got {}", "> 0", -1)
        '必须为 > 0，但得到 -1'
    """

    def __init__(self, language: str) -> None:
        self.language, self.before = language, language

    def __enter__(self) -> None:
        global _language
        self.before, _language = _language, self.language

    def __exit__(self, *error: object) -> None:
        global _language
        _language = self.before


def tr(message: str, *values: object) -> str:
    """A message in the current language, with its braces filled.

    Args:
        message: The sentence in English, a literal; a brace is doubled where there are values, as in ``str.format``.
        values: What goes into the braces.

    Example:
        >>> tr("must be {}, got {}", "> 0", -1)
        'must be > 0, got -1'
    """
    if _language == "en":
        return message.format(*values) if values else message
    text = _catalogue().gettext(message) if message else ""
    return filled(text, values) if values else text


def filled(text: str, values: tuple[object, ...]) -> str:
    """A text with its braces filled, without a space between its Chinese characters and those of a value.

    Example:
        >>> filled("从 {} 到 {} 冻结", ("5（0.5 轮）", 20))
        '从 5（0.5 轮）到 20 冻结'
    """
    edged = re.sub(r"(?<!{)({[^{}]*})(?!})", "\0\\1\0", text).format(*values)
    return re.sub(f"(?<={_WIDE})(?:\0 ?\0?| \0)(?={_WIDE})|\0", "", edged)


@cache
def _catalogue() -> NullTranslations:
    import gettext

    return gettext.translation("lrkit", LOCALE, ["zh_CN"], fallback=True)


@dataclass(frozen=True)
class Message:
    """A message whose language is chosen when it is shown, for tables of texts and texts of several languages.

    Args:
        text: The sentence in English.
        values: What goes into its braces; None leaves them.

    Example:
        >>> Message("{:,} updates").filled(1500).en
        '1,500 updates'
    """

    text: str
    values: tuple[object, ...] | None = None

    def __str__(self) -> str:
        return tr(self.text, *(self.values or ()))

    def of(self, language: str) -> str:
        """The sentence in ``en`` or ``zh``."""
        with in_language(language):
            return str(self)

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self.of("en")

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return self.of("zh")

    def filled(self, *values: object) -> Message:
        """The sentence with its braces filled; a `Message` among the values goes in in the same language."""
        return Message(self.text, values)


@dataclass(frozen=True)
class JoinedMessage(Message):
    """Messages in a row, the values, with what stands between them in each language."""

    between: tuple[str, str] = (", ", "，")

    def __str__(self) -> str:
        return self.between[LANGUAGES.index(_language)].join(map(str, self.values or ()))


def join_sentences(sentences: Iterable[Message | str]) -> Message:
    """Sentences in a row, with spaces between them in English only."""
    return join_parts(sentences, " ", "")


def join_parts(parts: Iterable[Message | str], english: str = ", ", chinese: str = "，") -> Message:
    """Parts of a sentence with what stands between them.

    Example:
        >>> join_parts([Message("warmup"), Message("decay")]).en
        'warmup, decay'
    """
    return JoinedMessage("", tuple(parts), (english, chinese))
