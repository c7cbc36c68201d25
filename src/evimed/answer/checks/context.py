"""Sentences that say something only with their neighbours, and what completes them.

"It should be taken with food" names no drug; 前款规定 points at the paragraph before; a table row says
nothing without its header; an item of a list continues the sentence that opens the list. Such a sentence is
told and quoted together with the sentences that complete it, word for word, or it is not used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from evimed.records import Passage, Sentence

Dependence = Literal["pronoun", "reference", "row", "item", "opening", "point", "listed"]
# Those that are told alone where nothing completes them: most say enough.
_ALONE = frozenset(("point", "listed"))
MOST_ITEMS = 12  # of a list that is told whole
MOST_BEFORE = 2  # sentences that may be put before one to complete it

_EXPLETIVE = re.compile(
    r"(?:it|there) (?:is|was|has been|may be|should be|can be|must be)(?: \w+){0,3}?"
    r" (?:that|to|whether|recommended|known|important|advised|unclear|unknown|not known|possible|estimated"
    r"|evidence|no)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"(?:it|they|he|she|its|their|his|her|these|those|this|both|neither|such"
    r"|the (?:former|latter|same|other|others)|otherwise)\b"
    r"(?! (?:guideline|document|leaflet|label|law|act|regulation|section|chapter|table|figure|article"
    r"|standard|sop|procedure|policy|report)\b)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:in|for|of|among|with|to) (?:these|those|this|such)"
    r" (?:patients?|cases?|groups?|subjects?|children|women|men|people|populations?|situations?|circumstances"
    r"|doses?|drugs?|medicines?|products?|treatments?|trials?)\b"
    r"|\b(?:the )?(?:above|aforementioned|foregoing|preceding|previous) (?:\w+ )?"
    r"(?:patients?|drugs?|doses?|sections?|paragraphs?|requirements?|criteria|conditions?|measures?|provisions?)\b"
    r"|\b(?:as|see|listed|described|mentioned) above\b",
    re.IGNORECASE,
)
_CHINESE_PRONOUN = re.compile(
    r"(?:但|然而|因此|此外|另外|同时|如|若|当|在|对)?"
    r"(?:它们?|他们?|她们?|其(?!他|它|余|次|实|间)|该(?!文件|指南|规程|条例|法第)|此(?!外|前|后|次)|这(?!里)"
    r"|二者|两者|后者|前者|否则|同上|以上(?!\d))"
)
_CHINESE_REFERENCE = re.compile(
    r"上述|前述|前款|前条|前项|本款所称|前二款|该(?:药|品|类|患者|组|病例|制剂|产品|措施|情形|行为|期限|剂量|方案)"
    r"|(?:这些|这类|此类|这种|此种|该些)(?:患者|药物|药品|情况|人群|病例|受试者|产品)"
)
# 该申请, but not where the sentence has named the 申请 before; 分别为 without what it is parted over.
_THAT = re.compile(r"(?<![应活])该([\u4e00-\u9fff]{2})")
_RESPECTIVELY = re.compile(r"分别(?:为|是|达)")
_PARTED = re.compile(r"[、和与及]")
_LISTED = re.compile(
    r"\s*(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|[①-⑳]|\d{1,2}[.．、)）])"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_OPENS = re.compile(r"[:：]\s*$")
_LOWER = re.compile(r"[a-z]")
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
    return _in_words(text) or _as_item(sentence, text) or ("point" if _points_back(text) else None)


def _in_words(text: str) -> Dependence | None:
    if _CHINESE_PRONOUN.match(text) or (_PRONOUN.match(text) and not _EXPLETIVE.match(text)):
        return "pronoun"
    return "reference" if _CHINESE_REFERENCE.search(text) or _REFERENCE.search(text) else None


def _as_item(sentence: Sentence, text: str) -> Dependence | None:
    if sentence.kind != "item":
        return None
    if _is_fragment(text):
        return "item"
    return "listed" if _HAN.search(text) and _LISTED.match(text) else None


def _points_back(text: str) -> bool:
    """Whether a Chinese sentence speaks of something that it has not named itself."""
    that = any(match[1] not in text[: match.start()] for match in _THAT.finditer(text))
    parted = _RESPECTIVELY.search(text)
    return that or (parted is not None and not _PARTED.search(text[: parted.start()]))


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
    if dependence is None:
        return Standing(sentence.text, (sentence,))
    alone = Standing(sentence.text, (sentence,)) if dependence in _ALONE else None
    if dependence in ("row", "opening") or sentence not in passage.sentences:
        return alone
    at = passage.sentences.index(sentence)
    if dependence in ("item", "listed"):
        return _with_opening(passage, at) or alone
    return _with_before(passage, at) or alone


def _with_opening(passage: Passage, at: int) -> Standing | None:
    """An item with the sentence that opens its list."""
    for before in reversed(passage.sentences[:at]):
        if _OPENS.search(before.text.strip()):
            return _joined((before, passage.sentences[at]))
        if before.kind != "item":
            break
    item = passage.sentences[at]
    # A point of a slide ("3 advisory boards: 26 July …") continues nothing: its heading is its opening.
    continues = _LOWER.match(_bare(item.text.strip()))
    return None if continues or not item.locator.section else Standing(item.text, (item,))


def _with_before(passage: Passage, at: int) -> Standing | None:
    """A sentence with those before it, up to the first that stands by itself."""
    chosen = [passage.sentences[at]]
    for before in reversed(passage.sentences[max(0, at - MOST_BEFORE) : at]):
        chosen.insert(0, before)
        missing = depends_on_context(before)
        if missing is None:
            return _joined(tuple(chosen))
        if missing not in ("pronoun", "reference"):
            return None
    return None


def under_one_opening(one: Standing, other: Standing, passage: Passage) -> Standing | None:
    """Two items of one list as one statement: the whole list of ``passage``, and what opens it once.

    A reader of some of the cases of a rule would take them for all.
    """
    opening = one.sentences[0]
    several = min(len(one.sentences), len(other.sentences)) > 1
    if not several or opening != other.sentences[0] or not _OPENS.search(opening.text.strip()):
        return None
    after = passage.sentences[passage.sentences.index(opening) + 1 :]
    items = tuple(takewhile(lambda item: item.kind == "item", after))
    if len(items) > MOST_ITEMS:
        chosen = {item.locator.chars: item for item in (*one.sentences[1:], *other.sentences[1:])}
        items = tuple(chosen[chars] for chars in sorted(chosen))
    return _joined((opening, *items))


def _joined(sentences: tuple[Sentence, ...]) -> Standing:
    text = ""
    for sentence in sentences:
        text += (" " if text and text[-1].isascii() else "") + sentence.text
    return Standing(text, sentences)
