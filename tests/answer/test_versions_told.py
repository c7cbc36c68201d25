"""Answers say which version of a law holds. The laws are invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evimed.answer.as_of import as_of
from evimed.answer.from_passages import Models, answer
from evimed.answer.several import extract_all
from evimed.knowledge.intake import Intake
from evimed.records import Answer, Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import delete_document, document_text, list_documents

SCOPE = Scope.local()
LAWS = {
    "old.md": """# 中华人民共和国草药管理法

2010年3月1日 某会议通过

第一条 为了加强草药管理，保障公众用药安全，制定本法。

第二条 采集珍稀草药，应当经国务院农业主管部门批准。

第三条 草药企业应当每年向农业主管部门缴纳草药检验保证金。

第四条 本法自2010年6月1日起施行。
""",
    "new.md": """# 中华人民共和国草药管理法

2010年3月1日 某会议通过

2020年5月8日 某会议修订

第一条 为了加强草药管理，保障公众用药安全，制定本法。

第二条 国家鼓励种植草药，支持道地产区发展。

第三条 采集珍稀草药，应当经国务院卫生主管部门批准。

第四条 草药企业应当建立草药经营质量管理体系。

第五条 本法自2020年9月1日起施行。
""",
    "rules.md": """# 草药管理法实施条例

2012年1月1日 某机关公布

第一条 根据《中华人民共和国草药管理法》(以下简称草药管理法)，制定本条例。

第二条 新开办的草药批发企业应当在三十日内申请草药经营质量认证，认证合格的发给认证证书。

第三条 草药经营质量认证证书有效期五年，认证收费标准另行规定。
""",
}


@pytest.fixture
def library(database: Database, tmp_path: Path) -> Database:
    for name, text in LAWS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    Intake(database, SCOPE, Settings(home=tmp_path), "default").run([str(tmp_path)])
    return database


def _ask(library: Database, question: str) -> Answer:
    with library.transaction(SCOPE) as tx:
        given = answer(tx, "default", question, Models())
        for citation in given.citations:
            text = document_text(tx, "default", citation.document.id)
            assert text[slice(*citation.locator.chars)] == citation.quote
    return given


def test_the_version_that_holds_answers_and_the_former_one_is_told(library: Database) -> None:
    given = _ask(library, "采集珍稀草药应当经哪个主管部门批准？")

    assert "卫生主管部门" in given.statements[0].text
    assert not any("农业" in one.text for one in given.statements)
    assert any("2010-03-01 版第 2 条" in one and "第 3 条" in one for one in given.notices)


def test_asked_as_of_a_day_the_former_version_answers_and_says_so(library: Database) -> None:
    given = _ask(library, "2015年时，采集珍稀草药应当经哪个主管部门批准？")

    assert "农业主管部门" in given.statements[0].text
    assert given.verdict.name == "caveats"
    assert "2010-03-01 版" in given.verdict.reason
    assert "2020-09-01" in given.verdict.reason
    assert given.citations[0].document.superseded_by is not None


def test_what_was_dropped_is_never_the_answer_without_saying_so(library: Database) -> None:
    given = _ask(library, "草药企业每年向谁缴纳草药检验保证金？")

    assert given.verdict.name in ("caveats", "insufficient")
    if given.statements:
        assert any("没有" in one for one in given.notices)


def test_a_regulation_that_rests_on_what_the_law_dropped_is_shown_against_it(library: Database) -> None:
    given = _ask(library, "新开办的草药批发企业应当在多少日内申请草药经营质量认证？")

    assert given.verdict.name == "conflicting"
    (conflict,) = [one for one in given.conflicts if one.kind == "rule"]
    assert len(conflict.positions) == 2
    assert any("认证" in one and "已没有" in one for one in given.notices)


def test_when_the_later_version_goes_the_former_one_holds_again(library: Database) -> None:
    with library.transaction(SCOPE) as tx:
        newest = next(one for one in list_documents(tx, "default") if one.source.endswith("new.md"))
        delete_document(tx, "default", newest.id)
    given = _ask(library, "采集珍稀草药应当经哪个主管部门批准？")

    assert given.verdict.name == "answered"
    assert "农业主管部门" in given.statements[0].text
    assert given.notices == ()


def test_what_did_not_hold_then_is_not_passed_off_for_that_day(library: Database) -> None:
    with library.transaction(SCOPE) as tx:
        former = next(one for one in list_documents(tx, "default") if one.source.endswith("old.md"))
        delete_document(tx, "default", former.id)
    given = _ask(library, "2015年时，采集珍稀草药应当经哪个主管部门批准？")

    assert given.verdict.name in ("caveats", "insufficient")
    if given.statements:
        assert "没有当时有效的版本" in given.verdict.reason


def test_parts_of_a_question_share_its_day_and_their_notices(library: Database) -> None:
    with library.transaction(SCOPE) as tx:
        asked = "2015年时，采集珍稀草药应当经哪个主管部门批准？草药企业每年向谁缴纳草药检验保证金？"
        given = extract_all(tx, "default", asked, Models()).answer

    told = [one.text for one in given.statements]
    assert any("采集珍稀草药" in one and "农业主管部门" in one for one in told)
    assert not any("卫生主管部门" in one for one in told)
    assert given.verdict.name == "caveats"
    assert any("第 2 条" in one for one in given.notices)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("2015年时怎么规定？", "2015-12-31"),
        ("2015年3月怎么规定？", "2015-03-31"),
        ("What did the act require in 2015?", "2015-12-31"),
        ("修订前的规定是什么？", None),
        ("What did the former version say?", None),
        ("2019年12月1日以前由谁批准？", "2019-11-30"),
        ("2019年初由谁批准？", "2019-01-01"),
        ("2020年2月由谁批准？", "2020-02-29"),
        ("2019年之前由谁批准？", "2018-12-31"),
        ("What held before 2015?", "2014-12-31"),
        ("十年前，由谁批准？", "2016-11-22"),
        ("草药管理法施行之前，由谁批准？", None),
        ("过去是怎么规定的？", None),
        ("2019年修订前的办法怎么规定？", None),
    ],
)
def test_as_of_when_a_question_asks(question: str, day: str | None) -> None:
    found = as_of(question, date(2026, 11, 22))

    assert found is not None
    assert (found.day, found.version) == (day, None)


@pytest.mark.parametrize(
    "question",
    [
        "谁来批准？",
        "自2019年12月1日起施行的办法怎么规定？",
        "本法施行前取得学历的人员可以考试吗？",
        "手术以前应当做什么检查？",
        "患者5年前手术，现在用什么？",
        "2018年版和2024年版有什么不同？",
    ],
)
def test_what_asks_of_no_day(question: str) -> None:
    assert as_of(question) is None


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("2010年版的草药管理法怎么规定？", "2010"),
        ("2010年公布的草药管理法怎么规定？", "2010"),
        ("What did the 2010 act say?", "2010"),
    ],
)
def test_a_version_is_named_by_its_year(question: str, year: str) -> None:
    found = as_of(question)

    assert found is not None
    assert (found.day, found.version) == (None, year)


def test_the_version_that_is_named_answers(library: Database) -> None:
    given = _ask(library, "2010年公布的草药管理法规定，采集珍稀草药应当经哪个主管部门批准？")

    assert "农业主管部门" in given.statements[0].text
    assert given.verdict.name == "caveats"


LATER = {
    "seeds.md": """# 珍稀种质资源管理条例

2015年1月1日 某机关公布

第一条 为了保护珍稀种质资源，制定本条例。

第二条 采集珍稀种质资源，应当经国务院科技主管部门批准。

第三条 出口珍稀种质资源的，依照《药草法》处罚。
""",
    "safety.md": """# 中华人民共和国草木安全法

2022年4月1日 某会议通过

## 第一章 总则

第一条 为了维护草木安全，制定本法。

## 第二章 珍稀种质资源与栽培安全

第二条 采集珍稀种质资源，应当经国务院卫生主管部门批准。

## 第三章 附则

第三条 本法自2022年6月1日起施行。《中华人民共和国药草法》同时废止。
""",
}


def test_a_regulation_that_a_later_law_took_up_without_naming_it_is_told(
    database: Database, tmp_path: Path
) -> None:
    for name, words in LATER.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    Intake(database, SCOPE, Settings(home=tmp_path), "default").run([str(tmp_path)])

    given = _ask(database, "按照珍稀种质资源管理条例，采集珍稀种质资源应当经国务院科技主管部门批准吗？")
    told = "\n".join((*given.notices, given.verdict.reason))
    assert "“珍稀种质资源与栽培安全”一章规定同一事项" in told
    assert "第 2 条对第 2 条" in told

    exported = _ask(database, "出口珍稀种质资源的，依照什么处罚？")
    assert any("提到的《药草法》已被《草木安全法》" in one for one in exported.notices)


def test_a_repealed_law_that_the_question_names_is_told_first(database: Database, tmp_path: Path) -> None:
    for name, words in LATER.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    Intake(database, SCOPE, Settings(home=tmp_path), "default").run([str(tmp_path)])

    given = _ask(database, "药草法规定采集珍稀种质资源应当经哪个主管部门批准？")
    assert given.notices[0].startswith("您问到的《药草法》已被《草木安全法》")
