"""Libraries with a policy, questions, consent, requests, retention: over a real database."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from evimed.errors import InputError, NotFoundError, NotPermittedError, StoreError
from evimed.govern.audit.export import write_lines
from evimed.govern.privacy.requests import (
    backup_purged,
    erase_subject,
    export_subject,
    note_backup,
    note_correction,
)
from evimed.govern.privacy.retention import keep, purge
from evimed.govern.session import Models, Session
from evimed.knowledge.bridge import EMPTY
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.testing.chat import ScriptedChat
from evimed.testing.embedders import HashEmbedder

NOTE = (
    "入院记录\n\n患者姓名：王建国，住院号：0012345，电话：13812345678。"
    "血钾 6.8 mmol/L，予葡萄糖酸钙静脉注射。\n"
)
OTHER = "护理常规\n\n高钾血症患者应连续心电监护，血钾超过 6.5 mmol/L 时静脉注射葡萄糖酸钙。\n"
SECRETS = ("王建国", "0012345", "13812345678")


@pytest.fixture
def session(database: Database, scope: Scope, settings: Settings) -> Session:
    with database.administration() as connection:  # what belongs to no library outlives one
        connection.execute(
            "truncate evimed.consent, evimed.subject_request, evimed.backup, evimed.impact_assessment"
        )
    return Session(database, scope, settings, Models(embedder=HashEmbedder(), bridge=lambda: EMPTY))


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., Path]:
    def make(**texts: str) -> Path:
        for name, text in texts.items():
            (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        return tmp_path

    return make


def everything(database: Database) -> str:
    """All that the database holds, as text."""
    with database.administration() as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'evimed'").fetchall()
        rows = [
            str(connection.execute(f'select t::text from evimed."{name}" t'.encode()).fetchall())  # noqa: S608
            for (name,) in tables
        ]
    found = "\n".join(rows)
    # Bytes are shown in hexadecimal: a secret inside a kept original is told as text.
    return found + "".join(one for one in SECRETS if one.encode().hex() in found)


def ingest(session: Session, folder: Path, library: str = "default") -> list[str]:
    outcomes = session.ingest([str(folder)], library=library)
    session.embed_pending(library=library)
    return [one.status if one.error is None else one.error.code for one in outcomes]


def test_a_masked_library_holds_no_identifier_anywhere(session, files, database) -> None:
    session.privacy().set_policy("default", "mask")
    folder = files(王建国_入院记录=NOTE, 护理常规=OTHER)
    assert ingest(session, folder) == ["done", "done"]
    held = everything(database)
    for secret in SECRETS:
        assert secret not in held
    assert ingest(session, folder) == ["unchanged", "unchanged"]


def test_a_question_that_names_a_patient_finds_the_masked_record(session, files) -> None:
    session.privacy().set_policy("default", "mask")
    ingest(session, files(note=NOTE, other=OTHER))
    best = session.search("患者王建国", library="default", limit=5)[0]
    assert session.privacy().pseudonyms.token("name", "王建国") in best.passage.text
    answer = session.ask("患者王建国的血钾是多少？", library="default")
    assert "王建国" not in answer.question
    for one in answer.citations:
        assert one.quote in session.document_text(one.document.id, library="default")


def test_a_document_is_found_by_the_path_it_was_given_at(session, files) -> None:
    session.privacy().set_policy("default", "mask")
    path = files(王建国_入院记录=NOTE) / "王建国_入院记录.txt"
    session.ingest([str(path)], library="default")
    assert "王建国" not in session.document(str(path), library="default").source
    assert session.delete(str(path), library="default").passages


def test_masking_a_library_replaces_what_came_in_unmasked(session, files, database) -> None:
    folder = files(note=NOTE)
    assert ingest(session, folder) == ["done"]
    session.privacy().set_policy("default", "mask")
    assert ingest(session, folder) == ["new_version"]
    held = everything(database)
    assert not [secret for secret in SECRETS if secret in held]


def test_a_library_that_blocks_sets_the_file_aside_with_its_kinds(session, files, database) -> None:
    session.privacy().set_policy("default", "block")
    outcomes = session.ingest([str(files(王建国_入院记录=NOTE, b=OTHER))], library="default")
    by_code = {one.error.code if one.error else one.status: one for one in outcomes}
    assert set(by_code) == {"identifiers_found", "done"}
    assert "name 1" in by_code["identifiers_found"].error.message("en")
    assert not [secret for secret in SECRETS if secret in everything(database)]


@pytest.mark.parametrize("library", ["default"])
def test_identifiers_in_a_question_reach_neither_book_nor_log(session, files, database, library) -> None:
    ingest(session, files(a=OTHER))
    session.ask(
        "患者王建国，身份证11010119900307109X，电话13812345678，血钾超过 6.5 mmol/L 时怎么办？",
        library=library,
    )
    session.search("王建国 13812345678 高钾血症", library=library, limit=3)
    held = everything(database)
    assert not [secret for secret in ("11010119900307109X", "13812345678") if secret in held]
    assert "患者王建国" not in held


def test_g36_a_patient_who_is_named_reaches_no_model_log_or_export(
    session, files, database, scope, settings, caplog
) -> None:
    """Under the policy ``mask``: document, question and remark name a patient; nothing that leaves does."""
    caplog.set_level(logging.DEBUG)
    session.privacy().set_policy("default", "mask")
    ingest(session, files(王建国_病历=NOTE, b=OTHER))
    session.graph().build(library="default")
    model = ScriptedChat(["{}"])
    models = Models(
        HashEmbedder(), bridge=lambda: EMPTY, chat=lambda role: model if role == "write" else None
    )
    asking = Session(database, scope, settings, models)
    answer = asking.ask("患者王建国，住院号：0012345，电话13812345678，血钾是多少？", library="default")
    asking.give_feedback(answer.id, "wrong", words="患者王建国的电话是13812345678，不对。")
    asking.search("患者王建国 13812345678", library="default", limit=5)
    asking.replay(answer.id)
    prompts = [f"{one.system} {one.user}" for one in model.requests]
    assert any("‹" in prompt for prompt in prompts)  # the model was asked, about a pseudonym
    told = {
        "model": prompts,
        "log": [caplog.text],
        "answer": [json.dumps(asking.export_answer(answer.id), ensure_ascii=False)],
        "book": [json.dumps(asking.book(answer.id), ensure_ascii=False)],
        "feedback": [one.words for one in asking.feedback(library="default")],
        "history": [one.question for one in asking.answers(library="default")],
        "graph": list(asking.graph().export("csv", library="default")),
        "audit": list(write_lines(asking.audit().export())),
        "database": [everything(database)],
    }
    assert all(told.values())
    for surface, words in told.items():
        assert [secret for secret in SECRETS if secret in " ".join(words)] == [], surface


def test_pseudonyms_are_reversed_by_the_office_only_and_written_down(session, database) -> None:
    office = session.privacy()
    token = office.pseudonyms.token("phone", "13812345678")
    assert office.reveal([token]) == [(token, "phone", "13812345678")]
    assert "privacy.revealed" in everything(database)
    assert "13812345678" not in everything(database)
    with pytest.raises(InputError, match="not a pseudonym"):
        office.reveal(["‹TEL-D13812345678-AAAA›"])


@pytest.fixture
def assessed(session, tmp_path: Path) -> Session:
    paper = tmp_path.parent / f"{tmp_path.name}-assessment.pdf"
    paper.write_bytes(b"assessment")
    session.privacy().assess(paper, "compliance officer")
    return session


def test_g30_no_assessment_no_library_of_personal_data(session, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        session.privacy().set_policy("default", "consent", "study")
    assert caught.value.code == "assessment_missing"
    paper = tmp_path / "assessment.pdf"
    paper.write_bytes(b"assessment")
    session.privacy().assess(paper, "compliance officer")
    assert session.privacy().set_policy("default", "consent", "study").purpose == "study"


def test_g27_no_consent_no_processing(assessed: Session, files, database) -> None:
    office = assessed.privacy()
    office.set_policy("default", "consent", "study")
    folder = files(note=NOTE, other=OTHER)
    assert sorted(ingest(assessed, folder)) == ["consent_missing", "done"]
    assert not [secret for secret in SECRETS if secret in everything(database)]
    office.give_consent("medical_record:0012345", "another purpose", evidence="form 1")
    assert "consent_missing" in ingest(assessed, folder)
    office.give_consent("medical_record:0012345", "study", evidence="form 2")
    assert sorted(ingest(assessed, folder)) == ["done", "unchanged"]


def test_g27_consent_that_is_withdrawn_or_over_takes_its_documents_along(
    assessed: Session, files, database
) -> None:
    office = assessed.privacy()
    office.set_policy("default", "consent", "study")
    office.give_consent("medical_record:0012345", "study", evidence="form")
    folder = files(note=NOTE)
    assert ingest(assessed, folder) == ["done"]
    gone = office.withdraw_consent("medical_record:0012345", "study")
    assert len(gone.documents) == 1
    assert not [secret for secret in SECRETS if secret in everything(database)]
    assert ingest(assessed, folder) == ["consent_missing"]
    assert [one.given for one in office.ledger("medical_record:0012345")] == [True, False]


def test_consent_that_ends_by_itself_is_purged(assessed: Session, files, database) -> None:
    office = assessed.privacy()
    office.set_policy("default", "consent", "study")
    office.give_consent("medical_record:0012345", "study", evidence="form")
    ingest(assessed, files(note=NOTE))
    with database.administration() as connection:
        connection.execute("update evimed.consent set until = current_date - 1")
    assert len(purge(office, dry_run=True).documents) == 1
    assert len(purge(office).documents) == 1
    assert not [secret for secret in SECRETS if secret in everything(database)]


def test_the_consent_ledger_names_nobody_and_cannot_be_changed(assessed: Session, database, scope) -> None:
    assessed.privacy().give_consent("name:王建国", "study", evidence="form")
    assert "王建国" not in everything(database)
    with pytest.raises(StoreError), database.transaction(scope) as tx:
        tx.connection.execute("update evimed.consent set given = true")
    with pytest.raises(StoreError), database.transaction(scope) as tx:
        tx.connection.execute("delete from evimed.consent")


@pytest.mark.parametrize("mode", ["open", "mask"])
def test_g29_canary_never_retrieved_after_erasure(session, files, database, mode: str) -> None:
    office = session.privacy()
    office.set_policy("default", mode)
    ingest(session, files(note=NOTE, other=OTHER))
    session.ask("王建国的血钾是多少？", library="default")
    session.ask("住院号0012345的患者如何处理？", library="default")
    note_backup(office, "/backup/monday", "2025-01-06")
    erased = erase_subject(office, ["name:王建国", "medical_record:0012345", "phone:138-1234-5678"])
    assert len(erased.documents) == 1
    assert erased.vectors >= 1
    assert erased.answers >= 1
    assert erased.backups == (("/backup/monday", erased.backups[0][1]),)
    held = everything(database)
    named = (("name", "王建国"), ("medical_record", "0012345"), ("phone", "13812345678"))
    canaries = [*SECRETS, *(office.pseudonyms.token(kind, value) for kind, value in named)]
    assert not [canary for canary in canaries if canary in held]
    hits = session.search("血钾 6.8 葡萄糖酸钙", library="default", limit=10)
    assert all("6.8" not in hit.passage.text for hit in hits)
    assert backup_purged(office, "/backup/monday")
    assert not backup_purged(office, "/backup/monday")


def test_g29_what_is_held_is_handed_out(session, files) -> None:
    office = session.privacy()
    ingest(session, files(note=NOTE, other=OTHER))
    found = export_subject(office, ["phone:138 1234 5678"])
    assert [one.title for one in found.documents]
    assert "血钾 6.8" in found.passages[0][1]
    assert export_subject(office, ["name:赵不在"]).documents == ()


def test_g29_a_correction_takes_the_old_version_away(session, files) -> None:
    office = session.privacy()
    folder = files(note=NOTE)
    ingest(session, folder)
    assert len(note_correction(office, ["medical_record:0012345"]).documents) == 1
    (folder / "note.txt").write_text(NOTE.replace("0012345", "0099999"), encoding="utf-8")
    assert ingest(session, folder) == ["new_version"]
    assert note_correction(office, ["medical_record:0012345"]).documents == ()
    assert export_subject(office, ["medical_record:0012345"]).documents == ()


def test_g16_erasure_does_not_pass_over_what_the_account_may_not_see(
    session, files, database, settings
) -> None:
    ingest(session, files(note=NOTE))
    clerk = Scope("local", "clerk", frozenset({7}), verbs=frozenset({"privacy"}))
    blind = Session(database, clerk, settings, Models(None, bridge=lambda: EMPTY))
    with pytest.raises(StoreError) as caught:
        erase_subject(blind.privacy(), ["name:王建国"])
    assert caught.value.code == "erasure_out_of_sight"
    assert session.documents(library="default")


def test_retention_purges_documents_and_answers_that_are_over_their_time(session, files, database) -> None:
    office = session.privacy()
    ingest(session, files(other=OTHER))
    session.ask("血钾超过 6.5 mmol/L 时怎么办？", library="default")
    keep(office, "default", "documents", 30)
    keep(office, "default", "answers", 30)
    assert purge(office).documents == ()
    with database.administration() as connection:
        connection.execute("update evimed.document set ingested_at = now() - interval '31 days'")
        connection.execute("update evimed.answer set asked_at = now() - interval '31 days'")
    assert len(purge(office, dry_run=True).documents) == 1
    assert session.documents(library="default")
    gone = purge(office)
    assert len(gone.documents) == 1
    assert gone.answers == 1
    assert session.documents(library="default") == []


def test_a_public_service_keeps_its_answers_for_half_a_year(database, scope, settings) -> None:
    public = Settings(home=settings.home, profile="public-cn")
    office = Session(database, scope, public, Models(None, bridge=lambda: EMPTY)).privacy()
    with pytest.raises(InputError) as caught:
        keep(office, "default", "answers", 182)
    assert caught.value.code == "retention_too_short"
    keep(office, "default", "answers", 183)


def test_g32_a_library_of_care_keeps_what_was_said_for_three_years(session, files, database) -> None:
    office = session.privacy()
    ingest(session, files(other=OTHER))
    session.ask("血钾超过 6.5 mmol/L 时怎么办？", library="default")
    keep(office, "default", "answers", 30)  # before anybody said what the library is for
    office.set_policy("default", "mask", "care")
    for what, days in (("answers", 1097), ("documents", 5489)):
        with pytest.raises(InputError) as caught:
            keep(office, "default", what, days)
        assert (caught.value.code, caught.value.values["least"]) == ("retention_too_short", days + 1)
    with database.administration() as connection:
        connection.execute("update evimed.answer set asked_at = now() - interval '1097 days'")
    assert purge(office).answers == 0
    with database.administration() as connection:
        connection.execute("update evimed.answer set asked_at = now() - interval '1099 days'")
    assert purge(office).answers == 1


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda office: office.set_policy("default", "hide"), "privacy_mode"),
        (lambda office: office.set_policy("default", "consent"), "purpose_missing"),
        (lambda office: office.give_consent("hello", "study", evidence="x"), "person_unknown"),
        (lambda office: office.give_consent("name:王建国", "study", evidence=" "), "evidence_missing"),
        (lambda office: office.give_consent("name:王建国", "", evidence="x"), "purpose_missing"),
        (lambda office: office.give_consent("name:王建国", "s", evidence="x", basis="y"), "consent_basis"),
        (lambda office: office.give_consent("name:王建国", "s", evidence="x", until="soon"), "consent_until"),
        (lambda office: erase_subject(office, ["s" + "0" * 24]), "subject_hashed"),
        (lambda office: keep(office, "default", "everything", 3), "retention_what"),
        (lambda office: keep(office, "default", "answers", 0), "retention_days"),
        (lambda office: note_backup(office, "/x", "yesterday"), "backup_time"),
    ],
)
def test_what_cannot_be_understood_is_refused(session, call, code: str) -> None:
    with pytest.raises(InputError) as caught:
        call(session.privacy())
    assert caught.value.code == code


def test_an_empty_ledger_is_no_consent(session) -> None:
    assert session.privacy().ledger() == []
    with pytest.raises(NotFoundError):
        session.privacy().ledger("name:王建国")


def test_who_lacks_the_verb_does_nothing_about_personal_data(database, settings) -> None:
    reader = Scope("local", "reader", frozenset({0}), verbs=frozenset({"read", "ask"}))
    with pytest.raises(NotPermittedError):
        Session(database, reader, settings, Models(None, bridge=lambda: EMPTY)).privacy()
