from __future__ import annotations

import socket

import pytest


def test_addresses_outside_are_blocked() -> None:
    with socket.socket() as sock, pytest.raises(RuntimeError, match="no network"):
        sock.connect(("192.0.2.1", 80))
    with socket.socket() as sock, pytest.raises(RuntimeError, match="no network"):
        sock.connect_ex(("8.8.8.8", 53))
    with socket.socket(socket.AF_INET6) as sock, pytest.raises(RuntimeError, match="no network"):
        sock.connect(("2001:db8::1", 80))
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(RuntimeError, match="no network"):
        sock.sendto(b"x", ("192.0.2.1", 53))
    with pytest.raises(RuntimeError, match="no names"):
        socket.create_connection(("example.org", 80))


def test_loopback_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port), timeout=5):
            pass
