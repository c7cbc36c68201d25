"""Words that point at what another sentence has named: "it", "these genes", 前款, 接到报告后.

What is found in the sentence itself does not point outside of it: "a vaccine …, and this vaccine" is whole.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final

from evimed.knowledge.tokens import is_stop

_EXPLETIVE = re.compile(
    r"(?:it|there) (?:is|was|has been|may be|should be|can be|must be)(?: \w+){0,3}?"
    r" (?:that|to|whether|recommended|known|important|advised|unclear|unknown|not known|possible|estimated"
    r"|evidence|no)\b",
    re.IGNORECASE,
)
# What a text may call itself.
_ITSELF = (
    r"(?:guideline|document|leaflet|label|law|act|regulation|(?:sub)?section|(?:sub)?chapter|title|part"
    r"|(?:sub)?paragraph|clause|table|figure|article|standard|sop|procedure|policy|report|study|paper|review"
    r"|work|analysis|trial|time|year|point|regard|respect|way)s?\b"
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
    r"|\b(?:aforementioned|foregoing)\b|\b(?:the )?(?:above|preceding|previous) (?:\w+ )?"
    r"(?:patients?|drugs?|doses?|sections?|paragraphs?|requirements?|criteria|conditions?|measures?|provisions?)\b"
    r"|\b(?:as|see|listed|described|mentioned) above\b",
    re.IGNORECASE,
)
# "of these interactions", with nothing before it that they could be: no list, no other clause.
_THESE = re.compile(
    rf"[^,;]*?\b(?:this|these) (?!{_ITSELF}|(?:is|are|was|were|has|have|may|can|could|will|would)\b)(\w+)",
    re.IGNORECASE,
)
_LISTS = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_CUT = re.compile(r"(?!(?:we|our|here|this|these)\b)[a-z]+(?=[ ,;])|\([^)]*$|[^()]{4,}\)")
# "A lower target": than which, another sentence has said.
_COMPARED = re.compile(r"(?:A|The) (?:lower|higher|longer|shorter|larger|smaller|greater) \w+(?!.*\bthan\b)")
# "this developmental transition": the words after it, of which the last is the noun.
_DEMONSTRATED = re.compile(rf"\b(?:this|these) (?!{_ITSELF})((?:[a-z-]+ ){{0,2}}[a-z]{{4,}})")
# "The vaccine was": one bare noun and its verb.
_DEFINITE = re.compile(
    r"The (\w{4,}) (?:is|are|was|were|has|have|had|may|might|must|should|shall|can|could|will|would|does|did"
    r"|also|first|\w+ed)\b"
)
_CHINESE_PRONOUN = re.compile(
    r"(?:但|然而|因此|此外|另外|同时|如|若|当|在|对)?"
    r"(?:它们?|他们?|她们?|其(?!他|它|余|次|实|间)|该(?!文件|指南|规程|条例|法第)|此(?!外|前|后|次)|这(?!里)"
    r"|二者|两者|后者|前者|否则|同上|以上(?!\d))"
)
_CHINESE_REFERENCE = re.compile(
    r"上述|前述|前款|前条|前项|本款|本条(?!例)第?|前二款"
    r"|该(?:药|品|类|患者|组|病例|制剂|产品|措施|情形|行为|期限|剂量|方案)"
    r"|(?:这些|这类|此类|这种|此种|该些)(?:患者|药物|药品|情况|人群|病例|受试者|产品)"
)
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零]+条")
_OF_ITSELF = re.compile(r"本款|本条(?!例)第?")  # said by the article
_OF_LAW = re.compile(r"前款|前项|本款|本条(?!例)|前二款")
# 该申请, but not where the sentence has named the 申请 before; 分别为 without what it is parted over.
_THAT = re.compile(r"(?<![应活])该([\u4e00-\u9fff]{2})")
# A sentence that goes on with the one before: 但…, 具体办法由…制定, "one such analysis".
_GOES_ON = re.compile(r"[本此]次(?!会议|修订|修正)|但(?!凡)|具体[\u3400-\u9fff]{0,4}办法|[^.]*\bone such\b")
_RESPECTIVELY = re.compile(r"分别(?:为|是|达)")
_PARTED = re.compile(r"[、和与及]")
# 176 例（4.7%）和 222 例: of two groups, neither named.
_TWO_COUNTS = re.compile(r"\d\s*例(?:[（(][^）)]*[）)])?[和、与]\s*\d+\s*例")
# 接到报告后: which report, another sentence has said.
_CAME_IN = re.compile(r"(?:接到|收到|受理|接受)([\u4e00-\u9fff]{2})(?=之日|后|的|，|之后|时)")
_BEFORE_ARTICLE = re.compile(r"前条|前两条|前二条")
_LATIN = re.compile(r"[a-z]{4,}")
_SHORTEST: Final = 4  # characters of a sentence
_STEM: Final = 6  # letters that two forms of a noun share


def points_by_pronoun(text: str) -> bool:
    """Whether a sentence begins with a pronoun that stands for something."""
    pronoun = _PRONOUN.match(text) and not _EXPLETIVE.match(text)
    return bool(pronoun) or _CHINESE_PRONOUN.match(text) is not None


def points_by_reference(text: str) -> bool:
    """Whether a sentence refers to others: 前款, "the above criteria", "of these genes"."""
    chinese = _OF_ITSELF.sub("", text) if _ARTICLE.match(text) else text
    if _CHINESE_REFERENCE.search(chinese) or _REFERENCE.search(text):
        return True
    these = _THESE.match(text)
    return these is not None and not _named_before(these, text)


def is_cut(text: str) -> bool:
    """Whether a sentence begins with a word no sentence begins with: it was cut out of another."""
    return _CUT.match(text) is not None or (text.isascii() and text.endswith(",")) or len(text) < _SHORTEST


def _named_before(these: re.Match[str], text: str) -> bool:
    before = text[: these.start(1)].lower()
    return _LISTS.search(before) is not None or these[1].lower()[:_STEM] in before


def points_into_article(text: str) -> bool:
    """Whether what it refers to is a part of the same article of a law, or of the one before."""
    if _BEFORE_ARTICLE.search(text):
        return True
    return _OF_LAW.search(text) is not None and _ARTICLE.match(text) is None


def articles_needed(text: str) -> int:
    """How many articles, the latest first, it must be told with: 前条 in the middle of one needs two."""
    return 2 if _BEFORE_ARTICLE.search(text) and _ARTICLE.match(text) is None else 1


def opens_article(text: str) -> bool:
    """Whether an article of a law begins here (第八条)."""
    return _ARTICLE.match(text) is not None


def points_back(text: str) -> bool:
    """Whether a sentence speaks of something that it has not named itself."""
    if _COMPARED.match(text) or _GOES_ON.match(text):
        return True
    if any(match[1] not in text[: match.start()] for match in _THAT.finditer(text)):
        return True
    if _TWO_COUNTS.search(text) and "组" not in text:
        return True
    parted = _RESPECTIVELY.search(text)
    return parted is not None and not _PARTED.search(text[: parted.start()])


def definite(text: str) -> str | None:
    """The noun of a sentence that speaks of it as known: "The vaccine was …", 接到报告后.

    Whether it is known from a neighbour, the neighbours tell (``names``).
    """
    subject = _DEFINITE.match(text)
    if subject is not None:
        return subject[1].lower()
    shown = _DEMONSTRATED.search(text)
    if shown is not None and _LISTS.search(text[: shown.start()]) is None:
        words = list(takewhile(lambda word: not is_stop(word), shown[1].split()))
        if words and not names(text[: shown.start()], words[-1]):
            return words[-1]
    came = _CAME_IN.search(text)
    if came is None or _ARTICLE.match(text) or came[1] in text[: came.start()]:
        return None
    return came[1]


def names(text: str, noun: str) -> bool:
    """Whether a sentence has ``noun``, in one number or the other."""
    if not noun.isascii():
        return noun in text
    return any(word[:_STEM] == noun[:_STEM] for word in _LATIN.findall(text.lower()))
