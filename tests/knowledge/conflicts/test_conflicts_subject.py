"""Which documents are on one subject: by what they say, in whatever words their titles are."""

from __future__ import annotations

import numpy as np
import pytest

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.ingest.parse import parse
from evimed.knowledge.conflicts.decide import read_all
from evimed.knowledge.conflicts.rarity import vector_of
from evimed.knowledge.conflicts.subject import features_of, may_share_subject, nearness, share_subject
from evimed.knowledge.conflicts.views import Guide, guide_of
from evimed.knowledge.describe import describe
from evimed.knowledge.recommendations.extract import statements
from evimed.records import Document

HEMATURIA = (
    "Asymptomatic microhematuria: evaluation",
    "Microscopic hematuria should be confirmed by urine microscopy.",
    "Cystoscopy should be performed in all patients aged 35 years and older with hematuria.",
    "CT urography is recommended for the upper urinary tract.",
    "Urine cytology is not recommended as a routine.",
)
BLOOD_IN_URINE = (
    "Blood in the urine: joint statement",
    "Hematuria found by dipstick should be confirmed by microscopy of the urine.",
    "Cystoscopy is recommended from 40 years of age in persistent non-visible hematuria.",
    "Ultrasound of the urinary tract should be the first imaging.",
    "Cytology of the urine should not be used.",
)
GOUT = (
    "Acute gout: treatment",
    "Colchicine should be given within 24 hours of an attack of gout.",
    "Oral prednisolone is recommended where colchicine is not tolerated.",
    "Urate-lowering drugs should be continued during the attack.",
    "Joint aspiration is recommended where infection is suspected.",
)


def guide(body: str, title: str, *lines: str) -> Guide:
    items = "\n".join(f" - {line}" for line in lines)
    parsed = parse(
        f"# {title}\n\n- developer: {body}\n\n## Major Recommendations\n\n{items}\n".encode(), "guide.md"
    )
    told = describe(parsed)
    document = Document(
        body, "default", told.title or "", body, told.kind, "en", body, 1, parsed.mime, "stamp"
    )
    return guide_of(document, body, statements(parsed, told.title or "", told.kind), {})


@pytest.fixture(scope="module")
def comparer() -> E5OnnxEmbedder:
    return E5OnnxEmbedder(threads=2)


def is_one(comparer: E5OnnxEmbedder, one: Guide, other: Guide) -> bool:
    return may_share_subject(one, other) and share_subject(
        one, other, (read_all(one, comparer, {}), read_all(other, comparer, {}))
    )


def test_one_subject_under_other_titles(comparer: E5OnnxEmbedder) -> None:
    assert is_one(comparer, guide("First Society", *HEMATURIA), guide("Second College", *BLOOD_IN_URINE))


def test_two_subjects(comparer: E5OnnxEmbedder) -> None:
    gout = guide("Second College", *GOUT)
    assert not is_one(comparer, guide("First Society", *HEMATURIA), gout)
    assert not is_one(comparer, guide("First Society", *BLOOD_IN_URINE), gout)


def test_a_shared_word_in_the_titles_makes_no_subject(comparer: E5OnnxEmbedder) -> None:
    one = guide("First Society", "Evaluation of the urinary tract", *HEMATURIA[1:])
    other = guide("Second College", "Evaluation of the painful joint", *GOUT[1:])
    assert not is_one(comparer, one, other)


def test_what_is_weighed_is_the_same_from_both_sides(comparer: E5OnnxEmbedder) -> None:
    one, other = guide("First Society", *HEMATURIA), guide("Second College", *BLOOD_IN_URINE)
    sides = read_all(one, comparer, {}), read_all(other, comparer, {})
    there, back = features_of(one, other, sides), features_of(other, one, (sides[1], sides[0]))
    assert {name: round(value, 5) for name, value in there.items()} == {
        name: round(value, 5) for name, value in back.items()
    }


def test_nothing_said_is_near_to_nothing() -> None:
    assert nearness([], []) == (0.0, 0.0)
    assert not vector_of({}).any()
    assert float(np.linalg.norm(vector_of({"hematuria": 3}))) == pytest.approx(1.0)
