"""What only one of two guidelines addresses."""

from __future__ import annotations

from evimed.ingest.parse import parse
from evimed.knowledge.conflicts.coverage import one_sided
from evimed.knowledge.conflicts.views import Guide, guide_of
from evimed.knowledge.describe import describe
from evimed.knowledge.entities.abbreviations import find_abbreviations
from evimed.knowledge.recommendations.extract import statements
from evimed.records import Document


def guide(body: str, title: str, *lines: str) -> tuple[Guide, str]:
    items = "\n".join(f" - {line} ( Strong )" for line in lines)
    text = f"# {title}\n\n- developer: {body}\n\n## Major Recommendations\n\n{items}\n"
    parsed = parse(text.encode(), "guide.md")
    told = describe(parsed)
    document = Document(body, "l", title, body, "guideline", "en", "", 0, "", "")
    records = statements(parsed, told.title or "", "guideline")
    return guide_of(document, body, records, find_abbreviations(text)), parsed.text


ONE = guide(
    "First Society",
    "Guideline on hypertension",
    "We recommend trelomab for hypertension.",
    "We recommend against renography in hypertension.",
)


def found(title: str, *lines: str) -> list[str]:
    other, text = guide("Second College", title, *lines)
    return [told.view.record.text for told in one_sided(ONE[0], other, text)]


def test_what_the_other_does_not_name():
    assert found("Management of hypertension", "Trelomab should be offered in hypertension.") == [
        "We recommend against renography in hypertension."
    ]


def test_what_it_names_anywhere_it_is_not_silent_on():
    words = "Trelomab should be offered in hypertension, where renography shows nothing."
    assert found("Management of hypertension", words) == []


def test_on_another_subject_silence_says_nothing():
    assert found("Management of ankle fracture", "A brace should be offered.") == []
