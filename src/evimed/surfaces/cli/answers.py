"""An answer as a person reads it: what is said, numbered; then where it stands, with the quotation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evimed.catalogue import Language, text
from evimed.json_forms import AnswerJson, ConflictJson
from evimed.surfaces.cli.places import source_words, timing_words
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import is_wide, wrap

SAYS_NO = frozenset({"insufficient", "refused", "escalated"})  # verdicts with exit code 1
_QUOTE_INDENT = " " * 4
_VERDICT_STYLE = {"caveats": "yellow", "conflicting": "yellow", "insufficient": "red", "refused": "red"}


def answer_lines(answer: AnswerJson, width: int) -> list[Line]:
    """The whole answer, in the language it was given in; no line wider than ``width`` cells."""
    lines = list(_lines(answer, width, answer["language"]))
    return [line for line, before in zip(lines, [Line(), *lines], strict=False) if line.text or before.text]


def _lines(answer: AnswerJson, width: int, language: Language) -> Iterator[Line]:
    markers = {citation["id"]: f"[{number}]" for number, citation in enumerate(answer["citations"], 1)}
    verdict = answer["verdict"]
    if verdict["name"] != "answered":
        words = text(f"cli.verdict.{verdict['name']}", language, reason=verdict["reason"])
        yield from _styled(wrap(words, width), _VERDICT_STYLE.get(verdict["name"], "bold"))
        yield Line()
    for notice in answer.get("notices", ()):  # not in a record of an earlier version
        yield from _styled(wrap(notice, width, "! "), "yellow")
    yield Line()
    for number, statement in enumerate(answer["statements"], 1):
        said = f"{statement['text']} {_marks(statement['citations'], markers)}"
        grade = statement.get("grade")  # the schema lets it be left out
        if grade is not None:
            said += f" ({grade['scheme']} {grade['value']})"
        yield from _styled(wrap(said, width, f"{number}. "))
    yield from _conflicts(answer["conflicts"], markers, width, language)
    yield from _list("cli.answer.not_known", answer["not_known"], width, language)
    if answer["citations"]:
        yield from _heading("cli.answer.sources", language)
        yield from _sources(answer, markers, width, language)
    yield from _foot(answer, width, language)


def _conflicts(
    conflicts: Sequence[ConflictJson], markers: dict[str, str], width: int, language: Language
) -> Iterator[Line]:
    for conflict in conflicts:
        kind = text(f"cli.conflict.{conflict['kind']}", language)
        yield Line()
        words = text("cli.answer.conflict", language, topic=conflict["topic"], kind=kind)
        yield from _styled(wrap(words, width), "bold yellow")
        for side in conflict["positions"]:
            yield from _styled(wrap(f"{side['text']} {_marks(side['citations'], markers)}", width, "  - "))


def _list(heading: str, items: Sequence[str], width: int, language: Language) -> Iterator[Line]:
    if items:
        yield from _heading(heading, language)
        for item in items:
            yield from _styled(wrap(item, width, "- "))


def _sources(answer: AnswerJson, markers: dict[str, str], width: int, language: Language) -> Iterator[Line]:
    said_verbatim = {_bare(statement["text"]) for statement in answer["statements"]}
    named: set[str] = set()
    for citation in answer["citations"]:
        document = citation["document"]
        words = source_words(document, citation["locator"], language, again=document["id"] in named)
        named.add(document["id"])
        yield from _styled(wrap(words, width, f"{markers[citation['id']]} "))
        # A quotation that only repeats the statement would double the length of every verbatim answer.
        if _bare(citation["quote"]) not in said_verbatim:
            quoted = text("cli.answer.quote", language, quote=_one_line(citation["quote"]))
            yield from _styled(wrap(quoted, width, _QUOTE_INDENT), "dim")


def _foot(answer: AnswerJson, width: int, language: Language) -> Iterator[Line]:
    yield Line()
    made = _made(answer["model"], language)
    yield from _styled(wrap(f"{answer['label']['text']} · {made}", width), "bold")
    foot = [text("cli.answer.id", language, id=answer["id"]), timing_words(answer["timings_ms"], language)]
    yield from _styled(wrap(" · ".join(filter(None, foot)), width), "dim")


def _made(model: dict[str, str] | None, language: Language) -> str:
    """Who wrote the sentences: the documents themselves, or a model over them."""
    if model is None:
        return text("cli.answer.verbatim", language)
    return text("cli.answer.model", language, model=" ".join(model.values()))


def _heading(key: str, language: Language) -> Iterator[Line]:
    yield Line()
    yield Line(text(key, language), "bold")


def _marks(citations: Sequence[str], markers: dict[str, str]) -> str:
    return "".join(markers[citation] for citation in citations)


def _one_line(quote: str) -> str:
    """A quotation without the line ends of its page: none inside Chinese, a blank inside English."""
    lines = [line.strip() for line in quote.splitlines() if line.strip()]
    joined = lines[0]
    for line in lines[1:]:
        joined += ("" if is_wide(joined[-1]) and is_wide(line[0]) else " ") + line
    return joined


def _bare(words: str) -> str:
    """Without white space, to compare a reading form with the lines it was read from."""
    return "".join(words.split())


def _styled(lines: Sequence[str], style: str = "") -> Iterator[Line]:
    return (Line(line, style) for line in lines)
