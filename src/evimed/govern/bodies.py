"""The worksheet of a body of evidence as JSON: studies of one outcome, and what persons decided of them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from evimed.errors import InputError, NotFoundError
from evimed.govern.appraisal_forms import decision_json
from evimed.govern.study_table import Wanted, studies_json
from evimed.knowledge.grading import body, worksheet
from evimed.knowledge.grading.body import Cite, Finding, Member
from evimed.knowledge.grading.pooling import Pooled
from evimed.knowledge.grading.rows import of_row
from evimed.knowledge.grading.worksheet import Step
from evimed.knowledge.tokens import fold
from evimed.store.database import Transaction
from evimed.store.documents import document_text
from evimed.store.evidence import body_judgements_of, put_body_judgement, studies_of

SCHEMA: Final = "evimed/body/1"
LEAST: Final = 2  # studies of one body
MOST: Final = 50
MOST_OUTCOME: Final = 300  # characters
_NUMBER: Final = re.compile(r"-?[0-9]{1,3}")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which studies, for which outcome, and which effect of each counts.

    ``effects``: by document the number of an effect from 1; 0: none; below 0: that one, its groups the other
    way round. What is not named is chosen by the words of the outcome.
    """

    documents: Sequence[str]
    outcome: str = ""
    effects: Mapping[str, int] = field(default_factory=dict[str, int])


def body_sheet(tx: Transaction, library: str, asked: Asked) -> Json:
    """The worksheet, ``evimed/body/1``.

    Raises
    ------
    InputError, NotFoundError
        ``body_size``, ``body_outcome_long``, ``body_effect_unknown``, ``no_study``.
    """
    ids = _ids(asked)
    decisions = [
        decision_json(one) | {"record": one.record}
        for one in body_judgements_of(tx, library, body_id(ids, asked.outcome))
    ]
    kept: Mapping[str, int] = decisions[0]["record"]["effects"] if decisions else {}
    made = body.weigh(_members(tx, library, ids, asked.outcome, {**kept, **asked.effects}))
    told = [{name: value for name, value in one.items() if name != "record"} for one in decisions]
    table = studies_json(tx, library, Wanted(documents=ids))["studies"]
    rows = {row["document"]["id"]: row for row in table}
    texts = {one.document: one.text for one in made.members}
    return {
        "schema": SCHEMA,
        "library": library,
        "body": body_id(ids, asked.outcome),
        "outcome": asked.outcome,
        "studies": [_study(one, rows[one.document]) for one in made.members],
        "together": _together(made.pooled),
        "doubts": [_finding(one, texts) for one in made.doubts],
        "grade": {
            "start": made.start,
            "domains": [
                {
                    "domain": name,
                    "findings": [_finding(one, texts) for one in made.findings if one.domain == name],
                }
                for name in worksheet.DOMAINS
            ],
            "decision": told[0] if told else None,
            "history": told[1:],
        },
    }


def keep_body(tx: Transaction, library: str, asked: Asked, steps: Sequence[Step], by: str) -> Json:
    """Keep what a person decided; returns what is kept of it.

    Raises
    ------
    InputError, NotFoundError
        As `body_sheet` and `worksheet.certainty_of`.
    """
    sheet = body_sheet(tx, library, asked)
    start = sheet["grade"]["start"]
    record = {
        "outcome": asked.outcome,
        "effects": {row["document"]["id"]: row["counts"] for row in sheet["studies"]},
        "start": start,
        "steps": [[step.domain, step.by, step.reason] for step in steps],
        "certainty": worksheet.certainty_of(start, steps),
    }
    put_body_judgement(tx, library, sheet["body"], _ids(asked), record, by)
    return record


def body_id(ids: Sequence[str], outcome: str) -> str:
    """The id of a body: of its studies, in whatever order, and its outcome."""
    told = json.dumps([sorted(ids), " ".join(fold(outcome).split())], ensure_ascii=False)
    return f"b{hashlib.sha256(told.encode()).hexdigest()[:20]}"


def read_effect(words: str) -> tuple[str, int]:
    """A choice of an effect as it is given: ``trials/a.pdf=2``, ``-2`` with its groups turned.

    Raises
    ------
    InputError
        ``body_effect_form``.
    """
    document, _, number = words.rpartition("=")
    digits = number.strip().replace("−", "-")
    if not document.strip() or not _NUMBER.fullmatch(digits):
        raise InputError("body_effect_form", effect=words)
    return document.strip(), int(digits)


def _ids(asked: Asked) -> list[str]:
    ids = list(dict.fromkeys(asked.documents))
    if not LEAST <= len(ids) <= MOST:
        raise InputError("body_size", count=len(ids), least=LEAST, most=MOST)
    if len(asked.outcome) > MOST_OUTCOME:
        raise InputError("body_outcome_long", limit=MOST_OUTCOME)
    return ids


def _members(
    tx: Transaction, library: str, ids: Sequence[str], outcome: str, effects: Mapping[str, int]
) -> list[Member]:
    found = studies_of(tx, library, ids)
    if missing := next((id_ for id_ in ids if id_ not in found), None):
        raise NotFoundError("no_study", id=missing)
    if unknown := next((id_ for id_ in effects if id_ not in found), None):
        raise InputError("body_effect_unknown", document=unknown, number=effects[unknown], most=0)
    members: list[Member] = []
    for id_ in ids:
        text, study = document_text(tx, library, id_), of_row(found[id_])
        number = effects.get(id_)
        if number is None:
            members.append(Member(id_, text, study, body.choose(text, study, outcome)))
            continue
        if abs(number) > len(study.effects):
            raise InputError("body_effect_unknown", document=id_, number=number, most=len(study.effects))
        members.append(Member(id_, text, study, abs(number) - 1 if number else None, inverse=number < 0))
    return members


def _together(pooled: Pooled | None) -> Json | None:
    """As it would be printed: what was read has no more figures either."""
    if pooled is None:
        return None
    told: Json = {"measure": pooled.measure, "studies": pooled.studies}
    for name in ("value", "low", "high", "q", "p", "i2"):
        told[name] = float(f"{getattr(pooled, name):.3g}")
    return told


def _study(one: Member, row: Json) -> Json:
    counts = 0 if one.chosen is None else one.chosen + 1
    effect = one.effect
    shown = [told | {"quote": one.text[slice(*told["chars"])]} for told in row["effects"]]
    return row | {
        "effects": shown,
        "counts": -counts if one.inverse else counts,
        "effect": {"measure": effect.measure, "value": effect.value, "low": effect.low, "high": effect.high}
        if effect is not None
        else None,
    }


def _finding(one: Finding, texts: Mapping[str, str]) -> Json:
    return {
        "domain": one.domain,
        "by": one.by,
        "why": one.why,
        "values": dict(one.values),
        "cites": [_cite(cite, texts) for cite in one.cites],
    }


def _cite(one: Cite, texts: Mapping[str, str]) -> Json:
    quote = texts[one.document][slice(*one.chars)]
    return {"document": one.document, "chars": list(one.chars), "quote": quote}
