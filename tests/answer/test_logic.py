"""The order in which statements are read."""

from __future__ import annotations

import pytest

from evimed.answer.logic import Kind, Role, place_of, question_kind, role_of
from evimed.records import Locator, Sentence


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("依维嗪治疗痛风的推荐是什么", "therapy"),
        ("What is the first-line treatment of gout?", "therapy"),
        ("肾功能不全患者的剂量", "dose"),
        ("What is the starting dosage?", "dose"),
        ("依维嗪有哪些不良反应", "safety"),
        ("Is Evitazine contraindicated in pregnancy?", "safety"),
        ("依维嗪与华法林合用应注意什么", "interaction"),
        ("痛风的诊断标准", "diagnosis"),
        ("What was the five-year survival?", "prognosis"),
        ("依维嗪的作用机制", "mechanism"),
        ("药品注册管理办法对变更的规定", "regulatory"),
        ("偏差报告的处理流程", "procedure"),
        ("How do I calibrate the balance? List the steps", "procedure"),
        ("公司总部在哪里", "other"),
    ],
)
def test_kind_of_a_question(question: str, kind: Kind) -> None:
    assert question_kind(question) == kind


def sentence(text: str, *section: str) -> Sentence:
    return Sentence(text, Locator(chars=(0, len(text)), section=section))


@pytest.mark.parametrize(
    ("said", "role"),
    [
        (sentence("本品常见恶心。", "【不良反应】"), "safety"),
        (
            sentence("Nausea was common in the trial.", "6 Adverse reactions", "6.1 Clinical experience"),
            "safety",
        ),
        (sentence("每日一次，一次5 mg。"), "dose"),
        (sentence("推荐将血压降至130 mmHg以下。"), "recommendation"),
        (sentence("孕妇禁用。"), "contraindication"),
        (sentence("持有人应当建立追溯制度。"), "rule"),
        (sentence("本办法自2024年5月1日起施行。"), "effective"),
        (sentence("一项随机试验纳入300例。"), "evidence"),
    ],
)
def test_role_of_a_sentence(said: Sentence, role: Role) -> None:
    assert role_of(said) == role


def test_therapy_reads_from_what_to_do_to_what_it_rests_on() -> None:
    said = [
        sentence("一项随机试验纳入300例。"),
        sentence("孕妇禁用。"),
        sentence("每日一次，一次5 mg。"),
        sentence("总部在北京。"),
        sentence("推荐首选依维嗪。"),
    ]
    read = sorted(said, key=lambda one: place_of("therapy", one))
    assert [one.text[:3] for one in read] == ["推荐首", "每日一", "孕妇禁", "一项随", "总部在"]


def test_a_rule_comes_before_its_exception_and_its_date() -> None:
    rule, date = sentence("持有人应当建立追溯制度。"), sentence("本办法自2024年5月1日起施行。")
    exception = sentence("中药饮片除外。")
    assert sorted([date, exception, rule], key=lambda one: place_of("regulatory", one)) == [
        rule,
        exception,
        date,
    ]
