"""Choosing the sentences that answer, without a language model.

Every sentence of the retrieved passages is measured: how much of the question it holds, itself and with its
context; how near it is in meaning; whether it holds a thing of the type asked for, close to the words of the
question. A linear model over these measures ranks the sentences; a second one, over the best of them, says
whether the library answers the question at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evimed.answer.asked import Asked
from evimed.answer.holds import agrees_in_year, carries_measure, find_wanted
from evimed.answer.parts import Parts
from evimed.answer.words import Text, Word, held, prepare
from evimed.knowledge.tokens import fold, language_of
from evimed.ports import Vectors
from evimed.records import Hit, Sentence

FEATURES = (
    "own", "context", "scope", "named", "year", "clause", "rare", "near", "dense", "dense_passage",
    "likeness", "asked_dense", "typed", "measure",
    "fused", "bm25", "length", "row", "caption", "label",
)  # fmt: skip


# Mean and deviation of the cosine of a question and an ordinary sentence, by whether they share a language.
ORDINARY = {True: (0.83, 0.028), False: (0.79, 0.024)}


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready for measuring sentences against."""

    text: str
    asked: Asked
    words: tuple[Word, ...]
    parts: Parts
    vector: Vectors | None = None  # of the question, shape (d,)
    asked_vector: Vectors | None = None  # of the question without its subject


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a retrieved passage and what was measured on it."""

    hit: Hit
    index: int  # of the sentence in its passage
    features: tuple[float, ...]

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.hit.passage.sentences[self.index]

    def feature(self, name: str) -> float:
        """One measure by its name."""
        return self.features[FEATURES.index(name)]


def measure(question: Question, hits: Sequence[Hit], sentence_vectors: dict[str, Vectors]) -> list[Candidate]:
    """Candidates of all ``hits``.

    Parameters
    ----------
    question
        Words, wanted type and vectors.
    hits
        Ranked passages.
    sentence_vectors
        For each passage id, vectors of its sentences, shape ``(n, d)``; passages still waiting are absent.
    """
    top_fused = max((hit.score.fused for hit in hits), default=1.0) or 1.0
    top_bm25 = max((hit.score.bm25 or 0.0 for hit in hits), default=1.0) or 1.0
    raw = _similarities(hits, question.vector, sentence_vectors)
    dense = _standardise(hits, raw)
    asked_dense = _standardise(hits, _similarities(hits, question.asked_vector, sentence_vectors))
    asked_in = language_of(question.text)
    candidates: list[Candidate] = []
    for hit, similarity, asked, cosine in zip(hits, dense, asked_dense, raw, strict=True):
        ordinary, spread = ORDINARY[asked_in == hit.passage.language]
        scope = prepare("\n".join((hit.document.title, *hit.passage.section)))
        within = [held(word, scope) for word in question.words]
        nearest = float(np.max(similarity)) if len(similarity) else 0.0
        for index, sentence in enumerate(hit.passage.sentences):
            values = _lexical(question, sentence, _texts(hit, index), within)
            values["dense"] = float(similarity[index])
            likeness = (float(cosine[index]) - ordinary) / spread
            values["likeness"] = 0.0 if math.isnan(likeness) else likeness
            values["asked_dense"] = float(asked[index])
            values["dense_passage"] = nearest
            values["fused"] = hit.score.fused / top_fused
            values["bm25"] = (hit.score.bm25 or 0.0) / top_bm25
            candidates.append(Candidate(hit, index, tuple(values[name] for name in FEATURES)))
    return candidates


def _similarities(hits: Sequence[Hit], query: Vectors | None, vectors: dict[str, Vectors]) -> list[Vectors]:
    """Cosine of each sentence to the question; NaN where there is no vector yet."""
    raw: list[Vectors] = []
    for hit in hits:
        matrix = vectors.get(hit.passage.id)
        count = len(hit.passage.sentences)
        if query is None or matrix is None or matrix.shape[0] != count:
            raw.append(np.full(count, np.nan, dtype=np.float32))
        else:
            raw.append(np.asarray(matrix @ query, dtype=np.float32))
    return raw


def _standardise(hits: Sequence[Hit], raw: Sequence[Vectors]) -> list[Vectors]:
    """Similarities standardised within each language: e5 prefers the language of its question."""
    out = [np.zeros_like(row) for row in raw]
    for language in ("zh", "en"):
        chosen = [at for at, hit in enumerate(hits) if hit.passage.language == language]
        pooled = np.concatenate([raw[at] for at in chosen]) if chosen else np.zeros(0, dtype=np.float32)
        pooled = pooled[~np.isnan(pooled)]
        if len(pooled) < 2:
            continue
        mean, spread = float(np.mean(pooled)), float(np.std(pooled)) or 1.0
        for at in chosen:
            out[at] = np.clip(np.nan_to_num((raw[at] - mean) / spread, nan=0.0), -3.0, 5.0)
    return out


@dataclass(frozen=True, slots=True)
class _Texts:
    own: Text
    before: Text


def _texts(hit: Hit, index: int) -> _Texts:
    """The sentence and the two before it: what 该模型 or "it" refers to stands there."""
    sentences = hit.passage.sentences
    before = " ".join(sentence.text for sentence in sentences[max(0, index - 2) : index])
    return _Texts(prepare(sentences[index].text), prepare(before))


def _lexical(
    question: Question, sentence: Sentence, texts: _Texts, within: Sequence[float]
) -> dict[str, float]:
    """The measures made of words; ``within``: how far title and headings hold each word of the question."""
    words = question.words
    total = sum(word.weight for word in words) or 1.0
    own = [held(word, texts.own) for word in words]
    around = [
        # What stands before is not looked into where it could add nothing.
        mine if mine >= 0.8 else max(mine, 0.8 * max(named, held(word, texts.before) if named < 1.0 else 0.0))
        for word, mine, named in zip(words, own, within, strict=True)
    ]
    heaviest = max((word.weight for word in words), default=1.0)
    rare = [
        (word.weight, score)
        for word, score in zip(words, around, strict=True)
        if word.weight >= 0.75 * heaviest
    ]
    spans = find_wanted(question.asked, sentence.text)
    folded = fold(sentence.text)
    return {
        "own": sum(word.weight * score for word, score in zip(words, own, strict=True)) / total,
        "context": sum(word.weight * score for word, score in zip(words, around, strict=True)) / total,
        "named": min((s for word, s in zip(words, around, strict=True) if word.name), default=1.0),
        "scope": sum(word.weight * score for word, score in zip(words, within, strict=True)) / total,
        "year": agrees_in_year(question.asked, sentence.text, texts.before.folded, spans),
        "clause": _clause(question, folded, spans, own),
        "rare": sum(w * s for w, s in rare) / (sum(w for w, _ in rare) or 1.0),
        "near": _nearness(words, folded, spans),
        "typed": 1.0 if spans else 0.0,
        "measure": 1.0
        if question.asked.measure and spans and carries_measure(question.asked, sentence.text)
        else 0.0,
        "length": math.log(max(len(sentence.text), 4) / 40.0),
        "row": 1.0 if sentence.kind == "row" else 0.0,
        "caption": 1.0 if _CAPTION.match(sentence.text) else 0.0,
        "label": 1.0 if len(sentence.text) < 12 or sentence.text.endswith(("：", ":", "?", "？")) else 0.0,
    }


_CAPTION = re.compile(
    r"(?:图|表|图表|figure|fig\.?|table)\s?[\dA-Z一二三四五六七八九十]|(?:资料|数据)?来源|注[:：]|source[:：]|notes?[:：]",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"[，,；;。：:！？!?]")


def _clause(question: Question, folded: str, spans: Sequence[tuple[int, int]], own: Sequence[float]) -> float:
    """Best share of the question's words in a clause, with the one before, that holds a wanted thing.

    ``own``: how far the whole sentence holds each; what it lacks no clause has.
    """
    there = [word for word, share in zip(question.words, own, strict=True) if share]
    if not spans or not there:
        return 0.0
    total = sum(word.weight for word in question.words)
    bounds = [0, *(match.end() for match in CLAUSE_END.finditer(folded)), len(folded)]
    best = 0.0
    seen: set[int] = set()
    for start, _ in spans:
        at = max(i for i in range(len(bounds) - 1) if bounds[i] <= start)
        if at in seen:
            continue
        seen.add(at)
        clause = prepare(folded[bounds[max(0, at - 1)] : bounds[at + 1]])
        best = max(best, sum(word.weight * held(word, clause) for word in there) / total)
    return best


def _nearness(words: Sequence[Word], folded: str, spans: Sequence[tuple[int, int]]) -> float:
    """How near a wanted thing stands to the words of the question: 1 beside them, towards 0 far away."""
    if not spans:
        return 0.0
    places = [
        (folded.find(form), word.weight)
        for word in words
        for form in (word.text, *word.foreign[:6])
        if form in folded
    ]
    if not places:
        return 0.0
    best = 0.0
    for start, end in spans[:40]:
        pull = sum(weight / (1.0 + min(abs(at - start), abs(at - end)) / 12.0) for at, weight in places)
        best = max(best, pull)
    return best / (sum(word.weight for word in words) or 1.0)
