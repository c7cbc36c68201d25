"""Documents named by the wrong line, dated by the wrong day, taken for the wrong kind."""

from __future__ import annotations

import pytest

from evimed.ingest.parse import parse
from evimed.knowledge.dates import published_in
from evimed.knowledge.describe import Description, describe
from evimed.records import Block, ParsedDocument


def described(text: str, name: str = "a.txt") -> Description:
    return describe(parse(text.encode(), name))


BODY = "\n\n一、概述\n\n本文件说明药品不良反应的监测和报告。\n"
TITLE = "药品不良反应监测年度报告（2023年）"


@pytest.mark.parametrize(
    "notice",
    [
        "【虚构示例，仅用于软件测试】",
        "Fictional sample for Evimed / 循证虚构示例",
        "【Fictional sample for Evimed / 循证虚构示例】",
        "内部资料",
        "内部资料 注意保存",
        "（征求意见稿）",
        "机密★启封前",
        "CONFIDENTIAL",
        "Confidential - for internal use only",
        "DRAFT v0.3",
        "仅供医药专业人士阅读",
        "*内部文件，请勿外传*",
        "编号：PV-2024-07",
        "2024年6月",
        "第 1 页",
    ],
)
def test_a_notice_is_no_title(notice: str) -> None:
    assert described(f"{notice}\n{TITLE}\n清源药品安全评价中心\n2024年6月{BODY}").title == TITLE
    assert described(f"{notice}\n\n{TITLE}{BODY}").title == TITLE


def test_a_notice_beside_the_title_is_left_out() -> None:
    assert described(f"{TITLE}　Fictional sample for Evimed / 循证虚构示例{BODY}").title == TITLE
    assert described(f"{TITLE} | CONFIDENTIAL{BODY}").title == TITLE


@pytest.mark.parametrize("body", ["清源药品安全评价中心", "望舒罕见病政策研究中心 编", "国家药品监督管理局"])
def test_the_organisation_is_not_part_of_the_title(body: str) -> None:
    assert described(f"{TITLE}\n{body}\n2024年6月{BODY}").title == TITLE
    assert described(f"{body}\n{TITLE}\n2024年6月{BODY}").title == TITLE


def test_a_title_over_two_lines_is_whole() -> None:
    text = "Guideline on the Management of\nHigh Blood Pressure\nNorthmere Society\n\nIt covers adults.\n"
    assert described(text).title == "Guideline on the Management of High Blood Pressure"
    assert described("关于印发《药品不良反应\n报告管理办法》的通知\n\n各省药监局：请遵照执行。\n").title == (
        "关于印发《药品不良反应报告管理办法》的通知"
    )


def test_a_title_repeated_on_every_page_is_still_the_title() -> None:
    pages = "".join(f"{TITLE}\n\n第{n}部分的内容与前文不同，共有{n}项要求。\n\n{n}\n\n" for n in range(1, 8))
    assert described(f"【样例】\n{pages}").title == TITLE


@pytest.mark.parametrize("heading", ["BACKGROUND", "Abstract"])
def test_the_name_of_a_part_is_no_title(heading: str) -> None:
    text = f"Orvexaban in acute thrombosis\nThe HARBOUR Investigators\n\n{heading}\n\nTreatment is long.\n"
    assert described(text).title == "Orvexaban in acute thrombosis"


def test_a_sentence_is_no_title() -> None:
    assert described("The recommended dose of vexatinib is 50 mg once daily.\n").title is None


def test_the_file_s_own_title_goes_first_unless_a_program_made_it() -> None:
    html = "<html><head><title>{}</title></head><body><h1>Storage of vexatinib</h1><p>Cool.</p></body></html>"
    assert described(html.format("Storage guide"), "a.html").title == "Storage guide"
    for name in ("Untitled", "Microsoft Word - Document1", "无标题文档"):
        assert described(html.format(name), "a.html").title == "Storage of vexatinib"


def test_a_workbook_is_named_by_its_first_line_not_by_its_sheet() -> None:
    text = "Sheet1\n青松研究访视数据\nP03 | 156"
    kinds = ("heading", "paragraph", "table_row")
    starts = [0, 7, 16]
    blocks = tuple(
        Block(kind, ((start, start + len(line)),), level=1 if kind == "heading" else 0)
        for kind, start, line in zip(kinds, starts, text.splitlines(), strict=True)
    )
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    found = describe(ParsedDocument(text, blocks, mime, "test"))
    assert (found.title, found.kind) == ("青松研究访视数据", "dataset")


def test_an_e_mail_is_its_subject_and_its_day() -> None:
    mail = (
        "From: a@example.org\nTo: b@example.org\nSubject: Re: storage of vexatinib\n"
        "Date: Wed, 16 Jul 2025 23:42:00 +0800\nMessage-ID: <1@example.org>\n\nStore it below 25 C.\n"
    )
    found = described(mail, "a.eml")
    assert (found.title, found.kind, found.published) == ("Re: storage of vexatinib", "email", "2025-07-16")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("核准日期：2023年05月18日 处方药\n修改日期：2024年03月22日；2025年06月10日", "2025-06-10"),
        (
            "Approved 20 March 2023 | Published 15 May 2023 | Literature searched to 31 October 2024",
            "2023-05-15",
        ),
        ("1997年12月29日 第八届全国人大常委会第二十九次会议通过，自1998年10月1日起施行", "1997-12-29"),
        ("（2025 年 1 月 10 日砚州省药品监督局发布，自 2025 年 3 月 1 日起施行）", "2025-01-10"),
        (
            "2002年8月4日国务院令第360号公布 根据2019年3月2日《国务院关于修改部分行政法规的决定》第二次修订",
            "2019-03-02",
        ),
        ("Annals 2022;31:455. Published 12 September 2022. Registration: YZR-2019-00417.", "2022-09-12"),
        ("Version 2, 5 May 2025.", "2025-05-05"),
        ("Effective date: 2025-04-01", "2025-04-01"),
        ("March 5, 2024", "2024-03-05"),
        ("本报告统计2023年1月1日至2023年12月31日的数据", None),
        ("截至2023年12月31日，共登记207种", None),
        ("2024年6月", None),
        ("修订日期：2024年13月40日", None),
    ],
)
def test_the_latest_day_of_publication_or_revision(text: str, day: str | None) -> None:
    assert published_in(text) == day


def test_days_told_in_the_body_are_not_the_document_s() -> None:
    body = "\n\n第一章 总则\n\n《药物警戒质量管理规范》于2021年12月1日起施行，此前于2021年5月7日发布。\n"
    assert described(f"{TITLE}\n2024年6月{body}").published is None
    assert described(f"{TITLE}{body}\n修订日期：2024年6月3日\n").published == "2024-06-03"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("老年高血压患者强化与标准收缩压控制的比较", "other"),
        ("VA/DoD guideline for the management of patients at risk for suicide", "guideline"),
        ("维舒坦患者须知", "leaflet"),
        ("替诺沙班片说明书", "label"),
        ("中药品种保护条例", "regulation"),
        ("个例安全性报告标准操作规程", "sop"),
        ("运输超温评估备忘录", "memo"),
        ("Frequently asked questions (FAQ)", "faq"),
    ],
)
def test_the_kind_follows_the_title(title: str, kind: str) -> None:
    assert described(f"{title}\n\n文件正文从这里开始，说明适用范围。\n").kind == kind


def test_an_abstract_has_the_parts_of_one() -> None:
    text = "Tinoxaban versus warfarin\n\n" + "".join(
        f"{part}\n\nPatients were followed for two years in many centres.\n\n"
        for part in ("Background", "Methods", "Results", "Conclusions")
    )
    assert described(text).kind == "abstract"


def test_version_as_the_document_states_it() -> None:
    assert described("老年高血压管理指南（2018 年版）\n\n适用于老年患者。\n").version == "2018年版"
    assert described("Reporting of cases, version 3.0\n\nIt applies to all staff.\n").version == "3.0"


ABSTRACT = "{title}\n{parts}\n"


def parts(*labels: str) -> str:
    return "\n".join(f"{label}: Something was done in twelve towns." for label in labels)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Do bright rooms prevent falls?", parts("PURPOSE", "PATIENTS AND METHODS", "RESULTS")),
        ("Do lamps prevent falls?", parts("STUDY OBJECTIVE", "DESIGN", "MEASUREMENTS AND MAIN RESULTS")),
        ("Do follow-up recommendations help?", parts("BACKGROUND", "METHODS", "RESULTS")),
        ("Is manual resuscitation accurate?", parts("OBJECTIVES", "RESULTS")),  # U.S.C. stands in it
        ("A report on reports", "Background\n\nIt was dark.\n\nMethods\n\nWe lit.\n\nResults\n\nBright.\n"),
        ("替诺沙班的临床试验", "目的 评价替诺沙班。方法 随机分为两组。结果 两组相近。结论 需要更多研究。"),
        ("替诺沙班", "【目的】评价替诺沙班。\n【方法】随机分组。\n【结果】两组相近。"),
    ],
)  # fmt: skip
def test_an_abstract_is_known_by_its_parts(title: str, text: str) -> None:
    assert described(ABSTRACT.format(title=title, parts=text)).kind == "abstract"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Annual report on falls\n\n{parts('BACKGROUND', 'RESULTS')}", "report"),
        ("SOP 12: cleaning\n\nPurpose\n\nIt is clean.\n\nMethods\n\nWipe.\n\nResults\n\nRecord.\n", "sop"),
        ("Minutes\n\nWe met. The results: none.\n", "other"),
    ],
)
def test_what_only_has_a_part_of_one_is_none(text: str, kind: str) -> None:
    assert described(text).kind == kind


def test_a_paper_is_an_article() -> None:
    body = "Something was done in twelve towns, and it was told at length.\n\n" * 60
    heads = "".join(
        f"# {name}\n\n{body}" for name in ("1 Introduction", "2 Methods", "3 Results", "4 Discussion")
    )
    assert described(f"# Bright rooms\n\n{heads}", "a.md").kind == "article"


def test_a_label_is_known_by_its_official_headings() -> None:
    heads = ("Indications", "Dosage and Administration", "Warnings and Precautions", "Adverse Reactions")
    text = "# Zelkine\n\n" + "".join(f"## {head}\n\nSee the table.\n\n" for head in heads)
    assert described(text, "a.md").kind == "label"
    about = ("Overview", "Mechanism", "Indications", "Dosing", "Adverse Effects", "Contraindications")
    text = "# Beta blockers\n\n" + "".join(f"## {head}\n\nSee the table.\n\n" for head in about)
    assert described(text, "a.md").kind == "other"


def test_what_a_document_calls_itself_counts() -> None:
    title = (
        "Screening for falls in adults who live alone or with others, in towns and in the country, by age."
    )
    status = "- developer: Northmere Task Force\n- status: This is the current release of the guideline.\n"
    assert described(f"# {title}\n\n{status}\nFalls are many.\n", "a.md").kind == "guideline"
    assert described("# 7 N.M.C. § 12. Lamps; guidance\n\nLamps shall be lit.\n", "a.md").kind == "regulation"


def test_a_chapter_is_no_title() -> None:
    text = "岭中省慢性病监测报告（2023）\n\n第一章 监测方法\n\n共抽样十二个县。\n"
    assert described(text).kind == "report"
