"""Studies as ingestion read them, and what persons decided of documents. All of it goes with its document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from evimed.errors import NotFoundError
from evimed.records import Document
from evimed.store.database import Transaction
from evimed.store.rows import document_of

JudgementKind = Literal["grade", "naranjo", "who-umc", "hill"]


@dataclass(frozen=True, slots=True)
class NewStudy:
    """What is kept of a study: its design, and the rest as a record."""

    design: str
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision of a person on a document; ``number`` counts those of its kind from 1."""

    document_id: str
    kind: str
    number: int
    record: Mapping[str, Any]
    decided_by: str
    decided_at: datetime


def put_study(tx: Transaction, library: str, document_id: str, acl: int, study: NewStudy) -> None:
    """Keep what a document that is in already says of its study."""
    record = json.dumps(dict(study.record), ensure_ascii=False)
    tx.run("study_insert", library=library, id=document_id, acl=acl, design=study.design, record=record)


def studies_of(tx: Transaction, library: str, document_ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Records of the studies that some documents report, by document."""
    rows = tx.run("study_list", library=library, ids=list(document_ids)).fetchall()
    return {id_: record for id_, _, record in rows}


def study_table(
    tx: Transaction,
    library: str,
    *,
    design: str | None = None,
    ids: Sequence[str] | None = None,
    words: Sequence[str] = (),
    want: int = 1000,
    skip: int = 0,
) -> tuple[int, list[tuple[Document, Mapping[str, Any]]]]:
    """Studies of a library with their documents, the newest first, and how many fit in all.

    ``words``, folded: title, population, comparator and outcome hold every one of them.
    """
    rows = tx.run(
        "study_table",
        library=library,
        design=design,
        ids=list(ids) if ids is not None else None,
        words=list(words),
        want=want,
        skip=skip,
    ).fetchall()
    total = rows[0][0] if rows else 0
    return total, [(document_of(tuple(rest)), record) for _, record, *rest in rows]


def put_judgement(
    tx: Transaction, library: str, document_id: str, kind: JudgementKind, record: Mapping[str, Any], by: str
) -> Judgement:
    """Add a decision.

    Raises
    ------
    NotFoundError
        ``document_not_found``.
    """
    row = tx.run(
        "judgement_insert",
        library=library,
        id=document_id,
        kind=kind,
        record=json.dumps(dict(record), ensure_ascii=False),
        decided_by=by,
    ).fetchone()
    if row is None:
        raise NotFoundError("document_not_found", id=document_id, library=library)
    return Judgement(document_id, kind, row[0], record, by, row[1])


def judgements_of(
    tx: Transaction, library: str, document_ids: Sequence[str], kind: JudgementKind
) -> list[Judgement]:
    """Decisions of one kind on some documents, the newest of each first."""
    rows = tx.run("judgement_list", library=library, ids=list(document_ids), kind=kind).fetchall()
    return [Judgement(*row) for row in rows]


def put_body_judgement(
    tx: Transaction, library: str, body: str, document_ids: Sequence[str], record: Mapping[str, Any], by: str
) -> None:
    """Add a decision on several studies together.

    Raises
    ------
    NotFoundError
        ``document_not_found``: not all of them are studies in sight.
    """
    row = tx.run(
        "body_judgement_insert",
        library=library,
        body=body,
        ids=list(document_ids),
        record=json.dumps(dict(record), ensure_ascii=False),
        decided_by=by,
    ).fetchone()
    if row is None:
        raise NotFoundError("document_not_found", id=", ".join(document_ids), library=library)


def body_judgements_of(tx: Transaction, library: str, body: str) -> list[Judgement]:
    """Decisions on a body of evidence, the newest first; ``document_id`` is the id of the body."""
    rows = tx.run("body_judgement_list", library=library, body=body).fetchall()
    return [Judgement(body, "body", *row) for row in rows]
