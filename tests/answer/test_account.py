"""What a sentence accounts for of a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evimed.answer.account import Account, Context, account
from evimed.answer.asked import analyse
from evimed.answer.parts import part
from evimed.answer.select import Question
from evimed.answer.words import content_words
from evimed.knowledge.bridge import EMPTY


def told(
    question: str, sentence: str, *, names: tuple[str, ...] = (), before: str = "", row: bool = False
) -> Account:
    asked = analyse(question)
    words = content_words(question, asked, lambda tokens: dict.fromkeys(tokens, 2.0), EMPTY, names)
    words = [replace(word, name=word.text in names) for word in words]
    ready = Question(question, asked, tuple(words), part(question, words))
    return account(ready, Context(sentence, before, before, row), None)


def test_centres_are_no_patients() -> None:
    question = "该试验入组了多少名受试者？"

    assert told(question, "该试验共有52家研究中心参与入组。").typed < 0.1
    right = told(question, "该试验入组了486名受试者。")
    assert right.typed == right.clause == right.counted == 1.0


def test_english_questions_want_the_measure_in_chinese_sentences() -> None:
    question = "How many patients were enrolled in the trial?"

    assert told(question, "该试验在52家中心进行。").typed < 0.1
    assert told(question, "该试验入组患者486例。").typed == 1.0


def test_a_row_keeps_its_measure_in_the_header() -> None:
    assert told("有多少家医院申报？", "年份：2021；申报医院：388", row=True).typed == 0.8


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("每盒多少钱？", "该药每盒售价96元。", "全年支出为96万元。"),
        ("总部在哪个城市？", "公司总部位于江陵市。", "公司在江陵市有客户。"),
    ],
)
def test_money_is_no_price_and_a_city_no_seat(question: str, right: str, wrong: str) -> None:
    assert told(question, right).cue == 1.0
    assert told(question, wrong).cue == 0.0


def test_what_the_question_names_does_not_answer_it() -> None:
    question = "云岐科技与哪家公司合作？"

    assert told(question, "云岐科技寻求合作。", names=("云岐科技",)).typed == 0.0
    assert told(question, "云岐科技与恒湾医药合作。", names=("云岐科技",)).typed == 1.0


def test_what_is_asked_must_stand_by_the_thing_that_answers() -> None:
    question = "该平台是哪一年建成的？"

    assert (
        told(question, "该平台于2021年建成。").clause
        > told(question, "平台已建成；用户很多；2024年收到报告41份。").clause
    )


def test_another_name_in_the_place_of_the_one_asked() -> None:
    other = told("“澄安宁”的售价是多少？", "“带必安”的售价为300元。", names=("澄安宁",))

    assert other.names == 0.0
    assert other.rival == 1.0
    assert told("“澄安宁”的售价是多少？", "“澄安宁”的售价为300元。", names=("澄安宁",)).rival == 0.0


@pytest.mark.parametrize(
    ("sentence", "share"),
    [("第12周平均提高42.6分。", 0.0), ("第52周平均提高42.6分。", 1.0), ("50～60周平均提高42.6分。", 0.8)],
)
def test_numbers_of_the_question_are_conditions(sentence: str, share: float) -> None:
    assert told("第52周的评分提高了多少？", sentence).number == share


def test_years_are_conditions_and_a_since_is_none() -> None:
    question = "2018年的营业收入是多少？"

    assert told(question, "2018年营业收入为62亿元。").year == 1.0
    assert told(question, "2023年营业收入为78亿元，是2018年以来最高。").year == 0.0
    assert told(question, "营业收入为78亿元。").year <= 0.1


def test_a_person_is_wanted_by_name() -> None:
    assert told("该院的院长叫什么名字？", "该院院长主持了会议。").person == 0.0
    assert told("该院的院长叫什么名字？", "该院院长王建国主持了会议。").person == 1.0


def test_asked_words_that_nothing_accounts_for_are_named() -> None:
    assert told("瑞舒他滨的有效期是几年？", "瑞舒他滨每日一次。", names=("瑞舒他滨",)).missing == ("有效期",)
