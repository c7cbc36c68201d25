"""Dates of birth beside the word "born", and ages above 89 (45 CFR 164.514: years of age over 89 identify)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evimed.govern.privacy.find.findings import Finding

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
DATE = (
    r"(?:(?:18|19|20)\d{2} ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?[日号])?|(?:18|19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|(?:19|20)\d{2}[01]\d[0-3]\d(?!\d)|\d{1,2}[-/.]\d{1,2}[-/.](?:(?:18|19|20)\d{2}|\d{2})(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[- ,]+(?:of )?{_MONTH}[- ,]+(?:19|20)?\d{{2}}(?!\d)|{_MONTH} ?\d{{1,2}}(?:st|nd|rd|th)?,? ?(?:19|20)\d{{2}}"
    r"|[一二][九〇零O○][〇零一二三四五六七八九○]{2}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)"
)
_BEFORE_BORN = re.compile(rf"(?P<v>{DATE}) ?(?:日)?(?:出生|生(?!产|物|效|成|命))", re.IGNORECASE)
_AGE = re.compile(
    r"(?<![\d.~/-])(?P<v>(?:9\d|1[0-2]\d) ?(?:周?岁|[- ]?(?:years?|yrs?|y)[- /.]{0,2}(?:old|o)\b\.?))(?! ?(?:以上|及以上|以下|或以上|人群|组|or (?:older|over|above)|and (?:older|over|above)))",
    re.IGNORECASE,
)
_AGED = re.compile(
    r"\b(?:aged|age|age of|turned)[: ]{1,3}(?P<v>(?:9\d|1[0-2]\d)(?>(?: ?(?:years?|yrs?))?))(?![\d.%/])(?! ?(?:years? |yrs? )?(?:or|and) (?:older|over|above|up))(?! ?(?:-|to|~|mg|g\b|mm|kg|percent|days))",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?:[≥>≤<~～–至到]|大于|超过|不小于|小于|满|over|under|above|below|than|to|and|or|between|年龄范围.{0,8})\s*$",
    re.IGNORECASE,
)
_LOOK_BACK = 12


def find_dates(text: str) -> Iterator[Finding]:
    """Dates told as those of birth by what follows them, and single persons' ages above 89."""
    for match in _BEFORE_BORN.finditer(text):
        yield Finding("birth_date", *match.span("v"), 0.9, "context")
    for form, score in ((_AGE, 0.85), (_AGED, 0.7)):
        for match in form.finditer(text):
            start = match.start("v")
            if form is _AGED or not _RANGE.search(text[max(0, start - _LOOK_BACK) : start]):
                yield Finding("age_over_89", *match.span("v"), score, "context")
