"""The set ``entities``: 410 sentences in both languages, labelled by place; how many mentions are found."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import product
from pathlib import Path
from typing import Any, Final

from evimed.catalogue import Language
from evimed.errors import InputError
from evimed.govern.evaluate.options import DEFAULT, Options
from evimed.govern.evaluate.replies import keeping
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session
from evimed.knowledge.entities.lexicon import Lexicon, bundled_lexicon
from evimed.knowledge.entities.named import find_named, mention_request, read_mentions
from evimed.knowledge.entities.recognise import Recogniser
from evimed.ports import ChatModel

TYPES: Final = ("drug", "condition", "formula")
_Span = tuple[int, int, str]
_ITEMS: Final = (".json", ".jsonl")  # files of many documents: abbreviations are those of the sentence


class EntitiesSuite:
    """Whether drugs, conditions and formulas are found where they stand.

    Needs a library only for its models: with ``--model`` that model is a second reader, as in
    ``evimed graph extract``, and the same sentences are counted without and with what it named.
    """

    def __init__(self, lexicon: Lexicon | None = None, options: Options = DEFAULT) -> None:
        self._lexicon = lexicon  # None: the bundled words
        self._options = options

    @property
    def needs_library(self) -> bool:
        """Whether a model takes part."""
        return self._options.model is not None

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Recognise the labelled sentences and compare: same type, and the same or an overlapping span.

        Raises
        ------
        InputError
            ``evaluation_data_missing``: the folder does not hold them, or holds others.
        EvimedError
            The model cannot be used.
        """
        begun = time.monotonic()
        model = None
        if session is not None and self._options.model is not None:
            model = keeping(session, self._options.answers).graph().chat("write")
        documents = drawn(read_labels(), self._options.most)
        counts: Counter[tuple[str, ...]] = Counter()
        wrong: list[dict[str, object]] = []
        for number, labelled in enumerate(documents, start=1):
            lexicon = self._lexicon or bundled_lexicon()
            wrong += _compare(labelled, _text(labelled, data), counts, lexicon, model)
            on_progress(number, len(documents))
        settings: dict[str, str | int] = {"sentences": sum(len(one["sentences"]) for one in documents)}
        if model is not None:
            settings |= {"model": model.card.model, "named": counts["named",], "dropped": counts["dropped",]}
        return Report(
            suite="entities",
            data=str(data),
            measures=tuple(_measures(counts)),
            settings=settings,
            wrong=tuple(wrong),
            seconds=time.monotonic() - begun,
        )


def drawn(documents: Sequence[Mapping[str, Any]], most: int | None) -> Sequence[Mapping[str, Any]]:
    """``most`` sentences of each half and language, chosen by hash; all where it is not said."""
    if most is None:
        return documents
    every = [(one["file"], sentence) for one in documents for sentence in one["sentences"]]
    every.sort(key=lambda one: hashlib.sha256(f"{one[0]} {one[1]['chars']}".encode()).digest())
    kept: Counter[tuple[str, str]] = Counter()
    chosen: set[tuple[str, int]] = set()
    for file, sentence in every:
        kept[sentence["half"], sentence["language"]] += 1
        if kept[sentence["half"], sentence["language"]] <= most:
            chosen.add((file, sentence["chars"][0]))
    parts = (
        {**one, "sentences": [s for s in one["sentences"] if (one["file"], s["chars"][0]) in chosen]}
        for one in documents
    )
    return [one for one in parts if one["sentences"]]


def read_labels() -> Sequence[Mapping[str, Any]]:
    """The labelled documents."""
    folder = resources.files("evimed.govern.evaluate").joinpath("questions")
    documents: list[Mapping[str, Any]] = json.loads(folder.joinpath("entities.json").read_bytes())[
        "documents"
    ]
    return documents


def _text(labelled: Mapping[str, Any], data: Path) -> str:
    ours = resources.files("evimed.samples").joinpath("library")
    folder: Traversable | Path = ours if labelled["where"] == "samples" else data
    file = folder.joinpath(labelled["file"])
    if not file.is_file():
        raise InputError("evaluation_data_missing", path=str(file))
    raw = file.read_bytes()
    if hashlib.sha256(raw).hexdigest() != labelled["sha256"]:
        raise InputError("evaluation_data_missing", path=str(file))
    return raw.decode("utf-8")


def _compare(
    labelled: Mapping[str, Any],
    text: str,
    counts: Counter[tuple[str, ...]],
    lexicon: Lexicon,
    model: ChatModel | None,
) -> Iterator[dict[str, object]]:
    whole = not labelled["file"].endswith(_ITEMS)
    shared = Recogniser.of_document(lexicon, text) if whole else None
    for sentence in labelled["sentences"]:
        start, end = sentence["chars"]
        words = text[start:end]
        every = (shared or Recogniser.of_document(lexicon, words)).recognise(words)
        found = [(one.start + start, one.end + start, one.type) for one in every if one.type in TYPES]
        gold = [(first, last, kind) for first, last, kind in sentence["mentions"]]
        half, language = sentence["half"], sentence["language"]
        _count(counts, (half, language, ""), found, gold)
        if model is not None:
            named = _second(model, words, language, [(one.start, one.end) for one in every], counts)
            more = [(first + start, last + start, kind) for first, last, kind in named]
            _count(counts, (half, language, "_model"), [*found, *more], gold)
        for what, ones, others in (("spurious", found, gold), ("missed", gold, found)):
            for one in ones:
                if not any(_same(one, other) for other in others):
                    yield {
                        "file": labelled["file"],
                        "chars": list(one[:2]),
                        "type": one[2],
                        "what": what,
                        "half": half,
                    }


def _count(
    counts: Counter[tuple[str, ...]], of: tuple[str, str, str], found: Sequence[_Span], gold: Sequence[_Span]
) -> None:
    for match, same in (("exact", _same), ("overlap", _overlap)):
        key = *of, match
        counts[*key, "found"] += len(found)
        counts[*key, "gold"] += len(gold)
        counts[*key, "right"] += sum(any(same(one, other) for other in gold) for one in found)
        counts[*key, "met"] += sum(any(same(one, other) for one in found) for other in gold)


def _second(
    model: ChatModel,
    words: str,
    language: Language,
    taken: Sequence[tuple[int, int]],
    counts: Counter[tuple[str, ...]],
) -> list[_Span]:
    """What a model names where the rules have found nothing, kept as ``evimed graph extract`` keeps it."""
    reply = model.reply(mention_request([words], language, secrets.token_hex(5)))
    mentions = read_mentions(reply.text) or []
    found, dropped = find_named(mentions, [words])
    counts["named",] += len(mentions)
    counts["dropped",] += dropped
    return [
        (one.start, one.end, one.type)
        for one in found
        if one.type in TYPES and all(one.end <= first or last <= one.start for first, last in taken)
    ]


def _same(one: _Span, other: _Span) -> bool:
    return one == other


def _overlap(one: _Span, other: _Span) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]


def _measures(counts: Counter[tuple[str, ...]]) -> Iterator[Measure]:
    read = [way for way in ("", "_model") if any(key[2:3] == (way,) for key in counts)]
    for half, language, match, way in product(("dev", "test"), ("en", "zh"), ("exact", "overlap"), read):
        n = {what: counts[half, language, way, match, what] for what in ("found", "gold", "right", "met")}
        group = f"{half}_{match}{way}"
        yield share(group, "precision", language, n["right"], n["found"])
        yield share(group, "recall", language, n["met"], n["gold"])
        yield f1(group, language, n)


def f1(group: str, language: str, n: Mapping[str, int]) -> Measure:
    """The harmonic mean of precision and recall, from counts."""
    precision = n["right"] / n["found"] if n["found"] else 0.0
    recall = n["met"] / n["gold"] if n["gold"] else 0.0
    value = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Measure(group, "f1", language, value, (value, value))
