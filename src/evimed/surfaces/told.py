"""An answer as Markdown: for export, for clipboards, for programs that show text. With sources and label."""

from __future__ import annotations

from dataclasses import dataclass

from evimed.catalogue import text
from evimed.json_forms import AnswerJson, CitationJson
from evimed.surfaces.cli.places import source_words


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the number of a citation stands in the text."""

    start: int
    end: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """The text in parts that may be sent one by one, and the places of its citation numbers."""

    parts: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The parts together."""
        return "".join(self.parts)


class _Writer:
    def __init__(self, record: AnswerJson, link: str) -> None:
        self.parts: list[str] = []
        self.marks: list[Mark] = []
        self._at = 0
        self._link = link
        self._cited = {one["id"]: (number, one) for number, one in enumerate(record["citations"], 1)}

    def say(self, words: str, citations: list[str] | None = None, end: str = "\n\n") -> None:
        """One part: words, the numbers they rest on, what ends it."""
        part = words
        for id_ in citations or ():
            number, cited = self._cited[id_]
            part += " " if part == words else ""
            start = self._at + len(part)
            part += f"[{number}]"
            self.marks.append(
                Mark(start, self._at + len(part), cited["document"]["title"], f"{self._link}{id_}")
            )
        part += end
        self.parts.append(part)
        self._at += len(part)


def answer_told(record: AnswerJson, link: str = "") -> Told:
    """The answer in its own language: statements, what is not known, conflicts, sources, label.

    ``link`` is put before a citation's id to make its address.
    """
    language = record["language"]
    out = _Writer(record, link)
    verdict = record["verdict"]
    if verdict["name"] != "answered":
        out.say(text(f"cli.verdict.{verdict['name']}", language, reason=verdict["reason"]))
    for notice in record.get("notices", ()):
        out.say(f"> {notice}")
    for number, statement in enumerate(record["statements"], 1):
        grade = statement.get("grade")
        words = f"{number}. {statement['text']}"
        words += f" ({grade['scheme']} {grade['value']})" if grade else ""
        out.say(words, statement["citations"])
    for conflict in record["conflicts"]:
        kind = text(f"cli.conflict.{conflict['kind']}", language)
        out.say(text("cli.answer.conflict", language, topic=conflict["topic"], kind=kind))
        for side in conflict["positions"]:
            out.say(f"- {side['text']}", side["citations"])
    if record["not_known"]:
        out.say(f"**{text('cli.answer.not_known', language)}**")
        for words in record["not_known"]:
            out.say(f"- {words}")
    if record["citations"]:
        out.say(f"**{text('cli.answer.sources', language)}**")
        for number, citation in enumerate(record["citations"], 1):
            out.say(f"[{number}] {_source(citation, record)}")
    out.say(f"{record['label']['text']} · {_made(record)} · {record['id']}", end="\n")
    return Told(tuple(out.parts), tuple(out.marks))


def _source(citation: CitationJson, record: AnswerJson) -> str:
    words = source_words(citation["document"], citation["locator"], record["language"])
    quoted = text("cli.answer.quote", record["language"], quote=" ".join(citation["quote"].split()))
    return f"{words}  \n    {quoted}"


def _made(record: AnswerJson) -> str:
    if record["model"] is None:
        return text("cli.answer.verbatim", record["language"])
    return text("cli.answer.model", record["language"], model=" ".join(record["model"].values()))
