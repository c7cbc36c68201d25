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
from evimed.knowledge.graph.tag_corrections import (
    KINDS,
    Corrected,
    effective_tags,
    form_likeness,
    likeness,
)
from evimed.knowledge.graph.tag_form import FORM, form_of
from evimed.knowledge.graph.tags import document_tags
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


LABEL = "# {drug}\n\nGeneric name: {drug}\n\n## Indications\n\nFor {what}.\n\n## Warnings\n\nNone."
HEADS = ("Indications", "Warnings")


def a_label(drug: str, what: str, kind: str) -> dict[str, list[str]]:
    form = form_of(drug, LABEL.format(drug=drug, what=what), (drug, *HEADS))
    return {"kind": [kind], "drug": [drug], "disease": [what], FORM: form}


def test_a_form_is_of_headings_and_labels_and_not_of_words() -> None:
    one, other = a_label("Zorbafim", "gout", "other"), a_label("Kestrelin", "asthma", "other")
    assert {"heading:indications", "heading:warnings", "label:generic name"} <= set(one[FORM])
    assert form_likeness(("", "a.md", one), ("", "b.md", other)) >= 0.5
    law = form_of("某某条例", "第一条 为了某某。\n第二条 某某。", ("第一章 总则",))
    assert {"numbered:第条", "heading:总则", "ends:条例", "language:zh"} <= set(law)


def test_a_kind_carries_to_what_has_the_form_and_was_misread_alike() -> None:
    read = a_label("Zorbafim", "gout", "other")
    taught = Corrected("d", "Zorbafim", "z.md", read, {"kind": ["label"]}, {"kind": ["other"]})

    def kinds(tags: dict[str, list[str]], source: str = "k.md") -> list[str]:
        found = effective_tags("Kestrelin", source, tags, None, [taught])
        return [tag.value for tag in found if tag.kind == "kind"]

    assert kinds(a_label("Kestrelin", "asthma", "other")) == ["label"]
    assert kinds(a_label("Kestrelin", "asthma", "guideline")) == ["guideline"]  # no such mistake
    about = {"kind": ["other"], "drug": ["Zorbafim"], "disease": ["gout"], FORM: ["label:background"]}
    assert kinds(about) == ["other"]  # of the same subject, in another form


@given(tags, tags, st.lists(st.sampled_from(["heading:a", "label:b", "ends:c"]), unique=True))
def test_a_mistake_carries_only_to_documents_read_alike(
    read: dict[str, list[str]], other: dict[str, list[str]], form: list[str]
) -> None:
    taught = Corrected("d", "t", "f/d.txt", {**read, FORM: form}, {"kind": ["new"]}, {})
    found = effective_tags("t", "f/e.txt", {**other, FORM: form}, None, [taught])
    learned = [tag for tag in found if tag.kind == "kind" and tag.origin == "learned"]
    assert not learned or set(read.get("kind", ())) == set(other.get("kind", ()))


@pytest.mark.parametrize(
    ("kind", "text", "design", "place"),
    [
        ("abstract", "METHODS: Patients were randomly assigned to two groups.", ["randomised trial"], []),
        ("guideline", "Systematic reviews of randomised trials were searched.", [], []),
        ("regulation", "21 U.S.C. 360dd. The Secretary shall act.", [], ["US"]),
        ("guideline", "USPSTF. " * 8 + "The WHO agrees.", [], ["US"]),
        ("guideline", "WHO and FDA agree.", [], ["US", "INT"]),
    ],
)
def test_design_and_jurisdiction(kind: str, text: str, design: list[str], place: list[str]) -> None:
    found = document_tags("Title", text, (), (), kind)
    assert found["design"] == design
    assert sorted(found["jurisdiction"]) == sorted(place)
