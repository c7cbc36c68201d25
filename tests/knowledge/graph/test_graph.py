"""The graph of a library: built, walked, quoted, counted by class, and gone with its documents."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from evimed import app
from evimed.errors import InputError, NotFoundError
from evimed.govern.session import Session
from evimed.knowledge.graph.export import WRITERS
from evimed.knowledge.graph.forms import connection_json, neighbourhood_json
from evimed.knowledge.graph.patterns import RECOMMENDS
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.graph import graph_counts, list_entities, step
from evimed.store.permissions import for_access, relabel_documents

CASE = """Case report

Zalutinib-induced hepatitis was seen in one patient. Warfarin is used for atrial fibrillation.
There is no evidence that warfarin causes gout. Zalutinib may cause rash.
"""
NOTE = """用药提示

华法林可引起胃出血。消化性溃疡患者禁用华法林。
"""


@pytest.fixture
def desk(settings: Settings, database: Database, tmp_path: Path):
    assert database is not None
    with app.open_session(replace(settings, embedder="none")) as session:
        for name, text in (("case.txt", CASE), ("note.txt", NOTE)):
            (tmp_path / name).write_text(text, encoding="utf-8")
        session.ingest([str(tmp_path / "case.txt"), str(tmp_path / "note.txt")], library="default")
        yield session


def edges(session: Session, entity: str, hops: int = 1) -> dict[tuple[str, str, str], tuple[int, int]]:
    found = session.graph().neighbourhood(entity, library="default", hops=hops)
    names = {one.id: one.name for one in found.entities}
    return {
        (names[one.relation.subject], one.relation.predicate, names[one.relation.object]): (
            one.affirmed,
            one.negated,
        )
        for one in found.edges
    }


def document(session: Session, name: str) -> str:
    return next(one.id for one in session.documents(library="default") if one.source.endswith(name))


def consistent(database: Database, scope: Scope) -> bool:
    """Every count is the number of rows that it counts."""
    with database.administration() as connection:
        wrong = connection.execute("""
            select (select count(*) from evimed.entity e where e.supports <>
              (select count(*) from evimed.mention m where (m.library, m.acl, m.entity_id) = (e.library, e.acl, e.entity_id))
              + (select count(*) from evimed.assertion a where (a.library, a.acl, a.subject) = (e.library, e.acl, e.entity_id))
              + (select count(*) from evimed.assertion a where (a.library, a.acl, a.object) = (e.library, e.acl, e.entity_id)))
            + (select count(*) from evimed.relation r where r.assertions <>
              (select count(*) from evimed.assertion a where (a.library, a.acl, a.relation_id) = (r.library, r.acl, r.relation_id)))
            + (select count(*) from evimed.entity where supports <= 0) + (select count(*) from evimed.relation where assertions <= 0)
        """).fetchone()  # fmt: skip
    return wrong == (0,)


def test_edges_are_read_in_both_languages_and_merge(desk: Session, database: Database, scope: Scope):
    assert desk.graph().build(library="default") == 2
    assert desk.graph().build(library="default") == 0  # nothing waits

    found = edges(desk, "warfarin")
    assert found[("warfarin", "treats", "atrial fibrillation")] == (1, 0)
    assert found[("warfarin", "causes", "gout")] == (0, 1)
    assert ("warfarin", "causes", "gastrointestinal bleeding") in found
    assert any(key[:2] == ("warfarin", "contraindicated") for key in found)
    assert edges(desk, "华法林") == found
    assert edges(desk, "zalutinib")[("zalutinib", "causes", "hepatitis")] == (1, 0)
    assert consistent(database, scope)


def test_every_edge_quotes_what_stands_there(desk: Session):
    desk.graph().build(library="default")
    found = desk.graph().neighbourhood("warfarin", library="default")

    quoted = [(one, citation) for edge in found.edges for one, citation in edge.evidence]
    assert quoted
    for one, citation in quoted:
        text = desk.document_text(citation.document.id, library="default")
        assert text[slice(*citation.locator.chars)] == citation.quote == text[slice(*one.chars)]
    form = neighbourhood_json(found)
    assert form["schema"] == "evimed/graph/1"
    assert form["truncated"] is False


def test_uncertain_is_told(desk: Session):
    desk.graph().build(library="default")
    found = desk.graph().neighbourhood("zalutinib", library="default")
    certainty = {one.quote: one.certainty for edge in found.edges for one, _ in edge.evidence}
    assert certainty["Zalutinib may cause rash."] == "uncertain"


def test_paths(desk: Session):
    desk.graph().build(library="default")
    found = desk.graph().paths("gout", "atrial fibrillation", library="default")

    assert [len(path) for path in found.paths] == [2]
    assert connection_json(found)["from"] == found.start.id
    with pytest.raises(NotFoundError, match="not connected"):
        desk.graph().paths("gout", "rash", library="default")
    with pytest.raises(InputError):
        desk.graph().paths("gout", "rash", library="default", hops=9)
    with pytest.raises(NotFoundError, match="no heliotrope"):
        desk.graph().neighbourhood("heliotrope", library="default")


def test_a_deleted_document_leaves_nothing(desk: Session, database: Database, scope: Scope):
    desk.graph().build(library="default")
    desk.delete(document(desk, "case.txt"), library="default")

    assert consistent(database, scope)
    assert ("warfarin", "treats", "atrial fibrillation") not in edges(desk, "warfarin")
    with pytest.raises(NotFoundError):
        desk.graph().neighbourhood("zalutinib", library="default")
    desk.delete(document(desk, "note.txt"), library="default")
    with database.transaction(desk.scope) as tx:
        assert graph_counts(tx, "default") == dict.fromkeys(
            ("entities", "mentions", "relations", "assertions"), 0
        )


def test_what_a_scope_does_not_see_does_not_count(desk: Session, database: Database, scope: Scope):
    desk.graph().build(library="default")
    wide = replace(desk.scope, classes=frozenset({0, 7}))
    with database.transaction(wide) as tx, for_access(tx):
        assert relabel_documents(tx, "default", [document(desk, "case.txt")], 7) == 1
    assert consistent(database, scope)
    narrow = replace(desk.scope, classes=frozenset({0}))
    with database.transaction(narrow) as tx:
        assert "zalutinib" not in {one.name for one in list_entities(tx, "default")}
        assert all(one.predicate != "treats" for one in step(tx, "default", limit=100))
    with database.transaction(wide) as tx:
        assert "zalutinib" in {one.name for one in list_entities(tx, "default")}


def test_another_tenant_sees_nothing(desk: Session, database: Database):
    desk.graph().build(library="default")
    with database.transaction(Scope("other", "somebody", frozenset({0}))) as tx:
        assert graph_counts(tx, "default")["entities"] == 0


def test_a_terminology_changes_what_is_read(desk: Session, tmp_path: Path, database: Database, scope: Scope):
    desk.graph().build(library="default")
    (tmp_path / "house.csv").write_text(
        "code,name,synonyms,type\nH1,house drug,zalutinib,drug\n", encoding="utf-8"
    )
    desk.graph().load_terms(tmp_path / "house.csv")

    assert desk.graph().progress(library="default")["read"] == 0
    assert desk.graph().build(library="default") == 2
    found = desk.graph().neighbourhood("zalutinib", library="default")
    assert (found.centre.name, found.centre.concept) == ("house drug", "house:H1")
    assert consistent(database, scope)
    desk.graph().remove_terms("house")
    with pytest.raises(NotFoundError):
        desk.graph().remove_terms("house")
    assert desk.graph().build(library="default") == 2


def test_tags(desk: Session):
    case = document(desk, "case.txt")
    assert desk.graph().tags(case, library="default") is None
    desk.graph().build(library="default")
    tags = desk.graph().tags(case, library="default")
    assert tags is not None
    assert tags["design"] == ["case report"]
    assert tags["drug"] == ["zalutinib"]


@pytest.mark.parametrize("form", ["csv", "ntriples", "jsonld", "graphml"])
def test_what_is_exported_can_be_brought_back(
    desk: Session, tmp_path: Path, form: str, database: Database, scope: Scope
):
    desk.graph().build(library="default")
    file = tmp_path / f"graph.{form}"
    file.write_text("".join(desk.graph().export(form, library="default")), encoding="utf-8", newline="")
    before = edges(desk, "warfarin")

    added = desk.graph().bring(file, form=form, library="default")
    assert added >= len(before)
    assert desk.graph().bring(file, form=form, library="default") == 0  # they are there
    assert set(edges(desk, "warfarin")) == set(before)
    assert consistent(database, scope)
    desk.graph().load_terms(terms(tmp_path))
    desk.graph().build(library="default")  # reading anew leaves a person's own
    with database.transaction(desk.scope) as tx:
        assert graph_counts(tx, "default")["assertions"] >= added
    assert consistent(database, scope)
    desk.graph().remove_terms("own")


def terms(folder: Path) -> Path:
    (folder / "own.csv").write_text("name,type\nquibble,condition\n", encoding="utf-8")
    return folder / "own.csv"


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("subject", "enobody", "graph_unknown_node"),
        ("document", "dnothing", "graph_unknown_document"),
        ("quote", "what nobody wrote", "graph_quote"),
        ("start", "1", "graph_quote"),
        ("end", "", "graph_field_missing"),
        ("predicate", "loves", "graph_value"),
        ("polarity", "maybe", "graph_value"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(
    desk: Session, tmp_path: Path, column: str, value: str, code: str, database: Database
):
    desk.graph().build(library="default")
    rows = list(
        csv.DictReader(io.StringIO("".join(desk.graph().export("csv", library="default")), newline=""))
    )
    rows[-1][column] = value
    with (tmp_path / "bad.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    with database.transaction(desk.scope) as tx:
        before = graph_counts(tx, "default")
    with pytest.raises(InputError) as caught:
        desk.graph().bring(tmp_path / "bad.csv", library="default")
    assert caught.value.code == code
    assert int(str(caught.value.values["line"])) >= len(rows)
    with database.transaction(desk.scope) as tx:
        assert graph_counts(tx, "default") == before  # nothing half-loaded


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "x,y\n1,2\n"),
        ("a.nt", "no triple\n"),
        ("a.jsonld", "[1"),
        ("a.graphml", "<graphml>"),
        ("b.jsonld", "[]"),
    ],
)
def test_what_is_no_graph_is_refused(desk: Session, tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        desk.graph().bring(tmp_path / name, library="default")
    assert caught.value.code == "graph_syntax"


def test_formats_are_well_formed(desk: Session):
    desk.graph().build(library="default")
    told = {form: "".join(desk.graph().export(form, library="default")) for form in WRITERS}
    rows = list(csv.DictReader(io.StringIO(told["csv"], newline="")))
    assert len(json.loads(told["jsonld"])["@graph"]) == len(rows)
    assert len(list(etree.fromstring(told["graphml"].encode()).iter("{*}edge"))) == len(rows)
    assert told["ntriples"].count("#Assertion>") == len(rows)
    with pytest.raises(InputError):
        list(desk.graph().export("excel", library="default"))


def test_the_work_group_of_each_guideline_is_its_own(desk: Session, tmp_path: Path) -> None:
    for name in ("Gout", "Rash"):
        text = f"# {name} guideline\n\nThe Work Group recommends warfarin for atrial fibrillation.\n"
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
        desk.ingest([str(tmp_path / f"{name}.md")], library="default")
    desk.graph().build(library="default")
    bodies = {one for one, predicate, _ in edges(desk, "warfarin") if predicate == "recommends"}
    assert bodies == {"Work Group (Gout guideline)", "Work Group (Rash guideline)"}


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Prevention The NORB recommends zalutinib.", "NORB"),
        ("The guideline panel suggests zalutinib.", "guideline panel"),
        (
            "In 2015 the Northern Board of Health Council also recommended against zalutinib.",
            "Northern Board of Health Council",
        ),
        ("It recommends zalutinib.", None),
        ("Final recommendation: zalutinib. Similarly, we suggest rest.", None),
        ("For MDD, we recommend zalutinib.", None),
    ],
)
def test_who_recommends_is_a_body(text: str, body: str | None) -> None:
    match = RECOMMENDS.search(text)
    assert (match["body"].removeprefix("The ").removeprefix("the ") if match else None) == body
