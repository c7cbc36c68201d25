"""Fixtures of the surfaces: a fake session behind the real command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from fake_session import FakeSession, fake_app

import evimed
from evimed.surfaces import cli


@dataclass
class Ran:
    """What a command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """An English speaker with an empty home directory and no settings."""
    for name in ("EVIMED_HOME", "EVIMED_LANG", "EVIMED_LIBRARY", "EVIMED_DEBUG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, session: FakeSession) -> ModuleType:
    module = fake_app(session)
    monkeypatch.setitem(sys.modules, "evimed.app", module)
    monkeypatch.setattr(evimed, "app", module, raising=False)
    return module


@pytest.fixture
def evimed_command(app: ModuleType, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command line in this process."""

    def run(*arguments: str) -> Ran:
        code = cli.run(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
