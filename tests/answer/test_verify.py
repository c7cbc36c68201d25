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
