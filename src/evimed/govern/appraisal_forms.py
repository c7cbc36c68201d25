"""Worksheets and forms as JSON: what code reads in a document, and what persons decided of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, cast

from evimed.errors import InputError, NotFoundError
from evimed.knowledge.causality import hill, naranjo, who_umc
from evimed.knowledge.causality.facts import Fact, naranjo_facts, who_facts
from evimed.knowledge.causality.language import claim_of
from evimed.knowledge.grading import oxford, worksheet
from evimed.knowledge.grading.designs import sentences_of
from evimed.knowledge.grading.rows import of_row
from evimed.knowledge.grading.study import Study
from evimed.records import Document, Part, Span
from evimed.store.database import Transaction
from evimed.store.documents import document_text
from evimed.store.evidence import Judgement, judgements_of, studies_of

Form = Literal["naranjo", "who-umc", "hill", "claims"]
FORMS: Final[tuple[Form, ...]] = ("naranjo", "who-umc", "hill", "claims")
SetForm = Literal["naranjo", "who-umc"]  # those whose replies a person may set
SET_FORMS: Final[tuple[SetForm, ...]] = ("naranjo", "who-umc")
LONGEST_CASE: Final = 40_000  # characters that a form of one patient's case is read from
Json = dict[str, Any]


def settable(form: Form) -> SetForm:
    """The form, if a person may set its replies.

    Raises
    ------
    InputError
        ``form_has_no_replies``.
    """
    for one in SET_FORMS:
        if one == form:
            return one
    raise InputError("form_has_no_replies", form=form, valid=", ".join(SET_FORMS))


def replies_of(form: SetForm) -> Mapping[str, tuple[str, ...]]:
    """The questions of a form with the replies that each takes."""
    if form == "naranjo":
        return dict.fromkeys(naranjo.POINTS, naranjo.REPLIES)
    return who_umc.CRITERIA


def study_of(tx: Transaction, library: str, document: Document) -> Study:
    """The study that a document reports.

    Raises
    ------
    NotFoundError
        ``no_study``.
    """
    found = studies_of(tx, library, [document.id]).get(document.id)
    if found is None:
        raise NotFoundError("no_study", id=document.id)
    return of_row(found)


def worksheet_of(tx: Transaction, library: str, document: Document, study: Study) -> Json:
    """The worksheet of a study, ``evimed/grade/1``."""
    text = document_text(tx, library, document.id)
    decisions = judgements_of(tx, library, [document.id], "grade")
    levels = {kind: oxford.level_of_study(study, kind) for kind in oxford.TYPES}
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
            "decision": decision_json(decisions[0]) if decisions else None,
            "history": [decision_json(one) for one in decisions[1:]],
        },
    }


def decision_json(one: Judgement) -> Json:
    """What a person decided, with who and when."""
    return {
        "number": one.number,
        **dict(one.record),
        "by": one.decided_by,
        "at": _at(one),
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


def form_of(tx: Transaction, library: str, document: Document, form: Form) -> Json:
    """A form filled from the words of a document; replies that a person set stand in their place."""
    text = document_text(tx, library, document.id)
    head: Json = {
        "schema": "evimed/causality/1",
        "form": form,
        "document": document.id,
        "title": document.title,
    }
    found = studies_of(tx, library, [document.id]).get(document.id)
    study = of_row(found) if found is not None else None
    head["design"] = study.design.name if study is not None else None
    if form == "hill":
        seen = {one.viewpoint: one for one in hill.checklist(text, study)}
        return head | {
            "viewpoints": [
                {"viewpoint": name, **(_quoted(text, seen[name].chars) if name in seen else {"quote": None})}
                for name in hill.VIEWPOINTS
            ]
        }
    if form == "claims":
        return head | {"claims": _claims(text, study)}
    facts = naranjo_facts(text[:LONGEST_CASE])
    facts = who_facts(text, facts) if form == "who-umc" else facts
    head["read_to"] = min(len(text), LONGEST_CASE)
    return head | _filled(text, form, facts, judgements_of(tx, library, [document.id], form))


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


def _filled(text: str, form: SetForm, facts: Sequence[Fact], decisions: Sequence[Judgement]) -> Json:
    """``decisions``: the newest first."""
    told: dict[str, str] = dict(decisions[0].record["replies"]) if decisions else {}
    by_fact = {fact.question: fact for fact in facts}
    replies: dict[str, str] = {}
    rows: list[Json] = []
    for question, valid in replies_of(form).items():
        fact = by_fact.get(question)
        read = {"reply": fact.reply, **_quoted(text, fact.chars)} if fact is not None else None
        default = "sufficient" if question == "information" else "unknown"
        reply = told.get(question) or (fact.reply if fact is not None else default)
        replies[question] = reply
        quote = _quoted(text, fact.chars) if fact is not None and question not in told else {"quote": None}
        row: Json = {"question": question, "reply": reply, "set_by_person": question in told, **quote}
        row |= {"read": read, "replies": list(valid)}
        if question in told:
            row |= _setter(question, reply, decisions)
        if form == "naranjo":
            row["points"] = naranjo.points_of(question, cast("naranjo.Reply", reply))
        rows.append(row)
    known = sum(row["reply"] != "unknown" and row["question"] != "information" for row in rows)
    out: Json = {"rows": rows, "known": known, **score_of(form, replies)}
    if decisions:
        out |= {"by": decisions[0].decided_by, "at": _at(decisions[0])}
    out["history"] = [
        {"number": one.number, "replies": dict(one.record["replies"]), "by": one.decided_by, "at": _at(one)}
        for one in decisions
    ]
    return out


def _setter(question: str, reply: str, decisions: Sequence[Judgement]) -> Json:
    """Who set a reply, and when: the oldest of the decisions that have held it since."""
    setter = decisions[0]
    for one in decisions:
        if one.record["replies"].get(question) != reply:
            break
        setter = one
    return {"by": setter.decided_by, "at": _at(setter)}


def _at(one: Judgement) -> str:
    return one.decided_at.isoformat(timespec="seconds")


def score_of(form: SetForm, replies: Mapping[str, str]) -> Json:
    """The category of replies, with the sum where the form has one.

    Raises
    ------
    InputError
        ``form_question_unknown``, ``form_reply_invalid``.
    """
    if form == "naranjo":
        score = naranjo.score_of(cast("Mapping[str, naranjo.Reply]", replies))
        return {"score": score, "category": naranjo.category_of(score)}
    return {"category": who_umc.category_of(replies)}
