# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# Strict inference gives up on numpy expressions that update an array in a loop.
"""Teach the reader of adverse effects and write ``knowledge/graph/adverse.npz``.

    python scripts/fit_adverse.py --data ../shared/data            # a fifth held out first, then all; writes
    python scripts/fit_adverse.py --data ../shared/data --check    # the held-out fifth only

Taught on PHEE ``train`` (MIT); ``dev`` is never read here. PHEE holds only sentences that tell an event, so
others go beside them, taken as telling none: sentences of PubMedQA's abstracts (MIT) and of American
guidelines (public domain) in which no word of harm stands and the rules find nothing. What is kept is the
weights of hashed features, no text.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evimed.knowledge.entities.lexicon import bundled_lexicon
from evimed.knowledge.entities.recognise import Recogniser
from evimed.knowledge.graph import adverse
from evimed.knowledge.graph.adverse import LABELS, Chain, Marked, allowed, best_labels, marked
from evimed.knowledge.graph.adverse_words import features, words_of
from evimed.knowledge.graph.relations import extract_relations
from evimed.records import Span

_ROUNDS: Final = 6
_RATE: Final = 0.1
_LEAST: Final = 3  # sentences that have a feature
_KEPT: Final = 20_000  # features
_READY: Final = 0.3  # taken from the way to "O" when read: the taught sentences hold events oftener than not
_BESIDE: Final = 2_500  # sentences that tell none, of each source
_HARM = re.compile(
    r"induc|caus|advers|side effect|toxi|secondary to|due to|complicat|reaction|overdos|fatal|death|develop"
    r"|syndrome|poison|associated with",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
OUT: Final = Path(adverse.__file__).with_name(adverse.FILE)


@dataclass(frozen=True)
class Taught:
    """A sentence: its document, words, their features and labels, and the pairs it tells."""

    document: str
    words: list[Span]
    rows: list[list[int]]
    labels: NDArray[np.int64]
    pairs: list[tuple[Span, Span]]


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    told = list(_phee(given.data / "phee" / "train.json"))
    beside = list(_without(given.data))
    print(len(told), "sentences with events,", len(beside), "beside them")
    held = set(sorted({one.document for one in told})[::5])
    chain = _fit([one for one in told if one.document not in held] + beside)
    _report(chain, [one for one in told if one.document in held])
    if not given.check:
        _write(_fit(told + beside))


def _phee(path: Path) -> Iterator[Taught]:
    for line in path.read_text("utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        yield _taught(row["context"], row["id"].rsplit("_", 1)[0], *_gold(row))


def _gold(row: Mapping[str, Any]) -> tuple[dict[str, list[Span]], list[tuple[Span, Span]]]:
    spans: dict[str, list[Span]] = {"treated": [], "effect": [], "drug": []}
    pairs: list[tuple[Span, Span]] = []
    for event in (event for one in row["annotations"] for event in one["events"]):
        treatment = event.get("Treatment", {})
        spans["treated"] += _spans(treatment.get("Disorder") or {})
        if event["event_type"] == "Adverse_event":
            drugs, effects = _spans(treatment.get("Drug") or {}), _spans(event.get("Effect", {}))
            spans["drug"] += drugs
            spans["effect"] += effects
            pairs += [(drug, effect) for drug in drugs for effect in effects]
    return spans, list(dict.fromkeys(pairs))


def _spans(argument: Mapping[str, Any]) -> list[Span]:
    return [
        (start, start + len(text))
        for texts, starts in zip(argument.get("text", []), argument.get("start", []), strict=True)
        for text, start in zip(texts, starts, strict=True)
    ]


def _taught(
    text: str, document: str, spans: Mapping[str, Iterable[Span]], pairs: list[tuple[Span, Span]]
) -> Taught:
    words = words_of(text)
    mentions = Recogniser.of_document(bundled_lexicon(), text).recognise(text)
    labels = np.zeros(len(words), dtype=np.int64)
    for name in ("treated", "effect", "drug"):  # the later wins
        for start, end in spans.get(name, ()):
            inside = [at for at, (first, last) in enumerate(words) if first < end and start < last]
            for number, at in enumerate(inside):
                labels[at] = LABELS.index(("I-" if number else "B-") + name)
    return Taught(document, words, features(text, words, mentions), labels, pairs)


def _without(data: Path) -> Iterator[Taught]:
    """Sentences that tell no harm."""
    abstracts: dict[str, Any] = json.loads((data / "pubmedqa" / "pqal_dev500.json").read_text("utf-8"))
    guidelines = sorted((data / "guidelines_usgov").glob("*.md"))
    for texts in (
        [part for one in abstracts.values() for part in one["CONTEXTS"]],
        [path.read_text("utf-8") for path in guidelines],
    ):
        sentences = [one.strip() for text in texts for one in _ENDS.split(text) if 40 < len(one) < 400]
        random.Random(1).shuffle(sentences)
        quiet = (one for one in dict.fromkeys(sentences) if not _HARM.search(one) and not _by_rules(one))
        for number, text in enumerate(quiet):
            if number == _BESIDE:
                break
            yield _taught(text, "", {}, [])


def _by_rules(text: str) -> bool:
    mentions = Recogniser(bundled_lexicon()).recognise(text)
    return any(one.predicate == "causes" for one in extract_relations(text, mentions))


def _fit(taught: Sequence[Taught]) -> Chain:
    """Maximum likelihood by AdaGrad, a sentence a step; then the heaviest features, in eight bits."""
    counts = Counter(one for item in taught for row in item.rows for one in set(row))
    keys = np.array(sorted(one for one, count in counts.items() if count >= _LEAST), dtype=np.int64)
    chain = Chain(keys, np.zeros((len(keys) + 1, len(LABELS))), np.zeros((len(LABELS) + 1, len(LABELS))))
    slopes, bends = np.full_like(chain.weights, 1e-2), np.ones_like(chain.steps)
    known = set(keys.tolist())
    places = [[np.searchsorted(keys, [one for one in row if one in known]) for row in t.rows] for t in taught]
    order = np.random.default_rng(0)
    for _ in range(_ROUNDS):
        for number in order.permutation(len(taught)):
            if len(taught[number].words) > 1:
                _step(chain, slopes, bends, places[number], taught[number].labels)
    heaviest = np.sort(np.argsort(-np.abs(chain.weights[:-1]).max(axis=1))[:_KEPT])
    weights = chain.weights[heaviest]
    scale = np.abs(weights).max() / 127
    rounded = np.vstack([np.round(weights / scale) * scale, np.zeros(len(LABELS))])
    steps = chain.steps.copy()
    steps[:, 0] -= _READY
    return Chain(keys[heaviest], rounded, steps + allowed())


def _step(
    chain: Chain,
    slopes: NDArray[np.float64],
    bends: NDArray[np.float64],
    places: Sequence[NDArray[np.int64]],
    labels: NDArray[np.int64],
) -> None:
    emissions = np.array([chain.weights[row].sum(axis=0) for row in places])
    likely, moves = _expected(emissions, chain.steps + allowed())
    likely[np.arange(len(labels)), labels] -= 1
    moves[len(LABELS), labels[0]] -= 1
    np.add.at(moves, (labels[:-1], labels[1:]), -1)
    rows = np.concatenate(places)
    of_word = np.repeat(np.arange(len(places)), [len(row) for row in places])
    unique, inverse = np.unique(rows, return_inverse=True)
    slope = np.zeros((len(unique), len(LABELS)))
    np.add.at(slope, inverse, likely[of_word])
    slopes[unique] += slope**2
    chain.weights[unique] -= _RATE * slope / np.sqrt(slopes[unique])
    bends += moves**2
    chain.steps[:] -= _RATE * moves / np.sqrt(bends)


def _expected(
    emissions: NDArray[np.float64], steps: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How probable each label of each word is, and how often each step is expected."""
    count, size = len(LABELS), len(emissions)
    forward, backward = np.zeros((size, count)), np.zeros((size, count))
    forward[0] = emissions[0] + steps[count]
    for at in range(1, size):
        forward[at] = emissions[at] + _log_sum(forward[at - 1][:, None] + steps[:count], 0)
    for at in range(size - 2, -1, -1):
        backward[at] = _log_sum(steps[:count] + (emissions[at + 1] + backward[at + 1])[None], 1)
    total = _log_sum(forward[-1], 0)
    moves = np.zeros_like(steps)
    moves[count] = np.exp(forward[0] + backward[0] - total)
    for at in range(1, size):
        onward = emissions[at] + backward[at] - total
        moves[:count] += np.exp(forward[at - 1][:, None] + steps[:count] + onward[None])
    return np.exp(forward + backward - total), moves


def _log_sum(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    most = values.max(axis=axis, keepdims=True)
    return np.log(np.exp(values - most).sum(axis=axis)) + np.squeeze(most, axis=axis)


def _report(chain: Chain, held: Sequence[Taught]) -> None:
    right = found = met = gold = 0
    for one in held:
        marks = _mark(chain, one)
        pairs = [(drug, effect) for drug in marks.drugs for effect in marks.effects]
        right += sum(any(_near(pair, other) for other in one.pairs) for pair in pairs)
        met += sum(any(_near(pair, other) for pair in pairs) for other in one.pairs)
        found, gold = found + len(pairs), gold + len(one.pairs)
    precision, recall = right / max(found, 1), met / max(gold, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"held out, the chain alone: P {precision:.3f} R {recall:.3f} F1 {f1:.3f} over {gold} pairs")


def _mark(chain: Chain, one: Taught) -> Marked:
    return marked(one.words, best_labels(chain.emissions(one.rows), chain.steps))


def _near(one: tuple[Span, Span], other: tuple[Span, Span]) -> bool:
    return all(a[0] < b[1] and b[0] < a[1] for a, b in zip(one, other, strict=True))


def _write(chain: Chain) -> None:
    weights = chain.weights[:-1]
    scale = np.abs(weights).max() / 127
    np.savez_compressed(
        OUT,
        keys=chain.keys.astype(np.uint32),
        weights=np.round(weights / scale).astype(np.int8),
        scale=np.float64(scale),
        steps=(chain.steps - allowed()).astype(np.float32),
    )
    print(OUT, OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
