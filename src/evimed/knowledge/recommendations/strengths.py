"""How strongly something is recommended, in the scheme of the body that says so.

Schemes differ in letters, not in kind: a bracket (or a line) that holds nothing but the vocabulary of
grading is one. USPSTF A-D and I; GRADE strong and weak, 1 and 2 with A-D; VA/DoD strong and weak, for and
against; class and level of ACC/AHA, ESC and the Chinese guidelines that follow them; CSCO grades I-III;
Canadian II-2B; CDC A3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from evimed.records import Grade, Span

Weight = Literal["strong", "weak", "none"]

_BRACKET = re.compile(
    r"[(（\[［【]\s*([^()（）\[\]]{1,170}?(?:\[[^\[\]]*\][^()（）\[\]]{1,120})?)\s*[)）\]］】]"
)
_TOKEN = re.compile(
    r"(?P<word>strong|weak|conditional|qualified|moderate|optional|limited|inconclusive|consensus"
    r"|expert opinion|expert consensus"
    r"|good practice(?: statement| point)?|ungraded|强|弱|有条件|良好实践)"
    r"|(?P<code>(?:class|grade|level|cor|loe|category|type)?\s*:?\s*(?:I{1,3}-[123]\s?[A-EL]"
    r"|I{1,3}[ab]?-[A-EL]|I{1,3}[A-D]|IV|I{1,3}[ab]?"
    r"|[12][ab]\b|[1-4][A-D]?|[A-EX](?:-(?:R|NR|LD|EO))?[1-4]?|EO|V|Ⅰ|Ⅱ[ab]?|Ⅲ|Ⅳ|Ⅴ)(?![a-zA-Z])\s*[类级]?)"
    r"|(?P<plus>[+⊕]{1,4}[O○]{0,3}|⨁{1,4}◯{0,3})"
    r"|(?P<filler>grading of recommendations assessment,? development,? and evaluation|grade|strength"
    r"|(?:not |no )?recommendations?|(?:not )?recommended|options?|standard|rating|best|bel(?= ?\d)|agreement"
    r"|insufficient|sufficient|low to moderate|\d{1,3} ?[%％]|"
    r"statement|quality|certainty|evidence|level|class|category|type|cor|loe|very|low|high|for|against"
    r"|of|the|and|no benefit|harm|benefit|"
    r"not applicable|n/a|not|reviewed|new|added|replaced|changed|amended|deleted|based on|primarily|"
    r"推荐强度|推荐级别|推荐等级|推荐类别|推荐意见|推荐|证据质量|证据级别|证据等级|证据水平|证据|质量"
    r"|等级|级别|类别|水平|强度|反对|支持|极低|低|中等?|高|类|级|共识度?|专家)"
    r"|(?P<mark>[\s,;:|/.，；：、。\[\]–-]+)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s*[a-z]")
# A bracket that closes a statement; where the same vocabulary closes several, it is how this document grades.
_CLOSING = re.compile(r"[(（\[［【]\s*([^()（）\[\]【】]{1,60}?)\s*[)）\]］】]\s*[.。;；]?\s*$")
_CLOSED = re.compile(r"\s*[.。;；]?\s*(?:$|[A-Z(（\[•\u4e00-\u9fff-])")
_RECURS = 3
_INLINE = re.compile(
    r"^.{2,160}?[:：–—]\s*(?P<told>(?:strong|weak|conditional|moderate)(?:ly)? recommend(?:ation|ed)(?:"
    r" (?:for|against))?"
    r"(?:,? (?:very )?(?:low|moderate|high)(?: to (?:low|moderate|high))?[- ]quality(?: evidence)?)?)\b",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:^|[,:：]\s*)(?:strength of recommendation|policy level|推荐强度|推荐级别"
    r"|推荐等级)\s*[:：]\s*(?P<told>.{1,60})$"
    r"|^(?:for [^:.]{3,60}[,:] )?(?P<lead>(?:strong|moderate|weak|conditional|qualified)"
    r" recommendation|recommendation|option|expert opinion|no recommendation)"
    r"\b\s*(?P<against>\(against\))?\s*(?:[–—-]\s*(?P<letter>grade [A-EN])\s*$|based on |$)",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"following (?:recommendations?|conclusions?)[^.]{0,60}based (?:primarily"
    r" )?on[^.(]{0,90}\((?P<level>level [A-C])\)",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\bstrong|强|(?<![-\w])(?:grade )?1[A-D]?\b|class(?::)? I\b|类别\W*I\b|(?<![IV])I ?类|\bcor:? ?1\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\bweak|conditional|qualified|optional|弱|有条件|(?<![-\w])(?:grade )?2[A-D]\b|^2\b|\bgrade 2"
    r"|class(?::)?"
    r" II[ab]?\b|类别\W*II[ab]?\b|(?<!I)II[ab]? ?类|\bcor:? ?2",
    re.IGNORECASE,
)


_SCHEMES = (
    # form of the mark, name of the body, name of the scheme: the first that fits
    (r"^[a-di]\s+(?:recommendation|statement)s?$", "", "USPSTF"),
    (r"\b(?:strong|weak) (?:for|against)\b", r"veterans|defense|va/dod", "VA/DoD"),
    (r"\bclass|\bcor\b|类", r"\besc\b|european society of cardiology|欧洲心脏", "ESC"),
    (r"\bclass|\bcor\b|类|级推荐", r"csco|临床肿瘤", "CSCO"),
    (r"\bclass|\bcor\b|类", r"\bacc\b|\baha\b|american heart|american college of cardiology", "ACC/AHA"),
    (r"\bclass|\bcor\b|类", "", "COR/LOE"),
    (r"strong|weak|conditional|quality|grade [12]|^[12]|[+⊕]|强|弱", "", "GRADE"),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """A mark of strength: ``at`` are its places in the text it was found in."""

    grade: Grade
    weight: Weight
    against: bool
    at: Span


def inline_strength(text: str, body: str) -> Strength | None:
    """A grade in words behind what it is of: "Topiramate: strong recommendation, high-quality evidence"."""
    match = _INLINE.search(text)
    if match is None:
        return None
    value = " ".join(match["told"].split())
    return Strength(
        Grade(_scheme(body, value), value), _weight(value), "against" in value.lower(), match.span("told")
    )


def closes_with_grades(texts: Iterable[str]) -> bool:
    """Whether several statements close with a bracket of the vocabulary of grading: "(B)", "（中；92%）"."""
    closing = (_CLOSING.search(text) for text in texts)
    return sum(found is not None and _tokens(found[1]) is not None for found in closing) >= _RECURS


def is_mark(text: str) -> bool:
    """Whether a sentence is nothing but a bracket of the vocabulary of grading."""
    bare = text.strip(" .。;；")
    match = _BRACKET.match(bare)
    return match is not None and match.end() == len(bare) and _tokens(match[1]) is not None


def lists_grades(text: str) -> bool:
    """Whether a line tells the grades that there are ("( I, IIa, IIb, III )") instead of giving one."""
    found = (_tokens(match[1].strip()) for match in _BRACKET.finditer(text))
    return any(counted is not None and counted[0] >= _RECURS for counted in found)


def strengths_in(text: str, body: str, *, bare: bool = False) -> Iterator[Strength]:
    """Marks in brackets, in order.

    ``bare``: the document closes its statements with grades, so that "(A)" is one where a statement ends.
    """
    for match in _BRACKET.finditer(text):
        if _GOES_ON.match(text, match.end()):
            continue  # "intraarticular (IA) corticosteroids"
        closes = bare and _CLOSED.match(text, match.end()) is not None
        found = _classify(match[1], body, square=match[0][0] in "[［", closes=closes)
        if found is not None:
            yield Strength(found[0], found[1], found[2], match.span())


def line_strength(text: str, body: str) -> Strength | None:
    """A line that says nothing but the strength of what stands above it."""
    match = _LINE.search(text)
    if match is None:
        return None
    told = match["told"] or " ".join(part for part in (match["lead"], match["letter"]) if part)
    value = " ".join(told.split())
    against = bool(match["against"]) or "against" in told.lower()
    return Strength(Grade(_scheme(body, value), value), _weight(value), against, match.span())


def group_strength(text: str, body: str) -> Strength | None:
    """A line that gives the strength of all that follow: ACOG's "… based on … evidence (Level A):"."""
    match = _GROUP.search(text)
    if match is None:
        return None
    value = match["level"][0].upper() + match["level"][1:]
    return Strength(Grade(_scheme(body, value), value), "none", against=False, at=match.span())


def column_strength(grade: str, body: str) -> Strength | None:
    """What the columns of a row say."""
    found = _classify(grade, body, square=True) if grade.strip() else None
    return Strength(*found, at=(0, 0)) if found is not None else None


def _tokens(content: str) -> tuple[int, int] | None:
    """Codes and words of grading in a bracket that holds nothing else."""
    at, codes, words = 0, 0, 0
    while at < len(content):
        match = _TOKEN.match(content, at)
        if match is None or match.end() == at:
            return None
        codes += match.lastgroup in ("code", "plus")
        words += match.lastgroup == "word"
        at = match.end()
    return codes, words


def _classify(
    content: str, body: str, *, square: bool, closes: bool = False
) -> tuple[Grade, Weight, bool] | None:
    """The grade that a bracket holds if it holds nothing else."""
    content = content.strip()
    counted = _tokens(content)
    if counted is None:
        return None
    codes, words = counted
    told = " ".join(content.split())
    lower = told.lower()
    names = re.search(
        r"recommend|statement|grade|level|class|strength|推荐|类|级|证据|cor\b|loe\b|n/a|not applicable",
        lower,
    )
    bare = re.fullmatch(r"(?:I{1,3}(?:-[123])?\s?-?[A-EL]|[12][A-D]|[12] \| \S+|[A-D]|EO|I)", told)
    if not closes and not (
        words
        or (codes and (names or bare or ("," in told and square)))
        or "n/a" in lower
        or "not applicable" in lower
    ):
        return None
    if len(told) == 1 and not square and not closes:
        return None  # "(A)" may be anything
    value = re.sub(r"^.*?strength of recommendation:\s*", "", told, flags=re.IGNORECASE)
    value = re.split(r"[;；]\s*(?=(?:not )?(?:re|reviewed|new))", value, flags=re.IGNORECASE)[0].strip(" ;,")
    return Grade(_scheme(body, told), value), _weight(value), "against" in lower or "反对" in told


def _scheme(body: str, told: str) -> str:
    """Name of the scheme: that of the body where it has its own, else what the form tells."""
    lower, owner = told.lower(), body.lower()
    for form, owned, name in _SCHEMES:
        if re.search(form, lower) and re.search(owned, owner):
            return name
    return "native"


def _weight(value: str) -> Weight:
    if _WEAK.search(value):
        return "weak"
    return "strong" if _STRONG.search(value) else "none"
