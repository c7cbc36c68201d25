"""What the chain marks in a sentence, and what becomes a relation of it."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evimed.knowledge.entities.lexicon import bundled_lexicon
from evimed.knowledge.entities.recognise import Recogniser
from evimed.knowledge.graph import adverse
from evimed.knowledge.graph.adverse import FILE, LABELS, allowed, best_labels, load_chain, marked
from evimed.knowledge.graph.adverse_words import BITS, features, words_of
from evimed.knowledge.graph.relations import extract_relations


def caused(text: str) -> set[tuple[str, str]]:
    mentions = Recogniser(bundled_lexicon()).recognise(text)
    return {
        (one.subject.surface.lower(), one.object.surface.lower())
        for one in extract_relations(text, mentions)
        if one.predicate == "causes" and one.polarity == "affirmed"
    }


@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_the_best_labels_are_those_of_the_greatest_sum(size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = len(LABELS)
    emissions = rng.normal(size=(size, count))
    steps = rng.normal(size=(count + 1, count)) + allowed()

    def total(labels: tuple[int, ...]) -> float:
        before = (count, *labels[:-1])
        return sum(
            float(emissions[at, label] + steps[last, label])
            for at, (last, label) in enumerate(zip(before, labels, strict=True))
        )

    best = max(product(range(count), repeat=size), key=total)
    assert best_labels(emissions, steps) == list(best)


@given(st.text(st.characters(codec="utf-8"), max_size=80))
@settings(max_examples=60, deadline=None)
def test_marks_lie_in_the_text_in_order_and_apart(text: str) -> None:
    marks = load_chain().mark(text, [])
    spans = sorted((*marks.drugs, *marks.effects, *marks.treated))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_features_are_hashed_and_without_repetition() -> None:
    text = "Rash after 20 mg of velotinib."
    words = words_of(text)
    rows = features(text, words, Recogniser(bundled_lexicon()).recognise(text))
    assert len(rows) == len(words)
    assert all(row == sorted(set(row)) and row[0] >= 0 and row[-1] < 1 << BITS for row in rows)


def test_a_mark_goes_on_only_where_it_began() -> None:
    words = [(0, 2), (3, 5), (6, 8)]
    labels = [LABELS.index(name) for name in ("B-effect", "I-effect", "B-drug")]
    marks = marked(words, labels)
    assert (marks.effects, marks.drugs) == (((0, 5),), ((6, 8),))


@pytest.mark.parametrize(
    ("text", "told", "not_told"),
    [
        (
            "A 54-year-old woman treated with velotinib for psoriasis developed acute hepatitis.",
            ("velotinib", "hepatitis"),
            ("velotinib", "psoriasis"),
        ),
        (
            "Velotinib-induced myocarditis and heparin-induced thrombocytopenia were seen in one patient.",
            ("velotinib", "myocarditis"),
            ("velotinib", "thrombocytopenia"),
        ),
        (
            "Lactic acidosis and rhabdomyolysis in a patient receiving quorvexin.",
            ("quorvexin", "rhabdomyolysis"),
            ("acidosis", "quorvexin"),
        ),
    ],
)
def test_harms_of_drugs_nobody_has_heard_of(
    text: str, told: tuple[str, str], not_told: tuple[str, str]
) -> None:
    found = caused(text)
    assert any(told[0] in drug and told[1] in effect for drug, effect in found), found
    assert not any(not_told[0] in drug and not_told[1] in effect for drug, effect in found), found


@pytest.mark.parametrize(
    "text",
    [
        "The Task Force recommends screening for depression in all adults.",
        "Metformin is recommended for adults with type 2 diabetes.",
        "老年患者服用该药后应当定期检查肝功能。",
        "",
    ],
)
def test_sentences_without_harm_tell_none(text: str) -> None:
    assert not caused(text)


def test_the_weights_are_small() -> None:
    assert Path(adverse.__file__).with_name(FILE).stat().st_size < 200_000
