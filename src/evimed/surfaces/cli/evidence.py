"""``evimed versions``, ``evimed grade``, ``evimed causality``: shown for people; ``--json`` for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from evimed.errors import InputError
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

_SHORT = 240  # characters of a quotation that are shown

Form = Literal["naranjo", "who-umc", "hill", "claims"]


def versions(invocation: Invocation, document: str | None, library: str | None) -> int:
    """List the laws and which version holds; of one, what became of its articles. 1: there are none."""
    with open_library(invocation, library) as (session, where):
        if document is None:
            told = session.appraisal().versions(library=where)
        else:
            found = session.document(utf8(document, "DOCUMENT"), library=where)
            told = session.appraisal().articles(found, library=where)
    if invocation.as_json:
        terminal.show_json(told)
    elif document is None:
        lines = list(_texts(invocation, told["texts"]))
        terminal.show(lines or [Line(invocation.say("versions.nothing", library=where))])
    else:
        terminal.show(_articles(invocation, told))
    return 0 if document is not None or told["texts"] else 1


def grade(
    invocation: Invocation,
    document: str,
    steps: Sequence[str],
    library: str | None,
    by: str | None,
    *,
    decide: bool,
) -> int:
    """Show a worksheet; with steps, keep the decision first."""
    from evimed.govern.appraisal import read_step

    read = [read_step(utf8(step, "--step")) for step in steps]
    with open_library(invocation, library) as (session, where):
        found = session.document(utf8(document, "DOCUMENT"), library=where)
        appraisal = session.appraisal()
        if decide:
            told = appraisal.decide_grade(found, read, library=where, by=signing(by, session.scope.user))
        else:
            told = appraisal.grade(found, library=where)
    if invocation.as_json:
        terminal.show_json(told)
    else:
        terminal.show(_worksheet(invocation, told))
    return 0


def causality(
    invocation: Invocation,
    form: Form,
    document: str,
    replies: Sequence[str],
    library: str | None,
    by: str | None,
) -> int:
    """Show a form, with the replies that are set now."""
    read = dict(_reply(utf8(one, "--set")) for one in replies)
    with open_library(invocation, library) as (session, where):
        found = session.document(utf8(document, "DOCUMENT"), library=where)
        appraisal = session.appraisal()
        if read:
            name = signing(by, session.scope.user)
            told = appraisal.decide_causality(form, found, read, library=where, by=name)
        else:
            told = appraisal.causality(form, found, library=where)
    if invocation.as_json:
        terminal.show_json(told)
    else:
        terminal.show(_form(invocation, form, told))
    return 0


def signing(by: str | None, user: str) -> str:
    """The name that a decision is kept under."""
    return utf8(by, "--by").strip() or user if by is not None else user


def _reply(words: str) -> tuple[str, str]:
    question, mark, reply = words.partition("=")
    if not mark:
        raise InputError("form_reply_form", reply=words)
    return question.strip().lower(), reply.strip().lower()


def _texts(invocation: Invocation, texts: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    for one in texts:
        values = {"title": one["title"], "version": one["version"] or "–", "since": one["in_force"] or "–"}
        superseded = one["superseded_by"] is not None
        yield Line(invocation.say("versions.text", **values), "dim" if superseded else "bold")
        if superseded:
            by = next((other for other in texts if other["document"] == one["superseded_by"]), None)
            words = invocation.say(
                f"versions.{one['how']}", by=by["title"] if by else "–", version=(by or one)["version"] or "–"
            )
            yield from wrapped(words, "  ", "yellow")
        for doubt in one["doubts"]:
            yield from wrapped(
                invocation.say(f"versions.{doubt['relation']}", law=doubt["title"]), "  ", "yellow"
            )


def _articles(invocation: Invocation, told: Mapping[str, Any]) -> Iterator[Line]:
    for side in ("from", "to"):
        one = told[side]
        values = {"title": one["title"], "version": one["version"] or "–", "since": one["in_force"] or "–"}
        yield Line(invocation.say("versions.text", **values), "bold")
    for pair in told["articles"]:
        values = {"old": pair["old"] or "–", "new": pair["new"] or pair["nearest"] or "–"}
        if pair["change"] != "unchanged" or pair["renumbered"]:
            yield Line(invocation.say(f"versions.article.{pair['change']}", **values))
    same = sum(pair["change"] == "unchanged" for pair in told["articles"])
    yield Line(invocation.say("versions.same", count=same), "dim")


def _worksheet(invocation: Invocation, told: Mapping[str, Any]) -> Iterator[Line]:
    from evimed.catalogue import text

    language = invocation.language
    study, sheet = told["study"], told["grade"]
    yield Line(told["title"], "bold")
    design = text(f"grading.design.{study['design']['name']}", language)
    yield from wrapped(invocation.say("grade.design", design=design), "", "")
    yield from quote_lines(study["design"]["quote"])
    if study["size"]:
        yield from wrapped(invocation.say("grade.size", size=study["size"]["number"]), "", "")
    for name in ("population", "comparator", "outcome", "funding", "retracted"):
        if study[name]:
            yield from wrapped(invocation.say(f"grade.{name}", words=study[name]["text"][:_SHORT]), "", "")
    for effect in study["effects"]:
        yield from wrapped(
            invocation.say("grade.effect", **{k: effect[k] for k in ("measure", "value", "low", "high")}),
            "",
            "",
        )
    if study["registrations"]:
        numbers = ", ".join(one["text"] for one in study["registrations"])
        yield from wrapped(invocation.say("grade.registrations", numbers=numbers), "", "")
    levels = " · ".join(
        f"{text(f'grading.question.{kind}', language)} {level if level is not None else '–'}"
        for kind, level in told["oxford"]["levels"].items()
    )
    yield from wrapped(invocation.say("grade.oxford", levels=levels), "", "")
    start = text(f"grading.certainty.{sheet['start']}", language)
    yield from wrapped(invocation.say("grade.start", start=start), "", "bold")
    for one in sheet["suggestions"]:
        domain = text(f"grading.domain.{one['domain']}", language)
        why = text(f"grading.why.{one['why']}", language)
        yield from wrapped(
            invocation.say("grade.suggestion", domain=domain, by=f"{one['by']:+d}", why=why), "  ", ""
        )
        yield from quote_lines(one["quote"])
    yield from decided_lines(invocation, sheet["decision"])


def decided_lines(invocation: Invocation, decision: Mapping[str, Any] | None) -> Iterator[Line]:
    """What a person decided of a certainty, or that nobody has."""
    from evimed.catalogue import text

    if decision is None:
        yield from wrapped(invocation.say("grade.undecided"), "", "yellow")
        return
    certainty = text(f"grading.certainty.{decision['certainty']}", invocation.language)
    words = invocation.say("grade.decided", certainty=certainty, by=decision["by"], at=decision["at"])
    yield from wrapped(words, "", "bold")
    for domain, by, reason in decision["steps"]:
        name = text(f"grading.domain.{domain}", invocation.language)
        yield from wrapped(invocation.say("grade.step", domain=name, by=f"{by:+d}", reason=reason), "  ", "")


def _form(invocation: Invocation, form: Form, told: Mapping[str, Any]) -> Iterator[Line]:
    from evimed.govern.appraisal_forms import LONGEST_CASE

    yield Line(told["title"], "bold")
    if form == "claims":
        for claim in told["claims"]:
            name = claim["kind"] if claim["carried"] is not False else "uncarried"
            yield Line(invocation.say(f"causality.claim.{name}"), "yellow" if name == "uncarried" else "")
            yield from quote_lines(claim["quote"])
        return
    if form == "hill":
        for one in told["viewpoints"]:
            words = invocation.say(f"causality.hill.{one['viewpoint']}")
            yield from wrapped(words, "", "" if one["quote"] else "dim")
            if one["quote"]:
                yield from quote_lines(one["quote"])
        yield Line(invocation.say("causality.checklist"), "dim")
        return
    for row in told["rows"]:
        question = invocation.say(f"causality.{form}.{row['question']}")
        reply = invocation.say(f"causality.reply.{row['reply']}")
        points = f" ({row['points']:+d})" if "points" in row else ""
        yield from wrapped(f"{question} {reply}{points}", "", "")
        if row["set_by_person"]:
            yield Line("    " + invocation.say("causality.set_by", by=row["by"], at=row["at"]), "dim")
        elif row["quote"]:
            yield from quote_lines(row["quote"])
    category = invocation.say(f"causality.category.{form}.{told['category']}")
    if form == "naranjo":
        yield Line(invocation.say("causality.score", score=told["score"], category=category), "bold")
    else:
        yield Line(invocation.say("causality.category", category=category), "bold")
    if told["read_to"] >= LONGEST_CASE:
        yield from wrapped(invocation.say("causality.read_to", count=told["read_to"]), "", "yellow")
    if not told["known"]:
        yield from wrapped(invocation.say("causality.nothing_known"), "", "yellow")
    yield from wrapped(invocation.say("causality.person_decides"), "", "dim")


def quote_lines(words: str) -> Iterator[Line]:
    """A quotation, cut where it is long."""
    told = " ".join(words.split())
    yield from wrapped("“" + (told if len(told) <= _SHORT else told[:_SHORT] + "…") + "”", "    ", "dim")


def wrapped(words: str, indent: str, style: str) -> Iterator[Line]:
    """Words over as many lines as they take."""
    yield from (Line(line, style) for line in wrap(words, terminal.page_width(), indent))
