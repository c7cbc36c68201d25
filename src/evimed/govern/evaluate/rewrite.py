"""Rewritings that keep what a sentence says: another unit, numerals in words, a clause by itself, a synonym.

Written apart from the checks, as the perturbations are. Each returns the rewritten sentence, or ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random

import rjieba

from evimed.knowledge.glossary import load_glossary

Rewrite = Callable[[str, Random], str | None]

_FULL = {ord(c): ord(c) + 0xFEE0 for c in "0123456789%()"}
_SPELLED = "zero one two three four five six seven eight nine ten eleven twelve"
_WORDS = [str(word) for word in _SPELLED.split()]
_HAN_DIGITS = "零一二三四五六七八九"


def width(text: str, _: Random) -> str | None:
    """Half-width to full-width figures, or full-width punctuation to half-width."""
    if re.search(r"[\u4e00-\u9fff]", text):
        if re.search(r"\d", text):
            return text.translate(_FULL)
        return text.translate(str.maketrans("，；：（）", ",;:()"))
    return None


def _sub_one(pattern: str, new: Callable[[re.Match[str]], str | None], text: str, rng: Random) -> str | None:
    found = list(re.finditer(pattern, text, re.IGNORECASE))
    rng.shuffle(found)
    for match in found:
        replaced = new(match)
        if replaced is not None and replaced != match.group():
            return text[: match.start()] + replaced + text[match.end() :]
    return None


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def convert(text: str, rng: Random) -> str | None:
    """The same amount in another unit."""
    sizes: dict[str, tuple[float, str]] = {
        "mg": (0.001, "g"), "g": (1000, "mg"), "kg": (1000, "g"), "ml": (0.001, "L"), "days": (24, "hours"), "weeks": (7, "days"), "hours": (60, "minutes"),
        "week": (7, "days"), "years": (12, "months"), "cm": (10, "mm"), "小时": (60, "分钟"), "年": (12, "个月"), "周": (7, "天"), "克": (1000, "毫克"), "mm": (0.1, "cm"),
    }  # fmt: skip

    def other(match: re.Match[str]) -> str | None:
        size, name = sizes[match["u"].lower()]
        value = float(match["n"]) * size
        listed = re.search(r"\d,? ?(?:,|and|or|to|和|或|、|±|/)? ?$", text[: match.start()])
        if re.fullmatch(r"(?:19|20)\d\d", match["n"]) or listed or value < 0.0005:
            return None
        gap = " " if match["s"] or match["u"].isascii() else ""
        return f"{_plain(value)}{gap}{name}"

    units = "|".join(sorted(sizes, key=len, reverse=True))
    return _sub_one(
        rf"(?<![\w.,/~–—-])(?<!to )(?<!- )(?<![约到至和])(?P<n>\d+(?:\.\d+)?)(?P<s> ?)(?P<u>{units})(?![\w/²2]|-|·| ?[/±+–]| to \d|(?:龄|间|代|度|[一-龥]?\d+月))(?! old)(?! and \d)",
        other,
        text,
        rng,
    )


def numerals(text: str, rng: Random) -> str | None:
    """Figures as words, words as figures."""

    def other(match: re.Match[str]) -> str | None:
        word = match.group()
        if word.isdigit():
            return _WORDS[int(word)] if int(word) <= 12 else None
        if word.lower() in _WORDS:
            return str(_WORDS.index(word.lower()))
        return None

    if re.search(r"[\u4e00-\u9fff]", text):
        return _chinese_numerals(text, rng)
    return _sub_one(
        r"(?<![\w.,/:=<>≥≤±$–~-])(?:[2-9]|1[0-2]|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?= (?:patients|women|men|children|weeks|months|days|years|hours|studies|cases|groups|trials|doses|times)\b)(?! times)",
        other,
        text,
        rng,
    )


def _chinese_numerals(text: str, rng: Random) -> str | None:
    def other(match: re.Match[str]) -> str | None:
        digits, unit = match["n"], match["u"]
        value = _read(digits)
        return None if value is None else f"{value}{unit}"

    return _sub_one(
        r"(?<![第一二三四五六七八九十百千万零\d月])(?P<n>[一二三四五六七八九十百]{1,5})(?P<u>日|年|个月|倍|万元|小时|岁|个工作日|升|枚)(?![一-龥]?[龄月])",
        other,
        text,
        rng,
    )


def _read(digits: str) -> int | None:
    total, last = 0, 0
    for letter in digits:
        if letter in _HAN_DIGITS:
            if last:
                return None  # 七八日: about
            last = _HAN_DIGITS.index(letter)
        elif letter in "十百":
            total += (last or 1) * (10 if letter == "十" else 100)
            last = 0
        else:
            return None
    return total + last or None


def large(text: str, rng: Random) -> str | None:
    """万 and 亿 spelled in figures, thousands separators put in or taken out."""

    def other(match: re.Match[str]) -> str | None:
        value = _read(match["n"]) if not match["n"].isdigit() else int(match["n"])
        return None if value is None else f"{value * 10_000}{match['u']}"

    done = _sub_one(
        r"(?<![第一二三四五六七八九十百千\d])(?P<n>[一二三四五六七八九十百]{1,4}|\d+)万(?P<u>元|人|例)",
        other,
        text,
        rng,
    )
    if done is not None:
        return done
    done = _sub_one(r"\b\d{1,3}(?:,\d{3})+\b", lambda m: m.group().replace(",", ""), text, rng)
    return done or _sub_one(
        r"(?<![\w.,/-])\d{4,6}(?= (?:patients|women|men|participants|subjects|children|people|cases))",
        lambda m: f"{int(m.group()):,}",
        text,
        rng,
    )


_BOUNDS = {
    r"\bat least (?=\d)": "≥", r"≥ ?(?=\d)": "at least ", r"(?<!not )(?<!no )\bless than (?=\d)": "<", r"(?<!not )(?<!no )\bmore than (?=\d)": ">", r"\bno more than (?=\d)": "≤", r"\bup to (?=\d+ (?:mg|%))": "≤",
    r"(?<=\d) percent\b": "%", r"(?<=\d) ?%(?= of)": " percent", r"\bgreater than (?=\d)": ">", r"(?<=\d) years or older\b": " years and older", r"(?<=\d) years and older\b": " years or older",
    r"\btwice daily\b": "two times a day", r"\bonce daily\b": "once a day", r"\bonce a day\b": "once daily", r"\bevery 12 hours\b": "q12h", r"(?<=\d)-(?=\d+ (?:mg|years|days|weeks|months|hours)\b)": " to ",
    r"(?<=\d) to (?=\d+ (?:mg|years|days|weeks|months|hours)\b)": "–",
}  # fmt: skip
_HAN_BOUNDS = {
    r"不少于(?=[\d一二三五十])": "至少", r"至少(?=[\d一二三五十])": "不少于", r"不超过(?=[\d一二三五十])": "不多于", r"不低于(?=[\d一二三五十])": "不少于", r"每日一次": "一日1次", r"每日二次|每日两次": "一日2次",
    r"超过(?=[\d一二三五十])": "大于", r"(?<=\d)%": "％", r"百分之(?=[一二三四五六七八九])": "百分之",
}  # fmt: skip


def bounds(text: str, rng: Random) -> str | None:
    """At least 5 as ≥5, percent as %, 2–5 as 2 to 5."""
    table = _HAN_BOUNDS if re.search(r"[\u4e00-\u9fff]", text) else _BOUNDS
    options = [(p, n) for p, n in table.items() if re.search(p, text, re.IGNORECASE)]
    if not options:
        return None
    pattern, new = rng.choice(options)
    if new == "–" and re.search(r"(?:from|between) \d+ to", text):
        return None
    return re.sub(pattern, new, text, count=1, flags=re.IGNORECASE)


_LEADS = re.compile(
    r"^(?:However|In addition|Moreover|Furthermore|Additionally|Therefore|Thus|In conclusion|Overall|In this study|In summary|Interestingly|Importantly|Also|Consequently|Finally"
    r"|Conclusions?:?|Results?:?|Accordingly|Notably|In the present study|Here|Recently|To our knowledge|These (?:data|results|findings) (?:suggest|indicate|show|demonstrate) that|We (?:found|report|conclude|observed|show|demonstrate) that)[,:]? (?P<rest>.+)$"
)
_HAN_LEADS = re.compile(
    r"^(?:但是|但|此外|另外|因此|所以|同时|而且|并且|总之|故|盖|然|若夫|夫)，?(?P<rest>[\u4e00-\u9fff].{10,})$"
)


def shorten(text: str, _: Random) -> str | None:
    """Without the words that only lead in, or without what stands in brackets."""
    match = _LEADS.match(text) or _HAN_LEADS.match(text)
    if match is not None and not re.match(
        r"(?:it|this|these|they|he|she|not)\b", match["rest"], re.IGNORECASE
    ):
        if "suggest" in match.group() or "indicate" in match.group():
            return None  # what is only suggested may not be said outright
        rest = match["rest"]
        return rest[0].upper() + rest[1:]
    bare = re.sub(r"(?:(?<=[\u4e00-\u9fff])| )[(（][^()（）]{2,60}[)）]", "", text, count=1)
    return bare if bare != text and len(bare) > 25 else None


def clause(text: str, rng: Random) -> str | None:
    """One of the sentences that a semicolon joins."""
    if re.search(r"[(（][^)）]*[;；]", text):
        return None
    parts = re.split(r"[;；]\s*", text.rstrip(".。"))
    parts = [p for p in parts if len(p) > (30 if p.isascii() else 12)]
    if len(parts) < 2 or re.search(
        r"(?:：|:|情形|下列|如下|the following|\bif\b|unless|except|除|的，)", text
    ):
        return None
    if re.search(r"[\u4e00-\u9fff]", text):
        part = rng.choice(parts[1:]) if "，" in parts[0] else rng.choice(parts)
        return part + "。" if not re.match(r"其|该|并|但|或|此|同时", part) else None
    found = [
        p for p in parts if re.match(r"[A-Za-z][\w -]+ (?:is|are|was|were|had|has|showed|may|should) ", p)
    ]
    found = [
        p
        for p in found
        if not re.match(
            r"(?:it|this|these|they|however|therefore|thus|which|that|and|or)\b", p, re.IGNORECASE
        )
    ]
    if not found:
        return None
    part = rng.choice(found)
    return part[0].upper() + part[1:] + "."


def front(text: str, _: Random) -> str | None:
    """A last phrase of place, time or people put first."""
    match = re.match(
        r"^(?P<a>[A-Z][^,;:()]{25,160}?) (?P<b>(?:in (?:patients|children|women|adults|men|rats|mice|infants)|during|among|after) [^,;:()]{4,60})\.$",
        text,
    )
    if (
        match is None
        or re.match(r"(?:In|During|Among|After|It|This|These|They|No|Not|We)\b", match["a"])
        or re.search(r"\b(?:and|or|than|that|which|who|when|with)\b", match["b"])
    ):
        return None
    first = match["a"].split(" ", 1)[0]
    lowered = (
        match["a"][0].lower() + match["a"][1:]
        if first[1:].islower() and first.lower() in {"the", "a", "an", "all", "both"}
        else match["a"]
    )
    return f"{match['b'][0].upper()}{match['b'][1:]}, {lowered}."


_VERBS = {
    "increases": "increased", "reduces": "reduced", "inhibits": "inhibited", "causes": "caused", "induces": "induced", "prevents": "prevented", "decreases": "decreased",
    "encodes": "encoded", "activates": "activated", "blocks": "blocked", "regulates": "regulated", "promotes": "promoted", "mediates": "mediated", "suppresses": "suppressed",
    "increased": "increased", "reduced": "reduced", "inhibited": "inhibited", "caused": "caused", "induced": "induced", "prevented": "prevented",
}  # fmt: skip


def voice(text: str, _: Random) -> str | None:
    """Active made passive."""
    match = re.match(
        rf"^(?P<a>[A-Za-z][\w -]{{2,50}}?) (?P<v>{'|'.join(_VERBS)}) (?P<b>(?:the )?[\w -]{{3,70}}?)(?P<c> in [\w ,-]+)?\.$",
        text,
    )
    if match is None or re.search(
        r"\b(?:by|and|that|which|to|not|it|this|they|we|is|was|were|are|of|with|from|although|the|via|for|increased)\b",
        f"{match['a']} {match['b']}",
        re.IGNORECASE,
    ):
        return None
    be = "was" if match["v"].endswith("ed") else "is"
    subject = match["b"][0].upper() + match["b"][1:]
    return f"{subject} {be} {_VERBS[match['v']]} by {match['a']}{match['c'] or ''}."


_SECTIONS = (
    "Adverse reactions", "Diseases", "Anatomy", "Laboratory tests", "Procedures", "Drug classes", "Drug names", "Traditional Chinese", "Genetics",
)  # fmt: skip


@cache
def _field_words() -> frozenset[str]:
    """Words of the glossary's sections on things: there a line is one thing, not a way of asking."""
    raw = resources.files("evimed.knowledge").joinpath("glossary.tsv").read_text(encoding="utf-8")
    words: set[str] = set()
    inside = False
    for line in raw.splitlines():
        if line.startswith("#"):
            inside = line[2:].startswith(_SECTIONS)
        elif inside:
            words.update(word.strip().lower() for word in re.split("[;；\t]", line))
    return frozenset(words)


_HAN_WORD = re.compile(r"[\u4e00-\u9fff]+")


def _borders(text: str) -> frozenset[int]:
    """Where words of a Chinese text begin and end."""
    return frozenset(accumulate((len(word) for word in rjieba.cut(text)), initial=0))


def synonym(text: str, rng: Random) -> str | None:
    """One word of the field for another that the glossary gives, in the same language."""
    han = bool(re.search(r"[\u4e00-\u9fff]", text))
    options: list[tuple[int, int, str]] = []
    lower = text.lower()
    if len(lower) != len(text):
        return None
    borders = _borders(lower) if han else frozenset[int]()
    for form in load_glossary().find(lower):
        old = lower[form.start : form.end]
        if old not in _field_words():
            continue
        # Cut out of a longer word it says something else: 院内感染 in 医院内感染, 流行病 in 流行病学.
        if han and (not _HAN_WORD.fullmatch(old) or not borders >= {form.start, form.end}):
            continue
        if len(old) < (3 if han else 9):
            continue
        others = [
            o
            for o in form.others
            if bool(_HAN_WORD.fullmatch(o)) == han and o.isascii() != han and len(o) >= (3 if han else 7)
        ]
        others = [o for o in others if o not in old and old not in o and o in _field_words()]
        if others and not re.search(r"\d", old):
            options.append((form.start, form.end, rng.choice(others)))
    if not options:
        return None
    start, end, new = rng.choice(options)
    return text[:start] + (new.capitalize() if start == 0 else new) + text[end:]


def dates(text: str, _: Random) -> str | None:
    """2024年5月1日 as 2024-05-01, May 1, 2024 as 1 May 2024."""
    done = re.sub(
        r"(?<!\d)(\d{4})年(\d{1,2})月(\d{1,2})日",
        lambda m: f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}",
        text,
        count=1,
    )
    if done == text:
        done = re.sub(
            r"\b(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2}), (\d{4})",
            r"\2 \1 \3",
            text,
            count=1,
        )
    return done if done != text else None


REWRITES: dict[str, Rewrite] = {
    "width": width, "convert": convert, "numerals": numerals, "large": large, "bounds": bounds, "shorten": shorten, "clause": clause, "front": front, "voice": voice,
    "synonym": synonym, "dates": dates,
}  # fmt: skip
