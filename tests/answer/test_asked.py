"""What a question asks for, and whether a sentence holds a thing of that kind."""

from __future__ import annotations

import pytest

from evimed.answer.asked import Want, analyse
from evimed.answer.holds import agrees_in_year, carries_measure, find_wanted, holds_person


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("该平台接入了多少家医院？", Want.QUANTITY),
        ("成人的推荐剂量是多少？", Want.QUANTITY),
        ("复发率是多少？", Want.PERCENT),
        ("哪一年获批上市？", Want.TIME),
        ("由哪家公司研制？", Want.ORGANISATION),
        ("创始人叫什么名字？", Want.PERSON),
        ("每盒多少钱？", Want.MONEY),
        ("总部设在哪个城市？", Want.PLACE),
        ("报告时限是几个工作日？", Want.DURATION),
        ("批准文号是什么？", Want.CODE),
        ("联系电话是多少？", Want.PHONE),
        ("医学信息热线的号码是多少？", Want.PHONE),
        ("董事长的年薪是多少？", Want.MONEY),
        ("一共投入多少经费？", Want.MONEY),
        ("有多少家医院参加了评价？", Want.QUANTITY),
        ("为什么不公开模型规模？", Want.REASON),
        ("消除半衰期是多长？", Want.DURATION),
        ("最多人说的理由是什么？", Want.OPEN),
        ("What is the registration certificate number of the device?", Want.CODE),
        ("为什么要减量？", Want.REASON),
        ("肝功能多久复查一次？", Want.FREQUENCY),
        ("每天吃几次？", Want.FREQUENCY),
        ("How often should the drug be taken?", Want.FREQUENCY),
        ("不良反应的频率是多少？", Want.PERCENT),
        ("RAG的全称是什么？", Want.ABBREVIATION),
        ("How many sites took part?", Want.QUANTITY),
        ("What percentage of patients responded?", Want.PERCENT),
        ("When was the product approved?", Want.TIME),
        ("What dose is given when it is combined with others?", Want.QUANTITY),
        ("Who is the principal investigator?", Want.PERSON),
        ("Where is the company headquartered?", Want.PLACE),
        ("How long must records be kept?", Want.DURATION),
        ("Which company developed it?", Want.ORGANISATION),
        ("How much does a pack cost?", Want.MONEY),
    ],
)
def test_the_wanted_type(question: str, want: Want) -> None:
    assert analyse(question).want is want


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("有多少家医院？", "共有372家医院接入。", "多家医院已经接入。"),
        ("复发率是多少？", "复发率为12.5%。", "复发率明显下降。"),
        ("哪一年上市？", "该药于2021年上市。", "该药上市后销量良好。"),
        ("每盒多少钱？", "每盒96元。", "每盒12片。"),
        ("登记号是什么？", "登记号为NCT01234567。", "试验已经登记。"),
        ("电话是多少？", "电话：010-8888-6666。", "请以电话联系我们。"),
        ("为什么停产？", "白沙基地因管道破裂停产6天。", "白沙基地停产6天，由此减产。"),
        (
            "率中的ACR全称是什么？",
            "美国风湿病学会（American College of Rheumatology, ACR）",
            "ACR应答率为62%。",
        ),
        (
            "What does PV stand for?",
            "Pharmacovigilance (PV) is the science of safety.",
            "PV staff were trained.",
        ),
    ],
)
def test_what_a_sentence_holds(question: str, holds: str, lacks: str) -> None:
    asked = analyse(question)

    assert find_wanted(asked, holds)
    assert not find_wanted(asked, lacks)


def test_years_and_figure_numbers_count_nothing() -> None:
    asked = analyse("入组了多少例患者？")

    assert not find_wanted(asked, "图 3-2 2023年入组情况")
    assert find_wanted(asked, "2023年入组486例患者")


def test_the_measure_of_the_question() -> None:
    asked = analyse("入组了多少例患者？")

    assert carries_measure(asked, "共入组486例")
    assert carries_measure(asked, "共入组486名")  # people are counted by either
    assert not carries_measure(asked, "费用为486元")


def test_a_number_belongs_to_the_year_before_it() -> None:
    asked = analyse("2021年的收入是多少亿元？")
    text = "2023年收入为7.9亿元，2021年为6.2亿元。"

    assert agrees_in_year(asked, text, "", find_wanted(asked, text)) == 1.0
    other = "2023年收入为7.9亿元，是2021年以来的最高水平。"
    assert agrees_in_year(asked, other, "", find_wanted(asked, other)) == 0.0


def test_a_person_is_a_name_beside_a_role() -> None:
    assert holds_person("该研究由张伟教授主持。")
    assert holds_person("Dr. Smith led the trial.")
    assert not holds_person("该研究由三家医院主持。")


@pytest.mark.parametrize(
    ("question", "sentence", "held"),
    [
        ("How often should it be taken?", "It should be taken once daily with food.", "once daily"),
        ("How often are visits?", "Visits take place every other week.", "every other week"),
        ("每天吃几次？", "一日三次，饭后服。", "一日三次"),
        ("肝功能多久复查一次？", "治疗期间每4周复查。", "每4周"),
        ("How often should it be taken?", "Take it with food.", None),
        ("每天吃几次？", "饭后服用。", None),
    ],
)
def test_how_often(question, sentence, held):
    spans = find_wanted(analyse(question), sentence)
    assert [sentence[start:end].lower() for start, end in spans] == ([held] if held else [])


@pytest.mark.parametrize(
    ("question", "cues"),
    [
        ("严重不良反应应在多少天内报告？", ["多少天内", "？"]),
        ("应当在几个工作日之内上报", ["几个工作日之内"]),
        ("该报告指出接入了多少家医院", ["该报告指出", "多少家"]),
        ("报告显示多少年", ["报告显示", "多少年"]),
        ("漏服一次怎么办？", ["怎么办", "？"]),
        ("过量了如何处理", ["如何处理"]),
        ("What should be done when a dose is missed?", ["What should be done", "?"]),
    ],
)
def test_what_only_asks(question: str, cues: list[str]) -> None:
    asked = analyse(question)

    assert [question[start:end] for start, end in asked.cue] == cues


def test_working_days_are_no_measure_of_things() -> None:
    assert analyse("应在多少个工作日内报告？").measure is None
    assert analyse("涉及多少个省份？").measure == "个"


def test_how_to_handle_is_no_place() -> None:
    assert analyse("数据如何处理？").want is Want.OPEN
    assert analyse("样本存放在何处？").want is Want.PLACE
