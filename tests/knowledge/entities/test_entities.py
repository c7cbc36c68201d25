"""Entities of sentences: abbreviations, word boundaries, negation, the longest name, how words are built."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.knowledge.entities.abbreviations import best_long_form, find_abbreviations
from evimed.knowledge.entities.context import standing
from evimed.knowledge.entities.definitions import defined_drugs
from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.entities.lexicon import Lexicon, bundled_lexicon
from evimed.knowledge.entities.recognise import Recogniser
from evimed.store.terminologies import Concept


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("patients with chronic kidney disease (CKD) were", "CKD", "chronic kidney disease"),
        ("given methotrexate (MTX) weekly", "MTX", "methotrexate"),
        ("heat shock transcription factor (HSF)", "HSF", "heat shock transcription factor"),
        ("慢性阻塞性肺疾病（COPD，慢阻肺）患者", "COPD", "慢性阻塞性肺疾病"),
        ("药品上市许可持有人（以下简称持有人）应当", "持有人", "药品上市许可持有人"),
    ],
)
def test_abbreviations(text: str, short: str, long: str):
    assert find_abbreviations(text)[short].endswith(long)


@pytest.mark.parametrize(
    "text", ["treated twice (see Table 2)", "in men (n = 12)", "the rate (OR 1.2)", "没有（1）"]
)
def test_what_is_no_abbreviation(text: str):
    assert find_abbreviations(text) == {}


@given(st.text(alphabet="ABC", min_size=2, max_size=5), st.text(alphabet="abc ", max_size=40))
def test_a_long_form_holds_the_letters_in_order(short: str, words: str):
    long = best_long_form(short, words)
    if long is not None:
        letters = iter(long.lower())
        assert all(letter in letters for letter in short.lower())
        assert long in words


@given(st.text(max_size=60))
def test_folding_keeps_places(text: str):
    assert len(fold_places(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "name", "polarity", "certainty"),
    [
        ("No evidence of rash was found", "rash", "negated", "stated"),
        ("There was no fever, cough, or rash", "rash", "negated", "stated"),
        ("no fever but a rash appeared", "rash", "affirmed", "stated"),
        ("Rash was not observed", "rash", "negated", "stated"),
        ("not only rash but also fever", "rash", "affirmed", "stated"),
        ("may cause rash", "rash", "affirmed", "uncertain"),
        ("rash cannot be ruled out", "rash", "affirmed", "uncertain"),
        ("患者否认头痛，发热", "发热", "negated", "stated"),
        ("无明显诱因出现发热", "发热", "affirmed", "stated"),
        ("无咳嗽，伴有发热", "发热", "affirmed", "stated"),
        ("疑似肺炎", "肺炎", "affirmed", "uncertain"),
        ("肺炎待排", "肺炎", "affirmed", "uncertain"),
        ("不伴发热、咳嗽", "咳嗽", "negated", "stated"),
    ],
)
def test_negation_and_uncertainty(text: str, name: str, polarity: str, certainty: str):
    folded = fold_places(text)
    start = folded.index(name)
    found = standing(folded, start, start + len(name))
    assert (found.polarity, found.certainty) == (polarity, certainty)


def names(text: str, kind: str, **abbreviations: str) -> list[str]:
    recogniser = Recogniser(bundled_lexicon(), abbreviations)
    return [one.surface for one in recogniser.recognise(text) if one.type == kind]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Amlodipine for hypertension and heart failure", "condition", ["hypertension", "heart failure"]),
        ("zalutinib-induced thrombocytopenia", "drug", ["zalutinib"]),
        ("was treated with Bryoxatrel for gout", "drug", ["Bryoxatrel"]),
        ("severe hepatocellular necrosis followed", "condition", ["hepatocellular necrosis"]),
        ("患者急性胰腺炎，服用阿托伐他汀", "condition", ["急性胰腺炎"]),
        ("口服瑞舒伐他汀后", "drug", ["瑞舒伐他汀"]),
        ("黄芪 15g，莪术 9g", "drug", ["黄芪", "莪术"]),
        ("可加酸枣仁、柏子仁以安神", "drug", ["酸枣仁", "柏子仁"]),
        ("与桂枝汤则愈", "formula", ["桂枝汤"]),
        ("四肢冰冷，神志异常", "condition", ["四肢冰冷", "神志异常"]),
        ("the analysis of the diagnosis", "condition", []),
        ("第十一条 本办法自发布之日起施行", "drug", []),
    ],
)
def test_what_is_recognised(text: str, kind: str, expected: list[str]):
    assert names(text, kind) == expected


def test_an_abbreviation_of_the_document_is_linked_to_its_long_form():
    recogniser = Recogniser(bundled_lexicon(), {"ZT": "zalutinib toxicity", "QXF": "heart failure"})
    found = {one.surface: one for one in recogniser.recognise("QXF and heart failure")}
    assert found["QXF"].entity == found["heart failure"].entity
    assert found["QXF"].reason == "abbreviation"


def test_both_languages_name_one_entity():
    recogniser = Recogniser(bundled_lexicon())
    english, chinese = recogniser.recognise("aspirin")[0], recogniser.recognise("阿司匹林")[0]
    assert english.entity == chinese.entity


def test_a_shared_form_goes_to_what_the_document_speaks_of():
    lexicon = Lexicon(
        [("a", Concept("1", "gene", "CAT gene", ("CAT",))), ("b", Concept("2", "drug", "catechin", ("CAT",)))]
    )
    recogniser = Recogniser(lexicon)
    gene, drug = next(one for one in lexicon.find("cat", "CAT"))[2]
    assert recogniser.recognise("CAT", [gene.entity])[0].type == "gene"
    assert recogniser.recognise("CAT", [drug.entity])[0].reason == "context"
    assert recogniser.recognise("cat") == []


@given(st.text(alphabet="心力衰竭 heart failure,，。aspirin不无", max_size=60))
def test_mentions_are_in_order_and_apart(text: str):
    found = Recogniser(bundled_lexicon()).recognise(text)
    assert all(text[one.start : one.end] == one.surface for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("sentence", "drugs"),
    [
        ("上二味，以水五升，煮取三升，去滓，温服一升。", []),  # what is done with it is no herb
        ("葛根减二升，去沫", ["葛根"]),
        ("艾叶 当归（各三两） 芍药（四两）", ["艾叶", "当归", "芍药"]),
    ],
)
def test_before_a_quantity_stands_a_herb_or_what_is_done(sentence: str, drugs: list[str]):
    found = Recogniser(bundled_lexicon()).recognise(sentence)
    assert [one.surface for one in found if one.type == "drug"] == drugs


def test_a_formula_is_one_name_and_not_its_herbs():
    found = Recogniser(bundled_lexicon()).recognise("肺痈，喘不得卧，葶苈大枣泻肺汤主之。")
    assert ("葶苈大枣泻肺汤", "formula") in {(one.surface, one.type) for one in found}
    assert not any(one.surface == "大枣" for one in found)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("若出血量多，可加仙鹤草15g、血余炭9g", ["出血", "仙鹤草", "血余炭"]),
        ("立血府逐瘀汤，治之", ["血府逐瘀汤"]),
        ("自拟另外益元散中含石膏", ["益元散", "石膏"]),
        ("小青龙加石膏汤主之", ["小青龙加石膏汤"]),
        ("加味逍遥散主之", ["加味逍遥散"]),
        ("薄荷叶 9g；三七 6g", ["薄荷叶", "三七"]),
        ("汗出邪散，故呕即止", ["汗出"]),
        ("随症加减，现症见头晕", ["头晕"]),
    ],
)
def test_what_leads_up_to_a_name_is_none_of_it(sentence: str, expected: list[str]):
    found = Recogniser(bundled_lexicon()).recognise(sentence)
    assert [one.surface for one in found if one.type in {"drug", "condition", "formula"}] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("湿热壅滞，气血瘀阻", []),
        ("风热之邪侵袭肺卫", []),
        ("辨为血虚证", ["血虚证"]),
        ("主治血虚", ["血虚"]),
        ("证属湿热", ["湿热"]),
        ("有发热的证据", ["发热"]),
    ],
)
def test_how_an_illness_comes_about_is_no_illness(sentence: str, expected: list[str]):
    found = Recogniser(bundled_lexicon()).recognise(sentence)
    assert [one.surface for one in found if one.type == "condition"] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("活血止痛，化痰开窍", []),
        ("可与止痛药、抗凝药合用", ["止痛药", "抗凝药"]),
        ("利福平、利伐沙班与强心苷", ["利福平", "利伐沙班", "强心苷"]),
        ("主机板与方剂配伍", []),
        ("予艾司奥美拉唑，血红蛋白由78 g/L升至92 g/L", ["艾司奥美拉唑"]),
        ("长期服用阿托伐他汀与可待因", ["阿托伐他汀", "可待因"]),
        ("草本中有荆芥与川木香", ["荆芥", "川木香"]),
    ],
)
def test_what_a_drug_does_is_no_drug(sentence: str, expected: list[str]):
    found = Recogniser(bundled_lexicon()).recognise(sentence)
    assert [one.surface for one in found if one.type == "drug"] == expected


def test_names_that_a_document_says_are_drugs():
    text = (
        "泽沃瑞®（奥维沙班）用于房颤。\n岚舒坦是一种口服抗凝药，每日一次。\n"
        "Zarbofen is an oral inhibitor.\n本品是一种药物。"
    )
    assert defined_drugs(text) == {"泽沃瑞": "奥维沙班", "岚舒坦": "", "Zarbofen": ""}
    recogniser = Recogniser.of_document(bundled_lexicon(), text)
    found = recogniser.recognise("岚舒坦与泽沃瑞不可同服；Zarbofen neither.")
    assert [(one.surface, one.type, one.reason) for one in found] == [
        ("岚舒坦", "drug", "definition"),
        ("泽沃瑞", "drug", "definition"),
        ("Zarbofen", "drug", "definition"),
    ]
    assert found[1].entity == recogniser.recognise("奥维沙班")[0].entity
