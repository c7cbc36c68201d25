"""Yes or no: what is counted in sentences, how choices are scored, what BioASQ and PubMedQA suites report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_data import DRUGS, make_data

from evimed.catalogue import messages
from evimed.errors import InputError
from evimed.govern.evaluate.bioasq import BioasqSuite, average_precision, questions_of, snippet_scores
from evimed.govern.evaluate.choices import Choice, macro_f1, measure_choices
from evimed.govern.evaluate.options import Options
from evimed.govern.evaluate.polarity import FEATURES, Reader, features
from evimed.govern.evaluate.polarity_weights import BIOASQ, PUBMEDQA
from evimed.govern.evaluate.pubmedqa import PubmedqaSuite, drawn, read_items
from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database

QUESTION = "Is trelomab effective in gout?"
YES = "Trelomab was significantly more effective than placebo in gout."
NO = "Trelomab was not effective in gout and there was no significant difference from placebo."


def test_a_negation_is_seen_where_it_stands() -> None:
    yes, no = (dict(zip(FEATURES, features(QUESTION, [text]), strict=True)) for text in (YES, NO))

    assert (yes["first_negated"], no["first_negated"]) == (0.0, 1.0)
    assert (yes["first_no_finding"], no["first_no_finding"]) == (0.0, 1.0)
    assert yes["asks_is"] == no["asks_is"] == 1.0


@given(st.text(max_size=60), st.lists(st.text(max_size=80), max_size=6))
def test_features_are_shares(question: str, statements: list[str]) -> None:
    found = features(question, statements)

    assert len(found) == len(FEATURES)
    assert all(0.0 <= value <= 1.0 + 1e-9 for value in found)


@pytest.mark.parametrize("reader", [BIOASQ, PUBMEDQA])
def test_a_fitted_reader_fits_the_features(reader: Reader) -> None:
    assert {len(weights) for weights in reader.weights.values()} == {len(FEATURES) + 1}
    assert reader.read(QUESTION, [YES]) == "yes"
    assert reader.read(QUESTION, []) in reader.weights


def test_a_plain_no_is_read_as_no() -> None:
    assert PUBMEDQA.read(QUESTION, [NO, NO]) == "no"


def test_macro_f1_is_the_mean_over_answers() -> None:
    pairs = [("yes", "yes"), ("yes", "yes"), ("yes", "no"), ("no", "no")]
    choices = [Choice(str(n), chosen, right, told=True) for n, (chosen, right) in enumerate(pairs)]

    assert macro_f1(choices) == pytest.approx((2 * 2 / 5 + 2 * 1 / 3) / 2)
    assert macro_f1([]) == 0.0


def test_the_commonest_answer_stands_beside() -> None:
    choices = [Choice("a", "no", "yes", told=True), Choice("b", "no", "no", told=False)]
    found = {m.name: m.value for m in measure_choices(choices, "yesno", "yes")}

    assert found["accuracy"] == found["commonest"] == 0.5
    assert found["accuracy_told"] == 0.0
    assert found["commonest_f1"] == pytest.approx(1 / 3)


def test_average_precision_is_over_ten_at_most() -> None:
    assert average_precision(["a", "x", "b"], ["a", "b"]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(["x"], ["a"]) == 0.0
    assert average_precision([str(n) for n in range(10)], [str(n) for n in range(20)]) == pytest.approx(1.0)


def test_a_quotation_within_a_snippet_is_right() -> None:
    snippets = [("pubmed/1", "One thing. Another thing."), ("pubmed/2", "A third.")]

    assert snippet_scores(["Another  thing.", "Else."], snippets) == (0.5, 0.5)
    assert snippet_scores([], snippets) == (0.0, 0.0)


def made_pubmedqa(folder: Path) -> Path:
    (folder / "pubmedqa").mkdir()
    items = {
        str(number): {
            "QUESTION": f"Is {drug} effective in gout?",
            "CONTEXTS": [
                f"We gave {drug} to 80 patients with gout.",
                f"Response to {drug} was significantly higher.",
            ],
            "LONG_ANSWER": "Yes.",
            "final_decision": "yes",
        }
        for number, drug in enumerate(DRUGS)
    }
    (folder / "pubmedqa" / "set.json").write_text(json.dumps(items), encoding="utf-8")
    return folder


def test_the_conclusion_is_not_in_the_library(tmp_path: Path) -> None:
    items = read_items(made_pubmedqa(tmp_path))

    assert len(items) == len(DRUGS)
    assert all(b"Yes." not in item.paper.content for item in items)
    assert all(item.question.encode() not in item.paper.content for item in items)
    assert not {i.id for i in drawn(items, "dev", None)} & {i.id for i in drawn(items, "test", None)}


def test_pubmedqa_asks_its_half(tmp_path: Path, database: Database, settings: Settings) -> None:
    data = made_pubmedqa(tmp_path)
    session = Session(database, Scope.local(), settings, Models())
    report = PubmedqaSuite(Options(most=3)).run(data, session, lambda done, total: None)
    asked = len(drawn(read_items(data), "test", 3))

    assert {m.total for m in report.measures if m.name == "accuracy"} == {asked}
    assert {f"evaluate.pubmedqa.name.{m.name}" for m in report.measures} <= messages().keys()


def test_bioasq_measures_each_kind(tmp_path: Path, database: Database, settings: Settings) -> None:
    data = make_data(tmp_path, laws=False)
    session = Session(database, Scope.local(), settings, Models())
    report = BioasqSuite(Options(most=6)).run(data, session, lambda done, total: None)
    found = {(m.group, m.name): m for m in report.measures}
    asked = questions_of(data, "test", 6)

    assert found[("answers", "answered")].total == len(asked)
    assert found[("documents", "recall")].value > 0.5
    assert {f"evaluate.bioasq.name.{m.name}" for m in report.measures} <= messages().keys()


def test_data_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_items(tmp_path)
    assert error.value.code == "evaluation_data_missing"
