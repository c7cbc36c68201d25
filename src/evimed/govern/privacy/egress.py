"""What may be reached from here: loopback, and the hosts that the settings name. All else is refused.

A name is looked up once, every address it gives is judged, and the connection goes to one that was judged: a
name that changes its mind in between (DNS rebinding) gains nothing. Addresses of cloud metadata services and
of the local link are never reached; a private address only where it is named itself, or its network is.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from evimed.errors import EgressError

Address = IPv4Address | IPv6Address
Lookup = Callable[[str, int], Sequence[str]]

# Metadata services of clouds that are not on the local link: Alibaba, AWS over IPv6, Oracle.
_METADATA: Final = frozenset(
    map(ip_address, ("100.100.100.200", "fd00:ec2::254", "192.0.0.192", "168.63.129.16"))
)
_NAT64 = IPv6Network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Egress:
    """The hosts that may be reached.

    Parameters
    ----------
    hosts
        ``host``, ``host:port``, an address, or a network (``10.20.0.0/16``). A network lets its addresses be
        reached, and names that are listed lead into it.
    """

    hosts: tuple[str, ...] = ()

    def check(self, url: str) -> tuple[str, int]:
        """Host and port of an address that may be named; what it leads to is judged by ``addresses``.

        Raises
        ------
        EgressError
            ``egress_denied``: it is not listed.
        """
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower().rstrip(".")
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            host, port = "", 0
        self.check_host(host, port)
        return host, port

    def check_host(self, host: str, port: int) -> None:
        """``EgressError`` unless ``host`` is loopback, listed, or an address in a listed network."""
        literal = _literal(host)
        if host == "localhost" or (literal is not None and literal.is_loopback):
            return
        named = {entry.lower() for entry in self.hosts}
        if named & {host, f"{host}:{port}", f"[{host}]", f"[{host}]:{port}"}:
            return
        if literal is not None and self._in_network(literal):
            return
        raise EgressError("egress_denied", host=host or "?", port=port)

    def addresses(self, host: str, port: int, lookup: Lookup | None = None) -> list[str]:
        """The addresses of a host, if all of them may be reached.

        Raises
        ------
        EgressError
            ``egress_denied``; ``egress_address``: the name leads where it may not.
        OSError
            The name is not known.
        """
        self.check_host(host, port)
        found = list((lookup or _look_up)(host, port))
        for text in found:
            self._judge(host, _plain(ip_address(text.partition("%")[0])))
        return found

    def connect(
        self, host: str, port: int, timeout: float | None, lookup: Lookup | None = None
    ) -> socket.socket:
        """A connection to the first address that answers, all of which were judged."""
        last: OSError | None = None
        for text in self.addresses(host, port, lookup):
            try:
                return socket.create_connection((text, port), timeout)
            except OSError as error:
                last = error
        raise last or OSError(f"{host} has no address")

    def _judge(self, host: str, address: Address) -> None:
        local = host == "localhost" or ((literal := _literal(host)) is not None and literal.is_loopback)
        if address in _METADATA or address.is_link_local or address.is_multicast or address.is_unspecified:
            allowed = False
        elif address.is_loopback:
            allowed = local
        elif address.is_global:
            allowed = not local
        else:
            listed = {entry.lower().strip("[]") for entry in self.hosts}
            allowed = not local and (str(address) in listed or self._in_network(address))
        if not allowed:
            raise EgressError("egress_address", host=host, address=str(address))

    def _in_network(self, address: Address) -> bool:
        networks = [ip_network(entry, strict=False) for entry in self.hosts if "/" in entry]
        return any(address in network for network in networks if network.version == address.version)


LOOPBACK: Final = Egress()


class GuardedHTTP(HTTPConnection):
    """An HTTP connection to where it may go."""

    def __init__(self, host: str, port: int | None, timeout: float, egress: Egress) -> None:
        super().__init__(host, port, timeout=timeout)
        self._egress = egress
        self._seconds = timeout

    def connect(self) -> None:
        """Connect to an address that was judged."""
        self.sock = self._egress.connect(self.host, self.port, self._seconds)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class GuardedHTTPS(HTTPSConnection):
    """The same over TLS; the certificate is checked against the name."""

    def __init__(self, host: str, port: int | None, timeout: float, egress: Egress) -> None:
        super().__init__(host, port, timeout=timeout)
        self._egress = egress
        self._seconds = timeout
        self._tls = ssl.create_default_context()

    def connect(self) -> None:
        """Connect to an address that was judged, and greet it by its name."""
        plain = self._egress.connect(self.host, self.port, self._seconds)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def _literal(host: str) -> Address | None:
    try:
        return _plain(ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        return None


def _plain(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that carries it."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address.sixtofour is not None:
            return address.sixtofour
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
