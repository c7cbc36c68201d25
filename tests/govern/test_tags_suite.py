"""The suite of tags on made documents: who is corrected, who learns, who is harmed."""

from __future__ import annotations

from evimed.govern.evaluate.tags import Known, carry_over
from evimed.knowledge.graph.tag_form import FORM

LABEL = ["heading:indications", "heading:warnings"]
LAW = ["numbered:第条", "ends:条例"]


def made(number: int, form: list[str], read: str, known: str) -> Known:
    tags = {"kind": [read], FORM: form}
    return Known(f"d{number}", "dev", f"t{number}", f"{number}.md", tags, {"kind": frozenset((known,))})


def test_others_of_the_form_are_mended_and_none_is_harmed() -> None:
    labels = [made(n, LABEL, "other", "label") for n in range(4)]
    laws = [made(n, LAW, "regulation", "regulation") for n in range(4, 7)]
    count = carry_over([*labels, *laws], "kind", 1, draws=5)
    assert count == {"others": 30, "wrong": 15, "fine": 15, "mended": 15, "harmed": 0}


def test_what_looks_alike_and_is_not_is_harmed() -> None:
    ones = [made(0, LABEL, "other", "label"), made(1, LABEL, "other", "other")]
    assert carry_over(ones, "kind", 1, draws=1)["harmed"] == 1


def test_nothing_is_counted_where_too_few_are_wrong() -> None:
    assert not carry_over([made(0, LABEL, "label", "label")], "kind", 1, draws=3)
