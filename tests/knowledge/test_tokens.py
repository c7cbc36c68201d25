"""One tokeniser for documents and questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.knowledge.tokens import count_terms, language_of, term, tokenise


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("EGFR L858R 突变", {"egfr", "l858r", "突变"}),
        ("p.V600E carriers", {"p.v600e", "carrier"}),
        ("共1,234例，占37.60%", {"1234", "37.6", "37.6%"}),
        ("10 mg与１０ｍｇ", {"10", "10mg"}),
        ("β-blockers in non-small-cell", {"non-small-cell", "small", "cell"}),
        ("dose of 5μg/kg", {"5", "5ug/kg"}),
        ("临床 试验", {"临床试验"}),
    ],
)
def test_what_is_found(text: str, wanted: set[str]) -> None:
    assert wanted <= set(tokenise(text))


def test_a_name_no_dictionary_knows_is_found_however_it_is_cut() -> None:
    name = "替诺沙班"
    inside, alone = set(tokenise(f"该药{name}片每日一次")), set(tokenise(name))

    assert {"替诺", "诺沙", "沙班"} <= inside
    assert {"替诺", "诺沙", "沙班"} <= alone


def test_forms_of_one_word_meet() -> None:
    assert set(tokenise("treatments")) == set(tokenise("Treatment"))


@given(st.text(max_size=200))
def test_counts_add_up(text: str) -> None:
    tokens = tokenise(text)
    terms, frequencies, length = count_terms(tokens)

    assert sum(frequencies) == length == len(tokens)
    assert list(terms) == sorted(set(terms))
    assert all(0 <= t < 1_000_000_000 for t in terms)
    assert {term(t) for t in tokens} == set(terms)


def test_language() -> None:
    assert language_of("替诺沙班 10 mg once daily 用于房颤患者") == "zh"
    assert language_of("The rate in 房颤 patients was low") == "en"
