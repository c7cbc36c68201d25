"""What names or counts and says nothing of it is no statement, however well it is quoted."""

from __future__ import annotations

import pytest

from evimed.answer.checks import Evidence, check_statement

NOTHING = (
    "表 4 主要变更",
    "附表 2-1：各组的血压下降值",
    "（1）10 mg；（2）20 mg；（3）40 mg",
    "10 mg、20 mg、40 mg",
    "有下列情形之一的：",
    "Table 4. Adverse reactions reported with salvin",
    "Figure 2 Blood pressure by group",
    "5 mg, 10 mg and 20 mg",
    "The most common side effects of salvin are:",
)
SOMETHING = (
    "表 4 显示两组差异没有意义",
    "表 4 主要变更：随访间隔：2018 年版：6 周；2024 年版：4 周",
    "表 2 所列药品不得在网络上销售。",
    "规格：（1）10 mg；（2）20 mg；（3）40 mg",
    "本品规格为10 mg、20 mg、40 mg。",
    "Table 4 shows the adverse reactions of salvin.",
    "Table 4. Salvin was given to 40 patients.",
    "Strengths: 5 mg, 10 mg and 20 mg",
    "Salvin is given as 5 mg, 10 mg or 20 mg.",
)


@pytest.mark.parametrize("said", NOTHING)
def test_says_nothing(said: str) -> None:
    assert not check_statement(said, [Evidence("k", said, said, "")], language="zh").supported


@pytest.mark.parametrize("said", SOMETHING)
def test_says_something(said: str) -> None:
    verdict = check_statement(said, [Evidence("k", said, said, "")], language="zh")
    assert verdict.supported, verdict.findings


@pytest.mark.parametrize(
    ("said", "source"),
    [("10 mg、20 mg、40 mg", "本品规格为10 mg、20 mg、40 mg。"), ("表 4 主要变更", "见表 4 主要变更。")],
)
def test_says_nothing_out_of_a_sentence_that_does(said: str, source: str) -> None:
    assert not check_statement(said, [Evidence("k", source, source, "")], language="zh").supported
