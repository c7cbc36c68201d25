"""Passages under opaque keys, and quotations found in them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from written_things import NONCE, given, hit

from evimed.answer.rank import Ranked
from evimed.answer.select import Candidate
from evimed.answer.write.evidence import choose_passages, make_key, source_span
from evimed.records import Locator, Sentence

LABEL = (
    "成人推荐剂量为 10 mg，每日一次。",
    "重度肾功能不全患者不得使用本品。",
    "Store below 25 °C, in the “original” pack.",
)


@pytest.mark.parametrize(
    ("quote", "sentences"),
    [
        (LABEL[0], (0,)),
        ("推荐剂量为10mg,每日一次", (0,)),  # white space and width do not count
        ("推荐剂量为　１０ ｍｇ，每日\n一次", (0,)),
        ("STORE below 25 °c", (2,)),
        ('the "original" pack', (2,)),
        ("每日一次。重度肾功能不全", (0, 1)),
        ("不得使用", (1,)),
        ("0 mg", ()),  # the end of a number is not the number
        ("推荐剂量为 1", ()),
        ("tore below", ()),
        ("成人推荐剂量为 20 mg", ()),
        ("每日一次。Store below", ()),  # not neighbours
        ("可用于重度肾功能不全", ()),
        ("", ()),
        ("。", ()),
        ("品", ()),
    ],
)
def test_a_quotation_is_found_word_for_word(quote, sentences):
    passage = given(*LABEL)
    assert [s.text for s in passage.find(quote)] == [LABEL[at] for at in sentences]


def test_a_whole_passage_is_no_quotation():
    passage = given("一号句子。", "二号句子。", "三号句子。", "四号句子。")
    assert len(passage.find("一号句子。二号句子。三号句子。")) == 3
    assert passage.find("一号句子。二号句子。三号句子。四号句子。") == ()


@for_all(
    st.lists(st.text("甲药每日一次10 mg，。㎎Ⅱ①ﬁ", min_size=3, max_size=20), min_size=1, max_size=3),
    st.data(),
)
def test_any_piece_of_a_sentence_is_found_and_mapped_to_its_source(sentences, data):
    found, text = hit(*sentences)
    passage = given(*sentences)
    at = data.draw(st.integers(0, len(sentences) - 1))
    sentence = found.passage.sentences[at]
    start = data.draw(st.integers(0, len(sentence.text) - 1))
    quote = sentence.text[start:]
    letters = "".join(unicodedata.normalize("NFKC", quote).split())
    first, last = source_span(sentence, quote, text)
    assert sentence.locator.chars[0] <= first < last <= sentence.locator.chars[1]
    if len(letters) >= 2:
        told = "".join(unicodedata.normalize("NFKC", text[first:last]).casefold().split())
        assert letters.casefold() in told
        whole = start == 0 or not (sentence.text[start - 1].isalnum() and sentence.text[start].isalnum())
        if whole and passage.find(quote):
            assert all(piece in found.passage.sentences for piece in passage.find(quote))


def test_a_row_is_mapped_to_its_whole_place():
    row = Sentence("剂量：10 mg；次数：每日一次", Locator((4, 18)), kind="row", header=(0, 3))
    assert source_span(row, "剂量：10 mg", "表头\n\n10 mg | 每日一次\n") == (4, 18)


def test_keys_are_opaque_and_follow_from_the_nonce():
    assert make_key(NONCE, "p1") == make_key(NONCE, "p1")
    assert len({make_key(f"{number}", "p1") for number in range(500)}) == 500
    assert len(make_key(NONCE, "p1")) == 7


def ranked(*hits):
    return [Ranked(Candidate(one, 0, ()), 1.0) for one in hits]


def test_best_passages_first_each_once_as_many_as_fit():
    long, short = hit("长" * 900, id_="long")[0], hit("短句。", id_="short")[0]
    chosen = choose_passages(ranked(long, long, hit("也长" * 200, id_="second")[0], short), NONCE, 1000)
    assert [one.hit.passage.id for one in chosen] == ["long", "short"]
    assert (
        choose_passages(ranked(long), NONCE, 200)[0].hit is long
    )  # the best one goes in whatever its length
