"""Instruments as the store keeps them, and back."""

from __future__ import annotations

from typing import Any

from evimed.knowledge.versions.articles import Article
from evimed.knowledge.versions.instrument import Cited, Instrument, Named
from evimed.store.instruments import NewInstrument, StoredInstrument


def to_row(one: Instrument) -> NewInstrument:
    """What is stored of an instrument."""
    names = [named.family for named in (*one.repeals, *one.basis)] + ([one.amends] if one.amends else [])
    record: dict[str, Any] = {
        "title": one.title,
        "stem": one.stem,
        "rank": one.rank,
        "day": one.day,
        "in_force": one.in_force,
        "force_chars": one.force_chars,
        "amends": one.amends,
        "repeals": [[named.family, named.title, *named.chars] for named in one.repeals],
        "basis": [[named.family, named.title, *named.chars] for named in one.basis],
        "cites": [[cited.family, cited.number, *cited.chars] for cited in one.cites],
        "articles": [[article.number, *article.chars] for article in one.articles],
        "chapters": list(one.chapters),
        "mentions": list(one.mentions),
    }
    return NewInstrument(one.family, one.stem if one.rank == "law" else "", names, record)


def of_row(stored: StoredInstrument) -> Instrument:
    """The instrument of a stored row."""
    record = stored.record
    force = record["force_chars"]

    def named(name: str) -> tuple[Named, ...]:
        return tuple(Named(family, title, (start, end)) for family, title, start, end in record[name])

    return Instrument(
        title=record["title"],
        family=stored.family,
        stem=record["stem"],
        rank=record["rank"],
        day=record["day"],
        in_force=record["in_force"],
        force_chars=tuple(force) if force else None,
        repeals=named("repeals"),
        basis=named("basis"),
        amends=record["amends"],
        cites=tuple(Cited(family, number, (start, end)) for family, number, start, end in record["cites"]),
        articles=tuple(Article(number, (start, end)) for number, start, end in record["articles"]),
        chapters=tuple(record.get("chapters", ())),  # rows of an earlier version have none
        mentions=tuple(record.get("mentions", ())),
    )
