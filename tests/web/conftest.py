"""A server over the session's database, with part of the sample library, asked in this process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_things import FILES, QUESTION, Browser

from evimed import app, samples
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.surfaces.http.application import make_application
from evimed.surfaces.http.desk import Desk, open_desk
from evimed.surfaces.http.serving import Serving


@pytest.fixture(scope="module")
def desk(settings: Settings, _open_database: Database) -> Iterator[Desk]:
    """A desk without an embedder: words find what these tests ask for."""
    with _open_database.administration() as connection:
        connection.execute("delete from evimed.tenant")
    plain = replace(settings, embedder="none")
    serving = Serving(requests_a_minute=0, vectors=False)
    with app.open_service(plain) as service, open_desk(service, serving) as opened:
        session = service.session(service.people.owner_scope())
        paths = [str(samples.library_path() / name) for name in FILES]
        session.ingest(paths, library="default", base=str(samples.library_path()))
        session.graph().build(library="default")
        yield opened


@pytest.fixture
def client(desk: Desk) -> TestClient:
    """A program on this machine."""
    return TestClient(make_application(desk), base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture
def browser(client: TestClient) -> Browser:
    """A browser on the first page."""
    page = client.get("/", headers={"Accept": "text/html"})
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    assert found is not None
    return Browser(client, found[1])


@pytest.fixture(scope="module")
def answer(desk: Desk) -> dict:
    """An answer that cites a page, given once for all tests of a module."""
    asked = TestClient(make_application(desk), base_url="http://localhost").post(
        "/api/v1/libraries/default/ask", json={"question": QUESTION}
    )
    assert asked.status_code == 200, asked.text
    return asked.json()


@pytest.fixture
def sample() -> Path:
    return samples.library_path() / "training_note.md"
