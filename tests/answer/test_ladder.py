"""Vetoes: answers that fit word for word and must not stand alone."""

from __future__ import annotations

import pytest

from evimed.answer.ladder import find_veto, groups_in
from evimed.records import Document, Hit, Locator, Passage, Score, Sentence

Pair = tuple[Hit, Sentence]


def hit(*sentences: str, id_: str = "d1", title: str = "Evitazine", superseded_by: str | None = None) -> Hit:
    at = 0
    made: list[Sentence] = []
    for text in sentences:
        made.append(Sentence(text, Locator(chars=(at, at + len(text)))))
        at += len(text) + 1
    document = Document(
        id_,
        "default",
        title,
        f"{id_}.md",
        "label",
        "en",
        "0" * 64,
        at,
        "text/markdown",
        "s",
        superseded_by=superseded_by,
    )
    passage = Passage(f"{id_}:0", id_, 0, (), " ".join(sentences), (0, at), tuple(made), "en")
    return Hit(passage, document, Score(fused=1.0))


def first(one: Hit) -> Pair:
    return one, one.passage.sentences[0]


def name_of(question: str, chosen: list[Pair], hits: list[Hit] | None = None) -> str | None:
    veto = find_veto(question, chosen, hits or [pair[0] for pair in chosen])
    return veto.name if veto else None


def test_only_a_superseded_version_says_so() -> None:
    old = first(hit("The dose is 5 mg.", superseded_by="d2"))
    new = first(hit("The dose is 4 mg.", id_="d2"))
    assert name_of("What is the dose?", [old]) == "superseded_only"
    assert name_of("What is the dose?", [old, new]) is None
    assert name_of("What is the dose?", []) is None


@pytest.mark.parametrize(
    ("question", "said", "veto"),
    [
        (
            "Is Evitazine effective in patients with gout?",
            "Evitazine lowered urate in rats by 30 %.",
            "animals_only",
        ),
        ("依维嗪治疗痛风有效吗", "在小鼠模型中，依维嗪使尿酸下降30%。", "animals_only"),
        ("依维嗪治疗痛风有效吗", "在食蟹猴中，依维嗪使尿酸下降30%。", "animals_only"),
        ("依维嗪治疗痛风有效吗", "120名患者的尿酸下降30%，与大鼠数据一致。", None),
        ("依维嗪对大鼠的疗效如何", "在大鼠中，依维嗪使尿酸下降30%。", None),
        ("What did the toxicology studies of the dose find?", "Rats had no tumours.", None),
        ("What is the half-life?", "The half-life in dogs is 3 h.", None),
    ],
)
def test_animals_do_not_answer_for_people(question: str, said: str, veto: str | None) -> None:
    assert name_of(question, [first(hit(said))]) == veto


def test_the_heading_may_say_that_it_was_in_animals() -> None:
    assert name_of(
        "Does it treat gout in patients?", [first(hit("Urate fell by 30 %.", title="A study in mice"))]
    )


@pytest.mark.parametrize(
    ("question", "said", "elsewhere", "veto"),
    [
        (
            "依维嗪用于孕妇的剂量是多少",
            "推荐剂量为每日5 mg。",
            "试验未纳入妊娠期女性。",
            "population_excluded",
        ),
        (
            "儿童的剂量是多少",
            "推荐剂量为每日5 mg。",
            "儿童的安全性和有效性尚未确立，未进行研究。",
            "population_excluded",
        ),
        ("What dose do children get?", "The dose is 5 mg.", "Children were excluded.", "population_excluded"),
        ("肾功能不全患者的剂量", "推荐剂量为每日5 mg。", "重度肾功能损害患者被排除。", "population_excluded"),
        ("儿童的剂量是多少", "儿童每日2 mg。", "试验排除了12岁以下儿童。", None),
        ("成人的剂量是多少", "成人推荐剂量为每日5 mg。", "试验未纳入妊娠期女性。", None),
        ("哪些孕妇被排除", "推荐剂量为每日5 mg。", "试验未纳入妊娠期女性。", None),
        ("慢性肾病患者的血压目标", "目标低于130 mmHg。", "试验排除了肾移植患者。", None),
    ],
)
def test_those_asked_about_were_left_out(question: str, said: str, elsewhere: str, veto: str | None) -> None:
    one = hit(said, elsewhere)
    found = find_veto(question, [first(one)], [one])
    assert (found.name if found else None) == veto
    if found:
        assert found.witness is not None
        assert found.witness[1].text == elsewhere


def test_another_document_speaks_for_itself() -> None:
    said, other = hit("推荐剂量为每日5 mg。"), hit("试验未纳入儿童。", id_="d2")
    assert name_of("儿童的剂量是多少", [first(said)], [said, other]) is None


def test_groups_in_both_languages() -> None:
    assert groups_in("妊娠期").keys() == groups_in("pregnant women").keys() - {("sex", "female")}


def test_who_is_left_out_may_be_the_answer() -> None:
    only = hit("本品未在儿童中进行研究。")
    assert name_of("儿童的剂量是多少", [first(only)]) is None
    both = hit("推荐剂量为每日5 mg。", "本品未在儿童中进行研究。")
    pairs = [(both, one) for one in both.passage.sentences]
    assert name_of("儿童的剂量是多少", pairs, [both]) == "population_excluded"
