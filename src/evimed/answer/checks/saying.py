"""Whether a statement is one at all: it has a predicate in its language, or gives a named thing its value.

A caption, a title, the opening of a list, a bare list of nouns or of values names things and says nothing of
them, however well it is quoted. "Dose: 5 mg" is a labelled value and says something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from evimed.answer.checks.match import Matched
from evimed.answer.checks.parse import Parsed
from evimed.answer.checks.source import Place, Source
from evimed.answer.checks.verdict import Finding

_SAYS = re.compile(
    r"\b(?:is|are|was|were|be|been|am|has|have|had|do|does|did|may|might|must|shall|should|can|could|will|would|cannot"
    r"|\w{2,}ed|led|fell|rose|gave|took|began|fell|grew|kept|felt|met|ran|saw|won|lost|made|found|held)\b"
)
_SAID = re.compile(
    r"\b(?:is|are|was|were|has|have|had|may|might|must|shall|should|can|could|will|would|do|does|did)\b"
    # "promotes homing", and not "patients with"
    r"|\b[a-z]\w*s (?!(?:in|of|with|for|and|or|to|on|by|from|at|as|among|during|after|versus|vs|using)\b)\w"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|may|might|must|shall|should|can|could|will|would|do|does|did)\b"
)
# 表 4, "Table 4." and what follows it, unless that is what the table does: 表 4 显示…, "Table 4 shows …".
_CAPTION_ZH = re.compile(
    r"附?[表图] ?[A-Za-z]?\d++(?:[-.]\d+)*+[:.、 ]*+"
    r"(?!显示|表明|列|给出|汇总|总结|说明|描述|反映|示|为|是|见|中|所|可|和|及|至)(.*)"
)
_CAPTION_EN = re.compile(
    r"(?:[Tt]able|[Ff]igure|[Ff]ig\.?|TABLE|FIGURE) [A-Za-z]?\d++(?:[-.]\d+)*(?:[.:]| [(A-Z])(.*)"
)
_NO_LETTER = re.compile(r"\W+")
_MODAL = re.compile(r"\b(?:to|not|may|might|must|shall|should|can|could|will|would|do|does|did)(?: \w+ly)? $")
_FEW = 3  # content words: more of them say something, even where no verb is recognised
_COPULAS = re.compile(r"[为是有占达含]")


def check_fragment(matched: Matched) -> list[Finding]:
    """A few words that say nothing of anything, out of a sentence that does: a bare noun, a bare number."""
    said, source = matched.said, matched.source
    terms = [term for term in said.terms if not term.free]
    if said.operators or len(terms) > _FEW or (terms and (said.quantities or said.dates)):
        return []
    quotes = source.parsed.words(0, source.quoted)
    if not _predicates(quotes) or _predicates(said.normal.text):
        return []
    if any(_verbal(place, source) for _, place in matched.pairs() if place.start < source.quoted):
        return []  # an order: "Store below 25 °C" of "should be stored"
    return [Finding("coverage", said.normal.text, "")]


def is_nothing(said: Parsed) -> bool:
    """Whether a text, copied or not, only names or counts: a caption, the opening of a list, bare values."""
    text = said.normal.text.strip()
    if text.endswith(":") or _is_caption(text):
        return True
    values = bool(said.quantities) and not said.dates and not said.operators
    return values and all(term.free for term in said.terms) and not _predicates(text)


def _is_caption(text: str) -> bool:
    chinese, english = _CAPTION_ZH.fullmatch(text), _CAPTION_EN.fullmatch(text)
    if english is not None and not _HAN.search(text):
        return not _FINITE.search(english[1].lower())
    # With a full stop it is a sentence; with another colon it is a row, told with its caption.
    return chinese is not None and not text.endswith("。") and ":" not in chinese[1]


def is_bare(said: Parsed, titles: Sequence[str] = ()) -> bool:
    """Whether a statement says nothing: a few words without verb, number or value, or a title that names."""
    text = said.normal.text.strip()
    if any(_NO_LETTER.sub("", text) in _NO_LETTER.sub("", title) for title in titles) and not _SAID.search(
        text
    ):
        return not re.search("[\u3400-\u9fff]", text)
    order = text.endswith((".", "。", "!")) and len(text.split()) > _FEW + 1  # "Store in a cool place."
    if order or said.operators or said.quantities or said.dates or ":" in text:
        return False
    few = _FEW if re.search("[\u3400-\u9fff]", text) else _FEW + 2  # names are several words in English
    return sum(not term.free for term in said.terms) <= few and not _predicates(said.normal.text)


def _predicates(text: str) -> bool:
    if re.search("[\u3400-\u9fff]", text):
        return bool(_COPULAS.search(text)) or any(tag[0] in "va" for _, tag in rjieba.tag(text))
    return bool(_SAYS.search(text.lower()))


def _verbal(place: Place, source: Source) -> bool:
    """Whether a word of English evidence is told as a verb."""
    lower = source.lower
    return bool(_SAYS.fullmatch(lower[place.start : place.end]) or _MODAL.search(lower[: place.start]))
