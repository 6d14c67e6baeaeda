"""Closes the network of this process but for the machine itself, for as long as it runs.

Python imports a module of this name before anything else where it finds one: with this folder on ``PYTHONPATH``, the
guard also stands in every Python process that a test starts. An audit hook sees what all of Python's code tries, and
nothing can take it away again.
"""

from __future__ import annotations

import ipaddress
import sys

_ADDRESSED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_NAMED = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


class NetworkClosed(OSError):
    """Something tried to leave the machine."""


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """The hook: raises NetworkClosed for what is not on this machine."""
    if event in _ADDRESSED:
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise NetworkClosed(f"the tests may not leave this machine: {event} to {address[0]!r}")
    elif event in _NAMED and not _needs_no_lookup(arguments[0]):
        raise NetworkClosed(f"the tests may not look names up: {event} of {arguments[0]!r}")


def _is_here(host: object) -> bool:
    """Whether ``host`` is this machine: its loopback, or (for a server) all its own addresses."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _needs_no_lookup(host: object) -> bool:
    """Also true for any address in numbers: to translate it asks nobody."""
    if host is None or _is_here(host):
        return True
    try:
        ipaddress.ip_address(host.decode("ascii", "replace") if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


sys.addaudithook(refuse)
