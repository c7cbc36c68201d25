"""Appraisal of evidence, inside one Scope: versions of laws, grades of studies, forms of causality.

What code reads is put forward with its words; what a person decides is kept with who and when, and the newest
decision holds. Nothing here changes a document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from evimed.errors import InputError, NotFoundError
from evimed.govern.access.roles import require
from evimed.govern.appraisal_forms import (
    FORMS,
    SET_FORMS,
    Form,
    Json,
    form_of,
    replies_of,
    score_of,
    settable,
    study_of,
    worksheet_of,
)
from evimed.govern.audit.record import record
from evimed.govern.bodies import Asked, body_sheet, keep_body, read_effect
from evimed.govern.privacy.office import PrivacyOffice
from evimed.govern.study_table import Wanted, studies_json
from evimed.knowledge.grading import worksheet
from evimed.knowledge.grading.worksheet import Domain, Step
from evimed.knowledge.versions.align import align
from evimed.knowledge.versions.shelf import Shelf, Text, open_shelf
from evimed.records import Document, Scope
from evimed.store.database import Database, Transaction
from evimed.store.documents import document_text
from evimed.store.evidence import JudgementKind, judgements_of, put_judgement

__all__ = ["FORMS", "SET_FORMS", "Appraisal", "Asked", "Form", "Json", "Wanted", "read_effect", "read_step"]

EVERY: Final = Wanted()
MOST_REASON: Final = 2000  # characters of the reason for a step


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What the documents of a tenant are worth."""

    database: Database
    scope: Scope
    privacy: PrivacyOffice | None = None

    def versions(self, *, library: str) -> Json:
        """The laws of a library by family, which of their versions holds, and what overtook which."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            shelf = open_shelf(tx, library)
        texts = sorted(shelf.texts.values(), key=lambda one: (one.instrument.family, one.day or ""))
        return {
            "schema": "evimed/versions/1",
            "library": library,
            "texts": [_text(one, shelf) for one in texts],
        }

    def articles(self, document: Document, *, library: str) -> Json:
        """What became of each article of a superseded law; of a law that holds, from the version before it.

        Raises
        ------
        NotFoundError
            ``no_versions``: there is no other version of it in sight.
        """
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            shelf = open_shelf(tx, library, [document.id])
            one = shelf.texts.get(document.id)
            if one is None:
                raise NotFoundError("no_versions", id=document.id)
            replaced = shelf.replaced.get(document.id)
            former = [one] if replaced is not None else shelf.former(one)[:1]
            if not former:
                raise NotFoundError("no_versions", id=document.id)
            new = shelf.current(former[0])
            texts = {id_: document_text(tx, library, id_) for id_ in (former[0].document.id, new.document.id)}
        pairs = align(_articles(former[0], texts), _articles(new, texts))
        return {
            "schema": "evimed/versions/1",
            "from": _text(former[0], shelf),
            "to": _text(new, shelf),
            "articles": [
                {
                    "change": pair.change,
                    "old": pair.old.number if pair.old is not None else None,
                    "new": pair.new.number if pair.new is not None else None,
                    "nearest": pair.nearest.number if pair.nearest is not None else None,
                    "renumbered": pair.renumbered,
                    "old_chars": list(pair.old.chars) if pair.old is not None else None,
                    "new_chars": list(pair.new.chars) if pair.new is not None else None,
                }
                for pair in pairs
            ],
        }

    def grade(self, document: Document, *, library: str) -> Json:
        """The worksheet of a study: what it says, its Oxford levels, where GRADE starts, what may move it.

        Raises
        ------
        NotFoundError
            ``no_study``.
        """
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return worksheet_of(tx, library, document, study_of(tx, library, document))

    def decide_grade(self, document: Document, steps: Sequence[Step], *, library: str, by: str) -> Json:
        """Keep what a person decided of the certainty; the worksheet with it.

        Raises
        ------
        InputError, NotFoundError
            A step is none, or its reason is too long (``grade_reason_long``); ``no_study``.
        """
        require(self.scope, "review")
        steps = [self._said(step, library) for step in steps]
        with self.database.transaction(self.scope) as tx:
            study = study_of(tx, library, document)
            start = worksheet.start_of(study.design.name)
            certainty = worksheet.certainty_of(start, steps)
            told = {
                "start": start,
                "steps": [[step.domain, step.by, step.reason] for step in steps],
                "certainty": certainty,
            }
            self._keep(tx, library, document, "grade", told, by)
            return worksheet_of(tx, library, document, study)

    def body(self, asked: Asked, *, library: str) -> Json:
        """The worksheet of several studies together, ``evimed/body/1``.

        Raises
        ------
        InputError, NotFoundError
            As `bodies.body_sheet`.
        """
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return body_sheet(tx, library, self._outcome(asked, library))

    def decide_body(self, asked: Asked, steps: Sequence[Step], *, library: str, by: str) -> Json:
        """Keep what a person decided of the certainty of several studies together; the worksheet with it.

        Raises
        ------
        InputError, NotFoundError
            As `decide_grade` and `body`.
        """
        require(self.scope, "review")
        asked = self._outcome(asked, library)
        steps = [self._said(step, library) for step in steps]
        with self.database.transaction(self.scope) as tx:
            told = keep_body(tx, library, asked, steps, by)
            sheet = body_sheet(tx, library, asked)
            _log(tx, library, f"body:{sheet['body']}", "grade", told)
            return sheet

    def _outcome(self, asked: Asked, library: str) -> Asked:
        """The outcome as it may be kept: words of a person, as a reason is."""
        words = " ".join(asked.outcome.replace("\x00", " ").split())
        masked = self.privacy.question(words, library) if self.privacy is not None and words else words
        return replace(asked, outcome=masked)

    def causality(self, form: Form, document: Document, *, library: str) -> Json:
        """A form filled from the words of a document; replies that a person set stand in their place."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return form_of(tx, library, document, form)

    def decide_causality(
        self, form: Form, document: Document, replies: Mapping[str, str], *, library: str, by: str
    ) -> Json:
        """Keep replies that a person set; the form with them. An empty reply takes one back.

        Raises
        ------
        InputError
            ``form_has_no_replies``, ``form_question_unknown``, ``form_reply_invalid``.
        """
        require(self.scope, "review")
        kind = settable(form)
        valid = replies_of(kind)
        score_of(kind, {asked: reply or valid.get(asked, ("",))[0] for asked, reply in replies.items()})
        with self.database.transaction(self.scope) as tx:
            before = judgements_of(tx, library, [document.id], kind)[:1]
            former: dict[str, str] = dict(before[0].record["replies"]) if before else {}
            kept = {question: reply for question, reply in {**former, **replies}.items() if reply}
            self._keep(tx, library, document, kind, {"replies": kept}, by)
            return form_of(tx, library, document, kind)

    def studies(self, wanted: Wanted = EVERY, *, library: str) -> Json:
        """What studies say of themselves, side by side, ``evimed/studies/1``; the newest first.

        Raises
        ------
        InputError
            ``design_unknown``, ``limit_out_of_range``.
        """
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return studies_json(tx, library, wanted)

    def _said(self, step: Step, library: str) -> Step:
        """The step with its reason as it may be kept: personal identifiers as in questions."""
        reason = " ".join(step.reason.replace("\x00", " ").split())
        if len(reason) > MOST_REASON:
            raise InputError("grade_reason_long", domain=step.domain, limit=MOST_REASON)
        masked = self.privacy.question(reason, library) if self.privacy is not None and reason else reason
        return Step(step.domain, step.by, masked)

    def _keep(
        self, tx: Transaction, library: str, document: Document, kind: JudgementKind, told: Json, by: str
    ) -> None:
        put_judgement(tx, library, document.id, kind, told, by)
        _log(tx, library, f"document:{document.id}", kind, told)


def _log(tx: Transaction, library: str, of: str, kind: str, told: Json) -> None:
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    record(tx, action="evidence.decided", object=of, after=digest, reason=kind, library=library)


def _articles(one: Text, texts: Mapping[str, str]) -> list[tuple[Any, str]]:
    words = texts[one.document.id]
    return [(article, words[slice(*article.chars)]) for article in one.instrument.articles]


def _text(one: Text, shelf: Shelf) -> Json:
    replaced = shelf.replaced.get(one.document.id)
    return {
        "document": one.document.id,
        "title": one.instrument.title,
        "source": one.document.source,
        "rank": one.instrument.rank,
        "version": one.day,
        "in_force": one.since,
        "articles": len(one.instrument.articles),
        "superseded_by": shelf.current(one).document.id if replaced is not None else None,
        "how": replaced.how if replaced is not None else None,
        "doubts": [
            {"relation": doubt.relation, "law": doubt.law.document.id, "title": doubt.law.instrument.title}
            for doubt in shelf.doubts(one)
        ],
    }


def read_step(words: str) -> Step:
    """A step as it is given on a command line: ``imprecision:-1:few events``.

    Raises
    ------
    InputError
        ``grade_step_form``.
    """
    domain, _, rest = words.partition(":")
    by, _, reason = rest.partition(":")
    try:
        return Step(cast("Domain", domain.strip()), int(by), reason.strip())
    except ValueError:
        raise InputError("grade_step_form", step=words) from None
