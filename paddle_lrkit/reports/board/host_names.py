"""The host names that the board answers to; a page of a stranger's domain that resolves to this machine is not one."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection, Iterable

EVERY_ADDRESS = "*"
"""Among host names: any IP address."""
WILDCARDS = ("", "0.0.0.0")  # noqa: S104 - recognised here; the user chooses what is bound
"""Hosts that mean all addresses of this machine."""
_HEADER = re.compile(r"(\[[0-9a-f:.]+\]|[^][:/?#@\s,]+)(?::[0-9]*)?", re.IGNORECASE)


def answered_names(host: str, more: Iterable[str] = ()) -> list[str]:
    """Names for `answers_to` of a server.

    The loopback addresses and the host are always among them. A server that listens on all addresses answers to each
    of them and to the name of this machine: browsers send an address only when the user opened it, while a name can
    resolve to anything.

    Args:
        host: Address or name that the server listens on.
        more: Further names, such as the one that a proxy forwards.

    Example:
        >>> answered_names("127.0.0.1", ["gpu1.lan"])
        ['localhost', '127.0.0.1', '[::1]', 'gpu1.lan']
    """
    own = [EVERY_ADDRESS, socket.gethostname()] if host in WILDCARDS else [host]
    return list(dict.fromkeys(name.lower() for name in ["localhost", "127.0.0.1", "[::1]", *own, *more]))


def answers_to(header: str | None, names: Collection[str]) -> bool:
    """Whether a request is for one of the names, on any port.

    Args:
        header: Its ``Host``.
        names: From `answered_names`.

    Example:
        >>> answers_to("localhost:9000", ["localhost"]), answers_to("evil.example:8040", ["localhost"])
        (True, False)
    """
    found = _HEADER.fullmatch(header or "")
    if found is None:
        return False
    name = found[1].lower().removesuffix(".")
    return name in names or (EVERY_ADDRESS in names and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
