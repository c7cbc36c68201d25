"""What limits a sentence and may not be left out.

A phrase that limits is one that a closed class of function words opens (if, when, after, without; among, in,
for before people) or closes (…后, …时, …者, 在…中). Left out, the sentence holds for more than the source
says. It counts as left out only where what it is attached to is told: the words right before it, or, where
it opens the sentence, any of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from evimed.answer.checks.match import Matched
from evimed.answer.checks.source import Place
from evimed.answer.checks.terms import Term
from evimed.answer.checks.verdict import Finding

_TOLD = 0.75  # of a phrase's words, said anywhere
_STRONG = re.compile(
    r"\b(?:if|unless|except(?: for| in| when| that)?|excluding|provided(?: that)?(?=[ ,])|other than"
    r"|only (?:if|when|after)|in (?:the )?(?:event|cases?) of|as long as)\b"
    r"|如果|除非|仅限于?|只有|(?<![\u3400-\u9fff(])(?:若|如)(?![下上图表同何])|除[^,。;]{1,40}外|[^,。;]{1,30}除外"
)
_WEAK = re.compile(
    r"\b(?:when(?:ever)?|once(?! (?:an?|per|every|daily|weekly|monthly|more)\b)|until|after|before|prior to"
    r"|(?<!the )following|without)\b"
)
_AMONG = re.compile(r"\b(?:in|among|for|with)\b")
_GROUP = re.compile(r"\b(?:sub-?groups?|subsets?|sub-?populations?|cohorts?)\b|亚组|亚群|人群")
_OTHERWISE = re.compile(r"\b(?:otherwise|or else)\b|否则")
_CLOSED = re.compile(
    r"[^,。;\n]{2,60}(?:(?:的|者|时|后|前|中|下)(?=,)|(?:者|时|后)(?=[应须需宜可禁]|不[得宜应可]))"
)
_ENCLOSED = re.compile(r"在[^,。;\n]{2,30}?(?:中|时|后|前)(?![\u3400-\u9fff]?(?:期|心|间|位|者))")
# A phrase that opens a sentence and is no clause of its own: it says when, where, for whom the rest holds.
_LEADS = re.compile(
    r"(?:^|(?<=[.;!?\n])) *(?:in|among|for|with|at|on|under|during|within|while|where|given|depending on"
    r"|subject to|without|upon|following|prior to|throughout|except|assuming|pending)\b[^,;.\n]{3,90}(?=,)"
    r"|(?:^|(?<=[。;!?\n]))(?:在|对于?|当|凡|只要|一旦|视|经|自|限)[^,。;\n]{2,40}(?=,)"
    # What is acted on, told first: 超过有效期的药品,应当由药品监督管理部门监督销毁.
    r"|(?:^|(?<=[。;!?\n])|(?<=条 ))[^,。;\n]{2,60}(?=,(?:应当|应|必须|须|可以|可|不得)?由)"
    r"|(?:^|(?<=[。;!?,\n]))[^,。;\n]{2,40}(?:期间|情况下|条件下|前提下)(?=,)"
)
_REPORTED = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|analys[ie]s|reviews?|reports?|results?|conclusion|summary|addition|contrast|general|fact|part|turn|particular"
    r"|guidelines?|section|label|table|figure|recent years"
    r"|(?:weeks?|days?|months?|years?|visit|cycle) \d+)\b|研究|试验|分析|报告|综述|文献|总体|一般|此外"
)
_REPORTING = re.compile(r"(?:研究|试验|分析|结果|文献|报告|综述|目|此|其|之|以|如|同期|过程)[中下前后]$")
_OPENERS = re.compile(
    r"\b(?:in|among|for|with|when(?:ever)?|once|until|after|before|following|without|if|unless|at|on|from|by|and|or|but)\b"
)


@dataclass(frozen=True, slots=True)
class _Phrase:
    start: int
    end: int
    strong: bool


def check_conditions(matched: Matched) -> list[Finding]:
    """A condition, exception or group that limits what is told, and is not told with it."""
    source = matched.source
    places = [place for _, place in matched.pairs() if place.start < source.quoted]
    keys = {item.key for item in matched.items if isinstance(item, Term)}
    findings: list[Finding] = []
    for phrase in _phrases(matched):
        terms = [t for t in source.parsed.terms if phrase.start <= t.start < phrase.end and not t.free]
        own = _own_words(phrase, terms, matched)
        told = bool(terms) and sum(t.key in keys for t in terms) >= _TOLD * len(terms)
        told = told and any(t.key in keys for t in own)
        inside = told or any(_stands_for(place, phrase, own) for place in places)
        numbered = any(phrase.start <= q.start < phrase.end for q in source.parsed.quantities)
        if not (terms or numbered) or (
            inside and not (phrase.strong and _unmeasured(phrase, places, matched))
        ):
            continue
        same = [p for p in places if source.sentence(p.start) == source.sentence(phrase.start)]
        if len(same) < min(2, len(places)) or not same:
            continue
        if phrase.strong or _attached(phrase, same, matched):
            findings.append(Finding("condition", "", source.parsed.words(phrase.start, phrase.end).strip()))
    findings += _otherwise(places, matched)
    return findings


def _own_words(phrase: _Phrase, terms: list[Term], matched: Matched) -> list[Term]:
    """Words of a phrase that the rest of its sentence does not have: those tell whether it is told.

    护士有应当注销注册的情形的，…注销其注册: to tell 注销注册 is not to tell the condition.
    """
    source = matched.source
    sentence = source.sentence(phrase.start)
    outside = {
        t.key
        for t in source.parsed.terms
        if t.start < source.quoted
        and source.sentence(t.start) == sentence
        and not phrase.start <= t.start < phrase.end
    }
    return [t for t in terms if t.key not in outside] or terms


def _stands_for(place: Place, phrase: _Phrase, own: list[Term]) -> bool:
    """Whether what stands there tells the phrase: a word of its own, or what is no word (a number)."""
    if not phrase.start <= place.start < phrase.end:
        return False
    return not own or not phrase.strong or any(t.start < place.end and place.start < t.end for t in own)


def _unmeasured(phrase: _Phrase, places: list[Place], matched: Matched) -> bool:
    """Whether a condition is told without its number: "if missed" of "if missed by more than 8 hours"."""
    numbers = [q for q in matched.source.parsed.quantities if phrase.start <= q.start < phrase.end]
    return bool(numbers) and not any(q.start == place.start for q in numbers for place in places)


def _phrases(matched: Matched) -> Iterator[_Phrase]:
    """Phrases of the quotes that limit."""
    source = matched.source
    quotes = source.lower[: source.quoted]
    for found in _STRONG.finditer(quotes):
        yield _Phrase(found.start(), _clause_end(found.end(), matched), strong=True)
    for found in (*_CLOSED.finditer(quotes), *_ENCLOSED.finditer(quotes)):
        start, end = found.span()
        if quotes.rfind("(", 0, start) > quotes.rfind(")", 0, start):
            continue  # an aside
        if _REPORTING.search(found.group()) or _moment(start, end, matched):
            continue
        yield _Phrase(start, end, strong=True)
    for found in _LEADS.finditer(quotes):
        start, end = found.span()
        if not _REPORTED.search(found.group()) and not _moment(start, end, matched):
            yield _Phrase(start, end, strong=True)
    yield from _people_described(matched)
    masked = [(q.start, q.end) for q in source.parsed.quantities]
    for pattern in (_WEAK, _AMONG):
        for found in pattern.finditer(quotes):
            if any(start <= found.start() < end for start, end in masked):
                continue
            phrase = _Phrase(found.start(), _phrase_end(found.end(), matched), strong=False)
            if pattern is _WEAK or _of_people(phrase, matched):
                yield phrase


def _people_described(matched: Matched) -> Iterator[_Phrase]:
    """Chinese words that say what people are meant, with the word for people: 脑转移患者."""
    source = matched.source
    terms = source.parsed.terms
    for at, term in enumerate(terms):
        member = term.member
        if term.start >= source.quoted or not term.han or member is None or member.family != "person":
            continue
        start = term.start
        for before in reversed(terms[max(0, at - _DESCRIBING) : at]):
            near = source.lower[before.end : start] in ("", "的")
            if before.free or not before.han or not near or not _noun(before.key):
                break
            start = before.start
        aged = [q for q in source.parsed.quantities if q.end == start and q.dimension == "calendar"]
        if aged:
            start = aged[0].start
        words = source.lower[start : term.start]
        if start < term.start and words not in matched.said.normal.lower:
            yield _Phrase(start, term.end, strong=True)


_DESCRIBING = 3  # words before the one for people


def _noun(word: str) -> bool:
    return rjieba.tag(word)[0][1][0] != "v" or rjieba.tag(word)[0][1] == "vn"


def _clause_end(at: int, matched: Matched) -> int:
    source = matched.source
    clause = source.clause(max(0, at - 1))
    while at < source.quoted and source.clause(at) == clause:
        at += 1
    return at


def _phrase_end(at: int, matched: Matched) -> int:
    """Where the phrase ends: at the next function word after its first content word, or with its clause."""
    end = _clause_end(at, matched)
    first = next((t for t in matched.source.parsed.terms if at <= t.start < end and not t.free), None)
    if first is None:
        return end
    following = _OPENERS.search(matched.source.lower, first.end, end)
    return following.start() if following else end


def _of_people(phrase: _Phrase, matched: Matched) -> bool:
    source = matched.source
    if _GROUP.search(source.lower, phrase.start, phrase.end):
        return True
    return any(
        term.member is not None and term.member.family in ("person", "sex", "age")
        for term in source.members_in(phrase.start, phrase.end)
    )


def _moment(start: int, end: int, matched: Matched) -> bool:
    """A mere point in time: 治疗24周后."""
    parsed = matched.source.parsed
    last = parsed.normal.lower[end - 1]
    if (last not in "后前时" and not last.isascii()) or matched.source.members_in(start, end):
        return False
    timed = any(start <= q.start < end and q.dimension in ("time", "calendar") for q in parsed.quantities)
    return timed and sum(start <= t.start < end and not t.free for t in parsed.terms) <= 1


def _attached(phrase: _Phrase, same: list[Place], matched: Matched) -> bool:
    """Whether what the phrase limits is told: the word right before it; all of the sentence it opens."""
    source = matched.source
    own = [
        t
        for t in source.parsed.terms
        if t.start < phrase.start and not t.free and source.sentence(t.start) == source.sentence(phrase.start)
    ]
    if not own:
        return True
    last = own[-1]
    return source.clause(last.start) == source.clause(phrase.start) and any(
        place.start < last.end and last.start < place.end for place in same
    )


def _otherwise(places: list[Place], matched: Matched) -> Iterator[Finding]:
    """What holds otherwise, told without what it is the other of."""
    source = matched.source
    for found in _OTHERWISE.finditer(source.lower, 0, source.quoted):
        end = _clause_end(found.end(), matched)
        inside = [p for p in places if found.start() <= p.start < end]
        if inside and len(inside) == len(places):
            yield Finding("condition", "", source.parsed.words(found.start(), end).strip())
