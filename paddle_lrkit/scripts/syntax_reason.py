"""Why Python cannot parse a script, in the language of the command."""

from __future__ import annotations

import re

from paddle_lrkit.messages import Message, current_language, tr

_REASONS = (
    Message("invalid syntax"),
    Message("invalid syntax. Perhaps you forgot a comma?"),
    Message("{} was never closed"),
    Message("unmatched {}"),
    Message("closing parenthesis {} does not match opening parenthesis {}"),
    Message("closing parenthesis {} does not match opening parenthesis {} on line {}"),
    Message("expected {}"),
    Message("unexpected indent"),
    Message("unindent does not match any outer indentation level"),
    Message("inconsistent use of tabs and spaces in indentation"),
    Message("expected an indented block after {} statement on line {}"),
    Message("expected an indented block after function definition on line {}"),
    Message("expected an indented block after class definition on line {}"),
    Message("unterminated string literal (detected at line {})"),
    Message("unterminated triple-quoted string literal (detected at line {})"),
    Message("unexpected EOF while parsing"),
    Message("unexpected character after line continuation character"),
    Message("Missing parentheses in call to {}. Did you mean print(...)?"),
    Message("positional argument follows keyword argument"),
)
"""What Python says most often, with braces for what is in quotes and for numbers."""
_VALUE = r"'[^']*'|\b\d+\b"


def syntax_reason(error: SyntaxError) -> str:
    """What Python says; in Chinese, a sentence that has no translation is quoted as code.

    Example:
        >>> syntax_reason(SyntaxError("'(' was never closed"))
        "'(' was never closed"
    """
    said = error.msg
    template = re.sub(_VALUE, "{}", said)
    if any(reason.text == template for reason in _REASONS):
        return tr(template, *re.findall(_VALUE, said))
    return said if current_language() == "en" else f"`{said}`"
