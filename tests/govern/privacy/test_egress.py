"""Nothing leaves but to where the settings allow: judged by name, by address, and at each connection."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from evimed.adapters.chat_wire import client_for
from evimed.adapters.embed_endpoint import EndpointEmbedder, EndpointLimits
from evimed.errors import EgressError, InputError
from evimed.govern.privacy.egress import Egress
from evimed.settings import Settings

LISTED = Egress(
    ("llm.example.org", "only.example.org:8443", "10.0.0.5", "10.20.0.0/16", "[2001:db8::5]:8000")
)


def lookup(*addresses: str):
    def answer(host: str, port: int) -> Sequence[str]:
        return addresses

    return answer


@pytest.mark.parametrize(
    ("host", "port", "leads_to"),
    [
        ("localhost", 8000, "127.0.0.1"),
        ("127.0.0.1", 8000, "127.0.0.1"),
        ("::1", 8000, "::1"),
        ("llm.example.org", 443, "93.184.216.34"),
        ("LLM.example.org".lower(), 80, "2606:2800:220:1:248:1893:25c8:1946"),
        ("only.example.org", 8443, "93.184.216.34"),
        ("10.0.0.5", 8000, "10.0.0.5"),
        ("10.20.3.4", 8000, "10.20.3.4"),
        ("llm.example.org", 443, "10.20.3.4"),
    ],
)
def test_what_is_listed_is_reached(host: str, port: int, leads_to: str) -> None:
    assert LISTED.addresses(host, port, lookup(leads_to)) == [leads_to]


@pytest.mark.parametrize(
    ("host", "port"),
    [
        ("evil.example", 443),
        ("only.example.org", 443),
        ("10.0.0.6", 80),
        ("192.168.1.1", 80),
        ("x.llm.example.org", 443),
        ("169.254.169.254", 80),
        ("2001:db8::5", 443),
        ("", 0),
    ],
)
def test_g28_what_is_not_listed_is_refused_before_anything_is_looked_up(host: str, port: int) -> None:
    def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError("looked up")

    with pytest.raises(EgressError) as caught:
        LISTED.addresses(host, port, never)
    assert caught.value.code == "egress_denied"


@pytest.mark.parametrize(
    ("host", "leads_to"),
    [
        ("llm.example.org", "127.0.0.1"),  # rebinding to this machine
        ("llm.example.org", "::ffff:127.0.0.1"),
        ("llm.example.org", "169.254.169.254"),  # metadata of most clouds
        ("llm.example.org", "100.100.100.200"),  # of Alibaba
        ("llm.example.org", "fd00:ec2::254"),  # of AWS over IPv6
        ("llm.example.org", "fe80::1%eth0"),
        ("llm.example.org", "192.168.1.1"),
        ("llm.example.org", "::ffff:192.168.1.1"),
        ("llm.example.org", "64:ff9b::c0a8:101"),  # 192.168.1.1 through NAT64
        ("llm.example.org", "2002:c0a8:0101::"),  # through 6to4
        ("llm.example.org", "224.0.0.1"),
        ("localhost", "93.184.216.34"),
    ],
)
def test_a_listed_name_that_leads_elsewhere_is_refused(host: str, leads_to: str) -> None:
    with pytest.raises(EgressError) as caught:
        LISTED.addresses(
            host, 443, lookup("93.184.216.34", leads_to) if host != "localhost" else lookup(leads_to)
        )
    assert caught.value.code == "egress_address"


def test_metadata_is_not_reached_even_if_a_network_holds_it() -> None:
    wide = Egress(("169.254.0.0/16", "100.64.0.0/10", "llm.example.org"))
    for address in ("169.254.169.254", "100.100.100.200"):
        with pytest.raises(EgressError):
            wide.addresses(address, 80, lookup(address))


def test_the_connection_goes_to_the_address_that_was_judged() -> None:
    """A second look-up, which could tell another address, is never made."""
    asked: list[str] = []

    def changing(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        accepted = threading.Thread(target=server.accept, daemon=True)
        accepted.start()
        Egress().connect("localhost", port, 2, changing).close()
        accepted.join(2)
    assert asked == ["localhost"]


def test_g28_a_blocked_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> object:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "create_connection", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    embedder = EndpointEmbedder(
        "https://embed.example.org/v1",
        "m",
        4,
        limits=EndpointLimits(retries=0),
        egress=Egress(("other.example.org",)),
    )
    with pytest.raises(EgressError) as caught:
        embedder.embed_query("患者王建国")
    assert "EVIMED_EGRESS=embed.example.org" in caught.value.hint("en")


@pytest.mark.parametrize("proxy", [None, "http://proxy.example.org:3128"])
def test_g28_a_chat_model_reaches_listed_hosts_only(proxy: str | None) -> None:
    async def send(allowed: Egress) -> None:
        async with client_for("https://llm.example.org/v1", "m", 2, proxy, allowed) as client:
            await client.post("https://llm.example.org/v1/chat", json={})

    for allowed in (Egress(), Egress(("llm.example.org",)) if proxy else Egress(("llm.example.com",))):
        with pytest.raises(EgressError):
            asyncio.run(send(allowed))


def test_settings_read_the_list_and_refuse_what_is_none(tmp_path: Path) -> None:
    env = {"EVIMED_EGRESS": "llm.example.org, 10.0.0.5:8000 10.20.0.0/16,[2001:db8::5]:443"}
    assert Settings.load(home=tmp_path, env=env).egress == (
        "llm.example.org", "10.0.0.5:8000", "10.20.0.0/16", "[2001:db8::5]:443",
    )  # fmt: skip
    for bad in ("*", "http://x/", "10.0.0.0/99", "user@host"):
        with pytest.raises(InputError, match="EVIMED_EGRESS"):
            Settings.load(home=tmp_path, env={"EVIMED_EGRESS": bad})
