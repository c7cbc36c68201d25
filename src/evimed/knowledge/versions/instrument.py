"""A law or regulation as it tells of itself: its name, its dates, what it repeals, what it rests on.

Terms of Chinese law: 公布 promulgated, 修订 revised (the whole is enacted anew), 修正 amended, 施行 in force,
废止 repealed. A version is known by the day it was last promulgated, revised or amended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from evimed.knowledge.dates import date_in
from evimed.knowledge.versions.articles import NUMBER, Article, articles_of, chinese_number
from evimed.knowledge.versions.subjects import chapters_of
from evimed.records import DocumentKind, Span

Rank = Literal["law", "regulation", "rule", "interpretation", "decision", "edition"]
RANKS: Final[tuple[Rank, ...]] = ("law", "regulation", "rule", "interpretation", "decision")

_HEAD: Final = 2500  # characters in which its history stands
_MOST_MENTIONS: Final = 80
_HAN_DIGITS: Final = "〇零○Ｏ一二三四五六七八九"
_HAN: Final = "[一二三四五六七八九十]{1,3}"
_DAY: Final = (
    r"(?:(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    rf"|[一二][{_HAN_DIGITS}]{{3}}年{_HAN}月{_HAN}日)"
)
_MONTHS: Final = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_ENGLISH_DAY: Final = (
    rf"(?:\d{{1,2}} (?:{_MONTHS})[a-z]* \d{{4}}|(?:{_MONTHS})[a-z]* \d{{1,2}}, \d{{4}}|\d{{4}}-\d\d-\d\d)"
)
_HISTORY: Final = re.compile(
    rf"(?P<day>{_DAY})(?P<what>[^\n]{{0,160}}?(?:修订|修正|公布|发布|通过|批准|施行))"
)
_FORCE: Final = re.compile(rf"自(?P<day>{_DAY})起\s*(?:开始)?(?:施行|实施|生效)")
_FORCE_ENGLISH: Final = re.compile(
    rf"(?:enters? into force|comes? into (?:force|effect|operation)|takes? effect|(?:is|be) effective)"
    rf" (?:on|from|as of|as from) (?P<day>{_ENGLISH_DAY})",
    re.IGNORECASE,
)
_REPEAL: Final = re.compile(r"[^。；;\n]{0,400}?(?:同时|即行|予以)?废止[^。；;\n]{0,20}[。；;]")
_REPEAL_ENGLISH: Final = re.compile(
    r"(?:The )?(?P<name>[A-Z][^.;\n]{4,160}?),? (?:is|are) (?:hereby )?(?:repealed|revoked)|"
    r"(?:repeals|revokes|replaces|supersedes) the (?P<other>[A-Z][^.;\n]{4,160})"
)
_BASIS: Final = re.compile(
    r"根据(?P<names>(?:[^。\n]{0,20}《[^》\n]{2,60}》){1,8})[^。\n]{0,60}?(?:制定|制订)"
)
_BARE_BASIS: Final = re.compile(r"根据(?P<names>[^。\n《》]{2,80}?)[，,]?\s*(?:制定|制订)")
_BARE_NAME: Final = re.compile(
    r"(?:中华人民共和国)?(?P<name>[^，,、。和及与以\s《》]{2,24}法)(?=[，,、和及与以]|的|等|$)"
)
_QUOTED: Final = re.compile(r"[《〈<]((?:[^《》〈〉<>\n]|[《〈<][^《》〈〉<>\n]{1,60}[》〉>]){2,90})[》〉>]")
_AMENDS: Final = re.compile(r"关于修改《(?P<name>.{3,60})》的决定")
_SHORT: Final = re.compile(
    r"《(?P<full>[^》\n]{3,60})》\s*[(（]以下(?:简称|称)[：:《“\"]*(?P<short>[^》”\"）)]{2,30})"
)
_CITED: Final = rf"(?:《(?P<name>[^《》\n]{{2,40}})》|(?P<short>SHORT))第(?P<number>{NUMBER})条"
_COUNTRY: Final = re.compile(r"中华人民共和国")
_STATE: Final = re.compile(
    r"[(（\[][^()（）\[\]]{0,30}?(?:修正|修订|试行|暂行|草案|\d{4}|年)[^()（）\[\]]{0,40}[)）\]]"
)
_ENGLISH_STATE: Final = re.compile(
    r"[(\[](?:as )?(?:amended|revised|consolidated|version)[^)\]]*[)\]]|,? (?:as )?(?:amended|revised)\b.*$"
    r"|\b(?:19|20)\d\d\b|^the\s+",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"[^\w]+")
_STEM: Final = re.compile(
    r"(?:监督管理|流通和预防接种管理|管理|行政保护)?(?:法实施条例|法实施办法|法实施细则|法|条例|办法|规定|细则)$"
)


@dataclass(frozen=True, slots=True)
class Named:
    """Another law that this one names: the key of its family, and the words that name it."""

    family: str
    title: str
    chars: Span


@dataclass(frozen=True, slots=True)
class Cited:
    """An article of another law that a sentence of this one cites."""

    family: str
    number: str
    chars: Span


@dataclass(frozen=True, slots=True)
class Instrument:
    """What a law says of itself.

    ``day`` is that of its last promulgation, revision or amendment, ``in_force`` the day from which this
    version holds; ISO dates, ``None`` where it does not say.
    """

    title: str
    family: str
    stem: str  # what it is about: 药品 of 药品管理法
    rank: Rank
    day: str | None
    in_force: str | None
    force_chars: Span | None
    repeals: tuple[Named, ...]
    basis: tuple[Named, ...]
    amends: str | None
    cites: tuple[Cited, ...]
    articles: tuple[Article, ...]
    chapters: tuple[str, ...] = ()  # headings
    mentions: tuple[str, ...] = ()  # families of the legal texts that it names anywhere


def family_of(title: str) -> str:
    """The key that all versions of one law share: its name without country, state, year and punctuation."""
    words = _STATE.sub("", _COUNTRY.sub("", title))
    if words.isascii():
        words = _ENGLISH_STATE.sub(" ", words)
    return _WORDS.sub("", words).lower()


def stem_of(family: str, rank: Rank) -> str:
    """What a law is about, by its name; nothing for names that end otherwise."""
    if rank not in ("law", "regulation", "rule") or not _STEM.search(family):
        return ""
    return _STEM.sub("", family)


def rank_of(title: str) -> Rank | None:
    """The rank of a Chinese or English legal text by its name; ``None`` if the name is of none."""
    name = _STATE.sub("", title).strip("》 \u3000")
    if re.search(r"的决定$|\bamendment (?:act|regulation)", name, re.IGNORECASE):
        return "decision"
    if re.search(r"(?:的解释|的批复)$|^最高人民(?:法|检察)院", name):
        return "interpretation"
    endings: tuple[tuple[Rank, str], ...] = (
        ("law", r"(?<!办)法$|\b(?:act|law|code|statute)\b"),
        ("regulation", r"条例$|\bregulations?\b"),
        ("rule", r"(?:办法|规定|细则|规范|规则)$|\b(?:rules?|measures|provisions|directive)\b"),
    )
    for rank, ending in endings:
        if re.search(ending, name, re.IGNORECASE):
            return rank
    return None


def read_instrument(text: str, title: str, kind: DocumentKind) -> Instrument | None:
    """The instrument that a document is; ``None`` if it is no legal text with articles or a day of force.

    Parameters
    ----------
    text
        As stored.
    title
        As read.
    kind
        Of the document.
    """
    rank = rank_of(title)
    if rank is None or kind not in ("regulation", "other", "article"):
        return None
    articles = articles_of(text)
    force = _force(text)
    if len(articles) < 2 and force is None:
        return None
    family = family_of(title)
    head = text[: min(_HEAD, articles[0].chars[0] if articles else _HEAD)]
    days = list(_history(head))
    day = max((one for one, what in days if what != "force"), default=None)
    named = max((one for one, what in days if what == "force"), default=None)
    told = force[0] if force is not None else named
    amends = _AMENDS.search(title)
    return Instrument(
        title=title,
        family=family,
        stem=stem_of(family, rank),
        rank=rank,
        day=day,
        in_force=in_force(told, day),
        force_chars=force[1] if force is not None else None,
        repeals=tuple(one for one in _repeals(text) if one.family != family),
        basis=tuple(_basis(text, title, family)),
        amends=family_of(amends["name"]) if amends else None,
        cites=tuple(_cites(text)),
        articles=articles,
        chapters=chapters_of(text),
        mentions=tuple(_mentions(text, family)),
    )


def in_force(told: str | None, day: str | None) -> str | None:
    """From when a version holds: an amendment leaves the old clause standing and holds from its own day."""
    if told is None or day is None:
        return told or day
    return max(told, day)


def _iso(words: str) -> str | None:
    match = re.search(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日", words)
    if match is None:
        return _chinese_day(words) or date_in(words)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def _chinese_day(words: str) -> str | None:
    """The day of 二〇一九年八月二十六日."""
    match = re.fullmatch(rf"([一二][{_HAN_DIGITS}]{{3}})年({_HAN})月({_HAN})日", words.strip())
    if match is None:
        return None
    year = "".join(str(max(0, _HAN_DIGITS.index(letter) - 3)) for letter in match[1])
    try:
        return date(int(year), chinese_number(match[2]), chinese_number(match[3])).isoformat()
    except ValueError:
        return None


def _history(head: str) -> Iterator[tuple[str, str]]:
    """Days told before the first article, each with what happened on it."""
    for line in head.splitlines():
        for match in _HISTORY.finditer(line):
            day = _iso(match["day"])
            if day is not None:
                yield day, "force" if match["what"].strip().startswith(("施行", "起施行")) else "made"


def _force(text: str) -> tuple[str, Span] | None:
    """The last clause that says from when it holds."""
    found = [
        (day, match.span())
        for pattern in (_FORCE, _FORCE_ENGLISH)
        for match in pattern.finditer(text)
        if (day := _iso(match["day"])) is not None
    ]
    return max(found, key=lambda one: one[1], default=None)


def _repeals(text: str) -> Iterator[Named]:
    for match in _REPEAL.finditer(text):
        clause = match[0]
        if "同时废止" not in clause and "即行废止" not in clause and "予以废止" not in clause:
            continue
        begin = clause.rfind("施行") if "施行" in clause else 0
        for quoted in _QUOTED.finditer(clause, max(begin, 0)):
            start = match.start() + quoted.start()
            yield Named(family_of(quoted[1]), quoted[1], (start, match.end()))
    for match in _REPEAL_ENGLISH.finditer(text):
        name = match["name"] or match["other"]
        if rank_of(name) is not None:
            yield Named(family_of(name), name, match.span())


def _basis(text: str, title: str, family: str) -> Iterator[Named]:
    """Laws it says it was made under, and the law that its title names."""
    seen: set[str] = set()
    for quoted in _QUOTED.finditer(title):
        if (name := family_of(quoted[1])) != family and rank_of(quoted[1]) == "law":
            seen.add(name)
            yield Named(name, quoted[1], (0, 0))
    if implementing := re.match(r"(?P<law>.{2,30}法)实施(?:条例|办法|细则)$", family):
        seen.add(implementing["law"])
        yield Named(implementing["law"], implementing["law"], (0, 0))
    for match in _BASIS.finditer(text):
        for quoted in _QUOTED.finditer(match["names"]):
            if (name := family_of(quoted[1])) not in seen and rank_of(quoted[1]) == "law":
                seen.add(name)
                yield Named(name, quoted[1], match.span())
    for match in _BARE_BASIS.finditer(text):
        for one in _BARE_NAME.finditer(match["names"]):
            if (name := family_of(one["name"])) not in seen and rank_of(one["name"]) == "law":
                seen.add(name)
                yield Named(name, one["name"], match.span())


def _mentions(text: str, family: str) -> Iterator[str]:
    seen = {family}
    for quoted in _QUOTED.finditer(text):
        if rank_of(quoted[1]) in ("law", "regulation", "rule") and (name := family_of(quoted[1])) not in seen:
            seen.add(name)
            yield name
            if len(seen) > _MOST_MENTIONS:
                return


def _cites(text: str) -> Iterator[Cited]:
    """Articles of other laws by number; short names are written out where the text defines them."""
    defined = {family_of(match["short"]): match for match in _SHORT.finditer(text)}
    words = "|".join(re.escape(match["short"].strip("《》")) for match in defined.values()) or r"(?!)"
    for match in re.finditer(_CITED.replace("SHORT", words), text):
        name = family_of(match["name"] or match["short"])
        family = family_of(defined[name]["full"]) if name in defined else name
        yield Cited(family, str(chinese_number(match["number"])), match.span())
