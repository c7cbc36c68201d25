"""What a session does stands in the log, once, with the act: and nothing that people wrote."""

from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path

import pytest

from evimed.errors import NotFoundError
from evimed.govern.audit.chain import act_of
from evimed.govern.audit.keys import DIGEST_KEY, DigestKey
from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database

DOSE = (
    "The recommended dose of tinoxaban is 20 mg once daily.\n\nIn renal impairment the dose is 10 mg daily."
)
QUESTION = "What is the recommended dose of tinoxaban?"


@pytest.fixture
def session(database: Database, settings: Settings) -> Session:
    scope = Scope(f"t-{secrets.token_hex(4)}", "ann", frozenset({0}), "care", Scope.local().verbs)
    return Session(database, scope, settings, Models())


def acts(session: Session) -> list[dict[str, object]]:
    assert session.audit().verify().whole
    return [act_of(entry) for entry in session.audit().entries()]


def test_every_act_of_a_document_and_of_a_question(
    session: Session, tmp_path: Path, settings: Settings
) -> None:
    paper = tmp_path / "张三 病历.txt"
    paper.write_text(DOSE)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 no")
    session.ingest([str(tmp_path)], library="lib")
    session.ingest([str(tmp_path)], library="lib")  # unchanged: no act but the quarantine
    answer = session.ask(QUESTION, library="lib")
    session.search("dose", library="lib", limit=5)
    session.replay(answer.id)
    document = session.documents(library="lib")[0]
    session.document_text(document.id, library="lib")
    paper.write_text(DOSE + "\n\nIn children it has not been studied.")
    session.ingest([str(paper)], library="lib")
    session.delete(document.id, library="lib")
    found = acts(session)
    assert [act["action"] for act in found] == [
        "document.quarantined", "document.ingested", "document.quarantined", "answer.given",
        "library.searched", "answer.replayed", "document.read", "document.ingested", "document.deleted",
    ]  # fmt: skip
    assert {(act["actor"], act["purpose"], act["library"]) for act in found} == {("ann", "care", "lib")}
    ingested, given, deleted = found[1], found[3], found[-1]
    assert ingested["object"] == deleted["object"] == f"document:{document.id}"
    assert ingested["after"] == deleted["before"] == hashlib.sha256(DOSE.encode()).hexdigest()
    assert given["object"] == f"answer:{answer.id}"
    assert given["details"]["documents"] == [document.id]
    assert given["details"]["question"] == DigestKey(settings.home).digest(session._scope.tenant, QUESTION)
    assert deleted["details"] == {"answers": 1, "passages": 1, "vectors": 0}


def test_the_hash_of_an_answer_is_that_of_its_stored_record(
    session: Session, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(DOSE)
    session.ingest([str(tmp_path)], library="lib")
    answer = session.ask("替诺沙班的剂量？ dose", library="lib")
    with database.transaction(session._scope) as tx:
        row = tx.connection.execute(
            "select record::text from evimed.answer where answer_id = %s", (answer.id,)
        ).fetchone()
    assert row is not None
    assert acts(session)[-1]["after"] == hashlib.sha256(row[0].encode()).hexdigest()


def test_nothing_that_people_wrote_is_in_the_log(session: Session, tmp_path: Path) -> None:
    (tmp_path / "张三 病历.txt").write_text(DOSE)
    session.ingest([str(tmp_path)], library="lib")
    answer = session.ask(f"{QUESTION} 患者张三 13800138000", library="lib")
    session.search("张三", library="lib", limit=5)
    session.replay(answer.id)
    told = json.dumps(acts(session), ensure_ascii=False)
    for words in ("张三", "13800138000", "tinoxaban", "病历", "mg", "dose"):
        assert words not in told


def test_what_was_not_done_is_not_in_the_log(session: Session) -> None:
    with pytest.raises(NotFoundError):
        session.delete("nothing-there", library="lib")
    with pytest.raises(NotFoundError):
        session.ask("dose?", library="no-such-library")
    assert acts(session) == []


def test_the_digest_key_is_made_once_and_is_ours_alone(tmp_path: Path) -> None:
    first, second = DigestKey(tmp_path), DigestKey(tmp_path)
    assert first.digest("t", "问题") == second.digest("t", "问题") != first.digest("u", "问题")
    key = tmp_path / "keys" / DIGEST_KEY
    assert key.stat().st_mode & 0o077 == 0
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    assert [path.name for path in key.parent.iterdir()] == [DIGEST_KEY]


def test_an_answer_that_was_altered_where_it_is_stored_is_found(
    session: Session, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(DOSE)
    session.ingest([str(tmp_path)], library="lib")
    answers = [session.ask(QUESTION, library="lib") for _ in range(2)]
    assert session.audit().verify().whole
    with database.administration() as connection:
        connection.execute(
            "update evimed.answer set record = replace(record::text, '10', '90')::json where answer_id = %s",
            (answers[1].id,),
        )
    found = session.audit().verify()
    (given,) = [entry.seq for entry in session.audit().entries() if answers[1].id in entry.act]
    assert [(one.kind, one.seq) for one in found.findings] == [("altered", given)]


def test_g31_what_is_taken_away_is_written_down(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOSE)
    session.ingest([str(tmp_path)], library="lib")
    answer = session.ask(QUESTION, library="lib")
    assert session.export_answer(answer.id)["id"] == answer.id
    assert list(session.graph().export("csv", library="lib"))
    first = list(session.audit().export())
    assert [act["action"] for act in acts(session)[-3:]] == [
        "answer.exported",
        "graph.exported",
        "audit.exported",
    ]
    assert list(session.audit().export(0, first[-1].seq)) == first
