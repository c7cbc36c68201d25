"""An answer as the page shows it: what templates need, worked out, without mark-up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from evimed.catalogue import Language, messages, text
from evimed.json_forms import AnswerJson, CitationJson, ConflictJson, ConflictReportJson, StatementJson
from evimed.store.cases import Case
from evimed.surfaces.cli.places import place_words, timing_words

_HAN = re.compile(r"[\u3400-\u9fff]")
TONES = {
    "answered": "good",
    "caveats": "care",
    "conflicting": "care",
    "insufficient": "none",
    "refused": "none",
    "escalated": "alarm",
}


def tongue(words: str) -> Language:
    """The language that a run of text is set in: fonts and line breaks differ."""
    return "zh" if _HAN.search(words) else "en"


def tag_words(kind: str, value: str, language: Language) -> str:
    """The value of a tag in the reader's language, where it is one of ours; else as it was read."""
    key = f"web.kind.{value}"
    return text(key, language) if kind == "kind" and key in messages() else value


def turn_of(record: AnswerJson, language: Language, cases: Sequence[Case] = ()) -> dict[str, Any]:
    """One question with its answer, and what was handed to a person about it.

    ``language`` is that of the page; the answer keeps its own.
    """
    numbers = {one["id"]: number for number, one in enumerate(record["citations"], 1)}
    cited = {
        one["id"]: citation_of(one, numbers[one["id"]], record["id"], language) for one in record["citations"]
    }
    name = record["verdict"]["name"]
    disputed = {id_ for one in record["conflicts"] for side in one["positions"] for id_ in side["citations"]}
    return {
        "id": record["id"],
        "question": record["question"],
        "question_lang": tongue(record["question"]),
        "lang": record["language"],
        "verdict": name,
        "tone": TONES.get(name, "none"),
        "reason": record["verdict"]["reason"],
        "notices": record.get("notices", []),
        "statements": [
            statement_of(one, [cited[id_] for id_ in one["citations"]], number)
            | {"disputed": not disputed.isdisjoint(one["citations"]), "answer": record["id"]}
            for number, one in enumerate(record["statements"], 1)
        ],
        "conflicts": [_conflict(one, cited, language) for one in record["conflicts"]],
        "not_known": record["not_known"],
        "sources": _by_document([cited[one["id"]] for one in record["citations"]]),
        "label": record["label"]["text"],
        "model": " ".join(record["model"].values()) if record["model"] else None,
        "timings": timing_words(record["timings_ms"], language),
        "library_version": record["library_version"],
        "cases": [case_of(one) for one in cases],
    }


def case_of(one: Case) -> dict[str, Any]:
    """A complaint or a hand-over as its asker sees it: how it stands, and what persons replied."""
    answered = bool(one.replies) and one.state != "closed"
    return {
        "id": one.id,
        "kind": one.kind,
        "state": "answered" if answered else one.state,
        "tone": "good" if one.replies else {"open": "alarm", "taken": "care"}.get(one.state, "none"),
        "at": one.at,
        "by": one.user,
        "words": one.words,
        "replies": [
            {"user": step.user, "at": step.at, "words": step.words, "lang": tongue(step.words)}
            for step in one.replies
        ],
    }


def statement_of(one: StatementJson, cites: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """One statement with the citations it rests on."""
    return {
        "number": number,
        "text": one["text"],
        "lang": tongue(one["text"]),
        "support": one["support"],
        "grade": one.get("grade"),
        "cites": cites,
        "superseded": bool(cites) and all(cite["superseded_by"] for cite in cites),
    }


def citation_of(one: CitationJson, number: int, answer_id: str, language: Language) -> dict[str, Any]:
    """One citation: its number, where it stands, what it quotes, its address."""
    document = one["document"]
    return {
        "number": number,
        "id": one["id"],
        "href": f"/answers/{answer_id}/citations/{one['id']}",
        "title": document["title"],
        "title_lang": tongue(document["title"]),
        "document": document["id"],
        "source": document["source"],
        "kind": document["kind"],
        "version": document["version"],
        "published": document["published"],
        "superseded_by": document["superseded_by"],
        "place": " · ".join(place_words(one["locator"], language)),
        "quote": " ".join(one["quote"].split()),
        "quote_lang": tongue(one["quote"]),
    }


def _by_document(cites: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Citations under the documents they quote, in the order in which those are first cited."""
    found: dict[str, dict[str, Any]] = {}
    for cite in cites:
        found.setdefault(cite["document"], {**cite, "places": []})["places"].append(cite)
    return list(found.values())


def conflict_of(one: ConflictReportJson, library: str, language: Language) -> dict[str, Any]:
    """A conflict of the library, its citations leading to their place in the document."""
    cited = {
        cite["id"]: citation_of(cite, number, "", language)
        | {
            "href": f"/documents/{cite['document']['id']}?"
            + urlencode(
                {
                    "library": library,
                    "start": max(0, cite["locator"]["chars"][0] - 600),
                    "mark": "-".join(map(str, cite["locator"]["chars"])),
                }
            )
        }
        for number, cite in enumerate(one["citations"], 1)
    }
    sides = [
        {
            "text": side["text"],
            "lang": tongue(side["text"]),
            "cites": [cited[id_] for id_ in side["citations"] if id_ in cited],
        }
        for side in one["positions"]
    ]
    return {
        "topic": one["topic"],
        "kind": text(f"cli.conflict.{one['kind']}", language),
        "explanation": one["explanation"],
        "sides": sides,
    }


def _conflict(one: ConflictJson, cited: Mapping[str, dict[str, Any]], language: Language) -> dict[str, Any]:
    return {
        "topic": one["topic"],
        "kind": text(f"cli.conflict.{one['kind']}", language),
        "sides": [
            {
                "text": side["text"],
                "lang": tongue(side["text"]),
                "cites": [cited[id_] for id_ in side["citations"] if id_ in cited],
            }
            for side in one["positions"]
        ],
    }
