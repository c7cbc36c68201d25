"""Terminologies: what is read, and what is refused with its line, nothing half-loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from evimed.errors import InputError
from evimed.knowledge.terms import lines
from evimed.knowledge.terms.load import load_terminology
from evimed.records import Scope
from evimed.store.database import Database
from evimed.store.terminologies import list_concepts, list_terminologies, put_terminology, remove_terminology

OBO = """format-version: 1.4
! a comment
[Term]
id: X:1
name: abnormality

[Term]
id: X:2
name: abnormal heart
synonym: "cardiac \\"defect\\"" EXACT []
is_a: X:1 {source="a"} ! abnormality

[Term]
id: X:3
name: gone
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(path: Path, code: str, line: int | None = None, **options: str) -> InputError:
    with pytest.raises(InputError) as caught:
        load_terminology(path, **options)
    assert caught.value.code == code
    assert line is None or caught.value.values["line"] == line
    assert "{" not in caught.value.message("zh") + caught.value.hint("en")
    return caught.value


def test_obo(tmp_path: Path):
    terminology, concepts = load_terminology(write(tmp_path / "small.obo", OBO))

    assert (terminology.name, terminology.kind, terminology.concepts, terminology.forms) == (
        "small",
        "obo",
        2,
        3,
    )
    assert concepts[1].forms == ("abnormal heart", 'cardiac "defect"')
    assert concepts[1].parents == ("X:1",)
    assert concepts[1].type == "condition"


def test_owl(tmp_path: Path):
    owl = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
 xmlns:owl="http://www.w3.org/2002/07/owl#" xmlns:o="http://www.geneontology.org/formats/oboInOwl#">
<owl:Class rdf:about="http://x.org/HP_0000001"><rdfs:label>All</rdfs:label></owl:Class>
<owl:Class rdf:about="http://x.org/HP_0000002"><rdfs:label>心脏异常</rdfs:label>
<o:hasExactSynonym>heart trouble</o:hasExactSynonym>
<rdfs:subClassOf rdf:resource="http://x.org/HP_0000001"/></owl:Class></rdf:RDF>"""
    _, concepts = load_terminology(write(tmp_path / "a.owl", owl))

    assert [(one.code, one.forms, one.parents) for one in concepts] == [
        ("HP:0000001", ("All",), ()),
        ("HP:0000002", ("心脏异常", "heart trouble"), ("HP:0000001",)),
    ]
    refused(write(tmp_path / "b.owl", owl.replace("</owl:Class></rdf:RDF>", "")), "terms_syntax")


def test_an_owl_file_cannot_make_itself_bigger(tmp_path: Path):
    bomb = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
 xmlns:owl="http://www.w3.org/2002/07/owl#">
<owl:Class rdf:about="x#A"><rdfs:label>n&b;</rdfs:label></owl:Class></rdf:RDF>"""
    _, concepts = load_terminology(write(tmp_path / "a.owl", bomb))

    assert concepts[0].name == "n"


def test_tables(tmp_path: Path):
    csv = 'code,name,synonyms,type,parents\nA,"heart, the",cor|心脏,anatomy,\nB,pump failure,,condition,A\n'
    _, concepts = load_terminology(write(tmp_path / "t.csv", csv))
    assert [(one.code, one.type, one.forms) for one in concepts] == [
        ("A", "anatomy", ("heart, the", "cor", "心脏")),
        ("B", "condition", ("pump failure",)),
    ]
    _, concepts = load_terminology(
        write(tmp_path / "t.tsv", "术语\t同义词\n甲\t乙|丙\n"), default_type="drug"
    )
    assert (concepts[0].code, concepts[0].type, concepts[0].forms) == ("甲", "drug", ("甲", "乙", "丙"))


def test_rf2(tmp_path: Path):
    folder = tmp_path / "rf2"
    write(
        folder / "sct2_Concept_Snapshot_INT.txt",
        "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\n"
        "1\t2020\t1\tm\td\n2\t2020\t1\tm\td\n3\t2020\t0\tm\td\n",
    )
    write(
        folder / "sct2_Description_Snapshot_INT.txt",
        "h\th\th\th\th\th\th\th\th\n"
        "d1\t2020\t1\tm\t1\ten\t900000000000003001\tHeart disease (disorder)\tx\n"
        "d2\t2020\t1\tm\t2\ten\t900000000000003001\tAspirin (product)\tx\n"
        "d3\t2020\t1\tm\t2\ten\t900000000000013009\tASA\tx\n"
        "d4\t2020\t1\tm\t3\ten\t9\tgone\tx\n",
    )
    write(folder / "sct2_Relationship_Snapshot_INT.txt", "h\th\th\th\th\th\th\th\th\th\n"
          "r1\t2020\t1\tm\t2\t1\t0\t116680003\tx\tx\n")  # fmt: skip
    _, concepts = load_terminology(folder, kind="rf2")

    assert [(one.type, one.name, one.forms, one.parents) for one in concepts] == [
        ("condition", "Heart disease", ("Heart disease",), ()),
        ("drug", "Aspirin", ("Aspirin", "ASA"), ("1",)),
    ]
    write(folder / "sct2_Description_Extra_INT.txt", "h\th\th\th\th\th\th\th\n"
          "d\t2020\t1\tm\t77\ten\tx\tnobody\n")  # fmt: skip
    refused(folder, "terms_unknown_node", 2, kind="rf2")


def test_umls_like_and_meddra_like(tmp_path: Path):
    row = "C1|ENG|P|L|PF|S|Y|A||||SRC|PT|code|heart failure|0|N||"
    write(
        tmp_path / "u" / "MRCONSO.RRF", f"{row}\n{row.replace('heart failure', 'HF').replace('|P|', '|S|')}\n"
    )
    write(tmp_path / "u" / "MRSTY.RRF", "C1|T047|B|Disease or Syndrome|AT|\n")
    _, concepts = load_terminology(tmp_path / "u", kind="rrf")
    assert (concepts[0].name, concepts[0].type, concepts[0].forms) == (
        "heart failure",
        "condition",
        ("heart failure", "HF"),
    )

    write(tmp_path / "m" / "pt.asc", "10$Nausea$$99$\n")
    write(tmp_path / "m" / "llt.asc", "11$Queasy$10$\n")
    _, concepts = load_terminology(tmp_path / "m", kind="meddra")
    assert concepts[0].forms == ("Nausea", "Queasy")
    write(tmp_path / "m" / "llt.asc", "11$Queasy$10$\n12$Lost$13$\n")
    refused(tmp_path / "m", "terms_unknown_node", 2, kind="meddra")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (OBO.replace("is_a: X:1 {", "is_a: X:9 {"), "terms_unknown_node", 11),
        (OBO.replace("name: abnormality", "name: abnormality\nis_a: X:2"), "terms_cycle", None),
        (OBO.replace("id: X:2", "id: X:1"), "terms_duplicate", 8),
        (OBO.replace("id: X:2\n", ""), "terms_no_code", 7),
        (OBO.replace('"cardiac', "cardiac").replace('defect\\""', "defect"), "terms_syntax", 10),
        (OBO.encode() + "心".encode("gb18030"), "terms_encoding", 21),
        ("nothing here\n", "terms_empty", None),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str | bytes, code: str, line: int | None):
    refused(write(tmp_path / "bad.obo", text), code, line)


def test_bad_tables(tmp_path: Path):
    refused(write(tmp_path / "a.csv", "x,y\n1,2\n"), "terms_header")
    refused(write(tmp_path / "b.csv", "name,type\nfever,weather\n"), "terms_type_line", 2)
    refused(write(tmp_path / "c.csv", 'name\n"open\n'), "terms_syntax")
    refused(write(tmp_path / "d.zip", "PK"), "terms_kind")
    refused(tmp_path / "absent.obo", "terms_file_missing")
    refused(tmp_path, "terms_file_missing", kind="rf2")
    refused(write(tmp_path / "MRCONSO.RRF", "C1|ENG\n"), "terms_columns", 1)


def test_a_long_cycle_does_not_overflow(tmp_path: Path):
    rows = "\n".join(f"{n},name {n},{(n + 1) % 5000}" for n in range(5000))
    refused(write(tmp_path / "ring.csv", f"code,name,parents\n{rows}\n"), "terms_cycle")


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "MOST_CONCEPTS", 3)
    refused(write(tmp_path / "a.csv", "name\na1\na2\na3\na4\n"), "terms_too_big")
    monkeypatch.setattr(lines, "LONGEST_LINE", 50)
    refused(write(tmp_path / "b.csv", "name\n" + "a" * 60 + "\n"), "terms_too_big")


def test_kept_replaced_removed(database: Database, scope: Scope, tmp_path: Path):
    loaded = load_terminology(write(tmp_path / "small.obo", OBO))
    with database.transaction(scope) as tx:
        put_terminology(tx, *loaded)
        put_terminology(tx, *loaded)
        assert list_terminologies(tx) == [loaded[0]]
        assert [(name, one.code) for name, one in list_concepts(tx)] == [("small", "X:1"), ("small", "X:2")]
    with database.transaction(Scope("other", "somebody", frozenset({0}))) as tx:
        assert list_terminologies(tx) == []
        assert not remove_terminology(tx, "small")
    with database.transaction(scope) as tx:
        assert remove_terminology(tx, "small")
        assert list(list_concepts(tx)) == []
