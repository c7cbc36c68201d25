"""Addresses of persons: Chinese from region to room, English from house number to postcode."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evimed.govern.privacy.find.findings import Finding

_H = r"[一-鿿]"
_PROVINCE = (
    r"(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)"
    r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?"
)
_CITY = rf"(?![住在于到至从往是为址])(?!家住|位于){_H}{{2,7}}?(?:市|自治州|地区|盟|州)"
_DISTRICT = rf"(?![住在于到至从往是为址])(?!家住|位于){_H}{{1,7}}?(?:区|县|旗|市)"
_TOWN = rf"{_H}{{1,8}}?(?:街道|镇|乡|苏木)"
_STREET = rf"{_H}[一-鿿\d]{{0,11}}?(?:大道|大街|路|街|巷|胡同|道|弄|里|村|社区|屯|庄|坊|塘|桥)村?"
_NUMBER = r"[\dA-Za-z甲乙丙一二三四五六七八九十]{1,6}(?:-\d{1,5}){0,2}(?:号楼|号院|号|弄|组|队|座|栋|幢|楼|单元|室|户|层|门|期|区)"
_PLACE = r"[一-鿿A-Z][一-鿿\dA-Za-z]{1,12}?(?:小区|花园|家园|花苑|公寓|大厦|新村|宿舍|家属院|城|苑|园|庭|邸|湾|府|轩|阁|居|墅|里|广场|中心)"
_TAIL = rf"(?:[,，· ]?(?:{_PLACE})?[东西南北中]?(?:{_NUMBER})+)"
_FULL = re.compile(
    rf"(?:{_PROVINCE}(?:{_CITY})?(?:{_DISTRICT})?|(?:{_CITY})(?:{_DISTRICT})?|{_DISTRICT})"
    rf"(?:{_TOWN}){{0,2}}(?:{_STREET}){{0,3}}{_TAIL}{{0,4}}(?:\d{{3,4}}(?!\d))?"
)
_FINE = re.compile(_NUMBER)
_REGION = re.compile(rf"{_PROVINCE}|[市区县旗镇乡州盟]")
_ROAD = re.compile(r"路|街|道|巷|弄|村|镇|乡|胡同|里|小区|花园|苑|公寓|号")
_STOP = re.compile(
    r"[,，。;；\n\t|\"“”<>、]| {2,}|\)|(?:邮编|邮政编码|联系|电话|手机|身份证|与患者|平素|已|，)"
)
_CN = re.compile(r"[一-鿿]")
_LONGEST = 80

_SUFFIX = (
    r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Terrace|Ter|Way|Place|Pl|Square|Sq|"
    r"Circle|Cir|Crescent|Close|Highway|Hwy|Parkway|Pkwy|Trail|Trl|Row|Walk|Gardens?|Grove|Hill|Mews|Park|Alley|Path|"
    r"Plaza|View|Rise|Heights|Green|Quay|Esplanade|Loop|Pass|Pike|Turnpike|Bypass)"
)
_UNIT = r"(?:,? ?(?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|Rm|Floor|Fl|Bldg|Building|#)\.? ?#?[\dA-Z-]{1,6})"
_WORD = r"[A-Z0-9][\w'’.-]*"
_ZIP = r"[A-Z]{2},? \d{5}(?:-\d{4})?"
_UK = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_TOWN_EN = rf"(?:,? ?(?:[A-Z][\w'’.-]+ ?){{1,4}},? (?:{_ZIP}|{_UK}))"
_ENGLISH = (
    re.compile(rf"(?<![\w.-])(?:(?:Flat|Unit|Apt\.?) \w{{1,5}},? )?\d{{1,6}}[A-Z]?(?:-\d+)? (?:{_WORD} ){{1,4}}{_SUFFIX}\b\.?{_UNIT}?{_TOWN_EN}?"),
    re.compile(rf"(?<![\w.-])\d{{1,6}}[A-Z]? (?:{_WORD} ?){{1,5}}{_UNIT}?,? ?(?:[A-Z][\w'’.-]+ ?){{1,4}}, {_ZIP}"),
    re.compile(rf"(?:PSC|Unit|USNS|USS|USCGC|USNV) [\w ]{{1,30}}(?:,? Box \d+)?,? (?:APO|FPO|DPO) {_ZIP}"),
    re.compile(rf"P\.? ?O\.? ?Box \d{{1,6}}(?:{_TOWN_EN})?"),
)  # fmt: skip
_END_EN = re.compile(r"[;\n\t|\"<>]| {2,}|\. |\.$|,? (?:tel|phone|with|since|email|and (?:his|her)|ph|mobile|cell|where)\b", re.IGNORECASE)  # fmt: skip


def find_addresses(text: str) -> Iterator[Finding]:
    """Addresses that show without a label: a region and a road with a number, or a number and a street."""
    for match in _FULL.finditer(text):
        words = match.group()
        if _FINE.search(words) and _REGION.search(words) and _ROAD.search(words) and len(words) >= 8:
            yield Finding("address", *match.span(), 0.75, "pattern")
    for form in _ENGLISH:
        for match in form.finditer(text):
            yield Finding("address", match.start(), match.end(), 0.75, "pattern")


def after_label(text: str, start: int, *, strict: bool) -> tuple[int, int] | None:
    """The address that begins at ``start``, where a label ends; ``strict``: no colon stood between."""
    window = text[start : start + _LONGEST]
    chinese = _CN.match(window) is not None
    end = (_STOP if chinese else _END_EN).search(window)
    value = window[: end.start() if end else len(window)].rstrip(" ,.")
    if chinese:
        full = _FULL.match(value)
        told = _REGION.search(value) or _FINE.search(value) or _ROAD.search(value)
        if (
            len(value) < 4
            or not told
            or (strict and not (full or (_FINE.search(value) and _ROAD.search(value))))
        ):
            return None
        return start, start + len(value)
    match = next((found for form in _ENGLISH if (found := form.match(window))), None)
    if match is not None:
        return start, start + max(len(match.group().rstrip(" ,")), len(value) if not strict else 0)
    if strict or not re.match(r"\d|[A-Z]", value) or len(value) < 8 or not re.search(r"\d", value):
        return None
    return start, start + len(value)
