"""Numbers, units, bounds and dates on one scale, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.answer.checks.comparators import bounds_agree
from evimed.answer.checks.dates import find_dates
from evimed.answer.checks.normal import normalise
from evimed.answer.checks.numerals import chinese_number, english_number
from evimed.answer.checks.quantities import Quantity, agree, find_quantities


def quantities(text: str) -> list[Quantity]:
    lower = normalise(text).lower
    return find_quantities(lower, find_dates(lower))


def only(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("500 mg", "0.5 g"),
        ("０．５ g", "500毫克"),
        ("90 minutes", "1.5小时"),
        ("7 days", "1 week"),
        ("1 year", "12个月"),
        ("半年", "6 months"),
        ("12 percent", "百分之十二"),
        ("一半", "50%"),
        ("三分之一", "one third"),
        ("3万例", "30,000 patients"),
        ("1.2亿元", "1.2亿元"),
        ("三百二十万元", "320万元"),
        ("twice daily", "每日两次"),
        ("q12h", "b.i.d."),
        ("every 4 weeks", "每4周一次"),
        ("2 mg/min", "120 mg/h"),
        ("2–5 mg", "2至5毫克"),
        ("between 2 and 5 mg", "2~5 mg"),
        ("1.2×10⁹/L", "1.2 x 10^9/L"),
        ("phase III", "Ⅲ期"),
        ("two-fold", "2倍"),
    ],
)
def test_the_same_amount_in_other_words(one: str, other: str) -> None:
    assert agree(only(one), only(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5 mg", "5 g"),
        ("5%", "5个百分点"),
        ("7 days", "7 working days"),
        ("1 month", "30 days"),
        ("2片", "2粒"),
        ("2–5 mg", "5 mg"),
        ("120 mmHg", "120 kPa"),
        ("5 mg/kg", "5 mg"),
        ("七八日", "8日"),
        ("once daily", "twice daily"),
    ],
)
def test_another_amount(one: str, other: str) -> None:
    assert not agree(only(one), only(other))


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("at least 5 mg", "≥"),
        ("不少于5 mg", "≥"),
        ("5 mg or more", "≥"),
        ("75 nmol/L (30 ng/mL) or less", "≤"),
        ("no more than 5 mg", "≤"),
        ("不得超过5 mg", "≤"),
        ("more than 5 mg", ">"),
        ("低于5 mg", "<"),
        ("未满18岁", "<"),
        ("5 mg", "="),
        ("moreover 5 mg", "="),
        ("至少保存5年", "≥"),
    ],
)
def test_bounds(text: str, bound: str) -> None:
    found = quantities(text)[0]

    assert bounds_agree(found.bound, frozenset({bound}))
    assert len(found.bound) == 1


def test_by_is_not_to() -> None:
    assert only("reduced by 30%").change == "by"
    assert only("降至30%").change == "to"


@pytest.mark.parametrize(
    "text", ["IL-6", "COVID-19", "5-HT", "CYP3A4", "三七粉", "四君子汤", "一般情况", "GluA1-4", "统一管理"]
)
def test_a_number_in_a_name_is_none(text: str) -> None:
    assert quantities(text) == []


def test_a_list_shares_its_unit_and_an_interval_does_not_lend_it() -> None:
    assert [q.dimension for q in quantities("5, 10 or 20 mg")] == ["mass"] * 3
    assert [q.dimension for q in quantities("HR 1.5, 95% CI 1.1–2.0")] == ["", "confidence", ""]


def test_what_stands_behind_a_unit_is_no_part_of_it() -> None:
    assert [q.dimension for q in quantities("75 mg每日1次")] == ["mass", "times/period"]


@pytest.mark.parametrize(
    "text", ["2024年5月1日", "2024-05-01", "May 1, 2024", "1 May 2024", "二零二四年五月一日", "2024.5.1"]
)
def test_a_day_in_any_form(text: str) -> None:
    (found,) = find_dates(normalise(text).lower)

    assert (found.year, found.month, found.day) == (2024, 5, 1)


def test_a_less_exact_date_is_within_a_day() -> None:
    day, month, other = (find_dates(normalise(t).lower)[0] for t in ("2024年5月1日", "May 2024", "2023年5月"))

    assert month.within(day)
    assert not day.within(month)
    assert not other.within(day)


def test_a_count_that_looks_like_a_year_is_none() -> None:
    assert find_dates("2000 patients") == []
    assert find_dates("(n>2000)") == []


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert chinese_number(_spell(number)) == number


def _spell(number: int) -> str:
    """A number in Chinese, by the school rule: places, and one 零 for a gap."""
    digits = "零一二三四五六七八九"
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return _spell(high) + "万" + ("" if not low else ("零" if low < 1000 else "") + _spell(low))
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + name
            gap = False
        else:
            gap = True
    return text


@pytest.mark.parametrize(
    ("text", "number"), [("twenty-five", 25), ("two hundred and six", 206), ("twelve", 12)]
)
def test_english_numerals(text: str, number: int) -> None:
    assert english_number(text) == number
