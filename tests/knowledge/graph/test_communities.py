"""Communities: what belongs together, told in quotations, by who may read what, gone with its sources."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed import app
from evimed.errors import InputError
from evimed.govern.session import Session
from evimed.knowledge.communities.build import Renewed, communities_json, renew, tell
from evimed.knowledge.communities.detect import LEAST, find_communities
from evimed.knowledge.communities.summarise import MOST, choose_sentences
from evimed.records import Passage
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.graph import Evidence, Relation
from evimed.store.permissions import for_access, relabel_documents

HEART = """Zalutinib causes hepatitis. Zalutinib causes rash. Zalutinib causes jaundice.
Zalutinib is used for gout.
"""
LUNG = """Warfarin causes haemorrhage. Warfarin causes anaemia. Warfarin is used for atrial fibrillation.
"""
SECRET = """Zalutinib causes pancreatitis. Zalutinib causes fever.
"""


@pytest.fixture
def desk(settings: Settings, database: Database, tmp_path: Path):
    assert database is not None
    with app.open_session(replace(settings, embedder="none")) as session:
        for name, text in (("heart.txt", HEART), ("lung.txt", LUNG), ("secret.txt", SECRET)):
            (tmp_path / name).write_text(text, encoding="utf-8")
        session.ingest([str(tmp_path)], library="default")
        session.graph().build(library="default")
        yield session


def document(session: Session, name: str) -> str:
    return next(one.id for one in session.documents(library="default") if one.source.endswith(name))


def test_what_belongs_together_is_told_in_quotations(desk: Session) -> None:
    found = desk.graph().communities(library="default")
    names = [{entity.name for entity in one.entities} for one in found]
    assert any("zalutinib" in some for some in names)
    assert not any("zalutinib" in some and "warfarin" in some for some in names)
    for one in found:
        assert 1 <= len(one.summary) <= MOST
        for citation in one.summary:
            start, end = citation.locator.chars
            assert desk.document_text(citation.document.id, library="default")[start:end] == citation.quote
    about = desk.graph().communities(library="default", about="Warfarin")
    assert [one.entities[0].name for one in about] == ["warfarin"]
    form = communities_json(found)
    assert form["schema"] == "evimed/communities/1"
    with pytest.raises(InputError, match="out of range"):
        desk.graph().communities(library="default", limit=0)


def test_nothing_is_made_anew_that_did_not_change(desk: Session, database: Database, tmp_path: Path) -> None:
    with database.transaction(desk.scope) as tx:
        first = renew(tx, "default")
        assert first.made == first.communities > 1
        assert renew(tx, "default") == Renewed(first.communities, 0)
    (tmp_path / "more.txt").write_text("Warfarin causes fever.\n", encoding="utf-8")
    desk.ingest([str(tmp_path / "more.txt")], library="default")
    desk.graph().build(library="default")
    with database.transaction(desk.scope) as tx:
        again = renew(tx, "default")
    assert 0 < again.made <= again.communities


def test_a_document_takes_its_sentences_and_its_members_along(desk: Session, database: Database) -> None:
    desk.graph().communities(library="default")
    desk.delete(document(desk, "heart.txt"), library="default")
    with database.transaction(
        desk.scope
    ) as tx:  # in the transaction of the deletion, before anything is renewed
        told = tell(tx, "default")
        left = {citation.quote for one in told for citation in one.summary}
        names = {entity.name for one in told for entity in one.entities}
    assert not any("jaundice" in quote for quote in left)
    assert "jaundice" not in names
    assert "warfarin" in names
    after = desk.graph().communities(library="default")
    assert all("jaundice" not in citation.quote for one in after for citation in one.summary)


def test_what_one_may_not_read_moves_nothing(desk: Session, database: Database) -> None:
    desk.graph().communities(library="default")
    wide = replace(desk.scope, classes=frozenset({0, 7}))
    narrow = replace(desk.scope, classes=frozenset({0}))
    with database.transaction(wide) as tx, for_access(tx):
        relabel_documents(tx, "default", [document(desk, "secret.txt")], 7)
    with database.transaction(narrow) as tx:
        assert tell(tx, "default") == []  # made when the class still held it: shown to nobody who lacks one
        renew(tx, "default")
        without = tell(tx, "default")
    with database.transaction(wide) as tx:
        renew(tx, "default")
        with_it = tell(tx, "default")
    with database.transaction(narrow) as tx:
        assert tell(tx, "default") == without  # the other view does not touch this one
    assert "pancreatitis" not in {entity.name for one in without for entity in one.entities}
    assert "pancreatitis" in {entity.name for one in with_it for entity in one.entities}
    assert not any("pancreatitis" in citation.quote for one in without for citation in one.summary)
    with database.transaction(replace(narrow, tenant="other")) as tx:
        assert tell(tx, "default") == []


edges = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 5)), max_size=40)


@given(edges)
def test_communities_part_the_graph(pairs: list[tuple[int, int, int]]) -> None:
    relations = [
        Relation(f"r{at}", f"e{one}", "causes", f"e{other}", times)
        for at, (one, other, times) in enumerate(pairs)
    ]
    found = find_communities(relations, "0")
    members = [entity for one in found for entity in one.weights]
    assert len(members) == len(set(members))
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert len(one.weights) >= LEAST
        assert all(r.subject in one.weights and r.object in one.weights for r in one.relations)
    assert find_communities(relations, "0") == found  # the same graph, the same communities
    assert {one.id for one in find_communities(relations, "1")}.isdisjoint({one.id for one in found})


def _evidence(relation: str, at: int, quote: str, certainty: str = "stated") -> Evidence:
    passage = Passage("p", "d", 0, (), "", (0, 0), (), "en")
    return Evidence(
        relation, f"a{at}", "affirmed", certainty, None, "causes", (at, at + 1), quote, "d", passage
    )  # type: ignore[arg-type]


def test_sentences_are_chosen_by_what_they_add() -> None:
    relations = [Relation("r1", "a", "causes", "b", 9), Relation("r2", "a", "causes", "c", 1)]
    evidence = [
        _evidence("r1", 0, "A causes B."),
        _evidence("r1", 1, "A causes B, again."),
        _evidence("r2", 2, "A causes C."),
        _evidence("r2", 3, "A may cause C.", "uncertain"),
    ]
    assert [one.quote for one in choose_sentences(relations, evidence)] == ["A causes B.", "A causes C."]
    denied = [replace(evidence[0], polarity="negated")]
    assert choose_sentences(relations, denied) == []


@pytest.mark.parametrize(
    "empty",
    [
        "citation: Zalutinib for gout in adults: a trial.",
        "Zalutinib Use for the Treatment of Gout",
        "Zalutinib is not given to adults with any of the following:",
        "Zalutinib for gout: Northern Board recommendation statement.",
    ],
)
def test_titles_and_openings_of_lists_are_no_summary(empty: str) -> None:
    relations = [Relation("r1", "a", "treats", "b", 9), Relation("r2", "a", "causes", "c", 1)]
    evidence = [_evidence("r1", 0, empty), _evidence("r2", 500, "Zalutinib causes rash.")]
    assert [one.quote for one in choose_sentences(relations, evidence)] == ["Zalutinib causes rash."]
