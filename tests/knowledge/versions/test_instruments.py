"""Laws as they tell of themselves, aligned and set against one another. All of these laws are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.govern.evaluate.articles_swept import superseded_articles
from evimed.govern.evaluate.library import Paper
from evimed.knowledge.versions.align import align, nearest_articles
from evimed.knowledge.versions.articles import articles_of, chinese_number
from evimed.knowledge.versions.instrument import family_of, in_force, rank_of, read_instrument
from evimed.knowledge.versions.rests import rests_on, unknown_permits
from evimed.knowledge.versions.shelf import Shelf, Text
from evimed.knowledge.versions.subjects import subject_of
from evimed.records import Document

OLD = """# 中华人民共和国草药管理法

2010年3月1日 某会议通过

## 第一章 总则

第一条 为了加强草药管理，保障安全，制定本法。

第二条 采集珍稀草药，应当经国务院农业主管部门批准。

第三条 草药企业应当取得草药经营质量认证，认证由省级部门组织。

第四条 本法自2010年6月1日起施行。《中华人民共和国药草法》同时废止。
"""
NEW = """# 中华人民共和国草药管理法

2010年3月1日 某会议通过

2020年5月8日 某会议修订

## 第一章 总则

第一条 为了加强草药管理，保障安全，制定本法。

第二条 国家鼓励种植。

第三条 采集珍稀草药，应当经国务院卫生主管部门批准。

第四条 本法自2020年9月1日起施行。
"""
RULES = """# 草药管理法实施条例

2012年1月1日公布

第一条 根据《中华人民共和国草药管理法》(以下简称草药管理法)，制定本条例。

第二条 草药企业应当申请《草药经营质量规范》认证，取得认证证书；认证收费另行规定。

第三条 依据草药管理法第二条规定采集珍稀草药的，应当向国务院主管部门申请批准。
"""


def _read(text: str, source: str = "laws/one.md"):
    title = text.split("\n", 1)[0].lstrip("# ")
    one = read_instrument(text, title, "regulation")
    assert one is not None
    document = Document(
        id=str(hash(text)), library="default", title=title, source=source, kind="regulation", language="zh",
        sha256="", size=1, mime="text/markdown", stamp="",
    )  # fmt: skip
    return Text(document, one, one.day, one.in_force)


def _articles(text: str):
    return [(article, text[slice(*article.chars)]) for article in articles_of(text)]


@pytest.mark.parametrize(
    ("words", "number"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("一百零三", 103), ("一百五十五", 155), ("56", 56)],
)
def test_chinese_numbers(words: str, number: int):
    assert chinese_number(words) == number


@given(st.integers(1, 999))
def test_every_number_written_in_chinese_reads_back(number: int):
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    words += digits[ones] if ones else ""
    assert chinese_number(words) == number


def test_an_instrument_tells_its_days_and_what_it_repeals():
    old, new = _read(OLD).instrument, _read(NEW).instrument

    assert (old.family, old.rank, old.day, old.in_force) == ("草药管理法", "law", "2010-03-01", "2010-06-01")
    assert (new.day, new.in_force) == ("2020-05-08", "2020-09-01")
    assert [one.family for one in old.repeals] == ["药草法"]
    start, end = old.repeals[0].chars
    assert "废止" in OLD[start:end]
    assert [article.number for article in old.articles] == ["1", "2", "3", "4"]


def test_an_amendment_that_leaves_the_old_clause_holds_from_its_own_day():
    assert in_force("2010-06-01", "2024-04-26") == "2024-04-26"
    assert in_force("2025-06-01", "2025-04-05") == "2025-06-01"


@pytest.mark.parametrize(
    "title",
    [
        "草药管理法",
        "中华人民共和国草药管理法",
        "《草药管理法》",
        "草药管理法（2019年修订）",
        "草药管理法(2015修正)",
    ],
)
def test_versions_share_a_family(title: str):
    assert family_of(title) == "草药管理法"


def test_ranks_by_name():
    titles = ("草药法", "草药条例", "草药管理办法", "Herbal Products Act", "关于草药的通知")
    assert [rank_of(one) for one in titles] == [
        "law", "regulation", "rule", "law", None
    ]  # fmt: skip


def test_articles_are_aligned_by_content_not_by_number():
    found = {
        (one.change, one.old and one.old.number, one.new and one.new.number)
        for one in align(_articles(OLD), _articles(NEW))
    }

    assert ("unchanged", "1", "1") in found
    assert ("changed", "2", "3") in found
    assert ("new", None, "2") in found
    assert ("dropped", "3", None) in found


def test_every_article_is_told():
    found = align(_articles(OLD), _articles(NEW))

    assert {one.old.number for one in found if one.old} == {"1", "2", "3", "4"}
    assert sorted(one.new.number for one in found if one.new) == ["1", "2", "3", "4"]


def test_an_article_that_was_split_is_the_origin_of_both():
    first = "采集珍稀草药，应当经国务院卫生主管部门批准。"
    second = "出口珍稀草药，应当经国务院卫生主管部门批准。"
    old = _articles(f"第一条 管理草药。\n第二条 {first}{second}\n")
    found = align(old, _articles(f"第一条 管理草药。\n第二条 {first}\n第三条 {second}\n"))

    assert [(one.change, one.old and one.old.number) for one in found] == [
        ("unchanged", "1"), ("changed", "2"), ("changed", "2")
    ]  # fmt: skip


def test_a_version_with_itself_is_unchanged():
    assert {one.change for one in align(_articles(OLD), _articles(OLD))} == {"unchanged"}


def test_the_later_version_replaces_the_earlier_from_the_day_it_holds():
    old, new = _read(OLD), _read(NEW)

    assert Shelf([old, new], "2020-08-31").replaced == {}
    shelf = Shelf([old, new], "2020-09-01")
    assert shelf.replaced[old.document.id].by is new
    assert shelf.at(old, "2015-12-31") is old
    assert shelf.former(new) == [old]


def test_a_repealed_law_is_replaced_by_what_repeals_it():
    former = _read("# 药草法\n\n1999年1月1日公布\n\n第一条 管理药草。\n\n第二条 本法自1999年2月1日起施行。\n")
    old = _read(OLD)
    shelf = Shelf([former, old], "2012-01-01")

    assert shelf.replaced[former.document.id].how == "repealed"
    clause = shelf.replaced[former.document.id].clause
    assert clause is not None
    assert "药草法" in clause.title


def test_a_regulation_older_than_its_law_is_in_doubt_and_a_newer_one_is_not():
    rules, old, new = _read(RULES), _read(OLD), _read(NEW)

    assert [one.relation for one in Shelf([rules, old, new], "2026-01-01").doubts(rules)] == ["implements"]
    assert Shelf([rules, old], "2026-01-01").doubts(rules) == []


def test_a_regulation_rests_on_a_permit_that_the_later_law_does_not_know():
    permits = unknown_permits(RULES, NEW)
    article = next(text for one, text in _articles(RULES) if one.number == "2")

    assert permits == ("认证",)
    rests = rests_on(article, permits, [], _articles(NEW))
    assert rests is not None
    assert rests.permits == ("认证",)
    assert unknown_permits(RULES, OLD) == ()


def test_a_cited_number_that_still_fits_is_no_sign():
    rules = _read(RULES)
    article = next(one for one in rules.instrument.articles if one.number == "3")
    cites = [one for one in rules.instrument.cites if article.chars[0] <= one.chars[0] < article.chars[1]]

    assert [one.number for one in cites] == ["2"]
    assert rests_on(RULES[slice(*article.chars)], (), cites, _articles(OLD)) is None


def test_what_is_no_legal_text_is_none():
    assert read_instrument("第一条 甲。\n第二条 乙。", "某公司年报", "report") is None
    assert read_instrument("no articles", "Herbal Act", "regulation") is None


def test_english_acts_are_read_too():
    text = (
        "# Herbal Products Act 2012\n\nArticle 1. Purpose of this Act.\n\n"
        "Article 2. Herbs must be registered.\n\n"
        "Article 3. This Act enters into force on 1 March 2012. The Herb Sales Act is hereby repealed.\n"
    )
    one = read_instrument(text, "Herbal Products Act 2012", "regulation")

    assert one is not None
    assert (one.family, one.in_force) == ("herbalproductsact", "2012-03-01")
    assert [named.family for named in one.repeals] == ["herbsalesact"]


def test_articles_without_a_blank_and_days_in_chinese_numerals():
    text = (
        "中华人民共和国草药法\n二〇一九年八月二十六日某会议修订\n第一条为了管理草药，制定本法。\n"
        "第二条企业应当遵守\n第一条规定的要求，违反\n第七条情形的，处罚。\n第三条本法自二〇一九年十二月一日起施行。\n"
    )
    one = read_instrument(text, "中华人民共和国草药法", "regulation")

    assert one is not None
    assert [article.number for article in one.articles] == ["1", "2", "3"]
    assert "处罚" in text[slice(*one.articles[1].chars)]
    assert (one.day, one.in_force) == ("2019-08-26", "2019-12-01")


SAFETY = """# 中华人民共和国草药安全法

2022年4月1日 某会议通过

## 第一章 总 则

第一条 为了维护草药安全，制定本法。

## 第二章 珍稀种质资源与栽培安全

第二条 采集珍稀种质资源，应当经国务院卫生主管部门批准。

## 第三章 集散市场药事管理

第三条 集散市场应当配备药学人员。

第四条 本法自2022年6月1日起施行。
"""
SEEDS = """# 珍稀种质资源管理条例

2015年1月1日公布

第一条 为了加强管理，根据农业法和草药管理法，制定本条例。

第二条 采集珍稀种质资源，应当经国务院科技主管部门批准。依照《药草法》的规定处罚。
"""


def test_a_law_with_a_chapter_on_the_subject_of_an_older_regulation_is_told() -> None:
    seeds, law = _read(SEEDS, "laws/seeds.md"), _read(SAFETY, "laws/safety.md")
    market = _read(SEEDS.replace("珍稀种质资源", "集散市场"), "laws/market.md")
    shelf = Shelf([seeds, law, market], "2026-01-01")

    (doubt,) = shelf.doubts(seeds)
    assert (doubt.relation, doubt.chapter) == ("chapter", "珍稀种质资源与栽培安全")
    assert shelf.doubts(market) == []  # a chapter on something else of the same markets
    assert shelf.doubts(seeds, "2022-05-31") == []  # that law did not hold yet


def test_laws_named_without_marks_are_a_basis_and_laws_named_anywhere_are_kept() -> None:
    seeds = _read(SEEDS).instrument

    assert [one.family for one in seeds.basis] == ["农业法", "草药管理法"]
    assert seeds.mentions == ("药草法",)


@pytest.mark.parametrize(
    ("stem", "subject"),
    [
        ("医疗废物管理", "医疗废物"),
        ("实验室生物安全", "实验室生物"),
        ("护士", ""),
        ("中药品种保护", "中药品种"),
    ],
)
def test_the_subject_of_a_regulation_is_what_is_dealt_with(stem: str, subject: str) -> None:
    assert subject_of(stem) == subject


def test_articles_of_a_regulation_are_led_to_the_nearest_of_the_law() -> None:
    seeds, law = _read(SEEDS).instrument, _read(SAFETY).instrument
    ours = [(one, SEEDS[slice(*one.chars)]) for one in seeds.articles]
    theirs = [(one, SAFETY[slice(*one.chars)]) for one in law.articles]

    assert {number: one.number for number, one in nearest_articles(ours, theirs).items()}["2"] == "2"


def test_every_changed_article_is_asked_in_its_own_words():
    papers = [Paper("law/old.md", ".md", OLD.encode()), Paper("law/new.md", ".md", NEW.encode())]
    swept = list(superseded_articles(papers))

    assert {one.article for one in swept} == {"2", "3"}  # the first is unchanged, the last says from when
    assert swept[0].told == "2010-03-01 版第 2 条"
    assert swept[0].question.startswith("采集珍稀草药")


def test_a_law_overtakes_a_regulation_that_came_before_it_and_not_the_other_way():
    rules, law = _read(RULES, "laws/rules.md"), _read(NEW, "laws/new.md")
    shelf = Shelf([rules, law], "2026-01-01")

    assert shelf.overtakes(law, rules)
    assert not shelf.overtakes(rules, law)
    assert not shelf.overtakes(law, law)
