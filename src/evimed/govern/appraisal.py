"""Appraisal of evidence, inside one Scope: versions of laws, grades of studies, forms of causality.

What code reads is put forward with its words; what a person decides is kept with who and when, and the newest
decision holds. Nothing here changes a document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from evimed.errors import InputError, NotFoundError
from evimed.govern.access.roles import require
from evimed.govern.audit.record import record
from evimed.knowledge.causality import hill, naranjo, who_umc
from evimed.knowledge.causality.facts import Fact, naranjo_facts, who_facts
from evimed.knowledge.causality.language import claim_of
from evimed.knowledge.grading import oxford, worksheet
from evimed.knowledge.grading.designs import sentences_of
from evimed.knowledge.grading.rows import of_row
from evimed.knowledge.grading.study import Study
from evimed.knowledge.grading.worksheet import Domain, Step
from evimed.knowledge.versions.align import align
from evimed.knowledge.versions.shelf import Shelf, Text, open_shelf
from evimed.records import Document, Part, Scope, Span
from evimed.store.database import Database, Transaction
from evimed.store.documents import document_text
from evimed.store.evidence import Judgement, JudgementKind, judgements_of, put_judgement, studies_of

Form = Literal["naranjo", "who-umc", "hill", "claims"]
FORMS: Final[tuple[Form, ...]] = ("naranjo", "who-umc", "hill", "claims")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What the documents of a tenant are worth."""

    database: Database
    scope: Scope

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
            return _worksheet(tx, library, document, _study(tx, library, document))

    def decide_grade(self, document: Document, steps: Sequence[Step], *, library: str, by: str) -> Json:
        """Keep what a person decided of the certainty; the worksheet with it.

        Raises
        ------
        InputError, NotFoundError
            A step is none; ``no_study``.
        """
        require(self.scope, "review")
        with self.database.transaction(self.scope) as tx:
            study = _study(tx, library, document)
            start = worksheet.start_of(study.design.name)
            certainty = worksheet.certainty_of(start, steps)
            told = {
                "start": start,
                "steps": [[step.domain, step.by, step.reason] for step in steps],
                "certainty": certainty,
            }
            self._keep(tx, library, document, "grade", told, by)
            return _worksheet(tx, library, document, study)

    def causality(self, form: Form, document: Document, *, library: str) -> Json:
        """A form filled from the words of a document; replies that a person set stand in their place."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return _form(tx, library, document, form)

    def decide_causality(
        self, form: Form, document: Document, replies: Mapping[str, str], *, library: str, by: str
    ) -> Json:
        """Keep replies that a person set; the form with them.

        Raises
        ------
        InputError
            ``form_has_no_replies``, ``form_question_unknown``, ``form_reply_invalid``.
        """
        require(self.scope, "review")
        if form not in ("naranjo", "who-umc"):
            raise InputError("form_has_no_replies", form=form, valid="naranjo, who-umc")
        _score(form, replies)
        with self.database.transaction(self.scope) as tx:
            before = judgements_of(tx, library, [document.id], form)[:1]
            former: dict[str, str] = dict(before[0].record["replies"]) if before else {}
            kept = {**former, **replies}
            self._keep(tx, library, document, form, {"replies": kept}, by)
            return _form(tx, library, document, form)

    def _keep(
        self, tx: Transaction, library: str, document: Document, kind: JudgementKind, told: Json, by: str
    ) -> None:
        put_judgement(tx, library, document.id, kind, told, by)
        digest = hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        record(
            tx,
            action="evidence.decided",
            object=f"document:{document.id}",
            after=digest,
            reason=kind,
            library=library,
        )


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


def _study(tx: Transaction, library: str, document: Document) -> Study:
    found = studies_of(tx, library, [document.id]).get(document.id)
    if found is None:
        raise NotFoundError("no_study", id=document.id)
    return of_row(found)


def _worksheet(tx: Transaction, library: str, document: Document, study: Study) -> Json:
    text = document_text(tx, library, document.id)
    decisions = judgements_of(tx, library, [document.id], "grade")
    levels = {
        kind: oxford.level_of(
            study.design.name, kind, random_sample=study.random_sample, inception=study.inception
        )
        for kind in oxford.TYPES
    }
    return {
        "schema": "evimed/grade/1",
        "document": document.id,
        "title": document.title,
        "study": _study_json(text, study),
        "oxford": {"scheme": oxford.SCHEME, "levels": levels},
        "grade": {
            "start": worksheet.start_of(study.design.name),
            "suggestions": [
                {"domain": one.domain, "by": one.by, "why": one.why, **_quoted(text, one.chars)}
                for one in worksheet.suggestions(text, study)
            ],
            "decision": _decision(decisions[0]) if decisions else None,
            "history": [_decision(one) for one in decisions[1:]],
        },
    }


def _decision(one: Judgement) -> Json:
    return {
        "number": one.number,
        **dict(one.record),
        "by": one.decided_by,
        "at": one.decided_at.isoformat(timespec="seconds"),
    }


def _study_json(text: str, study: Study) -> Json:
    def part(one: Part | None) -> Json | None:
        return {"text": one.text, "chars": list(one.chars)} if one is not None else None

    return {
        "design": {"name": study.design.name, **_quoted(text, study.design.chars)},
        "size": {"number": study.size.number, **_quoted(text, study.size.chars)} if study.size else None,
        "population": part(study.population),
        "comparator": part(study.comparator),
        "outcome": part(study.outcome),
        "effects": [
            {"measure": e.measure, "value": e.value, "low": e.low, "high": e.high, **_quoted(text, e.chars)}
            for e in study.effects
        ],
        "registrations": [part(one) for one in study.registrations],
        "funding": part(study.funding),
        "industry": study.industry,
        "retracted": part(study.retracted),
    }


def _quoted(text: str, chars: Span) -> Json:
    return {"quote": text[slice(*chars)], "chars": list(chars)}


def _form(tx: Transaction, library: str, document: Document, form: Form) -> Json:
    text = document_text(tx, library, document.id)
    head: Json = {
        "schema": "evimed/causality/1",
        "form": form,
        "document": document.id,
        "title": document.title,
    }
    found = studies_of(tx, library, [document.id]).get(document.id)
    study = of_row(found) if found is not None else None
    if form == "hill":
        seen = {one.viewpoint: one for one in hill.checklist(text, study)}
        return head | {
            "viewpoints": [
                {"viewpoint": name, **(_quoted(text, seen[name].chars) if name in seen else {"quote": None})}
                for name in hill.VIEWPOINTS
            ]
        }
    if form == "claims":
        return head | {
            "design": study.design.name if study is not None else None,
            "claims": _claims(text, study),
        }
    facts = naranjo_facts(text)
    facts = who_facts(facts) if form == "who-umc" else facts
    set_by = judgements_of(tx, library, [document.id], form)[:1]
    return head | _filled(text, form, facts, set_by[0] if set_by else None)


def _claims(text: str, study: Study | None) -> list[Json]:
    out: list[Json] = []
    for start, end in sentences_of(text):
        sentence = text[start:end]
        claim = claim_of(sentence, study.design.name if study is not None else None)
        if claim.kind != "none":
            lead = len(sentence) - len(sentence.lstrip())
            out.append(
                {"kind": claim.kind, "hedged": claim.hedged, "denied": claim.denied, "carried": claim.carried,
                 **_quoted(text, (start + lead, start + len(sentence.rstrip())))}
            )  # fmt: skip
    return out


def _filled(text: str, form: Form, facts: Sequence[Fact], decision: Judgement | None) -> Json:
    told: dict[str, str] = dict(decision.record["replies"]) if decision is not None else {}
    by_fact = {fact.question: fact for fact in facts}
    questions = naranjo.POINTS if form == "naranjo" else who_umc.CRITERIA
    replies: dict[str, str] = {}
    rows: list[Json] = []
    for question in questions:
        fact = by_fact.get(question)
        default = "sufficient" if question == "information" else "unknown"
        reply = told.get(question) or (fact.reply if fact is not None else default)
        replies[question] = reply
        quote = _quoted(text, fact.chars) if fact is not None and question not in told else {"quote": None}
        row: Json = {"question": question, "reply": reply, "set_by_person": question in told, **quote}
        if form == "naranjo":
            row["points"] = naranjo.points_of(question, cast("naranjo.Reply", reply))
        rows.append(row)
    known = sum(row["reply"] != "unknown" and row["question"] != "information" for row in rows)
    out: Json = {"rows": rows, "known": known, **_score(form, replies)}
    if decision is not None:
        out |= {"by": decision.decided_by, "at": decision.decided_at.isoformat(timespec="seconds")}
    return out


def _score(form: Form, replies: Mapping[str, str]) -> Json:
    if form == "naranjo":
        score = naranjo.score_of(cast("Mapping[str, naranjo.Reply]", replies))
        return {"score": score, "category": naranjo.category_of(score)}
    return {"category": who_umc.category_of(replies)}


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
