"""Conflicts in the database: found at ingestion, gone with either side, seen by those who may read both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evimed.ingest.parse import parse
from evimed.knowledge.conflicts.find import find_conflicts, renew_conflicts
from evimed.knowledge.intake import Intake
from evimed.knowledge.prepare import prepare
from evimed.records import Document, FoundConflict, Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import NewDocument, delete_document, document_text, list_documents, put_document
from evimed.store.guides import list_guides

ONE = "Give trelomab to adults with hypertension. ( Strong )"
OTHER = "The college recommends against trelomab in adults with hypertension. ( Strong )"


def guideline(body: str, *lines: str, title: str = "Guideline on hypertension") -> str:
    items = "\n".join(f" - {line}" for line in lines)
    return f"# {title}\n\n- developer: {body}\n- published: 2024-01-02\n\n## Recommendations\n\n{items}\n"


@pytest.fixture
def take(database: Database) -> Callable[..., str]:
    def take(source: str, text: str, acl: int = 0, scope: Scope | None = None) -> str:
        prepared = prepare(parse(text.encode(), source), source)
        told = prepared.description
        document = Document(
            prepared.id,
            "default",
            told.title or source,
            source,
            told.kind,
            told.language,
            source,
            1,
            prepared.mime,
            prepared.stamp,
            told.version,
            told.published,
        )
        new = NewDocument(document, prepared.text, prepared.passages, acl, prepared.guide)
        with database.transaction(scope or ALL) as tx:
            put_document(tx, new)
        return prepared.id

    return take


ALL = replace(Scope.local(), classes=frozenset((0, 1)))
NARROW = Scope.local()


def conflicts(database: Database, scope: Scope = ALL, topic: str | None = None) -> list[FoundConflict]:
    with database.transaction(scope) as tx:
        return find_conflicts(tx, "default", "en", topic=topic)


def test_both_sides_with_their_words(database: Database, take: Callable[..., str]):
    first = take("a.md", guideline("First Society (FS)", ONE))
    second = take("b.md", guideline("Second College (SC)", OTHER))

    (found,) = conflicts(database)
    assert found.conflict.kind == "direction"
    assert "FS" in found.explanation
    assert {citation.document.id for citation in found.citations} == {first, second}
    with database.transaction(ALL) as tx:
        for citation in found.citations:
            assert citation.quote in document_text(tx, "default", citation.document.id)
            assert citation.locator.section == ("Guideline on hypertension", "Recommendations")
    assert [c for side in found.conflict.positions for c in side.citations] == ["c1", "c2"]


def test_a_topic(database: Database, take: Callable[..., str]):
    take("a.md", guideline("First Society", ONE))
    take("b.md", guideline("Second College", OTHER))

    assert len(conflicts(database, topic="trelomab")) == 1
    assert len(conflicts(database, topic="high blood pressure")) == 1
    assert conflicts(database, topic="asthma") == []


def test_deleting_one_side_deletes_the_conflict_at_once(database: Database, take: Callable[..., str]):
    take("a.md", guideline("First Society", ONE))
    second = take("b.md", guideline("Second College", OTHER))
    assert len(conflicts(database)) == 1

    with database.transaction(ALL) as tx:
        delete_document(tx, "default", second)
        left = tx.connection.execute(
            "select (select count(*) from evimed.conflict), (select count(*) from evimed.guide)"
        )
        assert left.fetchone() == (0, 1)
    assert conflicts(database) == []


def test_only_who_may_read_both_sees_it(database: Database, take: Callable[..., str]):
    take("a.md", guideline("First Society", ONE))
    take("b.md", guideline("Second College", OTHER), acl=1)

    assert len(conflicts(database)) == 1
    assert conflicts(database, NARROW) == []
    with database.transaction(NARROW) as tx:
        assert tx.connection.execute("select count(*) from evimed.conflict").fetchone() == (0,)
        assert tx.connection.execute("select count(*) from evimed.recommendation").fetchone() == (1,)


def test_who_may_read_more_compares_more(database: Database, take: Callable[..., str]):
    take("b.md", guideline("Second College", OTHER), acl=1)
    take("a.md", guideline("First Society", ONE), scope=NARROW)
    with database.transaction(NARROW) as tx:
        assert renew_conflicts(tx, "default") == 0

    assert len(conflicts(database)) == 1


def test_two_guides_are_compared_once_whoever_asks(database: Database, take: Callable[..., str]):
    """A person with other permissions does not have all pairs compared again: reading them takes a second."""
    take("a.md", guideline("First Society", ONE))
    take("b.md", guideline("Second College", OTHER))
    take("c.md", guideline("Third Board", OTHER), acl=1)
    with database.transaction(NARROW) as tx:
        assert renew_conflicts(tx, "default") == 1
    with database.transaction(ALL) as tx:
        assert renew_conflicts(tx, "default") == 1
        first, second, third = sorted(list_guides(tx, "default"), key=lambda one: one.document.source)
    assert first.was_compared_with(second)
    assert first.was_compared_with(third)
    assert len(conflicts(database)) == 2


def test_once_compared_is_not_compared_again(database: Database, take: Callable[..., str]):
    take("a.md", guideline("First Society", ONE))
    take("b.md", guideline("Second College", OTHER))
    with database.transaction(ALL) as tx:
        assert renew_conflicts(tx, "default") == 1
        assert renew_conflicts(tx, "default") == 0


def test_versions_of_one_body_are_told_as_versions(database: Database, take: Callable[..., str]):
    old = guideline("First Society (FS)", ONE.replace("adults", "women")).replace("2024-01-02", "2018-03-04")
    take("old.md", old)
    take(
        "new.md",
        guideline(
            "First Society (FS)", OTHER.replace("The college", "The society").replace("adults", "women")
        ),
    )
    take("b.md", guideline("Second College", OTHER.replace("adults", "women")))

    (found,) = conflicts(database)
    assert found.conflict.kind == "version"
    assert "2018-03-04 is replaced" in found.explanation
    assert found.citations[0].document.published == "2024-01-02"


def test_versions_without_dates_say_so(database: Database, take: Callable[..., str]):
    text = guideline("First Society (FS)", ONE).replace("- published: 2024-01-02\n", "")
    take("old.md", text)
    take("new.md", text.replace(ONE, OTHER))

    (found,) = conflicts(database)
    assert found.conflict.kind == "version"
    assert "do not tell which holds" in found.explanation


def test_in_chinese(database: Database, take: Callable[..., str]):
    take("a.md", guideline("First Society (FS)", ONE))
    take("b.md", guideline("Second College (SC)", OTHER))
    with database.transaction(ALL) as tx:
        (found,) = find_conflicts(tx, "default", "zh")

    assert found.explanation in {"方向相反：FS推荐，SC不推荐。", "方向相反：SC不推荐，FS推荐。"}


def test_ingestion_finds_them(database: Database, tmp_path: Path):
    (tmp_path / "a.md").write_text(guideline("First Society", ONE), encoding="utf-8")
    (tmp_path / "b.md").write_text(guideline("Second College", OTHER), encoding="utf-8")
    (tmp_path / "note.txt").write_text("Nothing of the kind stands here.", encoding="utf-8")
    Intake(database, NARROW, Settings(home=tmp_path), "default").run([str(tmp_path)])

    with database.transaction(NARROW) as tx:
        assert tx.connection.execute("select count(*) from evimed.conflict").fetchone() == (1,)
        assert len(list_guides(tx, "default")) == 2
        assert len(list_documents(tx, "default")) == 3
