"""Tables of evidence as CSV, for a spreadsheet: studies side by side, and forms of causality."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evimed.catalogue import Language, text

_BOM = "\ufeff"  # without it a spreadsheet takes UTF-8 for the local code page
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "title", "source", "published", "design", "size", "population", "comparator", "outcome", "effects",
    "registrations", "funding", "retracted", "oxford", "certainty",
)  # fmt: skip


def studies_csv(told: Mapping[str, Any], language: Language) -> str:
    """``evimed/studies/1`` as a table, a study a row."""
    heads = [text(f"web.studies.{name}", language) for name in _COLUMNS]
    return _table(heads, (_study(one, language) for one in told["studies"]))


def form_csv(told: Mapping[str, Any], language: Language) -> str:
    """A form of causality, ``evimed/causality/1``, a question a row; the sum and the category last."""
    form = told["form"]
    heads = [text(f"appraisal.{name}", language) for name in ("question", "reply", "points", "by", "words")]
    rows: list[list[object]] = [
        [
            text(f"cli.causality.{form}.{row['question']}", language),
            text(f"cli.causality.reply.{row['reply']}", language),
            row.get("points", ""),
            row["by"] if row["set_by_person"] else text("web.appraisal.by_text", language),
            _line(row["quote"] or ""),
        ]
        for row in told["rows"]
    ]
    category = text(f"cli.causality.category.{form}.{told['category']}", language)
    rows.append([text("web.appraisal.result", language), category, told.get("score", ""), "", ""])
    return _table(heads, rows)


def _study(one: Mapping[str, Any], language: Language) -> list[object]:
    document, certainty = one["document"], one["certainty"]
    return [
        document["title"],
        document["source"],
        document["published"] or "",
        text(f"grading.design.{one['design']['name']}", language),
        one["size"]["number"] if one["size"] else "",
        *(_line(one[name]["text"]) if one[name] else "" for name in ("population", "comparator", "outcome")),
        "; ".join(effect_words(effect) for effect in one["effects"]),
        ", ".join(part["text"] for part in one["registrations"]),
        _line(one["funding"]["text"]) if one["funding"] else "",
        _line(one["retracted"]["text"]) if one["retracted"] else "",
        one["oxford_therapy"] if one["oxford_therapy"] is not None else "",
        text(f"grading.certainty.{certainty['value']}", language) if certainty else "",
    ]


def effect_words(effect: Mapping[str, Any]) -> str:
    """An effect as it is written: ``HR 0.71 (0.55–0.92)``."""
    value, low, high = (f"{effect[name]:g}".replace("-", "−") for name in ("value", "low", "high"))
    between = " to " if "−" in low + high else "–"
    return f"{effect['measure']} {value} ({low}{between}{high})"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    out.write(_BOM)
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    """What a document says is text, never a formula of the spreadsheet that opens it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _line(words: str) -> str:
    return " ".join(words.split())
