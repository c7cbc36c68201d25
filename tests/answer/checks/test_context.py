"""Sentences that depend on their neighbours, and what completes them."""

from __future__ import annotations

from typing import Literal

import pytest

from evimed.answer.checks.context import depends_on_context, leans, stand_alone, under_one_opening
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
        ("We show a map of these contacts on a wide scale.", "reference"),
        ("Trelomab and salvudine are metabolised in the liver; these drugs should not be combined.", None),
        ("glucocorticoids (GCs), biological drugs and others.", "reference"),
        ("The vaccine was licensed in 1983.", "definite"),
        ("实施本条第二款行为的，从重处罚。", "reference"),
        ("第八条 有本条第一款情形的，从重处罚。", None),
        ("本条例所称药品，是指成药。", None),
        ("本次超温共 9 小时。", "point"),
        ("卫生部门接到报告后，应当及时了解情况。", "definite"),
        ("主要终点发生 176 例（4.7%）和 222 例（6.0%）。", "point"),
        ("表4 发生率≥1% 的不良反应", "caption"),
        ("A lower target is not recommended.", "point"),
        ("A lower target than 130 mmHg is not recommended.", None),
        ("In flies, the protein Zeld is required for this transition and for growth.", "definite"),
        ("p = 0.02) and a decrease of 16 %.", "reference"),
        ("(Fund", "reference"),
        ("Mu", "reference"),
        ("copper-sensing protein Cufa,", "reference"),
        ("但申请期间仍应执行原决定。", "point"),
        ("但凡出血，均应停药。", None),
        ("具体管理办法由国务院制定。", "point"),
        ("we present a new inhibitor.", None),
        ("the protein that binds it as a partner.", "reference"),
        ("Trials in the aforementioned countries go on.", "reference"),
        ("第五条 应当按照前条第一款规定提交证据。", "reference"),
        ("Table 2 shows that the rates did not differ.", None),
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
    assert stand_alone(items[0], passage(items[0])) is None  # a case of a rule that is not there
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


def test_a_known_thing_is_told_with_the_sentence_that_made_it_known() -> None:
    known, between, said = (
        sentence("Ty21 is an oral vaccine."),
        sentence("Fever is rare.", at=30),
        sentence("The vaccine was licensed in 1983.", at=50),
    )
    standing = stand_alone(said, passage(known, between, said))
    alone = stand_alone(said, passage(between, said))

    assert standing is not None
    assert standing.sentences == (known, between, said)
    assert alone is not None
    assert alone.sentences == (said,)


def test_a_reference_into_an_article_brings_the_article() -> None:
    article = [
        sentence("第三条 药房应当登记处方药。"),
        sentence("药房不得拆零销售。", at=20),
        sentence("违反前款规定，有下列情形之一的，处以罚款：", at=40),
        sentence("（一）隐瞒不报的；", "item", 70),
    ]
    standing = stand_alone(article[3], passage(*article))

    assert standing is not None
    assert standing.sentences == tuple(article)
    assert stand_alone(article[3], passage(*article[2:])) is None


def test_a_row_is_told_with_the_caption_of_its_table() -> None:
    caption = sentence("表2 安全性事件［例（%）］")
    row = Sentence("事件：晕厥；强化组：35（0.9）", Locator((40, 55)), "row", header=(20, 30))
    other = Sentence("事件：低血压；强化组：133（3.6）", Locator((60, 75)), "row", header=(20, 30))
    standing = stand_alone(other, passage(caption, row, other))

    assert standing is not None
    assert standing.text == "表2 安全性事件［例（%）］：事件：低血压；强化组：133（3.6）"
    assert standing.sentences == (caption, other)
    assert stand_alone(caption, passage(caption, row)) is None


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        ("It should be taken with food.", True),
        ("前款规定的人员依法给予处分。", True),
        ("血站未按规定进行两次检测的。", True),
        ("n important role of salvin in growth.", True),
        ("情节严重的，对主要负责人处二万元以下的罚款。", True),
        ("经警告仍不改正的，责令停业。", True),
        ("伪造执业证书，情节严重的，责令停业。", False),
        ("血站应当按规定进行两次检测。", False),
        ("维舒坦是用于抗凝的。", False),
        ("Both trelomab and salvudine are given weekly.", False),
        ("Trelomab is given weekly.", False),
    ],
)
def test_a_written_statement_may_not_lean_on_another(text: str, *, leaning: bool) -> None:
    assert leans(text) is leaning


def test_the_article_before_is_told_where_it_is_meant() -> None:
    articles = [
        sentence("第四条 患者应当提交就诊证据。"),
        sentence("患者无法提交的，可以申请鉴定。", at=20),
        sentence("第五条 主张责任的，应当按照前条第一款规定提交证据。", at=40),
    ]
    standing = stand_alone(articles[2], passage(*articles))

    assert standing is not None
    assert standing.sentences == tuple(articles)


def test_what_opens_a_table_is_told_with_its_rows() -> None:
    opening = sentence("报告单位应当按照下列时限提交报告：")
    row = Sentence("病例类型：死亡；时限：2 个工作日", Locator((40, 55)), "row", header=(20, 30))
    plain = sentence("主要结局（年发生率，%）")
    for before, colon in ((opening, ""), (plain, "：")):
        standing = stand_alone(row, passage(before, row))
        assert standing is not None
        assert standing.text == f"{before.text}{colon}{row.text}"
    alone = stand_alone(row, passage(sentence("药房应当登记。"), row))
    assert alone is not None
    assert alone.sentences == (row,)


def test_a_title_is_not_told() -> None:
    title = "Salvin and Heart Function in Youth"
    said = Sentence(title + ".", Locator((0, 35), section=(title,)), "sentence")
    assert stand_alone(said, passage(said)) is None
