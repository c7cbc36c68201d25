"""Whether a sentence holds a thing of the wanted type, and where: the other half of ``asked``."""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba

from evimed.answer.asked import Asked, Want
from evimed.knowledge.tokens import fold
from evimed.records import Span

_DIGIT = r"\d+(?:,\d{3})*(?:\.\d+)?"
_HANZI_NUMBER = r"[一二两三四五六七八九十百千万亿零〇半]+"
_NUM = rf"(?:{_DIGIT}|{_HANZI_NUMBER})"
_MONTHS = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"

_DURATION = rf"{_NUM}\s?(?:多|余)?个?(?:分钟|小时|天|日(?!\d)|工作日|周|星期|月|年|季度|毫秒|秒|岁)|{_DIGIT}[\s-]?(?:minutes?|hours?|hrs?|h\b|days?|weeks?|months?|years?|seconds?|working days|business days)|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty) (?:minutes?|hours?|days?|weeks?|months?|years?)"
_TIMES = rf"(?:once|twice|(?:{_DIGIT}|two|three|four|five|six) times?)"
_OFTEN = (
    rf"每(?:[日天周月年晚早晨]|隔|个?(?:小时|星期|月|季度)|{_NUM}\s?个?(?:小时|[日天周年]|星期|月))|[一\d][日天周月年]\s?{_NUM}\s?次|隔[日天周]|逐[日周月年]"
    rf"|{_TIMES} (?:a|an|per|each|every)\b|\b(?:{_TIMES} )?(?:daily|weekly|monthly|quarterly|yearly|annually|hourly)\b"
    r"|\b(?:every|each) (?:other )?(?:[\w-]+ ){0,2}?(?:minutes?|hours?|days?|weeks?|months?|quarters?|years?|morning|evening|night|visit)\b|\bq\d+h\b|\b[bt]id\b"
)

_HOLDS: dict[Want, re.Pattern[str]] = {
    Want.PERCENT: re.compile(rf"{_DIGIT}\s?(?:%|‰|percent|个百分点|percentage points?)|百分之{_NUM}|{_HANZI_NUMBER}(?:成|分之{_HANZI_NUMBER})|\d+成|每(?:千|万|十万|百万|百).{{0,6}}?{_DIGIT}|\d+/\d+|{_DIGIT} (?:of|per) (?:the )?\d+"),
    Want.MONEY: re.compile(rf"{_NUM}\s?(?:多|余)?(?:亿|万|千|百)*(?:美|欧|日|港)?元|[$€£¥￥]\s?{_DIGIT}|{_DIGIT}\s?(?:yuan|rmb|cny|usd|dollars?|euros?|million|billion)"),
    Want.DURATION: re.compile(_DURATION),
    Want.FREQUENCY: re.compile(rf"{_OFTEN}|{_DURATION}"),  # an interval tells it too
    Want.TIME: re.compile(rf"(?:19|20)\d\d(?:\s?年|[-/.]\d{{1,2}})?|\d{{1,2}}\s?月(?:\d{{1,2}}日|份|底|初)?|二[〇○零]{_HANZI_NUMBER}年|(?:{_MONTHS})\.? \d{{1,4}}|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})\b|去年|今年|明年|上半年|下半年|第[一二三四]季度"),
    Want.QUANTITY: re.compile(rf"{_DIGIT}|{_HANZI_NUMBER}(?=[个家例名位种项条款台套次批篇件类所座支只份期级分倍人张页部大]|多|余)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice|hundred|thousand|million)\b"),
    Want.ABBREVIATION: re.compile(r"[a-z][a-z0-9.&-]{1,}|简称|缩写|全称|以下称"),
    Want.DEFINITION: re.compile(r"是指|指的是|系指|，指|即指|所称|定义为|是一种|是一类|，即|意为|means\b|(?:is|are) defined as|refers? to|is an?\b|are\b|denotes"),
    Want.REASON: re.compile(r"因为|由于|因(?![此而素子])|^为[^，。]{3,30}，|以便|以免|原因|因此|因而|所以|之所以|在于|源于|导致|主要是|受.{1,20}影响|为了|because|due to|owing to|since|therefore|as a result|caused by|reason|driven by|attributed|in order to"),
    Want.PHONE: re.compile(r"\d{3,4}[- ]\d{3,4}[- ]?\d{3,4}|(?<![a-z\d.-])\+?\d{7,}"),
    Want.CONTACT: re.compile(r"[\w.+-]+@[\w-]+\.\w+|https?://|www\."),
    Want.CODE: re.compile(r"[a-z]{2,}[-\s]?[\d-]{4,}|[\u4e00-\u9fff]字[a-z]?\d{4,}|\d{6,}|[a-z]+\d+-[\d-]+|〔\d{4}〕|\[\d{4}\]\s?\d+号"),
}  # fmt: skip
_TITLES = re.compile(
    r"教授|博士|院士|主任|医师|医生|先生|女士|院长|所长|董事长|总经理|总裁|创始人|首席|主编|作者|负责人|研究员|\bdr\.?\s|\bprof(?:essor)?\b|\bmr\.?\s|\bms\.?\s|\bceo\b|chair|director|investigator|president|author"
)
_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:公司|集团|医院|大学|学院|研究院|研究所|研究中心|中心|药业|制药|药厂|科技|生物|医药|医疗|健康|委员会|委|局|部门|部|协会|学会|联盟|基金会|组织|团队|实验室|平台|智能|数据|署|厂|司|处|办公室|科)"
    r"|\b(?:inc|ltd|llc|gmbh|corp|pharma\w*|universit\w+|hospitals?|institutes?|centers?|centres?|agency|committee|department|association|foundation|society|council|ministry|commission|authority|company|group|laborator\w+|team|unit|office)\b"
)
_PLACE = re.compile(
    r"(?:位于|坐落|设在|设于|落户|地处|迁至)[\u4e00-\u9fff]{2,8}|在[\u4e00-\u9fff]{2,5}(?:建|设|成立|开工|投产)|[\u4e00-\u9fff]{1,6}(?:省|市|自治区|特别行政区|区|县|镇|州|国|洲|园|港|路\d*号|街)|北京|上海|天津|重庆|广州|深圳|中国|美国|欧洲|日本|东部|中部|西部|华东|华南|华北|\b(?:city|province|street|road|avenue|china|united states|europe|japan|germany|france|uk)\b"
)
_NAME = re.compile(
    r"[“\"「『《][^”\"」』》]{2,40}[”\"」』》]|[a-z]+[-]?\d+[a-z]*|[a-z]{3,}|名为|称为|命名|叫做|简称"
)


@lru_cache(maxsize=20_000)
def _tagged_spans(text: str, tags: tuple[str, ...]) -> tuple[Span, ...]:
    """Ranges of the words that the tagger gives one of ``tags`` (nr person, ns place, nt organisation)."""
    spans: list[Span] = []
    position = 0
    for word, tag in rjieba.tag(text):
        if tag in tags and len(word) > 1:
            spans.append((position, position + len(word)))
        position += len(word)
    return tuple(spans)


def _tagged(text: str, *tags: str) -> list[Span]:
    return list(_tagged_spans(text, tags))


def find_wanted(asked: Asked, text: str) -> list[Span]:
    """Ranges in ``fold(text)`` that hold a thing of the wanted type; the whole text for open questions."""
    folded = fold(text)
    match asked.want:
        case Want.OPEN:
            spans = [(0, len(folded))]
        case Want.PERSON:
            spans = _tagged(folded, "nr") + _english_names(text) + _all(_TITLES, folded)
            spans += _all(_ORGANISATION, folded)
        case Want.ORGANISATION:
            spans = _all(_ORGANISATION, folded) + _tagged(folded, "nt", "nz", "nr")
        case Want.PLACE:
            spans = _all(_PLACE, folded) + _tagged(folded, "ns")
        case Want.NAME:
            spans = _all(_NAME, folded) + _tagged(folded, "nz", "nt", "nr") or [(0, len(folded))]
        case Want.ABBREVIATION if asked.letters:
            spans = [span for letters in asked.letters for span in _explained(letters, folded)]
        case Want.QUANTITY:
            spans = _quantities(asked, folded)
        case want:
            spans = _all(_HOLDS[want], folded)
    return spans


def _all(pattern: re.Pattern[str], folded: str) -> list[Span]:
    return [match.span() for match in pattern.finditer(folded)]


def _quantities(asked: Asked, folded: str) -> list[Span]:
    """Numbers that count something; those with the measure of the question where there are some."""
    spans = [span for span in _all(_HOLDS[Want.QUANTITY], folded) if not _dates_or_numbers(folded, span)]
    if asked.measure is None:
        return spans
    carried = re.compile(rf"\s?[多余]?(?:亿|万|千|百)?(?:{asked.measure})")
    return [span for span in spans if carried.match(folded[span[1] : span[1] + 6])] or spans


def _explained(letters: str, folded: str) -> list[Span]:
    """Where an abbreviation is spelled out: in brackets after its long form, or before them."""
    name = re.escape(letters)
    pattern = (
        rf"[（(][^（）()]{{0,60}}(?<![a-z]){name}(?![a-z])[^（）()]{{0,20}}[）)]|(?<![a-z]){name}\s?[（(][^（）()]{{6,}}[）)]"
        rf"|(?:简称|缩写|全称|英文)[^，。；]{{0,8}}{name}|{name}[^，。；]{{0,8}}(?:全称|是指|即|代表|stands for|means|short for)"
    )
    return [match.span() for match in re.finditer(pattern, folded)]


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?!\s?年?(?:以来|以前|之前|起|相比))")


def agrees_in_year(asked: Asked, text: str, before: str, spans: list[Span]) -> float:
    """Whether a wanted thing belongs to the year of the question: 1 yes, 0 another year's, between if no year is told.

    The year of a number is the last one named before it, in its sentence or the ones before.
    """
    if not asked.years:
        return 1.0
    folded = fold(text)
    here = [(match.start(), match.group(1)) for match in _YEAR.finditer(folded)]
    earlier = _YEAR.findall(fold(before))
    best = 0.0
    for start, end in spans or [(0, len(folded))]:
        told = [year for at, year in here if at < start] or earlier[-1:]
        if not told:
            told = [year for at, year in here if at <= end + 12][:1]
        if not told:
            best = max(best, 0.4)
        elif told[-1] in asked.years or any(year in asked.years for at, year in here if start <= at < end):
            return 1.0
    return best


# The commonest family names of mainland China (about 85 % of the population, Ministry of Public Security 2020).
_FAMILY_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
_ROLES = "教授|博士|主任|院士|先生|女士|董事长|总经理|创始人|院长|所长|负责人|主编|研究员|首席科学家|首席执行官|发起人|医师|医生|作者|总裁|书记"
_PERSON = re.compile(
    rf"(?:{_ROLES})(?:为|是|：|:|由|、)?\s?[{_FAMILY_NAMES}][\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff]{{0,2}}(?:公司|医院|大学))"
    rf"|[{_FAMILY_NAMES}][\u4e00-\u9fff]{{1,2}}(?=(?:等)?(?:{_ROLES})|（|表示|认为|指出|担任)"
    r"|\b(?:Dr|Prof|Professor|Mr|Ms|Mrs)\.? [A-Z][a-z]+|\b[A-Z][a-z]+ [A-Z](?:\.|[a-z]+)(?: [A-Z][a-z]+)?\b(?=,? (?:MD|PhD|director|chair|president|founder|CEO|head|was|is|led))"
)


def holds_person(text: str) -> bool:
    """Whether ``text`` names a person: a family name beside a role or title, or an English name beside one."""
    return bool(_PERSON.search(text))


# Measure words that count the same things.
MEASURES_ALIKE = (
    ("个", "家", "种", "项", "款", "类", "条", "座", "所", "处"),
    ("名", "人", "例", "位", "人次"),
    ("份", "例", "件", "条", "篇", "起"),
    ("次", "回", "轮", "批"),
    ("台", "套", "架"),
)


def _dates_or_numbers(folded: str, span: Span) -> bool:
    """Whether a number is a year, a day, the number of a figure, a class or a phase: it counts nothing."""
    start, end = span
    before, after = folded[max(0, start - 3) : start], folded[end : end + 2].lstrip()
    if _YEAR.fullmatch(folded[start:end]) and (not after or after[0] in "年-/—–至~.，,、）)；;：:。"):
        return True
    return after[:1] in ("月", "日") or before.endswith(("第", "图", "表", "图 ", "表 ", "-", "—"))


def carries_measure(asked: Asked, text: str) -> bool:
    """Whether a number in ``text`` carries the measure word of the question (``37家`` for 多少家)."""
    if not asked.measure:
        return True
    alike = next((group for group in MEASURES_ALIKE if asked.measure in group), (asked.measure,))
    return bool(re.search(rf"{_NUM}\s?[多余]?(?:亿|万|千|百)?(?:{'|'.join(alike)})", fold(text)))


def _english_names(text: str) -> list[Span]:
    return [match.span() for match in re.finditer(r"\b[A-Z][a-z]+(?: [A-Z]\.?)? [A-Z][a-z]+\b", text)]
