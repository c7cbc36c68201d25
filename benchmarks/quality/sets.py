"""Retrieval sets made of the shared data: documents, questions, and which documents answer them.

Nothing of the data is copied: a document is read from its file, and a gold label is a file with character
offsets (``govern/evaluate/questions/README.md`` tells how the questions were written and frozen). Ids are
stable: they name the file and the characters. ``export`` writes a set for a system that runs elsewhere.

    python -m quality.sets FOLDER      (in ``benchmarks/``) writes every set to FOLDER/NAME/
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from evimed.govern.evaluate.asked import QUESTIONS_FOLDER
from quality.classics import Clause, cut_classic

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
QUESTIONS: Final = QUESTIONS_FOLDER
_ARTICLE: Final = re.compile(r"^第[一二三四五六七八九十百零〇]+条(?=\s)", re.MULTILINE)
_HEADING: Final = re.compile(r"^#+ .*$|\Z", re.MULTILINE)
_DATE: Final = re.compile(r"\((\d{4}-\d{2}-\d{2})\)$")
_SHARED: Final = 0.5  # of the shorter of two stretches: from here on a document is the one a label means


@dataclass(frozen=True)
class Doc:
    """One document; ``title`` may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Query:
    """One question with the grade of each document that answers it (absent: 0)."""

    id: str
    text: str
    language: str
    gold: dict[str, int]


@dataclass(frozen=True)
class RetrievalSet:
    """Documents and the questions asked of them."""

    name: str
    docs: tuple[Doc, ...]
    queries: tuple[Query, ...]


def half(query_id: str) -> str:
    """``dev`` or ``test``, by a hash of the id: settled before anything was tuned."""
    return "dev" if hashlib.sha256(query_id.encode()).digest()[0] % 2 == 0 else "test"


def bioasq_snippets(batch: str) -> RetrievalSet:
    """Questions of one BioASQ year (``8B`` or ``9B``) over one pool: the gold snippets of both years.

    Snippets of the same text (white space and letter case apart) are one document. Gold of a question are its
    own snippets, so a snippet that would answer it but was marked only for another question counts as wrong:
    scores are lower bounds, for every system alike.
    """
    pool, of_text = _bioasq_pool()
    queries: list[Query] = []
    for path in sorted((DATA / "bioasq_golden").glob(f"{batch}*_golden.json")):
        for question in _questions(path):
            gold = {of_text[_squeeze(snippet["text"])]: 1 for snippet in question.get("snippets", [])}
            if gold:
                queries.append(Query(question["id"], question["body"].strip(), "en", gold))
    return RetrievalSet(f"bioasq_{batch.lower()}", pool, tuple(queries))


def law_articles() -> RetrievalSet:
    """Every article (第…条) of the Chinese health laws; title: the law with the date of its version."""
    docs: list[Doc] = []
    places: list[tuple[str, int, int]] = []
    for path in sorted((DATA / "cn_health_law").glob("*.md")):
        whole = path.read_text(encoding="utf-8")
        title = _law_title(path, whole)
        for start, end in _articles(whole):
            docs.append(Doc(f"{path.stem}:{start}-{end}", title, whole[start:end]))
            places.append((path.name, start, end))
    return RetrievalSet("law", tuple(docs), _frozen("law", docs, places))


def tcm_passages() -> RetrievalSet:
    """The Chinese classics of medicine, cut into clauses and paragraphs; title: the book and its section."""
    docs: list[Doc] = []
    places: list[tuple[str, int, int]] = []
    for path in sorted((DATA / "tcm_classics").glob("[0-9]*.txt")):
        book = path.stem.split("-", 1)[1]
        for clause in cut_classic(path.read_text(encoding="utf-8")):
            docs.append(Doc(f"{path.stem}:{clause.start}-{clause.end}", _section(book, clause), clause.text))
            places.append((path.name, clause.start, clause.end))
    return RetrievalSet("tcm", tuple(docs), _frozen("tcm", docs, places))


SETS: Final[dict[str, Callable[[], RetrievalSet]]] = {
    "bioasq_8b": lambda: bioasq_snippets("8B"),
    "bioasq_9b": lambda: bioasq_snippets("9B"),
    "law": law_articles,
    "tcm": tcm_passages,
}


def export(retrieval_set: RetrievalSet, folder: Path) -> None:
    """Write ``docs.jsonl`` and ``queries.jsonl``, one JSON object a line, fields as in the classes.

    A query has ``half`` besides. A run is a JSON object of query id to document ids, best first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "docs.jsonl", (asdict(doc) for doc in retrieval_set.docs))
    _write(folder / "queries.jsonl", ({**asdict(q), "half": half(q.id)} for q in retrieval_set.queries))


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


@cache
def _bioasq_pool() -> tuple[tuple[Doc, ...], dict[str, str]]:
    docs: list[Doc] = []
    of_text: dict[str, str] = {}
    for path in sorted((DATA / "bioasq_golden").glob("*_golden.json")):
        for question in _questions(path):
            for snippet in question.get("snippets", []):
                key = _squeeze(snippet["text"])
                if not key or key in of_text:
                    continue
                article = snippet["document"].rsplit("/", 1)[-1]
                section, first, last = (
                    snippet[field] for field in ("beginSection", "offsetInBeginSection", "offsetInEndSection")
                )
                of_text[key] = f"{path.stem[:3]}:{article}:{section}:{first}-{last}:{len(docs)}"
                docs.append(Doc(of_text[key], "", " ".join(snippet["text"].split())))
    return tuple(docs), of_text


def _questions(path: Path) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["questions"]
    return questions


def _squeeze(text: str) -> str:
    return "".join(text.split()).lower()


def _law_title(path: Path, whole: str) -> str:
    name = whole.split("\n", 1)[0].lstrip("# ").strip()
    date = _DATE.search(path.stem)
    return f"{name}（{date.group(1)}）" if date else name


def _articles(whole: str) -> Iterator[tuple[int, int]]:
    starts = [match.start() for match in _ARTICLE.finditer(whole)]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(whole)
        heading = _HEADING.search(whole, start, end)
        end = heading.start() if heading else end
        yield start, start + len(whole[start:end].rstrip())


def _section(book: str, clause: Clause) -> str:
    return f"{book} · {clause.section}" if clause.section != book else book


def _frozen(name: str, docs: list[Doc], places: list[tuple[str, int, int]]) -> tuple[Query, ...]:
    """Questions of ``questions/NAME.json``; labels are met with the documents that hold their characters."""
    path = QUESTIONS / f"{name}.json"
    if not path.exists():
        return ()
    queries: list[Query] = []
    for item in json.loads(path.read_text(encoding="utf-8")):
        gold = {
            doc.id: int(label.get("grade", 1))
            for label in item["gold"]
            for doc, place in zip(docs, places, strict=True)
            if place[0] == label["file"] and _meets(place[1:], (label["start"], label["end"]))
        }
        if not gold:
            raise ValueError(f"{path.name}: {item['id']} has a label that no document holds")
        queries.append(Query(item["id"], item["text"], item["language"], gold))
    return tuple(queries)


def _meets(one: tuple[int, int], other: tuple[int, int]) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared >= _SHARED * min(one[1] - one[0], other[1] - other[0])


if __name__ == "__main__":
    for set_name, load in SETS.items():
        loaded = load()
        export(loaded, Path(sys.argv[1]) / set_name)
        print(f"{set_name}: {len(loaded.docs):,} documents, {len(loaded.queries):,} questions")
