"""From a parsed document to its recommendations.

A unit (line, item, paragraph, row) is parted after each mark of strength. A part with a word of advice and a
mark is
a recommendation; a mark alone belongs to what stands above it. Without any mark, only the body's own words
of advice
count, and not in a document that grades elsewhere: there the ungraded sentences explain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from evimed.knowledge.recommendations.advises import advises, told_way
from evimed.knowledge.recommendations.directions import Direction, direction_of, is_about
from evimed.knowledge.recommendations.draft import Draft, record_of
from evimed.knowledge.recommendations.issuer import issuer_of, names_of, supersedes_of
from evimed.knowledge.recommendations.sentences import SENTENCE, sentences_of, stripped
from evimed.knowledge.recommendations.strengths import (
    Strength,
    closes_with_grades,
    column_strength,
    group_strength,
    inline_strength,
    is_mark,
    line_strength,
    lists_grades,
    strengths_in,
)
from evimed.knowledge.recommendations.units import Unit, units_of
from evimed.records import DocumentKind, ParsedDocument, Recommendation, Span

_WORTH = re.compile(
    r"\brecommend|\bsuggests?\b|\bshould\b|strength of|推荐|建议|不宜|首选|应(?:当|该)?|I+[ab]? ?类"
    r"|class i+\b",
    re.IGNORECASE,
)
# Other documents are read only if they recommend again and again,: a paper says "should"
# too.
_OFTEN = re.compile(
    r"\brecommend|推荐|应当|不应|\b(?:panel|committee|group|society|college) suggests?\b", re.IGNORECASE
)
_MANY = 3
_HEAD = 1500  # characters in which a heading says that recommendations follow
_HEADED = re.compile(
    r"^\W*(?:[\w-]+ ){0,4}(?:recommendations?|guidelines?|consensus statements?)\s*$"
    r"|^\W*.{0,30}(?:指南|共识|推荐意见|诊[疗治]规范)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_GUIDES: frozenset[DocumentKind] = frozenset(
    ("abstract", "trial", "dataset", "email", "regulation", "faq", "slides", "memo", "leaflet")
)
# Of these some are guidelines by what their heading says: a handbook, questions and answers, a protocol.
_MAY_BE: frozenset[DocumentKind] = frozenset(("leaflet", "faq", "regulation", "trial", "memo"))
_LOOKS_BACK = 14  # units that a mark may stand below its statement
_LONGEST = 1500
_SHORTEST = 12
# A list of what decides, not of what is advised: "if any of the following:", "criteria:".
_CRITERIA = re.compile(
    r"\b(?:if|any of|all of|one or more|at least (?:one|two)|two of|criteria|when|with the following"
    r"|including"
    r"|includes?|symptoms|signs|features|factors|who (?:have|are)|because|such as|defined|components?"
    r"|steps?)\b"
    r"|以下(?:情况|条件|任一)",
    re.IGNORECASE,
)
# When something was made known is no advice: "2024 年 9 月 30 日发布".
_PUBLISHED = re.compile(
    r"年.{0,12}(?:发布|实施|施行|修订|印发|公布|生效)"
    r"|\b(?:published|released|issued|effective|approved|updated|revised|adopted)\b[^.]{0,24}\b(?:19"
    r"|20)\d\d\b",
    re.IGNORECASE,
)
_SURER = 1.0  # the same in a document that grades: what it advises without a grade mostly explains
_SURE = 0.5  # log odds from which a sentence without a word of advice is taken for it
_ASIDE = 400  # characters of a sentence that advises without a grade
# Whose advice it is not, and what is no advice at all.
_ELSEWHERE = re.compile(
    r"\bothers?\b|other (?:organi[sz]ation|group|guideline)|research|future|public comment|disclos"
    r"|rationale|methods?\b"
    r"|literature|definitions?|grading|benefits? and harms|response|burden",
    re.IGNORECASE,
)
# That a study is lacking is a reason; that one cannot advise is a stand.
_REFERS = re.compile(r"(?:they|it|these|this|those|either|both|each|such|all of these)\b", re.IGNORECASE)
_NO_STAND = re.compile(
    r"^(?!.*(?:\bto (?:recommend|support|determine|assess|advise|conclude)|\bfor or against\b"
    r"|\b(?:unable|cannot)\b"
    r"|\b(?:does|do) not (?:allow|permit)|unproven|unclear|推荐|建议))",
    re.IGNORECASE | re.DOTALL,
)
_REPORTS = re.compile(
    r"\b(?:trials?|stud(?:y|ies)|meta-analys[ei]s|reviews?|rcts?|cohorts?|randomi[sz]ed|participants|reported"
    r"|evidence (?:suggests?|shows?)|found that|has been shown|have been shown)\b",
    re.IGNORECASE,
)
_SHORT = 60  # characters of a line that is a heading
_END = re.compile(
    r"^(?:[#\s]*)(?:definitions?(?: (?:of|for)\b.{0,80})?\s*(?:[:：]|$)|rating scheme\b)|^表 ?\d+ ?推荐类别"
    r"|^table \d+\.?"
    r" ?class of recommendation",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\bgrades its recommendations\b|\b(?:defin(?:ed|itions?)|described|provided|found) (?:\w+"
    r" ){0,9}?(?:at the end|below|in (?:the )?(?:table|appendix))|\bdefinitions? (?:for|of)"
    r" the\b[^.]{0,200}(?:grade|strength|quality|level)"
    r"|^[-\s]*(?:developer|date_released|status|citation|ngc_file)\s*:",
    re.IGNORECASE,
)
_BACK = re.compile(r"^#{1,3} |^(?:major )?recommendations?\s*[:：]?$", re.IGNORECASE)
_GRADES_SECTION = re.compile(
    r"推荐类别与证据水平|证据(?:等级|分级)(?:与|和)推荐|grading|definitions\b|\bdefinition of (?:the )?"
    r"(?:grade|level"
    r"|strength|class|recommend)|changes from|主要变更|disclosures"
    r"|^\W*(?:grades?|levels?|class(?:es)?|strengths?|ratings?|explanations?|key)"
    r"(?: (?:of|to|for) (?:the )?(?:evidence|recommendations?|grades?|strengths?|levels?|ratings?))?\W*$",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]\s*$")
_NOTE = re.compile(
    r"^\W*(?:表 ?\d|图 ?\d|table \d|figure \d|note|see|refer to|go to|\*|benefit|harm|value judg|exceptions?"
    r"|aggregate|level of confidence|risks|intentional|role of|differences of|cost|remarks?)\b",
    re.IGNORECASE,
)
_CARRIED = re.compile(
    r"[(（\[][^()（）]{0,140}?(?:modified|carryover|carried|updated)[^()（）]{0,140}[)）\]]", re.IGNORECASE
)
_SPEAKS = re.compile(
    r"(?P<who>(?:[\w/'&().,-]+ ){0,9}?[\w/'&().,-]+)(?: \([^)]{1,20}\))? (?:also |strongly |does not |do"
    r" not |cannot |is unable to )?(?:recommends?|suggests?|concludes?|advises?)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:we|work ?group|working group|(?:guideline |expert |writing )?(?:panel|committee)|the task force"
    r"|tf|authors|group|guideline|developers?)\s*$|本指南|专家组|工作组",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"task force|societ|association|college|academy|organi[sz]ation|institute|nhbpep|\bcdc\b|\bacip\b"
    r"|department|federation|\bit\s*$|\bwho\s*$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[-•*–\s]+|^\(?\d{1,2}[.)、]\s+")


def extract(parsed: ParsedDocument, title: str, kind: DocumentKind) -> list[Recommendation]:
    """Recommendations of a document in reading order; most documents have none, and cost one search.

    Notes
    -----
    No word list of diseases or drugs: the marks and the grammar of advice decide.
    """
    return [one for one in statements(parsed, title, kind) if not one.aside]


def statements(parsed: ParsedDocument, title: str, kind: DocumentKind) -> list[Recommendation]:
    """Recommendations, and what a graded document advises beside them without a grade (``aside``)."""
    headed = _HEADED.search(parsed.text[:_HEAD]) is not None
    if kind in _NOT_GUIDES and not (kind in _MAY_BE and headed):
        return []
    if not _is_worth_reading(parsed.text, headed=headed or kind == "guideline"):
        return []
    issuer = issuer_of(parsed, title)
    reader = _Reader(names_of(issuer, parsed), issuer)
    units = list(units_of(parsed))
    reader.bare = closes_with_grades(unit.text for unit in units if not unit.row)
    reader.graded = reader.bare or any(_is_graded(unit, issuer) for unit in units)
    for unit in units:
        reader.take(unit)
    supersedes = supersedes_of(parsed)
    kept = reader.kept()
    guideline = kind == "guideline" or headed
    if not kept and not guideline:
        return []
    told = list(reader.asides(kept))
    if guideline:
        told += reader.unspoken([*kept, *told])
    asides = {id(draft): draft for draft in told}
    drafts = sorted([*kept, *asides.values()], key=lambda draft: draft.unit.reading.source(*draft.span)[0])
    return [record_of(draft, issuer, supersedes, aside=id(draft) in asides) for draft in drafts]


def _is_worth_reading(text: str, *, headed: bool) -> bool:
    if headed:
        return _WORTH.search(text) is not None
    return next(islice(_OFTEN.finditer(text), _MANY - 1, None), None) is not None


def _is_graded(unit: Unit, issuer: str) -> bool:
    if unit.row:
        return column_strength(unit.grade, issuer) is not None
    return (
        next(strengths_in(unit.text, issuer), None) is not None
        or line_strength(unit.text, issuer) is not None
    )


class _Reader:
    """Goes through the units once, keeping the statements that wait for a mark."""

    def __init__(self, names: frozenset[str], issuer: str) -> None:
        self._names = names
        self._issuer = issuer
        self._drafts: list[Draft] = []
        self._ended: tuple[str, ...] | None = None  # section in which the recommendations are over
        self._group: Strength | None = None
        self.graded = False  # whether the document marks strength anywhere
        self._lead: Draft | None = None  # "The following should be offered:", open for the items below
        self._listed: list[Draft] = []  # items below such a line, with its direction
        self.bare = False  # whether it does so by a bare letter at the end of a statement
        self._read: list[Unit] = []  # every unit that may advise

    def take(self, unit: Unit) -> None:
        """The next unit."""
        text = unit.text
        if unit.row:
            self._row(unit)
            return
        if self._ended is not None and (
            unit.section != self._ended or (_BACK.search(text) and len(text) < _SHORT)
        ):
            self._ended = None
        if _END.search(text) and len(text) < 2 * _SHORT:
            self._ended = unit.section
        if (
            self._ended is not None
            or _EXPLAINS.search(text)
            or (lists_grades(text) and direction_of(text) is None)
            or any(_GRADES_SECTION.search(name) for name in (*unit.section[-1:], unit.heading))
        ):
            return
        self._read.append(unit)
        group = group_strength(text, self._issuer)
        if group is not None:
            self._group = group
            return
        told = line_strength(text, self._issuer)
        if told is not None and (
            len(text) < 130 or text.lower().startswith(("strong ", "recommendation", "option"))
        ):
            self._mark(told, unit.reading.source(*told.at)[1], alone=True)
        elif text != unit.heading or direction_of(text) is not None:
            self._text(unit)

    def _item(self, unit: Unit, begin: int, stop: int) -> None:
        """An item of a list whose opening line advises for all of them."""
        lead, text = self._lead, unit.text[begin:stop]
        if lead is None or lead.unit is unit:
            return
        if not _BULLET.match(unit.text):
            self._lead = None
        elif direction_of(text) is None and len(text) <= _ASIDE:
            self._listed.append(Draft(unit, (begin, stop), text, lead.direction, 0, lead.strength))

    def kept(self) -> list[Draft]:
        """The statements that count, once all is read."""
        if not self.graded:
            return [draft for draft in self._drafts if draft.strength is not None or self._advises(draft)]
        return [draft for draft in self._drafts if draft.strength is not None or self._own_words(draft.text)]

    def asides(self, kept: Sequence[Draft]) -> Iterator[Draft]:
        """In a graded document: single sentences of advice that carry no grade and report no study."""
        yield from self._listed
        if not self.graded:
            return
        taken = {id(draft) for draft in kept}
        for draft in self._drafts:
            if id(draft) in taken or _ELSEWHERE.search(" ".join((*draft.unit.section, draft.unit.heading))):
                continue
            for piece in SENTENCE.split(draft.text):
                way = direction_of(piece)
                first = draft.unit.text.find(piece, draft.span[0])
                if (
                    way is not None
                    and first >= 0
                    and len(piece) <= _ASIDE
                    and self._advises(replace(draft, text=piece))
                    and not (_NO_STAND if way == "insufficient" else _REPORTS).search(piece)
                ):
                    yield Draft(draft.unit, (first, first + len(piece)), piece, way, 0)

    def unspoken(self, taken: Sequence[Draft]) -> Iterator[Draft]:
        """Sentences that advise without a word of advice, beside what is taken already."""
        spans: dict[int, list[Span]] = {}
        for draft in taken:
            spans.setdefault(id(draft.unit), []).append(draft.span)
        for unit in self._read:
            if _ELSEWHERE.search(unit.heading):
                continue
            for start, end in sentences_of(unit.text):
                piece = unit.text[start:end]
                if (
                    len(piece) * (1 if piece.isascii() else 2) >= _SHORTEST
                    and len(piece) <= _ASIDE
                    and not any(start < last and first < end for first, last in spans.get(id(unit), ()))
                    and not _QUESTION.search(piece)
                    and not is_about(piece)
                    and not is_mark(piece)
                    and not _PUBLISHED.search(piece)
                    and not (self.graded and _REPORTS.search(piece))
                    and advises(piece, unit.heading) > (_SURER if self.graded else _SURE)
                ):
                    yield Draft(unit, (start, end), piece, told_way(piece, unit.heading), 0)

    def _row(self, unit: Unit) -> None:
        direction = told_way(unit.text, unit.heading)
        strength = column_strength(unit.grade, self._issuer)
        if (
            _QUESTION.search(unit.text)
            or len(unit.text) < 8
            or any(_GRADES_SECTION.search(name) for name in unit.section[-1:])
        ):
            return
        if strength is not None and (
            strength.against or re.search(r"(?:class|类别)\W*III\b", unit.grade, re.IGNORECASE)
        ):
            direction = "against"
        self._drafts.append(Draft(unit, (0, len(unit.text)), unit.text, direction, 0, strength))

    def _text(self, unit: Unit) -> None:
        text = unit.text
        masked = _CARRIED.sub(lambda match: " " * len(match.group()), text)
        marks = list(strengths_in(masked, self._issuer, bare=self.bare))
        inline = inline_strength(masked, self._issuer) if not marks and _BULLET.match(text) else None
        if inline is not None:
            begin, stop = stripped(masked, 0, inline.at[0])
            self._drafts.append(
                Draft(
                    unit,
                    (begin, len(text)),
                    text[begin:],
                    "against" if inline.against else told_way(text, unit.heading),
                    unit.reading.source(*inline.at)[1],
                    inline,
                )
            )
            return
        at = 0
        for mark in [*marks, None]:
            end = mark.at[0] if mark is not None else len(text)
            begin, stop = stripped(masked, at, end)
            self._item(unit, begin, stop)
            made = self._part(unit, begin, stop) if stop > begin else False
            if mark is not None:
                self._mark(mark, unit.reading.source(*mark.at)[1], alone=not made)
                at = mark.at[1]

    def _part(self, unit: Unit, begin: int, stop: int) -> bool:
        """The statement between two marks, if it is one."""
        text = unit.text[begin:stop]
        if (
            len(text) < (_SHORTEST if text.isascii() else _SHORTEST // 2)
            or len(text) > _LONGEST
            or _QUESTION.search(text)
            or _NOTE.search(text)
        ):
            return False
        told: list[tuple[str, Direction]] = []
        for piece in SENTENCE.split(text):
            way = direction_of(piece)
            if way is not None and not is_about(piece):
                told.append((piece, way))
        if not told:
            if self.graded or self._group is not None or _BULLET.match(unit.text):
                self._drafts.append(Draft(unit, (begin, stop), text, told_way(text, unit.heading), 0))
                return True
            return False
        own = [piece for piece, _ in told if self._speaker(piece)]
        if len(own) > 1 and len(own) == len(told):
            for piece, way in told:
                first = unit.text.find(piece, begin)
                self._drafts.append(Draft(unit, (first, first + len(piece)), piece, way, 0, together=begin))
            return True
        first = unit.text.find(told[0][0], begin)
        if _REFERS.match(told[0][0]):  # "They are appropriate …": what they are stands before
            before = unit.text[begin:first].rstrip()
            first = begin + max((match.end() for match in SENTENCE.finditer(before)), default=0)
        several = direction_of(" ".join(piece for piece, _ in told))
        main: Direction = several if several is not None and told[0][1] != "for" else told[0][1]
        draft = Draft(
            unit, (first, stop), unit.text[first:stop], main, 0, open=text.rstrip().endswith((":", "："))
        )
        if self._group is not None:
            draft.strength = self._group
        if draft.open and main in ("for", "against", "insufficient") and not _CRITERIA.search(text):
            self._lead = draft
        self._drafts.append(draft)
        return True

    def _mark(self, mark: Strength, end: int, *, alone: bool) -> None:
        """Give a mark to the statement it stands behind."""
        candidates = list(reversed(self._drafts[-_LOOKS_BACK:]))
        fitting: Draft | None = None
        for number, draft in enumerate(candidates):
            if draft.strength is not None and draft.strength is not self._group:
                break
            advises = direction_of(draft.text) is not None
            if draft.open or advises or number == 0:
                if fitting is None or draft.open or (advises and direction_of(fitting.text) is None):
                    fitting = draft
                if draft.open or not alone:
                    break
        if fitting is None:
            return
        fitting.strength = mark
        fitting.end = max(fitting.end, end)
        if mark.against and fitting.direction == "for":
            fitting.direction = "against"
        if mark.grade.scheme == "USPSTF":
            fitting.direction = {"D": "against", "I": "insufficient"}.get(
                mark.grade.value[0], fitting.direction
            )  # type: ignore[assignment]
        for other in self._drafts:
            if other.unit is fitting.unit and other.together == fitting.together >= 0:
                other.strength = mark
        # What stands between is part of it: its list, or what explains it.
        at = self._drafts.index(fitting)
        del self._drafts[at + 1 :]

    def _advises(self, draft: Draft) -> bool:
        """In an ungraded document: words of advice that are not somebody else's."""
        if direction_of(draft.text) is None or is_about(draft.text):
            return False
        return self._speaker(draft.text) is not False

    def _own_words(self, text: str) -> bool:
        """In a graded document: the body itself must be the one who recommends."""
        return bool(self._speaker(text)) and not is_about(text)

    def _speaker(self, text: str) -> bool | None:
        """Whether the body itself speaks; ``None``: nobody is named."""
        match = _SPEAKS.search(text)
        if match is None:
            return None
        who = match["who"].lower()
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", who) for name in self._names) and not re.search(
            r"communit", who
        ):
            return True
        if _OTHERS.search(who):
            return False
        return True if _OWN.search(who) else None


def within(
    recommendations: Sequence[Recommendation], spans: Sequence[Span]
) -> Iterator[tuple[int, Recommendation]]:
    """Each recommendation with the number of the span in which it begins; none outside of all."""
    for one in recommendations:
        start = one.chars[0]
        place = next((number for number, (a, b) in enumerate(spans) if a <= start < b), None)
        if place is not None:
            yield place, one
