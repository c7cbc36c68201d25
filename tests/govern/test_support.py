"""The set ``support``: what a statement cites is set against it, and labels are found by place and hash."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from made_data import make_data

from evimed.catalogue import messages
from evimed.errors import InputError
from evimed.govern.evaluate.labels import NO_LABELS, Labels, fingerprint, read_labels
from evimed.govern.evaluate.mixed import mixed_papers, mixed_questions
from evimed.govern.evaluate.options import Options
from evimed.govern.evaluate.support import Judged, SupportSuite, judge_answer, measures
from evimed.govern.session import Evidence, Models, Session, carries
from evimed.records import Answer, Citation, Decision, Document, Label, Locator, Scope, Statement
from evimed.settings import Settings
from evimed.store.database import Database

LABELS = Path(__file__).resolve().parents[1] / "data" / "labels"
TEXT = "Trelomab is given at 20 mg once daily. Store it below 25 °C."
SAID = "Trelomab is given at 20 mg once daily."
DOCUMENT = Document("d1", "mixed", "Trelomab", "0.html", "other", "en", "0", 1, "text/html", "s")


def cites(*spans: tuple[int, int]) -> tuple[Citation, ...]:
    return tuple(
        Citation(f"c{number}", DOCUMENT, Locator(span), TEXT[slice(*span)])
        for number, span in enumerate(spans, start=1)
    )


def answer(text: str, *citations: Citation) -> Answer:
    statement = Statement(text, tuple(citation.id for citation in citations))
    decision = Decision("answered", "")
    return Answer("a1", "?", "en", decision, decision, (statement,), citations, Label(""), 1)


def judged(text: str, *citations: Citation, labels: Labels = NO_LABELS) -> Judged:
    found = list(judge_answer(answer(text, *citations), {"d1": TEXT}, {"d1": "pubmed/1"}, labels, "q"))
    assert len(found) == 1
    return found[0]


def test_a_quoted_sentence_is_carried_by_its_citation() -> None:
    one = judged(SAID, *cites((0, 38)))

    assert (one.verbatim, one.carried, one.needed, one.cited) == (True, True, 1, 1)


def test_a_changed_number_is_not_carried() -> None:
    one = judged(SAID.replace("20", "200"), *cites((0, 38)))

    assert one.verbatim
    assert not one.carried
    assert one.needed == 0


def test_a_citation_the_others_do_without_is_not_precise() -> None:
    one = judged(SAID, *cites((0, 38), (39, len(TEXT))))

    assert one.carried
    assert (one.needed, one.cited) == (1, 2)


def test_a_quotation_that_stands_elsewhere_is_not_verbatim() -> None:
    moved = replace(cites((0, 38))[0], locator=Locator((1, 39)))

    assert not judged(SAID, moved).verbatim


def test_no_evidence_carries_nothing() -> None:
    assert not carries(SAID, [])
    assert carries(SAID, [Evidence("k", TEXT, "", "")])


def test_a_label_is_found_by_document_and_text(tmp_path: Path) -> None:
    path = tmp_path / "labels.json"
    label = {"document": "pubmed/1", "chars": [0, 38], "sha": fingerprint(SAID), "label": "needs"}
    path.write_text(json.dumps([label]), encoding="utf-8")
    labels = read_labels(path)

    assert judged(SAID, *cites((0, 38)), labels=labels).label == "needs"
    assert judged(TEXT, *cites((0, 38), (39, len(TEXT))), labels=labels).label is None
    assert read_labels(None).find("pubmed/1", SAID) is None


@pytest.mark.parametrize("content", ["", "{", '[{"document": 1}]', "[1]"])
def test_labels_that_cannot_be_read_are_an_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "labels.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_labels(path)
    assert error.value.code == "labels_unreadable"


@pytest.mark.parametrize("path", sorted(LABELS.glob("*.json")), ids=lambda path: path.stem)
def test_labels_of_the_project_hold_places_only(path: Path) -> None:
    raw = json.loads(path.read_text(encoding="utf-8"))

    assert len({(one["document"], one["sha"]) for one in raw}) == len(raw) > 0
    assert all(set(one) <= {"document", "chars", "sha", "label"} for one in raw)
    assert all(len(one["sha"]) == 12 and one["chars"][0] < one["chars"][1] for one in raw)


def test_shares_are_of_statements_and_of_citations() -> None:
    good = judged(SAID, *cites((0, 38), (39, len(TEXT))))
    found = {
        (m.group, m.name): (m.right, m.total)
        for m in measures([replace(good, label="complete"), replace(good, fingerprint="x", label="needs")])
    }

    assert found[("supported", "all")] == (2, 2)
    assert found[("alce", "precision")] == (2, 4)
    assert found[("context", "complete")] == found[("context", "needs")] == (1, 2)


def test_the_suite_judges_every_statement(tmp_path: Path, database: Database, settings: Settings) -> None:
    data = make_data(tmp_path)
    session = Session(database, Scope.local(), settings, Models())
    report = SupportSuite(Options(most=4)).run(data, session, lambda done, total: None)

    assert report.settings["questions"] == 8
    assert {m.value for m in report.measures if m.group == "supported"} == {1.0}
    assert {f"evaluate.support.name.{m.name}" for m in report.measures} <= messages().keys()
    assert {f"evaluate.support.{m.group}" for m in report.measures} <= messages().keys()


def test_the_mixed_library_holds_what_its_questions_want(tmp_path: Path) -> None:
    data = make_data(tmp_path)
    held = {paper.id for paper in mixed_papers(data)}
    questions = mixed_questions(data)

    assert all(set(q.gold) & held for q in questions if q.origin != "sample")
    assert [q.language for q in questions[:4]] == ["zh", "en", "zh", "en"]
