from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from evimed.errors import InputError
from evimed.settings import EmbeddingEndpoint, ParserLimits, Settings


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    settings = Settings.load(env={})
    assert settings.home == Path("/home/somebody/.evimed")
    assert (settings.database_url, settings.library) == (None, "default")
    assert (settings.profile, settings.embedder, settings.question_characters) == ("private", "auto", 2000)
    assert settings.workers >= 1
    assert settings.limits == ParserLimits(120, 2048, 3000, 200 * 1024 * 1024)


def test_the_environment_is_read_and_the_argument_goes_first() -> None:
    env = {
        "EVIMED_HOME": "/a",
        "EVIMED_DATABASE_URL": "postgresql://u:p@h/d",
        "EVIMED_PROFILE": "public-cn",
        "EVIMED_WORKERS": "3",
        "EVIMED_LIMIT_PAGES": "10",
        "EVIMED_LIBRARY": "  ",
    }
    settings = Settings.load(env=env)
    assert (settings.home, settings.database_url) == (Path("/a"), "postgresql://u:p@h/d")
    assert (settings.profile, settings.workers) == ("public-cn", 3)
    assert (settings.limits.pages, settings.library) == (10, "default")
    assert Settings.load(Path("/b"), env).home == Path("/b")


def test_all_that_is_wrong_is_said_at_once_and_no_password() -> None:
    env = {
        "EVIMED_PROFILE": "prod",
        "EVIMED_WORKERS": "many",
        "EVIMED_LIMIT_PAGES": "0",
        "EVIMED_DATABASE_URL": "mysql://u:secret@h/d",
        "EVIMED_HOME": "~no-such-user-here/x",
        "EVIMED_LIBRARY": "a\tb",
    }
    with pytest.raises(InputError) as caught:
        Settings.load(env=env)
    for key, value in env.items():
        assert key in str(caught.value)
        assert key == "EVIMED_DATABASE_URL" or repr(value) in str(caught.value)
    assert "private | public-cn | demo" in caught.value.message("zh")
    assert "secret" not in str(caught.value)


def test_settings_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings(home=Path("/a")).workers = 2  # type: ignore[misc]


def test_an_embedding_endpoint_is_whole_or_refused() -> None:
    env = {
        "EVIMED_EMBEDDER": "endpoint",
        "EVIMED_EMBEDDER_URL": "http://10.0.0.7:8000/v1",
        "EVIMED_EMBEDDER_MODEL": "bge-m3",
        "EVIMED_EMBEDDER_DIMENSIONS": "1024",
        "EVIMED_EMBEDDER_KEY": "hunter2",
        "EVIMED_EMBEDDER_QUERY_PREFIX": "query: ",
    }
    settings = Settings.load(env=env)
    assert settings.embedding_endpoint == EmbeddingEndpoint(
        "http://10.0.0.7:8000/v1", "bge-m3", 1024, "hunter2", "query: "
    )
    assert "hunter2" not in repr(settings)
    assert Settings.load(env=env | {"EVIMED_EMBEDDER": "auto"}).embedding_endpoint is None
    with pytest.raises(InputError) as caught:
        Settings.load(env={"EVIMED_EMBEDDER": "endpoint", "EVIMED_EMBEDDER_URL": "ftp://u:hunter2@h"})
    for key in ("EVIMED_EMBEDDER_URL", "EVIMED_EMBEDDER_MODEL", "EVIMED_EMBEDDER_DIMENSIONS"):
        assert key in str(caught.value)
    assert "hunter2" not in str(caught.value)
