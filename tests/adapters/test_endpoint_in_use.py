"""A library whose vectors come from an endpoint, chosen by settings alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from embedding_stub import Stub, running_stub, status

from evimed.app import open_session
from evimed.errors import ModelError
from evimed.settings import EmbeddingEndpoint, Settings
from evimed.testing.embedders import HashEmbedder


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running_stub() as stub:
        yield stub


def settings_for(home: Path, url: str) -> Settings:
    endpoint = EmbeddingEndpoint(url, "m", HashEmbedder().dimensions, "hunter2", "query: ", "passage: ")
    return Settings(home=home, embedder="endpoint", embedding_endpoint=endpoint)


def test_work_is_kept_when_the_endpoint_refuses(tmp_path: Path, stub: Stub) -> None:
    (tmp_path / "a.md").write_text("# Dose\n\nThe dose of Evitazine is 5 mg a day.\n", "utf-8")
    with open_session(settings_for(tmp_path / "home", stub.url)) as session:
        session.ingest([str(tmp_path / "a.md")], library="default")
        stub.faults = [status(403)]
        with pytest.raises(ModelError) as caught:
            session.embed_pending(library="default")
        assert caught.value.code == "endpoint_refused"
        assert "hunter2" not in str(caught.value)
        assert [document.title for document in session.documents(library="default")] == ["Dose"]
        assert session.embed_pending(library="default") == 1  # what was not done is done now
        assert session.embed_pending(library="default") == 0
        hits = session.search("dose of Evitazine", library="default", limit=5)
        assert hits[0].score.dense is not None
        sent = [text for request in stub.requests for text in request["input"]]
        assert any(text.startswith("passage: ") for text in sent)
        assert "query: dose of Evitazine" in sent
        assert {headers["Authorization"] for headers in stub.headers} == {"Bearer hunter2"}
