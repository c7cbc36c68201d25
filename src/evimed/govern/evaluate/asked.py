"""Questions that suites ask: of the sample library, of the laws (our own, frozen), of BioASQ.

Nothing of the data stands here: gold documents are named, and read from a folder of public data at run time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast

from evimed.catalogue import Language
from evimed.errors import InputError
from evimed.samples import questions_path

QUESTIONS_FOLDER: Final = Path(__file__).resolve().parent / "questions"
Origin = Literal["sample", "law", "bioasq"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. ``gold`` are the documents that answer it; none: nothing does."""

    id: str
    text: str
    language: Language
    origin: Origin
    gold: tuple[str, ...] = ()
    kind: str = ""  # of BioASQ: yesno, factoid, list, summary
    facts: tuple[str, ...] = ()  # any of these in a statement: the fact was found
    snippets: tuple[tuple[str, str], ...] = ()  # document and text of each gold snippet


def sample_questions() -> list[Asked]:
    """Those of the sample library, answerable and not."""
    raw: list[dict[str, Any]] = json.loads(questions_path().read_text(encoding="utf-8"))
    return [
        Asked(
            f"sample/{item['id']}",
            item["question"],
            item["language"],
            "sample",
            tuple(f"sample/{name}" for name in _names(item["document"])) if item["answerable"] else (),
            facts=tuple(item.get("accept") or ()),
        )
        for item in raw
    ]


def _names(document: str | list[str] | None) -> list[str]:
    return [document] if isinstance(document, str) else document or []


def law_questions() -> list[Asked]:
    """Those of the Chinese health laws; gold is the file of the law (see ``questions/README.md``)."""
    raw: list[dict[str, Any]] = json.loads((QUESTIONS_FOLDER / "law.json").read_text(encoding="utf-8"))
    return [
        Asked(
            item["id"],
            item["text"],
            item["language"],
            "law",
            tuple(dict.fromkeys(f"law/{label['file']}" for label in item["gold"])),
        )
        for item in raw
    ]


def bioasq_questions(folder: Path) -> list[Asked]:
    """Every question of ``bioasq_golden`` that has snippets.

    Raises
    ------
    InputError
        There are none.
    """
    found: dict[str, Asked] = {}
    for path in sorted(folder.glob("bioasq_golden/*.json")):
        for item in json.loads(path.read_text(encoding="utf-8"))["questions"]:
            if item.get("snippets"):
                found.setdefault(item["id"], _bioasq(item))
    if not found:
        raise InputError("evaluation_data_missing", path=str(folder))
    return list(found.values())


def _bioasq(item: Mapping[str, Any]) -> Asked:
    snippets = tuple((pubmed_id(one["document"]), one["text"]) for one in item["snippets"])
    return Asked(
        item["id"],
        " ".join(item["body"].split()),
        "en",
        "bioasq",
        tuple(dict.fromkeys(document for document, _ in snippets)),
        item["type"],
        tuple(_exact(item.get("exact_answer"))),
        snippets,
    )


def pubmed_id(address: str) -> str:
    """Our id of an abstract by its address."""
    return f"pubmed/{address.rsplit('/', 1)[-1]}"


def _exact(answer: object) -> list[str]:
    """The exact answers, one list: BioASQ nests synonyms."""
    if isinstance(answer, str):
        return [answer]
    parts = cast("list[object]", answer) if isinstance(answer, list) else []
    return [text for part in parts for text in _exact(part)]
