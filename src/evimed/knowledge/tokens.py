"""The biomedical tokeniser: one, versioned, for documents and questions alike.

- forms are folded (NFKC, lower case), so full-width digits and letters meet their plain ones;
- English words are stemmed (Porter 2, ``PyStemmer``), hyphenated names kept whole and in parts;
- numbers keep their unit beside the bare number; thousands separators go;
- genes and variants (``EGFR``, ``L858R``, ``p.V600E``, ``c.35G>A``) are kept whole;
- Chinese is cut by ``rjieba`` into words; pairs of characters inside long words and across the cuts are added
  (words and bigrams together: Nie, Gao, Zhang, Zhou, 2000), so that a name no dictionary knows, or one cut
  differently in the question, is still found.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from operator import add
from typing import Protocol, cast

import rjieba
import Stemmer

TOKENISER = "tokens/1"
_TERM_SPACE = 999_999_937  # prime below sparsevec's limit of 1,000,000,000 dimensions

_TOKEN = re.compile(
    r"(?P<variant>\b(?:p|c|g|m|n|r)\.[a-z0-9_>*+()=-]*\d[a-z0-9_>*+()=-]*)"
    r"|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>%|‰|℃|°c"
    r"|[a-zµμ]{1,4}(?:/[a-z0-9.]{1,4}){0,3}(?![a-z]))?"
    r"|(?P<word>[a-zà-öø-ÿα-ω][a-z0-9à-öø-ÿα-ω]*(?:['’-][a-z0-9α-ω]+)*)"
    r"|(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)"
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN = re.compile("[A-Za-z]+")
_SHORT = 8  # characters
_KEPT_FOLDED = 2_000  # characters of a text whose folded form is kept in memory, at most
_HAN_GAP = re.compile(r"(?<=[\u3400-\u4dbf\u4e00-\u9fff])[ \u3000](?=[\u3400-\u4dbf\u4e00-\u9fff])")
_ENGLISH_STOP_WORDS = """
a an and are as at be been but by can do does for from had has have how if in into is it its may no
not of on or s such t than that the their then there these they this to was were what when where
which who whom whose why will with would should did about between during after before over per you
your we our i must being within under while
"""
_CHINESE_STOP_WORDS = """
的 了 是 在 和 与 及 或 对 等 为 以 于 由 被 将 把 从 到 并 而 也 都 又 就 其 之 这 那 有 中 上 下
吗 呢 吧 啊 该 此 各 每 个 所 得 地 着 过 我 你 他 她 它 们 什么 怎么 如何 多少 哪些 哪个 哪 几 谁
是否 为什么 请问 以及 进行 通过 还 要 就要 后 前 时 那么 里 去 最 会 能 再 才 却 已 已经 仅 只 便 则
若 如果 因 因为 所以 但 但是 可 可以 应 应当 须 必须 需 需要 之后 以后 之前 以前 期间 其中 一个 一下
那次 这次 怎样 没有 不 并不 不是 有关 关于 按 按照 根据 使 让 给 向
"""
_ENGLISH_STOP = frozenset(_ENGLISH_STOP_WORDS.split())
_CHINESE_STOP = frozenset(_CHINESE_STOP_WORDS.split())


class _Stemmer(Protocol):
    """What is used of a snowball stemmer, whose package has no types of its own."""

    def stemWord(self, word: str) -> str: ...  # noqa: N802  # its name


@lru_cache(maxsize=1)
def _stemmer() -> _Stemmer:
    return cast("_Stemmer", Stemmer.Stemmer("english"))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    return _stemmer().stemWord(word)


def is_stop(word: str) -> bool:
    """Whether a folded word only joins others."""
    return word in _CHINESE_STOP or word in _ENGLISH_STOP


def fold(text: str) -> str:
    """Compatibility forms and letter case folded, as all matching does."""
    if text.isascii():
        return text.lower()
    return _fold(text) if len(text) <= _KEPT_FOLDED else _fold.__wrapped__(text)


@lru_cache(maxsize=8_192)
def _fold(text: str) -> str:
    # One answer folds the same sentences and passages a dozen times; a whole book is not kept for that.
    return unicodedata.normalize("NFKC", text).lower()


def tokenise(text: str) -> list[str]:
    """Tokens of ``text`` in order, repeated as they occur, function words left out."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(_HAN_GAP.sub("", fold(text))):
        kind = match.lastgroup
        if kind == "word":
            tokens += _english(match[0])
        elif kind == "han":
            run = match[0]
            tokens += _short_run(run) if len(run) <= _SHORT else _chinese(run)
        elif kind == "variant":
            tokens.append(match[0])
        else:
            tokens += _number(match["number"], match["unit"])
    return tokens


@lru_cache(maxsize=65_536)
def _english(word: str) -> tuple[str, ...]:
    word = word.replace("’", "'").removesuffix("'s")
    if "-" in word or "'" in word:
        parts = (part for part in re.split("[-']", word) if part)
        return word, *(_stem(part) for part in parts if part not in _ENGLISH_STOP and len(part) > 1)
    return () if word in _ENGLISH_STOP else (_stem(word),)


def _number(number: str, unit: str | None) -> Iterable[str]:
    number = number.replace(",", "")
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    yield number
    if unit:
        yield number + unit.replace("μ", "u").replace("µ", "u")


def _chinese(run: str) -> list[str]:
    tokens: list[str] = []
    before = ""  # last character of the word before, unless that was a function word
    for word in rjieba.cut(run):
        if word in _CHINESE_STOP:
            before = ""
            continue
        if before:
            tokens.append(before + word[0])
        tokens.append(word)
        if len(word) > 2:
            tokens += map(add, word, word[1:])
        before = word[-1]
    return tokens


@lru_cache(maxsize=65_536)
def _short_run(run: str) -> tuple[str, ...]:
    """Tokens of a run between two marks that is short enough to come again."""
    return tuple(_chinese(run))


@lru_cache(maxsize=262_144)
def term(token: str) -> int:
    """The number a token is stored under: a stable hash below the dimension limit of ``sparsevec``."""
    data = token.encode()
    return (zlib.crc32(data) ^ (zlib.adler32(data) << 5)) % _TERM_SPACE


def count_terms(tokens: Iterable[str]) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    """Sorted unique terms, how often each occurs, and the number of tokens."""
    counts = Counter(map(term, tokens))
    terms = tuple(sorted(counts))
    return terms, tuple(map(counts.__getitem__, terms)), counts.total()


def language_of(text: str) -> str:
    """``zh`` where Chinese characters carry the text, else ``en``."""
    han = sum(map(len, _HAN.findall(text)))
    if not han:
        return "en"
    return "zh" if han > len(_LATIN.findall(text)) * 0.8 else "en"
