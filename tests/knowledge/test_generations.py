"""A library changes embedders: search goes on with the old vectors until the new ones are complete."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evimed.app import former_embedder
from evimed.govern.session import Models, Session
from evimed.knowledge import vectors as vectors_module
from evimed.knowledge.vectors import embed_pending
from evimed.ports import Embedder
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.passages import dense, ensure_vector_index
from evimed.store.progress import vector_generations, vectors_in_use
from evimed.testing.embedders import HashEmbedder

LIBRARY = "default"


class Stamped(HashEmbedder):
    """The same vectors under another name, counted."""

    def __init__(self, stamp: str) -> None:
        super().__init__()
        self._name = stamp
        self.questions = 0

    @property
    def stamp(self) -> str:
        return self._name

    def embed_query(self, text: str):
        self.questions += 1
        return super().embed_query(text)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for number in range(3):
        (tmp_path / f"{number}.md").write_text(f"# Title {number}\n\nDose {number} is 5 mg a day.\n", "utf-8")
    return tmp_path


def session(database: Database, settings: Settings, embedder: Embedder, *former: Embedder) -> Session:
    known = {one.stamp: one for one in former}
    return Session(
        database, Scope.local(), replace(settings, workers=1), Models(embedder=embedder), known.get
    )


def generations(database: Database) -> tuple[str | None, dict[str, int]]:
    with database.transaction(Scope.local()) as tx:
        return vectors_in_use(tx, LIBRARY), vector_generations(tx, LIBRARY)


def test_search_keeps_to_the_old_vectors_until_the_new_are_complete(
    database: Database, settings: Settings, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = Stamped("old/1"), Stamped("new/1")
    first = session(database, settings, old)
    first.ingest([str(files)], library=LIBRARY)
    assert generations(database) == (None, {})
    made = first.embed_pending(library=LIBRARY)
    assert generations(database) == ("old/1", {"old/1": made})
    assert ensure_vector_index(database, "old/1", rows=1)

    second = session(database, settings, new, old)
    monkeypatch.setattr(vectors_module, "_BATCH", 1)
    seen: list[int] = []

    def ask_meanwhile(event: object) -> None:
        if len(seen) < 3:  # one vector a step: none, one, two of three are made
            before = old.questions, new.questions
            hits = second.search("dose 5 mg", library=LIBRARY, limit=5)
            assert (old.questions, new.questions) == (before[0] + 1, before[1])
            assert {hit.score.dense is not None for hit in hits} == {True}
            seen.append(len(hits))

    assert embed_pending(database, Scope.local(), new, LIBRARY, ask_meanwhile) == made
    assert seen == [made] * 3
    assert generations(database) == ("new/1", {"new/1": made})
    before = old.questions, new.questions
    second.search("dose 5 mg", library=LIBRARY, limit=5)
    assert (old.questions, new.questions) == (before[0], before[1] + 1)
    with database.administration() as connection:
        name = connection.execute("select to_regclass('evimed.' || evimed.vector_index_name('old/1'))")
        assert name.fetchone() == (None,)


def test_a_former_embedder_that_is_gone_leaves_the_new_one(
    database: Database, settings: Settings, files: Path
) -> None:
    first = session(database, settings, Stamped("old/1"))
    first.ingest([str(files)], library=LIBRARY)
    first.embed_pending(library=LIBRARY)
    new = Stamped("new/1")
    hits = session(database, settings, new).search("dose 5 mg", library=LIBRARY, limit=5)
    assert new.questions == 1
    assert {hit.score.dense for hit in hits} == {None}  # by words alone: nothing of old/1 is compared
    assert former_embedder("old/1") is None


def test_vectors_of_two_stamps_are_never_in_one_result(
    database: Database, settings: Settings, files: Path
) -> None:
    old, new = Stamped("old/1"), Stamped("new/1")
    first = session(database, settings, old)
    first.ingest([str(files)], library=LIBRARY)
    made = first.embed_pending(library=LIBRARY)
    with database.transaction(Scope.local()) as tx:
        tx.connection.execute(
            "insert into evimed.passage_vector select tenant_id, library, 'new/1', passage_id, document_id,"
            " language, acl, vector, sentence_vectors from evimed.passage_vector limit 1"
        )
    query = new.embed_query("dose")
    with database.transaction(Scope.local()) as tx:
        assert len(dense(tx, LIBRARY, "new/1", query, 10)) == 1
        assert len(dense(tx, LIBRARY, "old/1", query, 10)) == made


def test_work_in_another_hand_is_not_called_complete(
    database: Database, settings: Settings, files: Path
) -> None:
    old = Stamped("old/1")
    first = session(database, settings, old)
    first.ingest([str(files)], library=LIBRARY)
    with database.transaction(Scope.local()) as tx:
        tx.connection.execute("select from evimed.passage limit 1 for no key update")
        first.embed_pending(library=LIBRARY)
    assert generations(database)[0] is None
