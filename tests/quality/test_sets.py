"""How the sets are made: the cutting of a classic, the frozen questions, what is written for others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quality.classics import cut_classic
from quality.sets import DATA, QUESTIONS, Doc, Query, RetrievalSet, export, half, law_articles, tcm_passages

FULL = "甲" * 39 + "，"  # a line of the fixed width
BOOK = f"""<篇名>书
书名：书

<目录>

<篇名>上篇

属性：1．{FULL}
{FULL}
乙条文未完。
方药（三两）
2．丙。此为第二条之文字也。

<目录>

<篇名>下篇

内容：丁段甚短。
戊段亦短而与前段相并，合为一文，共在一处。
"""
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")


def test_a_classic_is_cut_into_clauses() -> None:
    clauses = list(cut_classic(BOOK))
    assert [clause.section for clause in clauses] == ["上篇", "上篇", "下篇"]
    first, second, third = clauses
    # Full lines run on; a formula stays with its clause.
    assert first.text == f"1．{FULL}{FULL}乙条文未完。\n方药（三两）"
    assert second.text.startswith("2．丙")
    assert third.text == "丁段甚短。\n戊段亦短而与前段相并，合为一文，共在一处。"
    for clause in clauses:
        assert BOOK[clause.start : clause.end].replace("\n", "") == clause.text.replace("\n", "")


def test_a_long_paragraph_is_parted_at_sentences() -> None:
    sentence = "己" * 39 + "。"
    text = "<篇名>长\n\n内容：" + "\n".join([sentence] * 30) + "\n"
    clauses = list(cut_classic(text))
    assert len(clauses) > 1
    assert all(len(clause.text) <= 500 and clause.text.endswith("。") for clause in clauses)
    assert "".join(clause.text for clause in clauses).count("己") == 30 * 39, "nothing is lost"


def test_the_halves_are_settled_by_the_id_alone() -> None:
    halves = [half(f"law-{number:03d}") for number in range(1, 94)]
    assert halves == [half(f"law-{number:03d}") for number in range(1, 94)]
    assert 35 < halves.count("dev") < 58


def test_what_is_written_can_be_read_again(tmp_path: Path) -> None:
    made = RetrievalSet("x", (Doc("d1", "标题", "a\nb"),), (Query("q1", "问", "zh", {"d1": 1}),))
    export(made, tmp_path)
    docs = [json.loads(line) for line in (tmp_path / "docs.jsonl").read_text("utf-8").splitlines()]
    queries = [json.loads(line) for line in (tmp_path / "queries.jsonl").read_text("utf-8").splitlines()]
    assert docs == [{"id": "d1", "title": "标题", "text": "a\nb"}]
    assert queries == [{"id": "q1", "text": "问", "language": "zh", "gold": {"d1": 1}, "half": half("q1")}]


@needs_data
@pytest.mark.parametrize(("name", "load"), [("law", law_articles), ("tcm", tcm_passages)])
def test_every_label_meets_a_document(name: str, load: object) -> None:
    made = load()  # type: ignore[operator]
    written = json.loads((QUESTIONS / f"{name}.json").read_text(encoding="utf-8"))
    assert [query.id for query in made.queries] == [item["id"] for item in written]
    assert all(
        len(query.gold) >= len(item["gold"]) for query, item in zip(made.queries, written, strict=True)
    )
    assert len({doc.id for doc in made.docs}) == len(made.docs)
    assert min(len(doc.text) for doc in made.docs) > 10


@needs_data
def test_no_question_copies_its_passage() -> None:
    for load in (law_articles, tcm_passages):
        made = load()
        texts = {doc.id: "".join(doc.text.split()) for doc in made.docs}
        for query in made.queries:
            if query.language == "zh":
                runs = {query.text[at : at + 12] for at in range(max(1, len(query.text) - 11))}
                assert not any(run in texts[doc] for run in runs for doc in query.gold), query.id
