"""Sentences that say something only with their neighbours, and what completes them.

"It should be taken with food" names no drug; 前款规定 points at the paragraph before; a table row says
nothing without its header; an item of a list continues the sentence that opens the list. Such a sentence is
told and quoted together with the sentences that complete it, word for word, or it is not used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, Literal

from evimed.answer.checks.pointing import (
    articles_needed,
    definite,
    is_cut,
    names,
    opens_article,
    points_back,
    points_by_pronoun,
    points_by_reference,
    points_into_article,
)
from evimed.records import Passage, Sentence

Dependence = Literal[
    "pronoun", "reference", "row", "item", "opening", "point", "listed", "caption", "definite"
]
# Those that are told alone where nothing completes them: most say enough.
_ALONE = frozenset(("point", "listed", "definite"))
MOST_ITEMS = 12  # of a list that is told whole
MOST_BEFORE = 2  # sentences that may be put before one to complete it
_MOST_OF_CAPTION: Final = 40  # characters, where nothing else marks a caption
_MOST_OF_ARTICLE: Final = 6  # sentences of an article of a law that are told with one that refers to them

_LISTED = re.compile(
    r"\s*(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|[①-⑳]|\d{1,2}[.．、)）])"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_OPENS = re.compile(r"[:：]\s*$")
_LOWER = re.compile(r"[a-z]")
_CAPTION = re.compile(r"\s*(?:[表图]\s*\d|(?:Table|Figure|Fig\.?)\s+\d)[^。]*$(?<![.；;])")
# A case of a rule (…的；), which says nothing without the rule.
_CASE = re.compile(r"(?:[；;、]|的[。.]?|[；;]\s*(?:或者|或|和))\s*$")
_SAYS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|may|must|shall|should|can|could|will|would|does|do|did|\w+(?:es|ts|ns))\b"
    r"|[\u3400-\u9fff]"
)
_MERE_CASE = re.compile(r"[\u3400-\u9fff]的[。；;]?\s*$")
# 情节严重的，处…: how bad, or what if not mended, of a deed that the words before have named.
_GRADED = re.compile(r"(?:情节|后果|逾期|拒不|仍不|仍未|经[\u3400-\u9fff]{1,6}仍)[^，。；]{1,16}的[，,]")
_PAIRED = re.compile(r"both\b[^.]*\band\b|neither\b[^.]*\bnor\b", re.IGNORECASE)
_PREDICATE = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|may|must|shall|should|can|will|does|do|did|\w+ed|\w+es)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A sentence that stands by itself: its text, and the sentences it is made of in reading order."""

    text: str
    sentences: tuple[Sentence, ...]


def depends_on_context(sentence: Sentence) -> Dependence | None:
    """Why ``sentence`` says nothing by itself; ``None`` if it does."""
    text = sentence.text.strip()
    if sentence.kind != "row" and _OPENS.search(text):
        return "opening"
    if sentence.header is not None:
        return None  # read with its header or heading
    if sentence.kind == "row":
        return "row"
    if (_CAPTION.match(text) and len(text) <= _MOST_OF_CAPTION) or _is_title(text, sentence.locator.section):
        return "caption"
    cut: Dependence | None = "reference" if sentence.kind == "sentence" and is_cut(text) else None
    return _in_words(text) or cut or _as_item(sentence, text) or _looking_back(text)


def _is_title(text: str, section: tuple[str, ...]) -> bool:
    """Whether a sentence repeats its heading, which names and says nothing."""
    return any(_letters(text) == _letters(heading) for heading in section) and not _SAYS.search(text)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def leans(text: str) -> bool:
    """Whether a statement that was written says something only with another beside it.

    A pronoun, 前款规定的人员, a case of a rule (…的。) without the rule, 情节严重的 without the deed.
    """
    if _PAIRED.match(text):
        return False
    return (
        _in_words(text) is not None
        or is_cut(text)
        or _GRADED.match(text) is not None
        or (_MERE_CASE.search(text) is not None and "是" not in text)
    )


def _in_words(text: str) -> Dependence | None:
    if points_by_pronoun(text):
        return "pronoun"
    return "reference" if points_by_reference(text) else None


def _looking_back(text: str) -> Dependence | None:
    if points_back(text):
        return "point"
    return "definite" if definite(text) is not None else None


def _as_item(sentence: Sentence, text: str) -> Dependence | None:
    if sentence.kind != "item":
        return None
    if _is_fragment(text):
        return "item"
    return "listed" if _HAN.search(text) and _LISTED.match(text) else None


def _is_fragment(text: str) -> bool:
    """Whether an item of a list is no sentence: it begins small, or has no predicate and no full stop."""
    bare = _bare(text)
    if text.endswith(("。", ".")) and not _LOWER.match(bare):
        return False
    return bool(_LOWER.match(bare)) or (bare.isascii() and not _PREDICATE.search(bare))


def _bare(text: str) -> str:
    """The words of an item without its mark."""
    return re.sub(r"^\W*(?:(?:\d{1,2}|[a-z])[.)、])?\s*", "", text)


def stand_alone(sentence: Sentence, passage: Passage) -> Standing | None:
    """``sentence`` with the sentences before it that complete it; ``None`` if the passage holds none.

    The sentences are those of ``passage``, none left out between them but items of the same list: quoting
    each at its own place keeps the quotation word for word.
    """
    dependence = depends_on_context(sentence)
    inside = sentence in passage.sentences
    if dependence is None:
        captioned = _with_caption(passage, sentence) if inside and sentence.kind == "row" else None
        return captioned or Standing(sentence.text, (sentence,))
    case = dependence == "listed" and _CASE.search(sentence.text) is not None
    alone = Standing(sentence.text, (sentence,)) if dependence in _ALONE and not case else None
    if dependence in ("row", "opening", "caption") or not inside:
        return alone
    at = passage.sentences.index(sentence)
    if dependence in ("item", "listed"):
        return _with_opening(passage, at) or alone
    if dependence == "definite":
        return _with_antecedent(passage, at) or alone
    if points_into_article(sentence.text.strip()):
        return _with_article(passage, at)
    return _with_before(passage, at) or alone


def _with_caption(passage: Passage, row: Sentence) -> Standing | None:
    """A row with what stands over its table: what is counted, in whom, in which unit."""
    at = passage.sentences.index(row)
    first = next(
        (n for n in range(at, -1, -1) if n == 0 or passage.sentences[n - 1].header != row.header), at
    )
    before = passage.sentences[first - 1] if first else None
    if before is None or before.kind == "row" or not _heads_table(before.text.strip()):
        return None
    colon = "" if _OPENS.search(before.text) else "：" if _HAN.search(before.text) else ": "
    return Standing(f"{before.text}{colon}{row.text}", (before, row))


def _heads_table(text: str) -> bool:
    """Whether a sentence right above a table is its caption, or opens it (…提交个例报告：)."""
    if _CAPTION.match(text) or _OPENS.search(text):
        return True
    return len(text) <= _MOST_OF_CAPTION and not text.endswith(("。", ".", ";", "；"))


def _with_article(passage: Passage, at: int) -> Standing | None:
    """前款, 本条第二款, 前条: with the article from its beginning."""
    needed = articles_needed(passage.sentences[at].text.strip())
    for start in range(at - 1, max(-1, at - _MOST_OF_ARTICLE), -1):
        needed -= opens_article(passage.sentences[start].text.strip())
        if not needed:
            return _joined(passage.sentences[start : at + 1])
    return None


def _with_antecedent(passage: Passage, at: int) -> Standing | None:
    """A sentence that speaks of a thing as known, with the sentence that has told which (the vaccine)."""
    noun = definite(passage.sentences[at].text.strip())
    for start in range(at - 1, max(-1, at - 1 - MOST_BEFORE), -1):
        before = passage.sentences[start]
        if noun is None or before.kind == "row" or not names(before.text, noun):
            continue
        missing = depends_on_context(before)
        if missing in (None, "definite"):
            return _joined(passage.sentences[start : at + 1])
        return _with_before(passage, at)
    return None


def _with_opening(passage: Passage, at: int) -> Standing | None:
    """An item with the sentence that opens its list, and with what completes that."""
    for number in range(at - 1, -1, -1):
        before = passage.sentences[number]
        if _OPENS.search(before.text.strip()):
            if _in_words(before.text.strip()) is None:
                return _joined((before, passage.sentences[at]))
            into = points_into_article(before.text.strip())
            whole = _with_article(passage, number) if into else _with_before(passage, number)
            return None if whole is None else _joined((*whole.sentences, passage.sentences[at]))
        if before.kind != "item":
            break
    item = passage.sentences[at]
    # A point of a slide ("3 advisory boards: 26 July …") continues nothing: its heading is its opening.
    continues = _LOWER.match(_bare(item.text.strip())) or _LISTED.match(item.text)
    return None if continues or not item.locator.section else Standing(item.text, (item,))


def _with_before(passage: Passage, at: int) -> Standing | None:
    """A sentence with those before it, up to the first that stands by itself."""
    chosen = [passage.sentences[at]]
    for before in reversed(passage.sentences[max(0, at - MOST_BEFORE) : at]):
        chosen.insert(0, before)
        missing = depends_on_context(before)
        if missing in (None, "definite"):
            return _joined(tuple(chosen))
        if missing not in ("pronoun", "reference", "point"):
            return None
    return None


def under_one_opening(one: Standing, other: Standing, passage: Passage) -> Standing | None:
    """Two items of one list as one statement: the whole list of ``passage``, and what opens it once.

    A reader of some of the cases of a rule would take them for all. Rows of a table stay each for itself: one
    is chosen for what it holds.
    """
    opened, again = _opened(one), _opened(other)
    if not opened or opened != again or "row" in (one.sentences[-1].kind, other.sentences[-1].kind):
        return None
    opening = opened[-1]
    after = passage.sentences[passage.sentences.index(opening) + 1 :]
    items = tuple(takewhile(lambda item: item.kind == "item", after))
    if len(items) > MOST_ITEMS:
        told = (*one.sentences[len(opened) :], *other.sentences[len(opened) :])
        chosen = {item.locator.chars: item for item in told}
        items = tuple(chosen[chars] for chars in sorted(chosen))
    return _joined((*opened, *items))


def _opened(standing: Standing) -> tuple[Sentence, ...]:
    """The sentences of a told item up to the one that opens its list; none where nothing does."""
    ends = [n for n, one in enumerate(standing.sentences[:-1], 1) if _OPENS.search(one.text.strip())]
    return standing.sentences[: ends[0]] if ends else ()


def _joined(sentences: tuple[Sentence, ...]) -> Standing:
    text = ""
    for sentence in sentences:
        text += (" " if text and text[-1].isascii() else "") + sentence.text
    return Standing(text, sentences)
