"""Tags: read, corrected by people, carried to alike documents; what one may not read teaches nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed import app
from evimed.errors import InputError
from evimed.govern.session import Session
from evimed.knowledge.graph.tag_corrections import KINDS, Corrected, effective_tags, likeness
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.graph import corrected_tags
from evimed.store.permissions import for_access, relabel_documents

TEXT = """# Warfarin in atrial fibrillation: {what}

Warfarin is used for atrial fibrillation in the United States. Warfarin causes haemorrhage.
The FDA approved warfarin.
"""


@pytest.fixture
def desk(settings: Settings, database: Database, tmp_path: Path):
    assert database is not None
    with app.open_session(replace(settings, embedder="none")) as session:
        for name in ("dosing", "safety"):
            (tmp_path / f"{name}.md").write_text(TEXT.format(what=name), encoding="utf-8")
        (tmp_path / "skin.md").write_text("# Skin cancer\n\nSkin cancer is frequent.\n", encoding="utf-8")
        session.ingest([str(tmp_path)], library="default")
        session.graph().build(library="default")
        yield session


def document(session: Session, name: str) -> str:
    return next(one.id for one in session.documents(library="default") if one.source.endswith(name))


def origins(session: Session, name: str) -> dict[tuple[str, str], str]:
    found = session.graph().tagged(document(session, name), library="default")
    return {(one.kind, one.value): one.origin for one in found}


def test_what_a_document_is_about_is_read(desk: Session) -> None:
    tags = desk.graph().tags(document(desk, "dosing.md"), library="default")
    assert tags is not None
    assert set(tags) == set(KINDS)
    assert "warfarin" in tags["drug"]
    assert "atrial fibrillation" in tags["disease"]
    assert tags["jurisdiction"] == ["US"]
    assert "cardiology" in tags["specialty"]


def test_a_correction_wins_stays_and_can_be_taken_back(desk: Session, database: Database) -> None:
    graph, id_ = desk.graph(), document(desk, "dosing.md")
    graph.correct_tag(id_, "drug", "warfarin", act="remove", library="default")
    graph.correct_tag(id_, "population", "older adults", act="add", library="default")
    assert ("drug", "warfarin") not in origins(desk, "dosing.md")
    assert origins(desk, "dosing.md")["population", "older adults"] == "corrected"
    with database.administration() as connection:
        connection.execute("update evimed.reading set stamp = 'of another time'")
    assert graph.build(library="default") == 3
    assert ("drug", "warfarin") not in origins(desk, "dosing.md")
    graph.correct_tag(id_, "drug", "warfarin", act="reset", library="default")
    assert origins(desk, "dosing.md")["drug", "warfarin"] == "read"


def test_a_correction_carries_to_alike_documents_alone(desk: Session) -> None:
    id_ = document(desk, "dosing.md")
    desk.graph().correct_tag(id_, "specialty", "anticoagulation", act="add", library="default")
    assert origins(desk, "safety.md")["specialty", "anticoagulation"] == "learned"
    assert ("specialty", "anticoagulation") not in origins(desk, "skin.md")
    desk.delete(id_, library="default")
    assert ("specialty", "anticoagulation") not in origins(desk, "safety.md")


def test_what_one_may_not_read_teaches_nothing(desk: Session, database: Database) -> None:
    id_ = document(desk, "dosing.md")
    desk.graph().correct_tag(id_, "specialty", "anticoagulation", act="add", library="default")
    with database.transaction(replace(desk.scope, classes=frozenset({0, 7}))) as tx, for_access(tx):
        relabel_documents(tx, "default", [id_], 7)
    with database.transaction(desk.scope) as tx:
        assert corrected_tags(tx, "default") == []
    assert ("specialty", "anticoagulation") not in origins(desk, "safety.md")


def test_what_is_no_tag_is_refused(desk: Session) -> None:
    id_ = document(desk, "dosing.md")
    for kind, value in (("colour", "red"), ("drug", " "), ("drug", "x" * 201)):
        with pytest.raises(InputError):
            desk.graph().correct_tag(id_, kind, value, act="add", library="default")


words = st.text(alphabet="abcd ", max_size=12)
tags = st.dictionaries(
    st.sampled_from(KINDS), st.lists(st.sampled_from(["x", "y", "z"]), max_size=3, unique=True)
)


@given(words, words, tags, tags)
def test_likeness_is_even_handed(
    one: str, other: str, a: dict[str, list[str]], b: dict[str, list[str]]
) -> None:
    first, second = (one, "f/a.txt", a), (other, "f/b.txt", b)
    assert likeness(first, second) == likeness(second, first)
    assert 0.0 <= likeness(first, second) <= 1.0
    assert likeness(first, first) == 1.0


@given(tags, tags, tags)
def test_the_documents_own_correction_always_wins(
    read: dict[str, list[str]], added: dict[str, list[str]], removed: dict[str, list[str]]
) -> None:
    own = Corrected("d", "t", "f/d.txt", read, added, {})
    against = Corrected("e", "t", "f/e.txt", read, {}, added)
    found = {(tag.kind, tag.value) for tag in effective_tags("t", "f/d.txt", read, own, [against, own])}
    assert {(kind, value) for kind, values in added.items() for value in values} <= found
    taken = replace(own, added={}, removed=removed)
    found = {(tag.kind, tag.value) for tag in effective_tags("t", "f/d.txt", read, taken, [])}
    assert not found & {(kind, value) for kind, values in removed.items() for value in values}
