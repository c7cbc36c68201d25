"""The set ``tags``: whether correcting the tags of a few documents makes those of others right, or wrong.

Documents of public data whose kind, jurisdiction or design of study is known are read; then a person is
played who corrects some that are wrong, drawn at random again and again, and the others are looked at. Once
each sort of document lies in a folder of its own, once all lie in one. Nothing of the text is kept; what is
known of a document follows from where it is from and from ``questions/studies.json``.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.evaluate.corpus import Half, half_of
from evimed.govern.evaluate.library import Paper, files
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.evaluate.studies import FILE, abstract_text, read_labels
from evimed.govern.session import Session
from evimed.ingest.parse import parse
from evimed.knowledge.describe import describe
from evimed.knowledge.entities.lexicon import bundled_lexicon
from evimed.knowledge.graph.read import read_document
from evimed.knowledge.graph.tag_corrections import Corrected, Tags, effective_tags
from evimed.knowledge.passages import make_passages
from evimed.records import Document

TAUGHT: Final = (1, 3, 10)  # documents that are corrected
DRAWS: Final = 40
_EACH: Final = 5  # of the sections of the FD&C Act every fifth: they are many and alike
_DESIGNS: Final = {  # of the labels, as the tags call them
    "rct": "randomised trial",
    "systematic_review": "systematic review",
    "cohort": "cohort",
    "case_control": "case-control",
    "cross_sectional": "cross-sectional",
    "case_report": "case report",
}
_HALVES: Final[tuple[Half, ...]] = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Known:
    """A document as it was read, and what is known of it: by kind of tag the values it should have."""

    id: str
    half: Half
    title: str
    source: str
    tags: Tags
    known: Mapping[str, frozenset[str]]


class TagsSuite:
    """Do corrections carry over usefully? Needs no library."""

    needs_library = False

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Read the documents, correct some, look at the others.

        Raises
        ------
        InputError
            ``evaluation_data_missing``: the folder does not hold them.
        """
        del session
        begun = time.monotonic()
        papers = list(_papers(data))
        documents: list[Known] = []
        for number, (paper, half, known) in enumerate(papers, start=1):
            documents.append(_read(paper, half, known))
            on_progress(number, len(papers))
        return Report(
            suite="tags",
            data=str(data),
            measures=tuple(_measures(documents)),
            settings={"documents": len(documents), "draws": DRAWS},
            seconds=time.monotonic() - begun,
        )


def _papers(data: Path) -> Iterator[tuple[Paper, Half, Mapping[str, frozenset[str]]]]:
    folders = (
        ("law", files(data, "law"), "regulation", "CN"),
        ("fdca", files(data, "fdca")[::_EACH], "regulation", "US"),
        ("guideline", files(data, "guideline"), "guideline", "US"),
        ("label", [one for one in files(data, "label") if "dailymed" in one.id], "label", "US"),
    )
    for folder, papers, kind, place in folders:
        if not papers:
            raise InputError("evaluation_data_missing", path=str(data / folder))
        for paper in papers:
            yield paper, half_of(paper.id), {"kind": frozenset((kind,)), "jurisdiction": frozenset((place,))}
    yield from _abstracts(data)


def _abstracts(data: Path) -> Iterator[tuple[Paper, Half, Mapping[str, frozenset[str]]]]:
    path = data / FILE
    if not path.is_file():
        raise InputError("evaluation_data_missing", path=str(path))
    texts: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for label in read_labels()["abstracts"]:
        design = label["design"] and _DESIGNS.get(label["design"], label["design"].replace("_", " "))
        content = abstract_text(texts[label["pubmed"]]).encode()
        known = {"kind": frozenset(("abstract",)), "design": frozenset((design,) if design else ())}
        yield Paper(f"abstract/{label['pubmed']}", ".txt", content), label["half"], known


def _read(paper: Paper, half: Half, known: Mapping[str, frozenset[str]]) -> Known:
    """The tags of a document as ingestion would read them."""
    name = paper.id.rpartition("/")[2]
    parsed = parse(paper.content, name if name.endswith(paper.suffix) else name + paper.suffix)
    told = describe(parsed)
    id_ = "d" + hashlib.sha256(paper.id.encode()).hexdigest()[:20]
    document = Document(
        id=id_,
        library="",
        title=told.title or name,
        source=paper.id,
        kind=told.kind,
        language=told.language,
        stamp="",
        sha256="",
        size=len(paper.content),
        mime=parsed.mime,
    )
    reading = read_document(document, parsed.text, make_passages(parsed, id_), bundled_lexicon(), "")
    return Known(id_, half, document.title, document.source, reading.tags, known)


def _measures(documents: Sequence[Known]) -> Iterator[Measure]:
    for half in _HALVES:
        for kind in ("kind", "jurisdiction", "design"):
            ones = [one for one in documents if one.half == half and kind in one.known]
            right = sum(_is_right(one, kind, one.tags.get(kind, ())) for one in ones)
            yield share(f"{half}_{kind}", "read", "all", right, len(ones))
            yield from _carried(f"{half}_{kind}", ones, kind)
            flat = [replace(one, source=one.source.rpartition("/")[2]) for one in ones]
            yield from _carried(f"{half}_{kind}_flat", flat, kind)


def _carried(group: str, ones: Sequence[Known], kind: str) -> Iterator[Measure]:
    for taught in TAUGHT:
        count = carry_over(ones, kind, taught, DRAWS)
        if count["others"]:
            yield share(group, f"mended_{taught}", "all", count["mended"], count["wrong"])
            yield share(group, f"harmed_{taught}", "all", count["harmed"], count["fine"])


def carry_over(ones: Sequence[Known], kind: str, taught: int, draws: int) -> Counter[str]:
    """What correcting ``taught`` wrong documents does to all others, over ``draws`` seeded draws.

    Counts: ``others``; of them ``wrong`` and ``fine`` as read; afterwards ``mended`` and ``harmed``.
    """
    wrong = [one for one in ones if not _is_right(one, kind, one.tags.get(kind, ()))]
    count: Counter[str] = Counter()
    if len(wrong) < taught:
        return count
    for draw in range(draws):
        lesson = random.Random(f"{kind} {taught} {draw}").sample(wrong, taught)  # noqa: S311  -- a sample
        told = [_corrected(one, kind) for one in lesson]
        for one in ones:
            if one in lesson:
                continue
            before = _is_right(one, kind, one.tags.get(kind, ()))
            found = effective_tags(one.title, one.source, one.tags, None, told)
            after = _is_right(one, kind, [tag.value for tag in found if tag.kind == kind])
            count["others"] += 1
            count["fine" if before else "wrong"] += 1
            count["mended"] += after and not before
            count["harmed"] += before and not after
    return count


def _is_right(one: Known, kind: str, values: Sequence[str]) -> bool:
    return frozenset(values) == one.known[kind]


def _corrected(one: Known, kind: str) -> Corrected:
    """The document as a person leaves it: what is missing added, what is wrong removed."""
    wanted, read = one.known[kind], set(one.tags.get(kind, ()))
    return Corrected(
        one.id,
        one.title,
        one.source,
        one.tags,
        {kind: sorted(wanted - read)},
        {kind: sorted(read - wanted)},
    )
