"""Damage to inputs: of bytes, and of values in a document."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

TOKENS = [
    b"\x00", b"\xff", b"\n", b"\r", b"{", b"}", b"[", b"]", b":", b",", b'"', b"'", b"#", b"&a ", b"*a", b"!!",
    b"<<: ", b"\x1b]0;x\x07", "\u202e".encode(), b"null", b"true", b".nan", b".inf", b"1e999", b"-1", b"0", b"9" * 400,
    b"9" * 30,
    b"\xef\xbb\xbf", b"- ", b"|\n", b"---\n", b"\t", b"%", b"\xf0\x9f\x98\x80", b"5ep", b"10%", b"\x7f\xff\xff\xff",
    b"[" * 300, b"{\"a\":" * 300,
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2, 3, 0.5, 1e-300, 1e308, -0.0, 2**31, 2**53 + 1, 2**63, -(2**63), 10**25, 10**400, "",
    "x", "1e-4", "5ep", "10%", "nan", "inf", "-1", "\x1b[2J\u202e", [], {}, [1], [[]], ["x"], [0, 0], [3, 1], [1.5] * 9,
    {"a": 1}, {"name": "x"}, {"name": ["x"]}, [None], [True], [float("nan")], float("inf"), "../x", "/", ".",
    "LinearWarmup", "CosineDecay", "PiecewiseDecay", {"name": "Cosine"}, [{"name": "LinearWarmup"}], "a" * 5000,
]  # fmt: skip


def damaged_bytes(random: random.Random, content: bytes) -> bytes:
    """Some bytes changed, inserted, removed or repeated."""
    for _ in range(random.choice((1, 1, 1, 2, 4, 8))):
        place = random.randrange(len(content) + 1)
        end = min(place + random.choice((1, 2, 4, 16, 64)), len(content))
        kind = random.randrange(6)
        if kind == 0:
            flipped = bytes(byte ^ 1 << random.randrange(8) for byte in content[place:end])
            content = content[:place] + flipped + content[end:]
        elif kind == 1:
            content = content[:place] + random.choice(TOKENS) + content[place:]
        elif kind == 2:
            content = content[:place] + content[end:]
        elif kind == 3:
            content = content[:end] + content[place:end] * random.choice((1, 2, 30)) + content[end:]
        elif kind == 4:
            content = content[:place] + random.choice(TOKENS) + content[end:]
        else:
            content = content[:place]
    return content


def damaged_value(random: random.Random, value: Any) -> Any:
    """A document with some of its values or keys replaced, removed or moved."""
    value = copy.deepcopy(value)
    for _ in range(random.choice((1, 1, 2, 3))):
        holders = [value, *_holders(value)] if isinstance(value, (dict, list)) else []
        holder = random.choice([one for one in holders if one] or [None])
        if holder is None:
            return random.choice(VALUES)
        key = random.choice([*holder]) if isinstance(holder, dict) else random.randrange(len(holder))
        kind = random.randrange(5)
        if kind < 2:
            holder[key] = copy.deepcopy(random.choice(VALUES))
        elif kind == 2:
            del holder[key]
        elif kind == 3 and isinstance(holder, dict):
            holder[str(random.choice((*VALUES, *holder)))] = holder.pop(key)
        else:
            holder[key] = copy.deepcopy(random.choice(holders))
    return value


def as_text(value: Any) -> bytes:
    """A document as JSON, which YAML reads too."""
    try:
        return json.dumps(value).encode()
    except ValueError:
        return repr(value).encode("utf-8", "replace")


def _holders(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value
    found = [one for one in inner if isinstance(one, (dict, list))]
    return [*found, *(deeper for one in found for deeper in _holders(one))]
