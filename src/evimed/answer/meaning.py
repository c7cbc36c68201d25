"""Words that mean nearly the same: 创始人 and 创立, 开发 and 研发, "founded" and 成立.

The embedder's similarity of two single words says little by itself: all of them lie within a narrow band, and
words of one language lie nearer to each other than to the other's. So a similarity is read as its distance,
in standard deviations, from the similarities of the same question word to all words of that language among
the candidates. Unrelated words lie within two or three, near synonyms at four and beyond.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np
import rjieba
from numpy.typing import NDArray

from evimed.answer.words import Word
from evimed.knowledge.tokens import fold, is_stop
from evimed.ports import Embedder, Vectors

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z][a-z-]+")
_FLOOR = 2.0  # deviations at which likeness begins
_CEILING = 5.0  # … and is as good as it gets
_BEST = 0.9  # a near synonym is not the word itself


def split_words(text: str) -> tuple[str, ...]:
    """Content words of a text as they stand, folded; numbers left out."""
    folded = fold(text)
    words = [
        word
        for run in _HAN.findall(folded)
        for word in rjieba.cut(run)
        if len(word) > 1 and not is_stop(word)
    ]
    words += [word for word in _LATIN.findall(folded) if not is_stop(word)]
    return tuple(dict.fromkeys(words))


_KEPT = 30_000  # words whose vectors are kept in memory: 23 MB
_kept: OrderedDict[tuple[str, str], NDArray[np.float16]] = OrderedDict()
_keeping = Lock()


def _embed_words(embedder: Embedder, words: Sequence[str]) -> Vectors:
    """Vectors of single words; the same words come again with every question on the same documents.

    All as passages: two words are alike or not, neither asks for the other.
    """
    stamp = embedder.stamp
    with _keeping:
        found = {word: _kept[stamp, word] for word in words if (stamp, word) in _kept}
    new = [word for word in dict.fromkeys(words) if word not in found]
    if new:
        made = dict(zip(new, embedder.embed_passages(new).astype(np.float16), strict=True))
        found |= made
        with _keeping:
            _kept.update({(stamp, word): vector for word, vector in made.items()})
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
    return np.stack([found[word] for word in words]).astype(np.float32)


class Likeness:
    """Likeness of the words of one question to the words of its candidates, 0 to 0.9."""

    def __init__(self, embedder: Embedder, words: Sequence[Word], texts: Sequence[str]) -> None:
        self._vocabulary = sorted({word for text in texts for word in split_words(text)})
        self._column = {word: at for at, word in enumerate(self._vocabulary)}
        asked = [word.text for word in words]
        self._row = {word: at for at, word in enumerate(asked)}
        if not asked or not self._vocabulary:
            self._scores = np.zeros((len(asked), len(self._vocabulary)), dtype=np.float32)
            return
        vectors = _embed_words(embedder, [*asked, *self._vocabulary])
        self._scores = self._score(vectors[: len(asked)], vectors[len(asked) :])

    def _score(self, asked: Vectors, vocabulary: Vectors) -> Vectors:
        similarity = asked @ vocabulary.T
        han = np.array([bool(_HAN.match(word)) for word in self._vocabulary])
        out = np.zeros_like(similarity)
        for group in (han, ~han):
            if np.count_nonzero(group) < 12:
                continue  # too few to tell what is ordinary
            part = similarity[:, group]
            mean = np.mean(part, axis=1, keepdims=True)
            spread = np.std(part, axis=1, keepdims=True) + 1e-6
            out[:, group] = np.clip(((part - mean) / spread - _FLOOR) / (_CEILING - _FLOOR), 0.0, 1.0) * _BEST
        return out

    def best(self, word: Word, text_words: Sequence[str]) -> float:
        """Likeness of ``word`` to the nearest of ``text_words``."""
        row = self._row.get(word.text)
        columns = [self._column[other] for other in text_words if other in self._column]
        if row is None or not columns:
            return 0.0
        return float(np.max(self._scores[row, columns]))
