"""``evimed grade`` of several studies together: the worksheet of a body of evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evimed.catalogue import text
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.evidence import decided_lines, quote_lines, signing, wrapped
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.study_csv import effect_words


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    documents: Sequence[str]
    outcome: str
    effects: Sequence[str]
    steps: Sequence[str]
    by: str | None
    decide: bool


def grade(invocation: Invocation, wanted: Wanted, library: str | None) -> int:
    """Show the worksheet of several studies; with steps, keep the decision first."""
    from evimed.govern.appraisal import Asked, read_effect, read_step

    steps = [read_step(utf8(step, "--step")) for step in wanted.steps]
    effects = [read_effect(utf8(one, "--effect")) for one in wanted.effects]
    with open_library(invocation, library) as (session, where):

        def known(name: str) -> str:
            return session.document(utf8(name, "DOCUMENT"), library=where).id

        asked = Asked(
            [known(name) for name in wanted.documents],
            utf8(wanted.outcome, "--outcome"),
            {known(name): number for name, number in effects},
        )
        appraisal = session.appraisal()
        if wanted.decide:
            by = signing(wanted.by, session.scope.user)
            told = appraisal.decide_body(asked, steps, library=where, by=by)
        else:
            told = appraisal.body(asked, library=where)
    if invocation.as_json:
        terminal.show_json(told)
    else:
        terminal.show(_sheet(invocation, told))
    return 0


def _sheet(invocation: Invocation, told: Mapping[str, Any]) -> Iterator[Line]:
    language = invocation.language
    titles = {one["document"]["id"]: one["document"]["title"] for one in told["studies"]}
    if told["outcome"]:
        yield from wrapped(invocation.say("body.outcome", words=told["outcome"]), "", "bold")
    for one in told["studies"]:
        yield from wrapped(one["document"]["title"], "", "bold")
        design = text(f"grading.design.{one['design']['name']}", language)
        size = one["size"]["number"] if one["size"] else "–"
        yield from wrapped(invocation.say("body.study", design=design, size=size), "  ", "")
        for number, effect in enumerate(one["effects"], start=1):
            counts = abs(one["counts"]) == number
            mark = "turned" if counts and one["counts"] < 0 else "counts" if counts else "other"
            words = invocation.say(f"body.effect.{mark}", number=number, effect=effect_words(effect))
            yield from wrapped(words, "  ", "" if counts else "dim")
        if not one["counts"]:
            yield from wrapped(invocation.say("body.no_effect"), "  ", "yellow")
    together = told["together"]
    if together is not None:
        words = invocation.say("body.together", effect=effect_words(together), i2=f"{together['i2']:.0f}")
        yield from wrapped(words, "", "bold")
    for doubt in told["doubts"]:
        yield from wrapped(finding_words(doubt, invocation), "", "yellow")
    start = text(f"grading.certainty.{told['grade']['start']}", language)
    yield from wrapped(invocation.say("grade.start", start=start), "", "bold")
    for domain in told["grade"]["domains"]:
        for one in domain["findings"]:
            name = text(f"grading.domain.{domain['domain']}", language)
            by = f" {one['by']:+d}" if one["by"] else ""
            yield from wrapped(f"{name}{by} · {finding_words(one, invocation)}", "  ", "")
            for cite in one["cites"]:
                yield Line(f"    {titles[cite['document']]}", "dim")
                yield from quote_lines(cite["quote"])
    yield from decided_lines(invocation, told["grade"]["decision"])


def finding_words(one: Mapping[str, Any], invocation: Invocation) -> str:
    """A finding in the language of whoever asks."""
    return text(f"grading.why.{one['why']}", invocation.language, **one["values"])
