"""Refuses connections beyond loopback in the process that has this folder on its path.

Python runs a module of this name at start. A peer that asks for the network gets the error a machine without
one gives, at once rather than after a wait.
"""

from __future__ import annotations

import errno
import socket
from typing import Any

_NEAR = ("127.", "::1", "localhost")
_connect = socket.socket.connect
_resolve = socket.getaddrinfo


def _near(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return name is None or (isinstance(name, str) and (not name or name.startswith(_NEAR)))


def _guarded_connect(self: socket.socket, address: Any) -> None:
    if self.family in {socket.AF_INET, socket.AF_INET6} and not _near(address[0]):
        raise OSError(errno.ENETUNREACH, f"offline: no connection to {address[0]}")
    _connect(self, address)


def _guarded_resolve(host: Any, *rest: Any, **named: Any) -> Any:
    if not _near(host):
        raise socket.gaierror(socket.EAI_AGAIN, f"offline: no address for {host}")
    return _resolve(host, *rest, **named)


socket.socket.connect = _guarded_connect
socket.getaddrinfo = _guarded_resolve
