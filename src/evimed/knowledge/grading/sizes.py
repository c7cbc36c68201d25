"""How many took part: the number of people (or animals) that a study tells of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.grading.designs import sentences_of
from evimed.records import Span

_ONES: Final = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES: Final = (
    {word: value for value, word in enumerate(_ONES, 1)}
    | {word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)}
    | {"hundred": 100, "thousand": 1000}
)
_WORD: Final = rf"(?:{'|'.join((*_ONES, *_TENS, 'hundreds?', 'thousand'))})"
_WORDS: Final = rf"{_WORD}(?:(?:[ -]| and ){_WORD}){{0,7}}"
_FIGURES: Final = r"\d{1,3}(?:[, \u202f]\d{3})+(?!\d)|\d+"
_WHO: Final = (
    r"patients?|subjects?|women|men|children|participants?|individuals?|persons?|people|adults|infants|newborns|neonates|residents|volunteers"
    r"|respondents?|doctors|physicians|nurses|students|professionals|experts|girls|boys|males|females|adolescents|smokers|mothers|parturients|members"
    r"|cases|controls|knees|eyes|joints|teeth|hearts|specimens|stones|animals|mice|rats|pigs|guinea pigs|dogs|rabbits|ewes|sheep|trios"
    r"|residents|recipients|survivors|workers|aides|parents|employees|veterans|athletes|couples|twins|pregnancies|procedures|deliveries|examinations"
    r"|fractures|lesions|tumou?rs|implants|grafts|hips|shoulders|ankles|feet|hands|limbs|breasts|kidneys|livers|aneurysms|teams|households|families|schools|hospitals|practices|centers|centres|cleaners|drivers|carers|caregivers|teachers|pharmacists|dentists|surgeons|outpatients|inpatients|attendees|births|fetuses|foetuses|embryos|cycles|samples|biopsies|radiographs|questionnaires"
)
_COUNT: Final = re.compile(
    rf"(?<![\w.,/%-])(?P<n>{_FIGURES}|\b{_WORDS})(?![\d.]*\s?%)(?:(?!\.\s)[ -](?!(?:years?|months?|weeks?|days?|hours?|of|to|and|or|were|was|had|with|mg|kg|ml|cm|mm|min)\b)[\w()/'-]+){{0,5}}?[ ]"
    rf"(?:{_WHO})\b",
    re.IGNORECASE,
)  # fmt: skip
_OF: Final = re.compile(
    rf"(?:total (?:number )?of|of|Of|from) (?:the |these )?(?P<n>{_FIGURES}) (?:[\w-]+ ){{0,4}}?(?:{_WHO})\b",
    re.IGNORECASE,
)
_EQUALS: Final = re.compile(r"\b[nN]\s*=\s*(?P<n>\d[\d,]*)")
_CHINESE: Final = re.compile(
    r"(?P<n>\d{1,3}(?: \d{3})+(?!\d)|\d[\d,，]*)\s*(?:例|名|位|人|只|眼|膝)(?!次|份|均)|(?:样本量|共纳入|纳入|入组|随访)[^\d。，；]{0,12}(?P<m>\d{1,3}(?: \d{3})+(?!\d)|\d[\d,，]*)\s*(?:例|名|位|人|只)"
)
_INCLUDED: Final = re.compile(
    r"\b(?:enrol\w*|includ\w+|randomi\w+|recruit\w*|studied|participat\w+|underwent|analy[sz]ed|identified|reviewed|assessed|assigned|divided|treated|received|completed|responded"
    r"|conducted|genotyped|presented?|evaluated|screened|sampl\w+|examined|selected|interviewed|measured|used|consisted|comprised|survey\w*|population|eligible|database|included|investigated|tested|obtained|operated|attending|answered)\b"
    r"|纳入|入组|入选|选取|收集|随机|共|研究对象",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(
    r"\b(?:a total of|in total|there were|overall|totall?y|altogether)\b|共|总计|合计", re.IGNORECASE
)
_PART: Final = re.compile(
    r"\b(?:of (?:these|them|whom|the)|among (?:these|them|the)|in the (?:control|treatment|intervention|study)|group [ab12]|died|relapsed|developed|excluded|exclusion|previous)\b|其中|各\s*$|死亡|排除|剔除",
    re.IGNORECASE,
)
_METHODS: Final = re.compile(
    r"(?:METHOD|PATIENTS|PARTICIPANTS|SUBJECTS|POPULATION|DESIGN|方法|对象)[^:：\n]{0,30}[:：】]|(?:^|[。\n])\s*(?:资料与|对象与)?方法\s"
)
_RESULTS: Final = re.compile(r"(?:RESULTS|FINDINGS|结果)[^:：\n]{0,20}[:：】]|(?:^|[。\n])\s*结果\s")
_TWO: Final = re.compile(
    r"(?<![\d.])(\d{1,5}) [^.\d]{2,50}? and (\d{1,5}) (?:(?:in|as) (?:the )?control|(?:healthy|control|men\b)[^.\d]{0,30}(?:were|served|as|in))"
    r"|(?<!\d)(\d{1,5})\s*例[^。\d]{2,20}(?:和|与|及)[^。\d]{0,6}(\d{1,5})\s*例[^。]{0,6}(?:对照|健康)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundSize:
    """A number of participants and the characters that tell it."""

    number: int
    chars: Span


@dataclass(frozen=True, slots=True)
class _Candidate:
    number: int
    chars: Span
    score: float


def size_of(text: str) -> FoundSize | None:
    """The number of participants that the study tells; ``None`` where it tells none."""
    found = list(_candidates(text))
    if not found:
        return None
    best = max(found, key=lambda one: (one.score, -one.chars[0]))
    return FoundSize(best.number, best.chars)


def _candidates(text: str) -> Iterator[_Candidate]:
    methods, results = _METHODS.search(text), _RESULTS.search(text)
    for start, end in sentences_of(text):
        sentence = text[start:end]
        score = 2.0 * bool(_INCLUDED.search(sentence))
        if methods is not None and start >= methods.start() - 1:
            score += 1.5 if results is None or start < results.start() else 0.5
        score -= 0.02 * (start / max(len(text), 1))
        numbers = list(_numbers(sentence))
        for at, (number, first, last) in enumerate(numbers):
            if number < 3 or (
                1900 <= number <= 2035
                and re.search(r"\b(?:in|from|and|since|between|to|during|until|of)\s*$", sentence[:first])
            ):
                continue
            own = score
            before = sentence[max(0, first - 60) : first]
            own += 1.5 * bool(_TOTAL.search(before[-24:])) - 1.5 * bool(_PART.search(before[-30:]))
            own -= 0.1 * at
            both = _sum(sentence, numbers, at)
            yield _Candidate(both or number, (start + first, start + last), own)


def _sum(sentence: str, numbers: list[tuple[int, int, int]], at: int) -> int | None:
    """Of patients and healthy controls told one after the other, both together."""
    if (two := _TWO.search(sentence)) is not None and at == 0:
        return sum(int(part) for part in two.groups() if part)
    if at + 1 >= len(numbers) or at > 0:
        return None
    (one, _, end), (other, begin, last) = numbers[at], numbers[at + 1]
    between, after = sentence[end:begin], sentence[begin : last + 25]
    if (
        len(between) < 45
        and re.search(r"\band\b|和|与", between[-20:])
        and re.search(r"healthy|control|post-menopausal|健康|对照", after)
    ):
        return one + other
    return None


def _numbers(sentence: str) -> Iterator[tuple[int, int, int]]:
    seen: set[int] = set()
    for pattern in (_COUNT, _OF, _EQUALS, _CHINESE):
        for match in pattern.finditer(sentence):
            words = match["n"] or match["m"] if pattern is _CHINESE else match["n"]
            number = read_number(words)
            if number is not None and match.start() not in seen:
                seen.add(match.start())
                yield number, match.start(), match.end()


def read_number(words: str) -> int | None:
    """The number that figures or English words tell: ``1,099``, ``Three thousand four hundred and ninety-four``."""
    figures = re.sub(r"[, ，\u202f]", "", words)
    if figures.isdecimal():
        return int(figures)
    total, part = 0, 0
    for word in re.findall(r"[a-z]+", words.lower()):
        value = _VALUES.get(word.removesuffix("s") if word in ("hundreds",) else word)
        if value is None:
            continue
        if value == 100:
            part = (part or 1) * 100
        elif value == 1000:
            total, part = total + (part or 1) * 1000, 0
        else:
            part += value
    return total + part or None
