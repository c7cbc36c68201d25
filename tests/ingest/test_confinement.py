"""A parser process reads bytes and answers: the kernel refuses everything else."""

from __future__ import annotations

import platform
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import worker_finishes

from evimed.ingest.worker import Job, ParserPool

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the filter is for x86-64")


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool[str]]:
    with ParserPool(workers=1, finish=worker_finishes.escape) as made:
        yield made


def attempt(pool: ParserPool[str], verb: str, target: object = "") -> str:
    ((_, outcome),) = pool.map([Job("a.txt", data=f"{verb} {target}".encode())])
    assert isinstance(outcome, str), outcome
    return outcome


def test_it_may_read_think_and_load(pool: ParserPool[str], tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    assert attempt(pool, "read", tmp_path / "there") == "done"
    assert attempt(pool, "thread") == "done"
    assert attempt(pool, "library") == "done"


@pytest.mark.parametrize(
    "verb", ["write", "append", "create", "unnamed", "remove", "rename", "folder", "link", "mode", "cut"]
)
def test_it_changes_nothing_on_the_disk(pool: ParserPool[str], tmp_path: Path, verb: str) -> None:
    there, absent = tmp_path / "there", tmp_path / "absent"
    there.write_text("kept")
    mode = there.stat().st_mode
    target = {"folder": absent, "create": absent, "unnamed": tmp_path}.get(verb, there)
    assert attempt(pool, verb, target) == "EPERM"
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert (there.read_text(), there.stat().st_mode) == ("kept", mode)


def test_it_reaches_nobody(pool: ParserPool[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        assert attempt(pool, "network", server.getsockname()[1]) == "EPERM"
        with pytest.raises(TimeoutError):
            server.accept()
    assert attempt(pool, "local") == attempt(pool, "datagram") == "EPERM"


@pytest.mark.parametrize("verb", ["program", "fork", "parent"])
def test_it_starts_and_stops_nobody(pool: ParserPool[str], verb: str) -> None:
    assert attempt(pool, verb) == "EPERM"
