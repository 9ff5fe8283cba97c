"""Fields of a protobuf message, read without its library."""

from __future__ import annotations

from paddle_lrkit.messages import tr

_VARINT, _BYTES = 0, 2
_FIXED = {1: 8, 5: 4}
_SHIFTS = range(7, 70, 7)


def field_at(message: bytes, position: int, limit: int) -> tuple[int, int, int]:
    """Number of the field at a position, and where its content starts and ends.

    Raises:
        ValueError: There is no field of a known kind, or it ends after ``limit``.

    Example:
        >>> field_at(b"\\x08\\x96\\x01", 0, 3)
        (1, 1, 3)
    """
    key, start = varint_at(message, position)
    wire = key & 7
    if wire == _VARINT:
        _, end = varint_at(message, start)
    elif wire == _BYTES:
        length, start = varint_at(message, start)
        end = start + length
    elif wire in _FIXED:
        end = start + _FIXED[wire]
    else:
        raise ValueError(tr("wire type {} is unknown", wire))
    if end > limit:
        raise ValueError(tr("a field ends beyond its message"))
    return key >> 3, start, end


def varint_at(message: bytes, position: int) -> tuple[int, int]:
    """A whole number at a position, and where it ends.

    Raises:
        ValueError: It does not end within ten bytes.

    Example:
        >>> varint_at(b"\\x96\\x01", 0)
        (150, 2)
    """
    try:
        byte = message[position]
        if byte < 0x80:
            return byte, position + 1
        number = byte & 0x7F
        for shift in _SHIFTS:
            position += 1
            byte = message[position]
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number, position + 1
    except IndexError:
        pass
    raise ValueError(tr("a number does not end"))
