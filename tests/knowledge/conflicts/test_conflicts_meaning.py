"""Statements compared by meaning: which are compared, what is told, and that it can be done without."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.ingest.parse import parse
from evimed.knowledge.conflicts import decide
from evimed.knowledge.conflicts.attribute import attribute_of
from evimed.knowledge.conflicts.decide import differ, holds_numbers_of, of_other_ages, told_of
from evimed.knowledge.conflicts.meaning import (
    ATTRIBUTES,
    Candidate,
    candidates,
    features_of,
    score_of,
)
from evimed.knowledge.conflicts.signals import numbers_in, quantities_in, signals_of
from evimed.knowledge.conflicts.views import Guide, guide_of
from evimed.knowledge.describe import describe
from evimed.knowledge.recommendations.extract import statements
from evimed.ports import Compared, ReadStatement, Statement
from evimed.records import Document

ONE = (
    "Follow-up: repeat splenic ultrasonography every 12 months for five years.",
    "Trelomab is the drug of first choice in plaque gout.",
    "Patients should stop smoking.",
)
OTHER = (
    "The spleen is scanned again after two years, and every two years from then on.",
    "We suggest that treatment of plaque gout begin with an older drug, trelomab being kept in reserve.",
    "Smoking cessation is recommended.",
)


def guide(body: str, *lines: str, title: str = "Guideline on plaque gout of the spleen") -> Guide:
    items = "\n".join(f" - {line}" for line in lines)
    text = f"# {title}\n\n- developer: {body}\n\n## Major Recommendations\n\n{items}\n"
    parsed = parse(text.encode(), "guide.md")
    told = describe(parsed)
    records = statements(parsed, told.title or "", told.kind)
    document = Document(
        body, "default", told.title or "", body, told.kind, "en", body, 1, parsed.mime, "stamp"
    )
    return guide_of(document, body, records, {})


class Fake:
    """Statements with the same last word answer one question; they differ as ``differs`` says."""

    def __init__(self, differs: float) -> None:
        self.differs = differs
        self.read = 0

    def read_statements(self, told: Sequence[Statement]) -> list[ReadStatement]:
        self.read += len(told)
        return [self._read(one) for one in told]

    def compare_statements(self, pairs: Sequence[tuple[ReadStatement, ReadStatement]]) -> list[Compared]:
        return [
            Compared((-3.0, -3.0, 0.0, self.differs), (0.0,) * len(ATTRIBUTES))
            if float(one.vector @ other.vector) > 0.9
            else Compared((6.0, 0.0, -6.0, -6.0), (0.0,) * len(ATTRIBUTES))
            for one, other in pairs
        ]

    def _read(self, one: Statement) -> ReadStatement:
        place = sum(one.text.split()[-1].strip(".").encode()) % 97
        vector = np.random.default_rng(place).standard_normal(16).astype(np.float32)
        return ReadStatement(vector / np.linalg.norm(vector), np.zeros((1, 1), np.float16), (1.0, 0, 0, 0, 0))


def test_without_a_comparer_words_alone_are_compared() -> None:
    one = guide("First Society", "Trelomab is recommended in adults with plaque gout.")
    other = guide("Second College", "The college recommends against trelomab in adults with plaque gout.")
    assert [found.attribute for found in differ(one, other, None, {})] == ["direction"]


def test_what_differs_by_meaning_is_told_and_what_does_not_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "score_of", lambda features: features["class differ"] + 1)
    monkeypatch.setattr(decide, "share_subject", lambda one, other, read: True)
    one = guide("First Society", "The spleen should be seen often after surgery of the spleen.", *ONE[2:])
    other = guide("Second College", "Imaging should be rare once it was done to a spleen.", *OTHER[2:])
    assert differ(one, other, None, {}) == []
    told = differ(one, other, Fake(8.0), {})
    assert [{"spleen" in side.record.text for side in (each.one, each.other)} for each in told] == [{True}]
    assert differ(one, other, Fake(-8.0), {}) == []


def test_a_document_is_read_once() -> None:
    one, other, third = (guide(body, *ONE) for body in ("First Society", "Second College", "Third Board"))
    fake, read = Fake(0.0), dict[str, list[ReadStatement]]()
    differ(one, other, fake, read)
    assert fake.read == len(one.views) + len(other.views)
    differ(one, third, fake, read)
    assert fake.read == len(one.views) + len(other.views) + len(third.views)


def test_documents_on_other_subjects_are_not_compared() -> None:
    one = guide("First Society", *ONE)
    other = guide("Second College", "Hearing aids should be offered.", title="Guideline on tinnitus")
    fake = Fake(8.0)
    assert differ(one, other, fake, {}) == []
    assert fake.read == 0


@pytest.fixture(scope="module")
def comparer() -> E5OnnxEmbedder:
    return E5OnnxEmbedder(threads=2)


def pairs(comparer: E5OnnxEmbedder) -> list[Candidate]:
    one, other = guide("First Society", *ONE), guide("Second College", *OTHER)
    sides = [comparer.read_statements([Statement("", v.record.text) for v in g.views]) for g in (one, other)]
    return candidates(one, other, (sides[0], sides[1]), comparer)


def test_the_bundled_comparer_puts_differing_statements_before_the_others(comparer: E5OnnxEmbedder) -> None:
    found = sorted(pairs(comparer), key=lambda each: -score_of(features_of(each)))
    best = {(each.one.record.text, each.other.record.text) for each in found[:2]}
    assert best == {(ONE[0], OTHER[0]), (ONE[1], OTHER[1])}


def test_a_statement_stands_in_few(comparer: E5OnnxEmbedder) -> None:
    one, other = guide("First Society", *ONE), guide("Second College", *OTHER)
    found = pairs(comparer)
    told = told_of(one, other, [(9.0, each) for each in found])
    assert len({(id(each.one), id(each.other)) for each in told}) == len(told)
    for view in (*one.views, *other.views):
        assert sum(view.record == side.record for each in told for side in (each.one, each.other)) <= 2
    assert told_of(one, other, [(-9.0, each) for each in found]) == []


def test_what_rules_of_wording_find_too_is_told_sooner(comparer: E5OnnxEmbedder) -> None:
    one = guide("First Society", "Trelomab is recommended in adults with plaque gout.")
    other = guide("Second College", "The college recommends against trelomab in adults with plaque gout.")
    by_words = differ(one, other, None, {})
    sides = [comparer.read_statements([Statement("", v.record.text) for v in g.views]) for g in (one, other)]
    ((plain,), (shown,)) = (
        candidates(one, other, (sides[0], sides[1]), comparer, found) for found in ((), by_words)
    )
    assert told_of(one, other, [(-0.2, plain)]) == []
    assert told_of(one, other, [(-0.2, shown)]) == by_words


def test_where_nothing_differs_plainly_the_doubtful_is_not_told(comparer: E5OnnxEmbedder) -> None:
    one, other = guide("First Society", *ONE), guide("Second College", *OTHER)
    first, second, *_ = pairs(comparer)
    assert told_of(one, other, [(0.3, first), (0.2, second)]) == []
    assert len(told_of(one, other, [(0.7, first), (0.2, second)])) == 2


@pytest.mark.parametrize(
    ("one", "other", "others"),
    [
        ("adults aged 60 years or older", "adults younger than 60 years", True),
        ("adults aged 60 years or older", "adults aged 50 to 74 years", False),
        ("adults aged 60 years or older", "adults", False),
    ],
)
def test_whom_age_sets_apart_is_not_disagreed_on(one: str, other: str, *, others: bool) -> None:
    views = [
        guide(body, f"Screening should be offered to {people}.").views[0]
        for body, people in (("First Society", one), ("Second College", other))
    ]
    assert of_other_ages(views[0], views[1]) is others


def test_who_names_the_same_numbers_among_others_sets_no_other_limit(comparer: E5OnnxEmbedder) -> None:
    whole = "Hypertension should be confirmed at 140/90 mmHg, or at home (135/85 mmHg over 5 days)."
    for home, holds in (("135/85", True), ("130/80", False)):
        one = guide("First Society", whole)
        other = guide("Second College", f"At home, hypertension should be confirmed at {home} mmHg.")
        sides = [
            comparer.read_statements([Statement("", v.record.text) for v in g.views]) for g in (one, other)
        ]
        found = candidates(one, other, (sides[0], sides[1]), comparer)
        assert any(holds_numbers_of(each) for each in found) is holds


def test_words_and_numbers_draw_the_attribute(comparer: E5OnnxEmbedder) -> None:
    (pair,) = (
        each
        for each in pairs(comparer)
        if (each.one.record.text, each.other.record.text) == (ONE[0], OTHER[0])
    )
    assert attribute_of(pair) == "interval"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3. Every 12 months for five years (Grade 1B)", {"12", "5"}),
        ("Scan twice, then annually", {"2", "12"}),
        ("HbA1c below 7.0 %", {"7"}),
        ("每年1次，连续3年", {"1", "3"}),
        ("Recommendation 4: no numbers. Class IIa", set[str]()),
    ],
)
def test_numbers_of_a_statement(text: str, numbers: set[str]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("for 2 weeks", {"days": [(14.0, 14.0)]}),
        ("for 14 days", {"days": [(14.0, 14.0)]}),
        ("every two years", {"days": [(730.0, 730.0)]}),
        ("500 mg to 1 g", {"mg": [(500.0, 500.0), (1000.0, 1000.0)]}),
        ("20–30%", {"%": [(20.0, 30.0)]}),
        ("three-monthly, then yearly", {"days": [(90.0, 90.0), (365.0, 365.0)]}),
        ("with four or more headache days a month", {"days": [(4.0, 4.0)]}),
        ("men aged 45 to 75", {"days": [(16425.0, 27375.0)]}),
        ("a margin of 0.5 cm", {"mm": [(5.0, 5.0)]}),
        ("疗程6～8周", {"days": [(42.0, 56.0)]}),
        ("nothing", {}),
    ],
)
def test_quantities_are_compared_in_one_unit(text: str, kinds: dict[str, list[tuple[float, float]]]) -> None:
    assert quantities_in(text) == kinds


@pytest.mark.parametrize(
    ("one", "other", "shared", "unlike", "overlap"),
    [
        ("for 24 months", "for two years", 1, 0, 0),
        ("for eight weeks", "for 6 to 12 weeks", 0, 0, 1),
        ("for eight weeks", "for six months", 0, 1, 0),
        ("at 5.5 cm", "at 55 mm", 1, 0, 0),
        ("at 5.5 cm", "every 2 years", 0, 0, 0),
    ],
)
def test_numbers_are_the_same_meet_or_differ(
    one: str, other: str, shared: int, unlike: int, overlap: int
) -> None:
    views = [
        guide(body, f"Treatment should be given {text}.").views[0]
        for body, text in (("A B", one), ("C D", other))
    ]
    signals = signals_of(views[0], views[1])
    assert (signals.shared, signals.unlike, signals.overlap) == (shared, unlike, overlap)


def test_of_unlike_numbers_the_nearer_are_told() -> None:
    near, far = (
        signals_of(*(guide("A B", f"Treatment should be given {text}.").views[0] for text in pair)).near
        for pair in (("at 5.0 cm", "at 5.5 cm"), ("at 5.0 cm", "at 50 cm"))
    )
    assert far < near / 2


def test_equal_numbers_in_other_words_are_alike() -> None:
    one = guide("First Society", "We recommend that treatment be given for 14 days.")
    other = guide("Second College", "Treatment should be given for two weeks.")
    signals = signals_of(one.views[0], other.views[0])
    assert signals.shared == 1
    assert signals.unlike == 0
