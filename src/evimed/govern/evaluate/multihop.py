"""The set ``multihop``: questions whose answer needs two passages that an entity joins.

Each question is searched and asked twice: plainly, and along the links of the graph. Counted is whether
both gold passages are among the first ten, and whether both are cited by one answer. Gold stands in the data
by file and characters (``questions/multihop.json``, and ``multihop_further.json``, written later and counted
apart); nothing of the text is kept here.
"""

from __future__ import annotations

import json
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evimed.catalogue import Language
from evimed.errors import InputError
from evimed.govern.evaluate.asked import QUESTIONS_FOLDER, pubmed_id
from evimed.govern.evaluate.bioasq import questions_of
from evimed.govern.evaluate.corpus import Half, half_of
from evimed.govern.evaluate.library import Paper, abstracts, files, take_in
from evimed.govern.evaluate.options import DEFAULT, Options
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session

LIBRARY: Final = "multihop"
DEPTH: Final = 10  # passages that count
_BESIDE: Final = 40  # questions of BioASQ whose abstracts are in the library too
_SAMPLES: Final = "samples/"
_WAYS: Final = ("plain", "links")
_SETS: Final = ("multihop", "multihop_further")
_HALVES: Final[tuple[Half, ...]] = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Hop:
    """The texts any of which serves for one step, each as its letters and figures alone."""

    texts: tuple[str, ...]

    def met(self, passages: Sequence[str]) -> bool:
        """Whether a passage holds one of the texts, or the greater part of one stands in it."""
        return any(_holds(passage, text) for passage in passages for text in self.texts)


@dataclass(frozen=True, slots=True)
class Posed:
    """A question with the two steps to its answer."""

    id: str
    language: Language
    text: str
    hops: tuple[Hop, ...]
    further: bool = False  # of the set that was written later


def squeeze(text: str) -> str:
    """Letters and figures alone, lower case: line ends, mark-up and bars of tables differ between forms."""
    return "".join(c for c in text.lower() if unicodedata.category(c)[0] in "LN")


def _holds(passage: str, text: str) -> bool:
    """A gold text may be cut by the end of a passage: half of it, from either end, is enough."""
    half = max(len(text) // 2, min(len(text), 10))
    return text in passage or text[:half] in passage or text[-half:] in passage


def read_questions(data: Path) -> list[Posed]:
    """The questions, with gold texts read from the data.

    Raises
    ------
    InputError
        ``evaluation_data_missing``: the folder does not hold them.
    """
    raw: list[tuple[str, dict[str, Any]]] = [
        (name, item)
        for name in _SETS
        for item in json.loads((QUESTIONS_FOLDER / f"{name}.json").read_bytes())
    ]
    texts: dict[str, str] = {}
    return [
        Posed(
            item["id"],
            item["language"],
            item["text"],
            tuple(Hop(tuple(squeeze(_text(data, place, texts)) for place in hop)) for hop in item["hops"]),
            name != _SETS[0],
        )
        for name, item in raw
    ]


def _text(data: Path, place: Mapping[str, Any], texts: dict[str, str]) -> str:
    name: str = place["file"]
    if name.startswith(_SAMPLES):
        return place["quote"]
    if name not in texts:
        path = data / name
        if not path.is_file():
            raise InputError("evaluation_data_missing", path=str(path))
        texts[name] = path.read_bytes().decode("utf-8")
    found = texts[name][place["start"] : place["end"]]
    return json.loads(f'"{found}"') if name.endswith(".json") else found


def papers(data: Path, posed: Sequence[Posed]) -> Iterator[Paper]:
    """The library: guidelines, labels, laws, classics, and abstracts of these questions and of others."""
    for kind in ("guideline", "label", "law"):
        yield from files(data, kind)
    for path in sorted(data.glob("tcm_classics/*-*.txt")):
        yield Paper(f"tcm/{path.name}", ".txt", path.read_bytes())
    wanted = {text for one in posed for hop in one.hops for text in hop.texts}
    beside = [q for half in _HALVES for q in questions_of(data, half, _BESIDE // 2)]
    pool = dict.fromkeys(id_ for question in beside for id_ in question.gold)
    for path in sorted(data.glob("bioasq_golden/*.json")):
        for question in json.loads(path.read_bytes())["questions"]:
            for snippet in question.get("snippets", ()):
                if squeeze(snippet["text"]) in wanted:
                    pool.setdefault(pubmed_id(snippet["document"]))
    known = abstracts(data)
    yield from (known[id_] for id_ in pool if id_ in known)


class MultihopSuite:
    """Both steps found, and both cited: plainly, and along links."""

    needs_library = True

    def __init__(self, options: Options = DEFAULT, half: Half | None = None) -> None:
        self._half = half
        self._options = options

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Make the library and its graph, ask, count.

        Raises
        ------
        InputError
            ``evaluation_data_missing``.
        """
        assert session is not None  # noqa: S101  -- ``needs_library``
        begun = time.monotonic()
        every = read_questions(data)
        take_in(session, LIBRARY, papers(data, every), sample=True)
        session.graph().build(library=LIBRARY)
        asked = [one for one in every if self._half in (None, half_of(one.id))][: self._options.most]
        rows: list[dict[str, Any]] = []
        for number, one in enumerate(asked, start=1):
            rows += [_ask(session, one, way) for way in _WAYS]
            on_progress(number, len(asked))
        wrong = tuple(
            {"question": row["id"], "way": row["way"], "found": row["found"], "cited": row["cited"]}
            for row in rows
            if not (row["both_found"] and row["both_cited"])
        )
        settings: dict[str, str | int] = {"questions": len(asked), "depth": DEPTH}
        return Report(
            "multihop", str(data), tuple(_measures(rows)), settings, wrong, time.monotonic() - begun
        )


def _ask(session: Session, posed: Posed, way: str) -> dict[str, Any]:
    links = way == "links"
    begun = time.perf_counter()
    hits = session.search(posed.text, library=LIBRARY, limit=DEPTH, links=links)
    searched = time.perf_counter()
    answer = session.ask(posed.text, library=LIBRARY, links=links)
    passages = [squeeze(hit.passage.text) for hit in hits]
    quotes = [squeeze(citation.quote) for citation in answer.citations]
    found = [hop.met(passages) for hop in posed.hops]
    cited = [any(_cites(quote, text) for quote in quotes for text in hop.texts) for hop in posed.hops]
    return {
        "id": posed.id,
        "language": posed.language,
        "half": f"further_{half_of(posed.id)}" if posed.further else half_of(posed.id),
        "way": way,
        "found": found,
        "cited": cited,
        "both_found": all(found),
        "both_cited": all(cited),
        "route": answer.route.name,
        "search_ms": (searched - begun) * 1000,
        "ask_ms": (time.perf_counter() - searched) * 1000,
    }


def _cites(quote: str, text: str) -> bool:
    """A quotation is a sentence, a gold text a part of one or more than one."""
    return bool(quote) and (_holds(quote, text) or (len(quote) >= 8 and quote in text))


def _measures(rows: Sequence[Mapping[str, Any]]) -> Iterator[Measure]:
    for half in (*_HALVES, *(f"further_{half}" for half in _HALVES)):
        for language in ("zh", "en"):
            for way in _WAYS:
                own = [r for r in rows if (r["half"], r["language"], r["way"]) == (half, language, way)]
                if own:
                    for name in ("both_found", "both_cited"):
                        yield share(f"{half}_{way}", name, language, sum(r[name] for r in own), len(own))
