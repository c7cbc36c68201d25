"""A shell in a folder of its own, over one home that the whole folder of tests shares."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shell import Shell, end_server

from evimed.knowledge.bridge import load_bridge
from evimed.store.database import Database


@pytest.fixture(scope="session")
def desk() -> Iterator[Path]:
    """Folder of documents. Not pytest's own: that is closed to the account the server runs under."""
    folder = Path(tempfile.mkdtemp(prefix="evimed-desk-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def folder(desk: Path) -> Path:
    """An empty folder."""
    return Path(tempfile.mkdtemp(dir=desk))


@pytest.fixture
def shell(folder: Path, database_home: Path, database: Database, dictionary: Path) -> Shell:
    """Commands over the test session's home, whose server runs and whose database is empty."""
    assert database is not None
    shutil.copytree(dictionary, database_home / "cache", dirs_exist_ok=True)
    return Shell(folder, database_home)


@pytest.fixture(scope="session")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of a home that has been used: it takes seconds to make and is the same in each."""
    cache = tmp_path_factory.mktemp("home") / "cache"
    load_bridge(cache)
    return cache


@pytest.fixture
def new_home(temporary_root: Path, dictionary: Path) -> Iterator[Callable[[], Path]]:
    """Makes homes that no process holds."""
    made: list[Path] = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="eve-", dir=temporary_root)))
        shutil.copytree(dictionary, made[-1] / "cache")
        return made[-1]

    yield make
    for home in made:
        end_server(home)
        shutil.rmtree(home, ignore_errors=True)
