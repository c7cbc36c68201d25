"""The legal texts around some documents: which is replaced, repealed, or overtaken by a law.

Worked out from what each text says of itself, within the Scope of who asks; nothing of it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from evimed.knowledge.versions.instrument import Instrument, Named, in_force
from evimed.knowledge.versions.rows import of_row
from evimed.knowledge.versions.subjects import subject_of, taken_up
from evimed.records import Document
from evimed.store.database import Transaction
from evimed.store.instruments import related_instruments

How = Literal["version", "repealed"]
Relation = Literal["implements", "basis", "basis_repealed", "subject", "chapter"]
_NAME_DAY: Final = re.compile(r"[(（_\s-](\d{4}-\d{2}-\d{2})[)）]?(?=[.\s]|$)")
_BELOW_LAW: Final = frozenset(("regulation", "rule"))
_STEM: Final = 2  # letters from which a law's subject tells anything


@dataclass(frozen=True, slots=True)
class Text:
    """A legal text with its document. ``day`` names the version, ``since`` is the day from which it holds."""

    document: Document
    instrument: Instrument
    day: str | None
    since: str | None


@dataclass(frozen=True, slots=True)
class Replaced:
    """What took the place of a text; of a repeal, the clause that says so."""

    by: Text
    how: How
    clause: Named | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A regulation that is older than the law over it.

    ``implements``: it implements that law by its name; ``basis``: it says it was made under it;
    ``basis_repealed``: the law it was made under was repealed by ``law``; ``subject``: a later law on its
    subject; ``chapter``: a later law has a chapter on it.
    """

    relation: Relation
    law: Text
    named: Named | None = None
    chapter: str = ""


class Shelf:
    """Legal texts and their relations.

    Parameters
    ----------
    texts
        All that may have to do with one another.
    today
        What holds on that day is current; ISO date.
    """

    def __init__(self, texts: Sequence[Text], today: str) -> None:
        self.texts = {text.document.id: text for text in texts}
        self._today = today
        self._families: dict[str, list[Text]] = {}
        for text in texts:
            self._families.setdefault(text.instrument.family, []).append(text)
        for family in self._families.values():
            family.sort(key=lambda text: (text.day or "", text.since or "", text.document.id))
        self.replaced: dict[str, Replaced] = {}
        for family in self._families.values():
            self._replace_versions(family)
        for text in texts:
            self._replace_repealed(text)

    def _replace_versions(self, family: Sequence[Text]) -> None:
        holding = self._at(family, self._today)
        for text in family:
            if holding is not None and text.day and holding.day and text.day < holding.day:
                self.replaced[text.document.id] = Replaced(holding, "version")

    def _replace_repealed(self, by: Text) -> None:
        if by.since is not None and by.since > self._today:
            return
        for clause in by.instrument.repeals:
            for text in self._families.get(clause.family, ()):
                if (text.day or "") <= (by.day or by.since or "") and text.document.id not in self.replaced:
                    self.replaced[text.document.id] = Replaced(by, "repealed", clause)

    def at(self, text: Text, day: str) -> Text | None:
        """The version of the law of ``text`` that held on ``day``."""
        return self._at(self._families[text.instrument.family], day)

    def _at(self, family: Sequence[Text], day: str) -> Text | None:
        held = [text for text in family if text.since is None or text.since <= day]
        return held[-1] if held else None

    def newest(self, family: str) -> Text | None:
        """The version of a law that holds today, if it is here."""
        return self._at(self._families.get(family, ()), self._today)

    def current(self, text: Text) -> Text:
        """What holds today in the place of ``text``."""
        seen: set[str] = set()
        while (replaced := self.replaced.get(text.document.id)) is not None and text.document.id not in seen:
            seen.add(text.document.id)
            text = replaced.by
        return text

    def former(self, text: Text) -> list[Text]:
        """The texts in whose place ``text`` stands, the latest first."""
        found = [
            self.texts[id_] for id_, replaced in self.replaced.items() if self.current(replaced.by) is text
        ]
        return sorted(found, key=lambda one: one.day or "", reverse=True)

    def doubts(self, text: Text, as_of: str | None = None) -> list[Doubt]:
        """What laws that hold (``as_of`` a day, ISO) make of a regulation that was there before them."""
        if text.instrument.rank not in _BELOW_LAW or text.document.id in self.replaced:
            return []
        today = as_of or self._today
        day = text.day or text.since
        found: list[Doubt] = []
        for named in text.instrument.basis:
            law = self._at(self._families.get(named.family, ()), today)
            repealing = self.repealing(named.family, today)
            if law is not None and day and law.day and day < law.day:
                found.append(Doubt("basis" if named.chars[1] else "implements", law, named))
            elif law is None and repealing is not None:
                found.append(Doubt("basis_repealed", repealing[0], repealing[1]))
        bases = {named.family for named in text.instrument.basis}
        for law in self._laws(today):
            if law.instrument.family in bases or not day or not law.day or day >= law.day:
                continue
            if len(law.instrument.stem) >= _STEM and text.instrument.family.startswith(law.instrument.stem):
                found.append(Doubt("subject", law))
            elif chapter := taken_up(law.instrument.chapters, text.instrument.stem):
                found.append(Doubt("chapter", law, chapter=chapter))
        return found

    def overtakes(self, law: Text, text: Text) -> bool:
        """Whether ``law`` is above ``text``, came after it, and both hold."""
        day = text.day or text.since
        return (
            law.instrument.rank == "law"
            and text.instrument.rank in _BELOW_LAW
            and bool(day and law.day and day < law.day)
            and not {law.document.id, text.document.id} & self.replaced.keys()
        )

    def _laws(self, day: str) -> list[Text]:
        """Of each law the version that holds on ``day``."""
        held = (self._at(family, day) for family in self._families.values())
        return [
            one for one in held
            if one is not None and one.instrument.rank == "law" and
            ((gone := self.replaced.get(one.document.id)) is None or (gone.by.since or "") > day)
        ]  # fmt: skip

    def repealing(self, family: str, day: str | None = None) -> tuple[Text, Named] | None:
        """What repealed the law of ``family``, with its clause; by ``day`` (today)."""
        for text in self.texts.values():
            for clause in text.instrument.repeals:
                if clause.family == family and (text.since or "") <= (day or self._today):
                    return text, clause
        return None


def open_shelf(
    tx: Transaction, library: str, document_ids: Sequence[str] | None = None, *, today: str | None = None
) -> Shelf:
    """The legal texts of ``library`` that this Scope sees: all, or those around some documents."""
    day = today or date.today().isoformat()
    if document_ids is None:
        stored = related_instruments(tx, library)
        return Shelf([_text(one.document, of_row(one)) for one in stored], day)
    own = related_instruments(tx, library, document_ids)
    families = {one.family for one in own}
    for one in own:
        families |= {name for name, *_ in one.record["basis"]} | {name for name, *_ in one.record["repeals"]}
        families |= set(one.record.get("mentions", ()))
    if not families:
        return Shelf([], day)
    subjects = {subject_of(one.record["stem"]) for one in own if one.record["rank"] in _BELOW_LAW} - {""}
    around = related_instruments(tx, library, document_ids, sorted(families), sorted(subjects))
    return Shelf([_text(one.document, of_row(one)) for one in around], day)


def _text(document: Document, instrument: Instrument) -> Text:
    """The day in the name of a file counts where the text itself does not tell a later one."""
    named = _NAME_DAY.search(document.source.rsplit("/", 1)[-1])
    days = [day for day in (instrument.day, named[1] if named else None) if day]
    day = max(days, default=None)
    since = in_force(instrument.in_force, day)
    return Text(document, instrument, day or instrument.in_force, since)
