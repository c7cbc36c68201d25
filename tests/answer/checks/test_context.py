"""Sentences that depend on their neighbours, and what completes them."""

from __future__ import annotations

from typing import Literal

import pytest

from evimed.answer.checks.context import depends_on_context, stand_alone, under_one_opening
from evimed.records import Locator, Passage, Sentence


def sentence(text: str, kind: Literal["sentence", "item", "row"] = "sentence", at: int = 0) -> Sentence:
    return Sentence(text, Locator((at, at + len(text))), kind)


def passage(*sentences: Sentence) -> Passage:
    text = " ".join(s.text for s in sentences)
    return Passage("p1", "d1", 0, (), text, (0, len(text)), sentences, "en")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("It should be taken with food.", "pronoun"),
        ("This medicine may cause drowsiness.", "pronoun"),
        ("In these patients, halve the dose.", "reference"),
        ("它可引起头晕。", "pronoun"),
        ("该药可引起头晕。", "pronoun"),
        ("其中50%为女性。", "pronoun"),
        ("上述患者应减量。", "reference"),
        ("前款规定的药品不得销售。", "reference"),
        ("The following patients are excluded:", "opening"),
        ("It is recommended that adults take 5 mg.", None),
        ("This guideline applies to adults.", None),
        ("Trelomab may cause drowsiness.", None),
        ("此外，成人剂量为5 mg。", None),
        ("其他不良反应包括头痛。", None),
        ("药监部门受理该申请后二十日内作出决定。", "point"),
        ("持有人提出申请，药监部门受理该申请后二十日内作出决定。", None),
        ("缓解率分别为 40% 和 12%。", "point"),
        ("试验组和对照组的缓解率分别为 40% 和 12%。", None),
        ("应该每日服用一次。", None),
    ],
)
def test_whether_a_sentence_stands_by_itself(text: str, why: str | None) -> None:
    assert depends_on_context(sentence(text)) == why


def test_a_row_needs_its_header() -> None:
    row = sentence("10 mg；每日一次", "row")

    assert depends_on_context(row) == "row"
    assert depends_on_context(Sentence(row.text, row.locator, "row", header=(0, 5))) is None
    assert stand_alone(row, passage(row)) is None


def test_a_pronoun_is_completed_by_the_sentence_before() -> None:
    first, second = sentence("Trelomab is an antibody."), sentence("It is given weekly.", at=30)
    standing = stand_alone(second, passage(first, second))

    assert standing is not None
    assert standing.text == "Trelomab is an antibody. It is given weekly."
    assert standing.sentences == (first, second)


def test_at_most_two_sentences_are_put_before() -> None:
    sentences = [sentence("Trelomab is new."), *(sentence(f"It is given in step {n}.") for n in range(3))]

    assert stand_alone(sentences[2], passage(*sentences)) is not None
    assert stand_alone(sentences[3], passage(*sentences)) is None


def test_an_item_is_told_with_the_sentence_that_opens_its_list() -> None:
    opening = sentence("Do not use trelomab in patients with:")
    items = [sentence("active infection", "item"), sentence("severe anaemia", "item")]
    standing = stand_alone(items[1], passage(opening, *items))

    assert standing is not None
    assert standing.text == "Do not use trelomab in patients with: severe anaemia"
    assert stand_alone(items[1], passage(*items)) is None


def test_items_of_a_chinese_list_are_told_together_under_what_opens_it() -> None:
    opening = sentence("有下列情形之一的，不得使用：")
    items = [sentence("（一）活动性感染；", "item", 20), sentence("（二）重度贫血。", "item", 40)]
    first, second = (stand_alone(item, passage(opening, *items)) for item in items)
    assert first is not None
    assert second is not None
    assert second.text == "有下列情形之一的，不得使用：（二）重度贫血。"
    both = under_one_opening(second, first, passage(opening, *items))
    assert both is not None
    assert both.text == "有下列情形之一的，不得使用：（一）活动性感染；（二）重度贫血。"
    alone = stand_alone(items[1], passage(items[1]))
    assert alone is not None
    assert alone.text == "（二）重度贫血。"
    other = stand_alone(
        sentence("It is given weekly.", at=30),
        passage(sentence("Trelomab is new."), sentence("It is given weekly.", at=30)),
    )
    assert other is not None
    assert under_one_opening(second, other, passage(opening, *items)) is None


def test_a_point_under_a_heading_continues_nothing() -> None:
    text = "3 advisory boards: 26 July (Lanxi), 13 September (Northmere)"
    point = Sentence(text, Locator((0, len(text)), section=("Plan of the quarter",)), "item")
    standing = stand_alone(point, passage(point))
    assert standing is not None
    assert standing.text == text
    assert stand_alone(sentence(text, "item"), passage(sentence(text, "item"))) is None
    lower = Sentence("or as judged by the investigator", Locator((0, 32), section=("Plan",)), "item")
    assert stand_alone(lower, passage(lower)) is None
