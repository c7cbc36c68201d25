"""Nothing passes that its citations do not carry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evimed.answer.compose import Composed
from evimed.answer.verify import verify
from evimed.records import Citation, Document, Locator, Statement

TEXT = "推荐剂量为 10 mg，\n每日一次。肾功能不全者减半。"
DOCUMENT = Document("d1", "default", "说明书", "a.txt", "label", "zh", "0" * 64, 1, "text/plain", "s")
END = TEXT.index("。") + 1
CITATION = Citation("c1", DOCUMENT, Locator((0, END)), TEXT[:END])
STATEMENT = Statement("推荐剂量为 10 mg，每日一次。", ("c1",))


def reasons(statement: Statement, citation: Citation = CITATION) -> list[str]:
    return [failure.reason for failure in verify(Composed((statement,), (citation,)), {"d1": TEXT})[1]]


def test_a_verbatim_statement_passes() -> None:
    kept, failures = verify(Composed((STATEMENT,), (CITATION,)), {"d1": TEXT})

    assert kept.statements == (STATEMENT,)
    assert kept.citations == (CITATION,)
    assert failures == ()


@pytest.mark.parametrize(
    "text",
    [
        "推荐剂量为 100 mg，每日一次。",
        "推荐剂量为 10 mg，每日两次。",
        "不推荐剂量为 10 mg，每日一次。",
        "推荐剂量为 10 g，每日一次。肾功能不全者减半。",
    ],
)
def test_an_altered_statement_is_dropped(text: str) -> None:
    assert reasons(replace(STATEMENT, text=text)) == ["not_verbatim"]


def test_an_unknown_key_fails_the_claim_not_only_the_key() -> None:
    assert reasons(replace(STATEMENT, citations=("c1", "c9"))) == ["unknown_citation"]
    assert reasons(replace(STATEMENT, citations=())) == ["no_citation"]


def test_a_quote_that_stands_elsewhere_is_no_quote() -> None:
    assert reasons(STATEMENT, replace(CITATION, locator=Locator((1, END + 1)))) == ["quote_not_in_source"]
    assert reasons(STATEMENT, replace(CITATION, quote="")) == ["quote_not_in_source"]


def test_citations_nobody_names_any_more_are_left_out() -> None:
    bad = replace(STATEMENT, text="推荐剂量为 99 mg。")
    kept, _ = verify(Composed((bad,), (CITATION,)), {"d1": TEXT})

    assert kept == Composed((), ())


def test_letters_in_order_may_not_leave_out_a_negation() -> None:
    text = "不推荐肾功能不全者使用，\n12\n每日一次。"
    citation = Citation("c1", DOCUMENT, Locator((0, len(text))), text)

    def reasons_of(said: str) -> list[str]:
        composed = Composed((Statement(said, ("c1",)),), (citation,))
        return [failure.reason for failure in verify(composed, {"d1": text})[1]]

    assert reasons_of("不推荐肾功能不全者使用，每日一次。") == []  # the page number between is no part of it
    assert reasons_of("推荐肾功能不全者使用，每日一次。") == ["negation"]


@pytest.mark.parametrize(
    ("told", "kept"),
    [("人群：成人；剂量：10 mg；频次：每日一次", True), ("人群：成人；剂量：每日一次；频次：10 mg", False)],
)
def test_cells_of_a_row_keep_the_names_of_their_columns(told: str, kept: bool) -> None:
    header, row = "人群 | 剂量 | 频次", "成人 | 10 mg | 每日一次"
    text = f"{header}\n{row}"
    at = len(header) + 1
    citations = (
        Citation("c1", DOCUMENT, Locator((at, len(text))), row),
        Citation("c2", DOCUMENT, Locator((0, len(header))), header),
    )

    composed, _ = verify(Composed((Statement(told, ("c1", "c2")),), citations), {"d1": text})

    assert bool(composed.statements) is kept
