"""``isinstance`` for objects of the script and of libraries."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.attributes import plain_instance
from paddle_lrkit.scripts.library.base import External
from paddle_lrkit.scripts.reader.objects import Instance, UserClass
from paddle_lrkit.scripts.unknown import Unknown


def is_instance(value: Any, kind: Any) -> bool | None:
    """Whether a value is an object of a class; None when that is not known."""
    if isinstance(value, Unknown) or isinstance(kind, Unknown):
        return None
    if isinstance(value, Instance):
        if isinstance(kind, UserClass):
            return kind in value.kind.line()
        outside = value.kind.outside()
        if isinstance(kind, External) and kind.path in outside:
            return True
        if value.mapping is not None and getattr(kind, "kind", None) is dict:
            return True
        if value.base is not None and plain_instance(value.base, kind):
            return True
        return None if outside else False
    if isinstance(kind, UserClass):
        return False
    return plain_instance(value, kind)
