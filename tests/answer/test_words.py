"""Words of a question, their other forms, and how far a text holds them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from evimed.answer.asked import analyse
from evimed.answer.parts import part, without_subject
from evimed.answer.words import Word, content_words, held, prepare
from evimed.knowledge.bridge import EMPTY, build_bridge


def words(question: str, names: tuple[str, ...] = ()) -> list[Word]:
    return content_words(question, analyse(question), lambda tokens: dict.fromkeys(tokens, 2.0), EMPTY, names)


def test_words_that_only_ask_are_left_out() -> None:
    texts = {word.text for word in words("请问该平台一共接入了多少家医院？")}

    assert "平台" in texts
    assert "接入" in texts
    assert not texts & {"请问", "多少", "多少家", "一共"}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("病死率是多少", "该病的死亡率为3%"),  # a synonym of the field
        ("What is the half-life of the drug?", "该药的半衰期为11小时"),  # across languages
        ("How long must records be kept?", "记录应当保存五年"),  # an irregular form
    ],
)
def test_other_forms_count_as_held(question: str, text: str) -> None:
    prepared = prepare(text)

    assert any(held(word, prepared) >= 0.9 for word in words(question))


def test_what_has_a_digit_is_held_whole_or_not() -> None:
    (word,) = [w for w in words("dose for a 6-year-old") if w.text == "6-year-old"]

    assert held(word, prepare("adults 18 years or older")) == 0.0
    assert held(word, prepare("a 6-year-old child")) == 1.0


def test_each_word_is_held_wholly_or_not_at_all() -> None:
    asked = words("替诺沙班的推荐剂量", ("替诺沙班",))

    assert {held(word, prepare("替诺沙班的推荐剂量为 10 mg")) for word in asked} == {1.0}
    assert {held(word, prepare("天气很好")) for word in asked} == {0.0}


def test_what_is_asked_and_of_what() -> None:
    question = "云岐科技的创始人叫什么名字？"
    parts = part(question, words(question, ("云岐科技",)))

    assert [word.text for word, _ in parts.asked] == ["创始人"]
    assert [word.text for word in parts.subject] == ["云岐科技"]
    assert "云岐" not in without_subject(question, parts)


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("岭中省居民的痛风患病率是多少？", {"痛风", "患病率"}),
        ("该院的信息中心负责人是谁？", {"信息中心", "负责人"}),
        ("该系统由哪家公司运营？", {"运营"}),
        ("减盐行动覆盖了多少所学校？", {"覆盖", "学校"}),
    ],
)
def test_the_head_of_what_is_asked(question: str, head: set[str]) -> None:
    assert {word.text for word, _ in part(question, words(question)).asked} == head


def test_verbs_and_scraps_of_a_segmenter_name_nothing() -> None:
    assert not any(word.name for word in words("该药是什么时候获批的？"))
    assert not any(word.name for word in words("第52周时最多人说的理由是什么？"))


def test_what_follows_the_interrogative_is_what_is_asked() -> None:
    question = "质控引擎是哪一年推出的？"

    assert part(question, words(question)).asked[-1][0].text == "推出"


def test_the_bridge_leads_both_ways_and_spells_names() -> None:
    bridge = build_bridge(
        [("医院", "yi1 yuan4", "hospital"), ("砚", "yan4", "ink-stone"), ("州", "zhou1", "prefecture")]
    )

    assert bridge.chinese("hospit") == ["医院"]
    assert bridge.english("医院") == ["hospit"]
    assert bridge.spelled("yanzhou", "位于砚州省") == ["砚州"]


def test_a_form_is_known_if_the_library_has_all_of_it() -> None:
    bridge = build_bridge([("太空人", "tai4 kong1 ren2", "astronaut")])
    held_there = {"人": 2.0, "cancer": 2.0}

    def weigh(tokens: Sequence[str]) -> dict[str, float]:
        return {token: held_there.get(token, 0.0) for token in tokens}

    question = "Are astronauts at risk of cancer?"
    told = {word.text: word.known for word in content_words(question, analyse(question), weigh, bridge)}
    assert told["cancer"]
    assert not told["astronauts"]


def test_a_kind_and_what_is_not_of_it_are_two_things() -> None:
    serious, other = words("严重不良反应")[0], words("非严重不良反应")[0]
    rows = prepare("其他严重不良反应：10 个工作日"), prepare("非严重不良反应：30 个工作日")

    assert other.text == "非严重"
    assert [held(serious, row) for row in rows] == [1.0, 0.0]
    assert held(other, rows[1]) == 1.0 > held(other, rows[0])
    assert held(serious, prepare("非严重的记录，严重的上报")) == 1.0


def test_a_kind_and_what_is_not_of_it_are_two_things_in_english() -> None:
    serious = words("Which events are serious?")[-1]

    assert held(serious, prepare("Serious events within 10 days")) == 1.0
    assert held(serious, prepare("Non-serious events within 30 days")) == 0.0
    assert held(serious, prepare("Non-serious events later, serious ones at once")) == 1.0
    assert held(serious, prepare("非严重 Non-serious")) == 0.0
