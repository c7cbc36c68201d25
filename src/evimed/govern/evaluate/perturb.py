"""Small changes that make a true statement false: a number, a unit, a "not", a drug.

Written apart from what is to catch them: no table or pattern is shared with the checks. Each function returns
the changed sentence, or ``None`` where the sentence offers nothing to change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

Perturb = Callable[[str, Random, "Names"], str | None]


@dataclass(frozen=True, slots=True)
class Names:
    """Drugs (or herbs) to swap in, by language."""

    known: Sequence[str]


def _swap(text: str, match: re.Match[str], new: str, group: int | str = 0) -> str:
    return text[: match.start(group)] + new + text[match.end(group) :]


def _choose(pattern: str, text: str, rng: Random, flags: int = re.IGNORECASE) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text, flags))
    return rng.choice(found) if found else None


def _cased(new: str, old: str) -> str:
    return new[0].upper() + new[1:] if old[:1].isupper() else new


def _table(text: str, rng: Random, table: dict[str, str]) -> str | None:
    """Exchange one word of ``table`` for its opposite."""
    words = sorted(table, key=len, reverse=True)
    pattern = "|".join(
        rf"\b{re.escape(w)}\b" if w.isascii() and w[0].isalnum() else re.escape(w) for w in words
    )
    match = _choose(pattern, text, rng)
    return None if match is None else _swap(text, match, _cased(table[match.group().lower()], match.group()))


_ZH_DIGIT = "一二三四五六七八九"
_PLAIN_NUMBER = r"(?<![\w.,/-])(?<![A-Za-z]-)\d+(?:\.\d+)?(?![\w-]*[A-Za-z]\d)(?![,.]\d)(?=[\s%),;:。，；、）]|$|[\u4e00-\u9fff]|\.(?:\s|$)| ?[a-zA-Zµμ%])"
_NOT_YEARS = re.compile(r"(?:19|20)\d\d")


def number(text: str, rng: Random, _: Names) -> str | None:
    """Another value of one number."""
    found = [m for m in re.finditer(_PLAIN_NUMBER, text) if not _NOT_YEARS.fullmatch(m.group())]
    hans = list(
        re.finditer(
            rf"(?<![第一二三四五六七八九十百千万])[{_ZH_DIGIT}](?=[日年月倍岁两升钱枚次人名](?![经要员]))",
            text,
        )
    )
    if not found and not hans:
        return None
    match = rng.choice(found + hans)
    old = match.group()
    if old in _ZH_DIGIT:
        return _swap(text, match, rng.choice([d for d in _ZH_DIGIT if d != old]))
    choices = [_scaled(old, 10), _scaled(old, 2), _plus(old, rng), _transposed(old)]
    new = rng.choice([c for c in choices if c is not None and c != old] or [old + "1"])
    return _swap(text, match, new)


def _scaled(old: str, factor: int) -> str:
    value = float(old) * factor
    return (
        str(int(value))
        if value == int(value) and "." not in old
        else f"{value:.{len(old.partition('.')[2]) or 1}f}"
    )


def _plus(old: str, rng: Random) -> str:
    places = len(old.partition(".")[2])
    return f"{float(old) + rng.choice([1, 2, 3]) * 10**-places:.{places}f}"


def _transposed(old: str) -> str | None:
    return (
        old[1] + old[0] + old[2:]
        if len(old) > 1 and old[0] != old[1] and old[:2].isdigit() and old[1] != "0"
        else None
    )


_UNITS = {
    "mg": "g", "g": "mg", "µg": "mg", "μg": "mg", "mcg": "mg", "ml": "L", "kg": "g", "days": "weeks", "day": "week", "weeks": "months",
    "week": "month", "months": "years", "month": "week", "years": "months", "year": "month", "hours": "days", "hour": "minute",
    "minutes": "hours", "mmhg": "kPa", "cm": "mm", "mm": "cm", "mmol/l": "mg/dL", "mg/dl": "mmol/L", "percent": "per mille", "mg/kg": "g/kg",
}  # fmt: skip
_ZH_UNITS = {
    "工作日": "月", "日": "个月", "年": "个月", "个月": "年", "小时": "天", "天": "小时", "周": "个月", "克": "毫克", "毫克": "克", "万元": "元",
    "两": "斤", "钱": "两", "升": "合", "岁": "个月", "倍": "成", "g": "mg", "mg": "g", "ml": "L",
}  # fmt: skip


def unit(text: str, rng: Random, _: Names) -> str | None:
    """Another unit of one number."""
    spelled = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d)"
    english = (
        rf"{spelled}[ -]?(?P<u>{'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})\b(?!/)"
    )
    match = _choose(english, text, rng)
    if match is not None:
        return _swap(text, match, _UNITS[match["u"].lower()], "u")
    chinese = rf"[\d{_ZH_DIGIT}十百] ?(?P<u>{'|'.join(sorted(_ZH_UNITS, key=len, reverse=True))})(?![经月龄度a-zA-Z])"
    match = _choose(chinese, text, rng)
    if match is None or re.search(
        r"\d{4}年?$|月\d{1,2}日?$|月[一二三四五六七八九十]+日?$", text[: match.end()]
    ):
        return None
    return _swap(text, match, _ZH_UNITS[match["u"].lower()], "u")


_COMPARATORS = {
    "≥": "≤", "≤": "≥", ">": "<", "<": ">", "at least": "at most", "at most": "at least", "more than": "less than", "less than": "more than",
    "no more than": "no less than", "not more than": "not less than", "greater than": "less than", "no less than": "no more than", "or older": "or younger",
    "or more": "or less", "or less": "or more", "up to": "at least", "or younger": "or older", "not less than": "not more than", "not exceed": "exceed",
    "不少于": "不超过", "不超过": "不少于", "不低于": "不高于", "以上": "以下", "以下": "以上", "至少": "至多", "超过": "不足", "低于": "高于", "高于": "低于",
    "大于": "小于", "小于": "大于", "不足": "超过", "未满": "已满",
}  # fmt: skip


def comparator(text: str, rng: Random, _: Names) -> str | None:
    """The bound of a number turned round."""
    before = {w: n for w, n in _COMPARATORS.items() if not w.startswith(("or ", "以"))}
    after = {w: n for w, n in _COMPARATORS.items() if w.startswith(("or ", "以"))}
    number_ahead = (
        rf"(?=[\s=]*(?:\d|[{_ZH_DIGIT}两十]|one |two |three |four |five |six |seven |eight |nine |ten |half))"
    )
    words = "|".join(
        sorted(
            (rf"\b{w}" if w[0].isascii() and w[0].isalpha() else re.escape(w) for w in before),
            key=len,
            reverse=True,
        )
    )
    found = list(re.finditer(rf"(?:{words}){number_ahead}", text, re.IGNORECASE))
    found += list(
        re.finditer(
            r"(?<=[\d岁年元倍日月%])(?:以上|以下)|(?<=years )or (?:older|younger)|(?<=\d )or (?:more|less)",
            text,
        )
    )
    if not found:
        return None
    match = rng.choice(found)
    table = before | after
    return _swap(text, match, _cased(table[match.group().lower()], match.group()))


def range_(text: str, rng: Random, _: Names) -> str | None:
    """One end of a range moved."""
    match = _choose(
        r"(?<![\d./-])(?P<a>\d+(?:\.\d+)?)(?P<s> ?(?:-|–|—|~|～|至|to) ?)(?P<b>\d+(?:\.\d+)?)(?![\d/-]|\.\d)",
        text,
        rng,
    )
    if match is None:
        hans = _choose(
            rf"(?P<b>[{_ZH_DIGIT}十]+)(?P<u>[年日倍万]\w{{0,1}})以上(?P<c>[{_ZH_DIGIT}十]+)(?=(?P=u)以下)",
            text,
            rng,
        )
        return None if hans is None else _swap(text, hans, "九" if hans["c"] != "九" else "八", "c")
    if float(match["a"]) >= float(match["b"]) or _NOT_YEARS.fullmatch(match["a"]):
        return None
    end = rng.choice("ab")
    old = match[end]
    new = _plus(old, rng) if end == "b" else _scaled(old, 2) if rng.random() < 0.5 else _plus(old, rng)
    return None if new == old else _swap(text, match, new, end)


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def date(text: str, rng: Random, _: Names) -> str | None:
    """Another year, month or day."""
    found = list(
        re.finditer(
            r"(?<![\d.,/-])(?:19[5-9]|20[012])\d(?![\d%,./-]|\.\d| ?(?:mg|patients|subjects|women|men|children))",
            text,
        )
    )
    found += list(re.finditer(rf"\b(?:{'|'.join(_MONTHS)})\b(?= \d)", text))
    found += list(re.finditer(r"(?<=年)\d{1,2}(?=月)|(?<=月)\d{1,2}(?=日)", text))
    if not found:
        return None
    match = rng.choice(found)
    old = match.group()
    if old in _MONTHS:
        return _swap(text, match, rng.choice([m for m in _MONTHS if m != old]))
    if len(old) == 4:
        return _swap(text, match, str(int(old) + rng.choice([-3, -2, -1, 1, 2, 3])))
    return _swap(text, match, str(int(old) % 12 + 1))


def negation(text: str, rng: Random, _: Names) -> str | None:
    """A "not" put in or taken out."""
    removals = [
        (r"\b(is|are|was|were|do|does|did|has|have|had|should|may|must|shall|can|could|will|would) not\b", r"\1"),
        (r"\bcannot\b", "can"), (r"\bno (?=significant|evidence|difference|effect|association|increase)", "a "), (r"\bwithout\b", "with"),
        (r"不得|不应当?|不宜", "可以"), (r"(?<![一-龥])未(?=[按经取依])", "已"), (r"(?<=[，。；])未", "已"), (r"不(?=[予能会影需])", ""), (r"无(?=[明显统效毒])", "有"),
        (r"不能", "能"), (r"没有", "有"), (r"不可", "可"),
    ]  # fmt: skip
    additions = [
        (r"\b(is|are|was|were|has been|have been|should|may|must|shall|can|could|will)\b(?! not| no|n't)", r"\1 not"),
        (r"(应当|可以|能够|属于|适用(?=本)|具有|需要)", r"不\1"), (r"(?<![不未无没])(?=有效|影响|推荐|适用于|主)", "不"),
    ]  # fmt: skip
    options = [(p, n) for p, n in removals if re.search(p, text)]
    if not options or rng.random() < 0.4:
        options = [(p, n) for p, n in additions if re.search(p, text)] or options
    if not options:
        return None
    pattern, new = rng.choice(options)
    match = _choose(pattern, text, rng)
    if match is None or re.search(r"whether|是否", text):
        return None
    return _swap(text, match, match.expand(new))


_MODALS = {
    "must not": "may", "shall not": "may", "should not": "should", "must": "may", "shall": "may", "should": "may", "may": "must", "may not": "may", "can": "must",
    "could": "will certainly", "might": "must", "不得": "可以", "应当": "可以", "必须": "可以", "可以": "必须", "不宜": "必须", "不应": "应", "宜": "必须", "可能": "必须", "禁止": "允许",
}  # fmt: skip


def modality(text: str, rng: Random, _: Names) -> str | None:
    """A duty made a choice, a possibility a certainty, a ban a permission."""
    if re.search(r"适宜|便宜|\bMay \d", text):
        return None
    return _table(text, rng, _MODALS)


def drug(text: str, rng: Random, names: Names) -> str | None:
    """Another drug or herb in the place of one."""
    lower = text.lower()
    present = [n for n in names.known if n in lower]
    present = [n for n in present if not n.isascii() or re.search(rf"\b{re.escape(n)}\b", lower)]
    if not present:
        return None
    old = rng.choice(present)
    others = [n for n in names.known if n not in lower and old not in n and n not in old and n[:4] != old[:4]]
    match = re.search(rf"\b{re.escape(old)}\b" if old.isascii() else re.escape(old), text, re.IGNORECASE)
    if match is None or not others:
        return None
    return _swap(text, match, _cased(rng.choice(others), match.group()))


_POPULATIONS = {
    "adults": "children", "adult": "pediatric", "children": "adults", "pediatric": "adult", "women": "men", "men": "women", "female": "male", "male": "female",
    "infants": "adults", "pregnant": "elderly", "elderly": "pregnant", "adolescents": "infants", "older adults": "children", "mice": "humans", "rats": "humans",
    "humans": "mice", "neonates": "adults", "newborns": "adults", "renal impairment": "hepatic impairment", "hepatic impairment": "renal impairment",
    "severe": "mild", "mild": "severe", "moderate": "severe",
    "儿童": "成人", "小儿": "老人", "妇女": "男子", "孕妇": "儿童", "产妇": "儿童", "老年人": "儿童", "未成年人": "老年人", "成年人": "未成年人", "妇人": "小儿", "新生儿": "成人",
    "女性": "男性", "男性": "女性", "患儿": "孕妇", "男子": "女子", "女子": "男子", "婴儿": "老人", "孕产妇": "老年人",
}  # fmt: skip


def population(text: str, rng: Random, _: Names) -> str | None:
    """Other people than those it was found in."""
    return _table(text, rng, _POPULATIONS)


_DIRECTIONS = {
    "increase": "decrease", "increased": "decreased", "increases": "decreases", "decrease": "increase", "decreased": "increased", "decreases": "increases",
    "reduce": "increase", "reduced": "increased", "reduces": "increases", "reduction": "increase", "higher": "lower", "lower": "higher", "improve": "worsen",
    "improved": "worsened", "improves": "worsens", "elevated": "reduced", "greater": "smaller", "longer": "shorter", "shorter": "longer", "prolonged": "shortened",
    "more likely": "less likely", "less likely": "more likely", "before": "after", "after": "before", "positive": "negative", "negative": "positive", "upregulated": "downregulated",
    "inhibits": "activates", "activates": "inhibits", "inhibition": "activation",
    "提高": "降低", "增加": "减少", "降低": "升高", "减少": "增加", "加重": "减轻", "减轻": "加重", "升高": "降低", "增强": "减弱", "改善": "恶化", "缓解": "加重", "增多": "减少", "下降": "上升",
    "上升": "下降", "之前": "之后", "促进": "抑制", "从重": "从轻", "从轻": "从重", "升": "降",
}  # fmt: skip


def direction(text: str, rng: Random, _: Names) -> str | None:
    """Up for down, before for after."""
    return _table(text, rng, _DIRECTIONS)


_FORMS = {
    "tablet": "capsule", "tablets": "capsules", "capsule": "tablet", "capsules": "tablets", "oral": "intravenous", "orally": "intravenously", "intravenous": "oral",
    "intravenously": "orally", "intramuscular": "subcutaneous", "subcutaneous": "intravenous", "topical": "oral", "injection": "tablet", "injections": "tablets",
    "inhaled": "oral", "intranasal": "oral", "intrathecal": "oral", "suspension": "cream", "ointment": "tablet", "cream": "capsule", "transdermal": "oral", "sublingual": "rectal",
    "口服": "外用", "外用": "内服", "内服": "外用", "注射剂": "片剂", "注射液": "口服液", "注射": "口服", "颗粒": "胶囊", "胶囊": "颗粒", "丸": "散", "汤": "丸", "散": "汤", "膏": "丸", "煎服": "外敷", "外敷": "煎服", "冲服": "外敷",
}  # fmt: skip


def dose_form(text: str, rng: Random, _: Names) -> str | None:
    """Another dose form or route."""
    return _table(text, rng, _FORMS)


_FUNCTION_WORDS = """
that those others either expected which with would have been this these they when other than such more less
could should were what most their some those many each much both also only being does having usual
about twice three five four zero normal before after
"""
_NO_THINGS = frozenset([*_FUNCTION_WORDS.split()])


def arm(text: str, rng: Random, _: Names) -> str | None:
    """Two numbers of a comparison exchanged, or the two things compared."""
    percents = list(
        re.finditer(
            r"(?<![\d.])\d+(?:\.\d+)?(?= ?(?:%|percent|mg|days|weeks|months|years|mmHg|g\b|钱|两|枚|升|年|日|万元))",
            text,
        )
    )
    compares = re.search(r"\bvs\.?\b|versus|compared|than|respectively|whereas|while|分别|；|，| and ", text)
    pairs = [
        (a, b)
        for i, a in enumerate(percents)
        for b in percents[i + 1 :]
        if a.group() != b.group() and _unit_of(text, a) == _unit_of(text, b)
    ]
    if compares and pairs:
        one, two = rng.choice(pairs)
        between = text[one.end() : two.start()]
        if _tells_apart(between):
            return text[: one.start()] + two.group() + between + one.group() + text[two.end() :]
    match = _choose(
        r"\b(?P<a>[A-Za-z-]{4,}) (?P<m>(?:was|is|were|are) (?:\w+ )?(?:(?:more|less|higher|lower|greater|better)[\w ]{0,30}? than|(?:superior|inferior) to)) (?P<b>[A-Za-z-]{4,})\b",
        text,
        rng,
    )
    if match is None or any(w.lower() in _NO_THINGS or w.endswith("ly") for w in match.group("a", "b")):
        return None
    return text[: match.start()] + f"{match['b']} {match['m']} {match['a']}" + text[match.end() :]


def _tells_apart(between: str) -> bool:
    """Whether something stands between two numbers that makes them numbers of different things."""
    words = re.findall(r"[A-Za-z]{3,}|[\u4e00-\u9fff]", between)
    joins = {
        "and",
        "percent",
        "days",
        "weeks",
        "months",
        "years",
        "mmhg",
        "hours",
        "the",
        "with",
        "followed",
        "then",
        *"和或及至到两钱枚升年日万元，、到者",
    }
    return any(word.lower() not in joins for word in words)


def _unit_of(text: str, match: re.Match[str]) -> str:
    found = re.match(r" ?([%a-zA-Z]+|[\u4e00-\u9fff])", text[match.end() :])
    return found.group(1).lower() if found else ""


PERTURBATIONS: dict[str, Perturb] = {
    "number": number, "unit": unit, "comparator": comparator, "range": range_, "date": date, "negation": negation, "modality": modality,
    "drug": drug, "population": population, "direction": direction, "dose_form": dose_form, "arm": arm,
}  # fmt: skip
