"""Worksheets, forms and studies as their pages show them: words, places to open, choices. No mark-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from evimed.catalogue import Language, text
from evimed.govern.appraisal_forms import LONGEST_CASE, SetForm, score_of
from evimed.knowledge.causality import naranjo
from evimed.knowledge.grading.worksheet import DOMAINS, Domain, Step, certainty_of, is_upward
from evimed.surfaces.study_csv import effect_words
from evimed.surfaces.web.present import tongue
from evimed.surfaces.web.rendering import link

TONES = {"high": "good", "moderate": "good", "low": "care", "very low": "alarm"}
CATEGORY_TONES = {"definite": "alarm", "certain": "alarm", "probable": "care", "possible": "care"}
_CASES = ("case_report", "case_series")
_SHORT = 320  # characters of a quotation that are shown
Json = Mapping[str, Any]


def place_of(words: str, chars: Sequence[int], document: str, library: str) -> dict[str, Any]:
    """Words of a document that open where they stand."""
    line = " ".join(words.split())
    return {
        "text": line if len(line) <= _SHORT else line[:_SHORT] + "…",
        "lang": tongue(line),
        "href": link(f"/documents/{document}/places/{chars[0]}-{chars[1]}", library=library),
    }


def sheet_of_grade(
    told: Json, library: str, language: Language, entered: Mapping[str, str]
) -> dict[str, Any]:
    """A worksheet, ``evimed/grade/1``. ``entered`` is what a form that was refused held."""
    document, study, sheet = str(told["document"]), told["study"], told["grade"]
    decision = sheet["decision"]
    decided = {domain: (by, reason) for domain, by, reason in decision["steps"]} if decision else {}
    suggested = {one["domain"]: one for one in sheet["suggestions"]}
    return {
        "facts": facts_of(study, document, library, language),
        "levels": [
            (text(f"grading.question.{kind}", language), level)
            for kind, level in told["oxford"]["levels"].items()
        ],
        "start": certainty_words(sheet["start"], language),
        "domains": [
            _domain(name, suggested.get(name), decided.get(name), (document, library), language, entered)
            for name in DOMAINS
        ],
        "decision": decision_words(decision, language) if decision else None,
        "history": [decision_words(one, language) for one in sheet["history"]],
    }


def certainty_words(certainty: str, language: Language) -> dict[str, str]:
    """A certainty with its words and its colour."""
    return {"name": text(f"grading.certainty.{certainty}", language), "tone": TONES[certainty]}


def decision_words(one: Json, language: Language) -> dict[str, Any]:
    """What a person decided of a certainty."""
    return {
        **certainty_words(one["certainty"], language),
        "by": one["by"],
        "at": one["at"],
        "steps": [
            {
                "domain": text(f"grading.domain.{domain}", language),
                "by": f"{by:+d}".replace("-", "−"),
                "reason": reason,
                "lang": tongue(reason),
            }
            for domain, by, reason in one["steps"]
        ],
    }


def facts_of(study: Json, document: str, library: str, language: Language) -> list[dict[str, Any]]:
    """What a study says of itself: names with places to open; what it does not say has none."""

    def row(name: str, places: Sequence[dict[str, Any]], tag: str = "") -> dict[str, Any]:
        return {"name": text(f"web.studies.{name}", language), "places": list(places), "tag": tag}

    def of(part: Json | None) -> list[dict[str, Any]]:
        return [place_of(part["text"], part["chars"], document, library)] if part is not None else []

    def at(words: str, one: Json) -> dict[str, Any]:
        return place_of(words, one["chars"], document, library) | {"lang": language}

    design, size = study["design"], study["size"]
    industry = text("web.studies.industry", language) if study["industry"] else ""
    return [
        row("design", [at(text(f"grading.design.{design['name']}", language), design)]),
        row("size", [at(f"{size['number']:,}", size)] if size else []),
        row("population", of(study["population"])),
        row("comparator", of(study["comparator"])),
        row("outcome", of(study["outcome"])),
        row("effects", [at(effect_words(one), one) for one in study["effects"]]),
        row("registrations", [place for one in study["registrations"] for place in of(one)]),
        row("funding", of(study["funding"]), industry),
        *([row("retracted", of(study["retracted"]))] if study["retracted"] else []),
    ]


def _domain(
    name: Domain,
    suggestion: Json | None,
    decided: tuple[int, str] | None,
    where: tuple[str, str],
    language: Language,
    entered: Mapping[str, str],
) -> dict[str, Any]:
    return {
        "name": name,
        "title": text(f"grading.domain.{name}", language),
        "help": text(f"appraisal.domain.{name}", language),
        "up": is_upward(name),
        **options_of(name, decided, language, entered),
        "suggestion": {
            "by": f"{suggestion['by']:+d}".replace("-", "−"),
            "why": text(f"grading.why.{suggestion['why']}", language),
            "place": place_of(suggestion["quote"], suggestion["chars"], *where),
        }
        if suggestion is not None
        else None,
    }


def options_of(
    name: Domain, decided: tuple[int, str] | None, language: Language, entered: Mapping[str, str]
) -> dict[str, Any]:
    """By how much a domain may move, with what was chosen and why: as entered, else as decided."""
    by, reason = decided or (0, "")
    chosen = entered.get(f"by_{name}", str(by))
    return {
        "options": [
            {
                "value": str(value),
                "label": f"{value:+d}".replace("-", "−") if value else text("appraisal.stays", language),
                "chosen": str(value) == chosen,
            }
            for value in (0, *DOMAINS[name])
        ],
        "reason": entered.get(f"reason_{name}", reason),
    }


def steps_of(fields: Mapping[str, str]) -> list[Step]:
    """The steps that a form of the worksheet holds: domains that stay are none."""
    found: list[Step] = []
    for name in DOMAINS:
        by = fields.get(f"by_{name}", "0").strip()
        moved = int(by) if by.lstrip("+-").isdecimal() and len(by) < 4 else 0
        if moved:
            found.append(Step(name, moved, fields.get(f"reason_{name}", "")))
    return found


def weighed(told: Json, fields: Mapping[str, str], language: Language) -> dict[str, Any]:
    """The certainty that a form as it stands would give, reasons or not."""
    steps = [Step(step.domain, step.by, step.reason.strip() or "…") for step in steps_of(fields)]
    start = told["grade"]["start"]
    missing = [step for step in steps if step.reason == "…"]
    return certainty_words(certainty_of(start, steps), language) | {
        "start": text(f"grading.certainty.{start}", language),
        "moved": f"{sum(step.by for step in steps):+d}".replace("-", "−") if steps else "0",
        "missing": ", ".join(text(f"grading.domain.{step.domain}", language) for step in missing),
    }


def sheet_of_form(told: Json, library: str, language: Language, entered: Mapping[str, str]) -> dict[str, Any]:
    """A form of causality with questions, ``evimed/causality/1``."""
    form: SetForm = told["form"]
    return {
        "rows": [_question(form, row, told["document"], library, language, entered) for row in told["rows"]],
        "result": result_of(form, told, language),
        "known": told["known"],
        "case": told["design"] in _CASES,
        "read_to": told["read_to"] if told["read_to"] >= LONGEST_CASE else None,
        "history": [
            {
                "by": one["by"],
                "at": one["at"],
                "replies": [
                    (
                        text(f"cli.causality.{form}.{question}", language),
                        text(f"cli.causality.reply.{reply}", language),
                    )
                    for question, reply in one["replies"].items()
                ],
            }
            for one in told["history"]
        ],
    }


def result_of(form: SetForm, scored: Json, language: Language) -> dict[str, Any]:
    """The category with its words, and the sum where the form has one."""
    category = str(scored["category"])
    return {
        "category": text(f"cli.causality.category.{form}.{category}", language),
        "tone": CATEGORY_TONES.get(category, "none"),
        "score": scored.get("score"),
    }


def _question(
    form: SetForm, row: Json, document: str, library: str, language: Language, entered: Mapping[str, str]
) -> dict[str, Any]:
    def words(reply: str) -> str:
        told = text(f"cli.causality.reply.{reply}", language)
        if form != "naranjo":
            return told
        points = naranjo.points_of(row["question"], cast("naranjo.Reply", reply))
        return f"{told} ({points:+d})".replace("-", "−").replace("+0", "0")

    read = row["read"]
    default = read["reply"] if read else _unread(row["question"])
    chosen = entered.get(row["question"], row["reply"] if row["set_by_person"] else "")
    return {
        "name": row["question"],
        "title": text(f"cli.causality.{form}.{row['question']}", language),
        "read": {
            "reply": words(read["reply"]),
            "place": place_of(read["quote"], read["chars"], document, library),
        }
        if read
        else None,
        "options": [
            {
                "value": "",
                "label": text("appraisal.as_read", language, reply=words(default)),
                "chosen": chosen == "",
            },
            *({"value": reply, "label": words(reply), "chosen": chosen == reply} for reply in row["replies"]),
        ],
        "held": row["reply"] if row["set_by_person"] else "",
        "reply": words(row["reply"]),
        "by": row["by"] if row["set_by_person"] else None,
        "at": row["at"] if row["set_by_person"] else None,
    }


def _unread(question: str) -> str:
    return "sufficient" if question == "information" else "unknown"


def changed(told: Json, fields: Mapping[str, str]) -> dict[str, str]:
    """Replies that whoever sent a form has changed on it; an empty one takes back what a person had set.

    What counts is what the form showed (``held_QUESTION``), not what is kept by now: a reply that somebody
    else has set meanwhile is not taken back unseen.
    """
    found: dict[str, str] = {}
    for row in told["rows"]:
        question = row["question"]
        given = fields.get(question)
        now = row["reply"] if row["set_by_person"] else ""
        if given is not None and given != fields.get(f"held_{question}", now):
            found[question] = given
    return found


def rescored(told: Json, fields: Mapping[str, str], language: Language) -> dict[str, Any]:
    """The result that a form as it stands would give."""
    form: SetForm = told["form"]
    replies = {
        row["question"]: fields.get(row["question"])
        or (row["read"]["reply"] if row["read"] else _unread(row["question"]))
        for row in told["rows"]
    }
    return result_of(form, score_of(form, replies), language)


def studies_rows(told: Json, library: str, language: Language) -> list[dict[str, Any]]:
    """Studies side by side, ``evimed/studies/1``: each cell opens its place."""
    found: list[dict[str, Any]] = []
    for one in told["studies"]:
        document = one["document"]
        facts = facts_of(one, document["id"], library, language)
        certainty = one["certainty"]
        found.append(
            {
                "id": document["id"],
                "title": document["title"],
                "lang": tongue(document["title"]),
                "published": document["published"] or "",
                "superseded": document["superseded_by"] is not None,
                "retracted": one["retracted"] is not None,
                "cells": [row["places"] for row in facts[:6]],
                "industry": facts[7]["tag"],
                "oxford": one["oxford_therapy"],
                "certainty": certainty_words(certainty["value"], language) if certainty else None,
                "href": link(f"/documents/{document['id']}/appraise", library=library),
            }
        )
    return found


def laws_rows(told: Json, library: str, language: Language) -> list[list[dict[str, Any]]]:
    """Laws by their family, ``evimed/versions/1``: what holds first, then what it overtook."""
    by_id = {one["document"]: one for one in told["texts"]}
    families: dict[str, list[dict[str, Any]]] = {}
    for one in told["texts"]:
        by = by_id.get(one["superseded_by"] or "")
        families.setdefault(one["superseded_by"] or one["document"], []).append(
            {
                "title": one["title"],
                "version": one["version"] or "–",
                "since": one["in_force"],
                "articles": one["articles"],
                "href": link(f"/documents/{one['document']}", library=library),
                "changes": link(f"/documents/{one['document']}/versions", library=library),
                "how": text(
                    f"cli.versions.{one['how']}",
                    language,
                    by=by["title"] if by else "–",
                    version=(by or one)["version"] or "–",
                )
                if one["superseded_by"]
                else None,
                "doubts": [
                    text(f"cli.versions.{doubt['relation']}", language, law=doubt["title"])
                    for doubt in one["doubts"]
                ],
            }
        )
    return [sorted(family, key=lambda one: one["how"] is not None) for family in families.values()]


def articles_rows(told: Json, library: str, language: Language) -> list[dict[str, Any]]:
    """What became of articles; those whose words and number are the same are left out."""

    def place(side: str, number: object, chars: Sequence[int] | None) -> dict[str, Any] | None:
        if number is None or chars is None:
            return None
        return place_of(str(number), chars, told[side]["document"], library)

    return [
        {
            "change": text(
                f"cli.versions.article.{one['change']}",
                language,
                old=one["old"] or "–",
                new=one["new"] or one["nearest"] or "–",
            ),
            "tone": {"dropped": "alarm", "changed": "care", "new": "good"}.get(one["change"], "none"),
            "old": place("from", one["old"], one["old_chars"]),
            "new": place("to", one["new"], one["new_chars"]),
        }
        for one in told["articles"]
        if one["change"] != "unchanged" or one["renumbered"]
    ]
