"""Requests of a person about their own data: a copy, a correction, erasure everywhere (PIPL 44 to 47).

Who asks names their own identifiers. Each is looked for as it is and as its pseudonym, so that masked
libraries answer too; white space, hyphens and case make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evimed.errors import InputError, StoreError
from evimed.govern.audit.record import record
from evimed.govern.privacy.office import PrivacyOffice
from evimed.store.database import Transaction
from evimed.store.documents import delete_document, document_text
from evimed.store.privacy import list_consent
from evimed.store.privacy_requests import (
    Mention,
    add_request,
    count_mentions,
    find_answers,
    find_mentions,
    forget_answers,
    forget_quarantine,
    list_backups,
    list_requests,
    mark_purged,
    put_backup,
)

_SHORTEST = 2  # signs of a word to look for: one alone stands in every document
_AROUND = 60  # characters shown on each side of a mention
_SIGNS = re.compile(r"[ \t\r\n-]")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a person stands."""

    subject: str
    documents: tuple[Mention, ...]
    answers: tuple[tuple[str, str, str], ...]  # id, question, time
    passages: tuple[tuple[str, str], ...] = ()  # document id, words around a mention
    consent: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure removed, and the copies outside the database that still hold it."""

    subject: str
    documents: tuple[str, ...] = ()
    passages: int = 0
    vectors: int = 0
    answers: int = 0
    set_aside: int = 0
    backups: tuple[tuple[str, str], ...] = field(default=())


def words_of(office: PrivacyOffice, identifiers: Sequence[str]) -> tuple[str, list[str]]:
    """The subject's name in the ledger (of the first identifier), and the words to look for.

    Raises
    ------
    InputError
        ``person_unknown``; ``subject_hashed``: a name of the ledger leads back to no identifier.
    """
    words: list[str] = []
    subject = ""
    for given in identifiers:
        kind, value = office.identifier(given)
        if kind is None:
            raise InputError("subject_hashed", subject=value)
        subject = subject or office.pseudonyms.subject(kind, value)
        words += [_packed(value), _packed(office.pseudonyms.token(kind, value))]
    kept = [word for word in dict.fromkeys(words) if len(word) >= _SHORTEST]
    if not kept:
        raise InputError("person_unknown", valid="name, id_card, medical_record, …")
    return subject, kept


def export_subject(office: PrivacyOffice, identifiers: Sequence[str]) -> Found:
    """All that is held about a person: documents, the words around each mention, answers, consent."""
    subject, words = words_of(office, identifiers)
    with office.database.transaction(office.scope) as tx:
        mentions = find_mentions(tx, words)
        around = [
            (one.document_id, told)
            for one in mentions
            for told in _around(document_text(tx, one.library, one.document_id), words)
        ]
        answers = find_answers(tx, words)
        consent: list[dict[str, object]] = [
            {"purpose": one.purpose, "given": one.given, "basis": one.basis, "until": one.until, "at": one.at}
            for one in list_consent(tx, subject)
        ]
        counts = {"documents": len(mentions), "answers": len(answers)}
        _done(tx, "export", subject, counts)
    return Found(subject, tuple(mentions), tuple(answers), tuple(around), tuple(consent))


def erase_subject(office: PrivacyOffice, identifiers: Sequence[str]) -> Erased:
    """Delete all that names a person, in one transaction.

    Documents go whole, older versions too, with passages, vectors, segments, graph and the answers that quote
    them; so do answers and books that name the person otherwise, and files set aside. Copies outside the
    database are listed: they are not in our hands.

    Raises
    ------
    StoreError
        ``erasure_out_of_sight``: the person stands in documents that this account may not see.
            Nothing is done.
    """
    subject, words = words_of(office, identifiers)
    with office.database.transaction(office.scope) as tx:
        mentions = find_mentions(tx, words)
        hidden = count_mentions(tx, words) - len(mentions)
        if hidden:
            raise StoreError("erasure_out_of_sight", count=hidden)
        deletions = [delete_document(tx, one.library, one.document_id) for one in mentions]
        answers = sum(one.answers for one in deletions) + forget_answers(tx, words)
        erased = Erased(
            subject,
            tuple(one.document_id for one in deletions),
            sum(one.passages for one in deletions),
            sum(one.vectors for one in deletions),
            answers,
            forget_quarantine(tx, words),
            tuple(list_backups(tx)),
        )
        counts = {
            "documents": len(deletions),
            "passages": erased.passages,
            "vectors": erased.vectors,
            "answers": answers,
            "set_aside": erased.set_aside,
            "backups": len(erased.backups),
        }
        _done(tx, "erasure", subject, counts)
    return erased


def note_correction(office: PrivacyOffice, identifiers: Sequence[str]) -> Found:
    """After the corrected file came in: delete superseded versions that name the person; write it down.

    Returns what still names the person by the identifiers given: corrected files of it have not come.
    """
    subject, words = words_of(office, identifiers)
    with office.database.transaction(office.scope) as tx:
        old = [one for one in find_mentions(tx, words) if one.superseded]
        for one in old:
            delete_document(tx, one.library, one.document_id)
        left = find_mentions(tx, words)
        answers = find_answers(tx, words)
        _done(tx, "correction", subject, {"documents": len(old), "left": len(left)})
    return Found(subject, tuple(left), tuple(answers))


def requests_done(office: PrivacyOffice) -> list[tuple[int, str, str, str, str, dict[str, Any]]]:
    """Number, kind, subject, time, person and counts of the requests that were carried out."""
    with office.database.transaction(office.scope) as tx:
        return list_requests(tx)


def note_backup(office: PrivacyOffice, place: str, made: str | None = None) -> None:
    """Note a copy of the data outside the database, made now or at ``made`` (ISO 8601).

    Raises
    ------
    InputError
        ``backup_time``: no time stands there.
    """
    if made is not None:
        try:
            datetime.fromisoformat(made)
        except ValueError:
            raise InputError("backup_time", received=made) from None
    with office.database.transaction(office.scope) as tx:
        put_backup(tx, place, made)


def backup_purged(office: PrivacyOffice, place: str) -> bool:
    """Note that a copy is gone; whether there was one."""
    with office.database.transaction(office.scope) as tx:
        return mark_purged(tx, place)


def backups_left(office: PrivacyOffice) -> list[tuple[str, str]]:
    """Place and time of the copies that are not gone."""
    with office.database.transaction(office.scope) as tx:
        return list_backups(tx)


def _done(tx: Transaction, kind: str, subject: str, counts: dict[str, int]) -> None:
    add_request(tx, kind, subject, counts)
    record(tx, action=f"subject.{kind}", object=f"subject:{subject}", details=dict(counts))


def _packed(text: str) -> str:
    return _SIGNS.sub("", text).upper()


def _around(text: str, words: Sequence[str]) -> list[str]:
    """The words around each mention, found without regard to blanks, hyphens and case."""
    places = [place for place, sign in enumerate(text) if not _SIGNS.match(sign)]
    packed = "".join(text[place] for place in places).upper()
    if len(packed) != len(places):  # a capital of two letters, as of ß
        packed = "".join(text[place] for place in places)
    told: list[str] = []
    for word in words:
        at = packed.find(word)
        while at >= 0:
            start, end = places[at], places[at + len(word) - 1] + 1
            told.append(" ".join(text[max(0, start - _AROUND) : end + _AROUND].split()))
            at = packed.find(word, at + len(word))
    return told
