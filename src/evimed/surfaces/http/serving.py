"""How a server is run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve: where to listen, under which names, how much one caller may ask."""

    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()  # further host names the server answers to, beside those of loopback
    https: bool = False  # a proxy before it speaks HTTPS: cookies are sent by HTTPS alone
    requests_a_minute: int = 1200  # of one caller, for what costs work
    upload_bytes: int = 512 << 20  # of one request
    workers: int = 1  # processes behind the port
    vectors: bool = True  # make missing vectors in this process
    looks: bool = True  # and look now and then for what other processes have taken in
