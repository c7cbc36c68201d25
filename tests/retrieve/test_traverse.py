"""Passages through links: what joins two passages that share no word of the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed import app
from evimed.govern.session import Models, Session
from evimed.knowledge.entities.definitions import defined_terms
from evimed.ports import Vectors
from evimed.records import Scope
from evimed.retrieve.traverse_bridges import Bridge, namesake
from evimed.retrieve.traverse_words import Word, asks_name, cover, described, describes
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.passages import entries
from evimed.testing.embedders import HashEmbedder

TRIAL = """# Report of the NORTHWIND trial

The NORTHWIND trial compared zalutinib with placebo in adults with lupus nephritis at 40 sites.
"""
LABEL = """# Zalutinib tablets

## Storage

Keep zalutinib tablets refrigerated between 2 and 8 degrees.

## Missed dose

A missed dose of zalutinib is taken within 9 hours.
"""
LAW = """# 器械条例

第一条 用于焊接骨骼、会释放热量的器具为特种器具。
"""
RULE = """# 复检办法

第四条 特种器具应当每三年复检一次。

第五条 本办法自2010年1月1日起施行。
"""
DESCRIBED = "Within how many hours is a missed dose taken of the drug compared with placebo in NORTHWIND?"


@pytest.fixture
def desk(settings: Settings, database: Database, tmp_path: Path):
    assert database is not None
    folder = tmp_path
    with app.open_session(replace(settings, embedder="none")) as session:
        for name, text in (("trial.md", TRIAL), ("label.md", LABEL), ("law.md", LAW), ("rule.md", RULE)):
            (folder / name).write_text(text, encoding="utf-8")
        session.ingest([str(folder)], library="default")
        session.graph().build(library="default")
        yield session


def cited(session: Session, question: str, *, links: bool) -> set[str]:
    answer = session.ask(question, library="default", links=links)
    return {Path(citation.document.source).name for citation in answer.citations}


def test_a_drug_that_is_only_described_is_found_and_both_places_are_cited(desk: Session) -> None:
    answer = desk.ask(DESCRIBED, library="default")
    assert answer.route.name == "graph"
    assert "zalutinib" in answer.route.reason.lower()
    assert {Path(one.document.source).name for one in answer.citations} == {"trial.md", "label.md"}
    assert any("9 hours" in statement.text for statement in answer.statements)
    for citation in answer.citations:  # the same gate as any statement
        start, end = citation.locator.chars
        text = desk.document_text(citation.document.id, library="default")
        assert text[start:end] == citation.quote


def test_a_defined_term_joins_what_is_asked_and_where_it_is_ruled(desk: Session) -> None:
    question = "用来焊接骨骼、会释放热量的器具，多久复检一次？"
    answer = desk.ask(question, library="default")
    assert answer.route.name == "graph"
    assert "特种器具" in answer.route.reason
    assert any("每三年" in statement.text for statement in answer.statements)


def test_a_question_that_names_what_it_asks_about_goes_the_ordinary_way(desk: Session) -> None:
    question = "How is zalutinib stored?"
    assert desk.ask(question, library="default").route.name == "passages"
    assert cited(desk, question, links=True) == cited(desk, question, links=False) == {"label.md"}


def test_search_along_links_only_adds_to_what_is_found(desk: Session) -> None:
    plain = [hit.passage.id for hit in desk.search(DESCRIBED, library="default", limit=50, links=False)]
    linked = [hit.passage.id for hit in desk.search(DESCRIBED, library="default", limit=50)]
    assert set(plain) <= set(linked)
    assert len(linked) == len(set(linked))
    assert linked[:2] == plain[:2]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What are the side effects of the diuretic given for pulmonary edema?", True),
        ("Which gene is mutated in the disease that evinacumab treats?", True),
        ("治热利下重的汤方里有什么药？", True),
        ("What is the recommended dose of warfarin?", False),
        ("Which disease is treated with ZMapp?", False),
        ("替诺沙班的药物相互作用有哪些？", False),
        ("药品上市许可持有人多久报告一次？", False),
        ("的" * 2000 + "治热利下重的汤方", False),  # as long as a question may be: not looked through
    ],
)
def test_the_form_of_a_question_tells(question: str, expected: bool) -> None:
    assert describes(question) is expected


@pytest.mark.parametrize(
    ("sentence", "terms"),
    [
        ("药品上市许可持有人是指取得药品注册证书的企业等。", ["药品上市许可持有人"]),
        ("本条例所称疫苗，是指用于预防接种的生物制品。", ["疫苗"]),
        ("第二条 本条例所称医疗废物，是指活动中产生的具有毒性的废物。", ["医疗废物"]),
        ("本解释所称“血液制品”，是指各种人血浆蛋白制品。", ["血液制品"]),
        ("（四）匿名化，是指个人信息经过处理不能复原的过程。", ["匿名化"]),
        ("第一类、第二类病原微生物统称为高致病性病原微生物。", ["高致病性病原微生物"]),
        ("A “covered device” means a device that heats bone.", ["covered device"]),
        ("推荐剂量为 40 mg，每日一次。", []),
        ("主要终点为首次发生卒中。", []),
        ("用于防晒的化妆品为特殊化妆品。", ["特殊化妆品"]),
    ],
)
def test_terms_are_read_from_their_definitions(sentence: str, terms: list[str]) -> None:
    assert defined_terms(sentence) == terms


class Meaning(HashEmbedder):
    """Knows that a question about the sale of a thing in shops on the net and a ban on its sale are near."""

    def _placed(self, texts: Sequence[str], vectors: Vectors) -> Vectors:
        for at, text in enumerate(texts):
            if "特种器具" in text and ("卖" in text or "不得经营" in text):
                vectors[at] = np.eye(self.dimensions, dtype=np.float32)[0]
        return vectors

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._placed(texts, super().embed_passages(texts))

    def embed_query(self, text: str) -> Vectors:
        return self._placed([text], super().embed_query(text)[np.newaxis])[0]


def test_what_is_ruled_of_a_defined_term_is_told_by_meaning(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    rules = "# 网络办法\n\n第四条 特种器具不得经营于任何信息平台。\n\n第五条 网店可以卖票。\n"
    (tmp_path / "law.md").write_text(LAW, encoding="utf-8")
    (tmp_path / "rule.md").write_text(rules, encoding="utf-8")
    plain = replace(settings, embedder="none")
    session = Session(database, Scope.local(), plain, Models(Meaning()))
    session.ingest([str(tmp_path)], library="default")
    session.embed_pending(library="default")
    session.graph().build(library="default")
    answer = session.ask("用来焊接骨骼、会释放热量的器具，网店可以卖吗？", library="default")
    assert answer.route.name == "graph"
    quotes = [citation.quote for citation in answer.citations]
    assert any("不得经营" in quote for quote in quotes)
    assert any("为特种器具" in quote for quote in quotes)


def test_a_formula_leads_to_its_herb() -> None:
    herb = namesake(Bridge("f", "白头翁汤", "formula", 0.5))
    assert herb is not None
    assert (herb.name, herb.prefix) == ("白头翁", True)
    assert namesake(Bridge("d", "白头翁", "drug", 0.5)) is None


held = st.lists(st.tuples(st.floats(0.1, 9.0), st.floats(0.0, 1.0)), min_size=1, max_size=12)


@given(held)
def test_the_described_run_is_the_best_of_all(pairs: list[tuple[float, float]]) -> None:
    words = [Word((str(at),), weight, (at, at + 1)) for at, (weight, _) in enumerate(pairs)]
    shares = np.array([share for _, share in pairs])

    def value(start: int, end: int) -> float:
        return sum(weight * (share - 0.5) for weight, share in pairs[start:end])

    start, end = described(words, shares)
    best = max(value(i, j) for i in range(len(pairs)) for j in range(i, len(pairs) + 1))
    assert value(start, end) == pytest.approx(max(best, 0.0))


def test_a_text_holds_words_by_their_other_forms() -> None:
    words = [Word(("hypertens", "高血压"), 1.0, (0, 9)), Word(("gout",), 1.0, (10, 14))]
    assert cover(words, "老年高血压患者").tolist() == [0.9, 0.0]


def test_a_link_through_a_text_that_holds_no_more_is_not_followed(desk: Session, tmp_path: Path) -> None:
    question = "用来焊接骨骼、会释放热量的器具，多久复检一次？"
    later = (
        "# 器具检验规定\n\n第一条 检验由企业自行安排。\n\n"
        "第二条 本规定自2020年1月1日起施行，《复检办法》同时废止。\n"
    )
    (tmp_path / "later.md").write_text(later, encoding="utf-8")
    desk.ingest([str(tmp_path / "later.md")], library="default")
    desk.graph().build(library="default")
    answer = desk.ask(question, library="default")
    assert answer.route.name != "graph"
    assert answer.verdict.name == "caveats"  # told, and told to be replaced


HERBS = """# 北山本草

## 泽兰

味酸，平。主心痛，久服耳目聪明。

## 石苓

味苦，寒。主目赤。
"""
FORMULAS = """# 南湖方略

虚烦盗汗者，泽兰汤主之。
"""


def test_what_a_formula_is_called_after_is_looked_up_in_the_book_named(desk: Session, tmp_path: Path) -> None:
    for name, text in (("herbs.md", HERBS), ("formulas.md", FORMULAS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    desk.ingest([str(tmp_path / "herbs.md"), str(tmp_path / "formulas.md")], library="default")
    desk.graph().build(library="default")
    question = "虚烦盗汗所用的汤方，用来命名的药在《北山本草》里久服对耳目怎样？"
    answer = desk.ask(question, library="default")
    assert answer.route.name == "graph"
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert "泽兰汤主之" in quotes
    assert "耳目聪明" in quotes


@pytest.mark.parametrize(
    ("question", "expected"),
    [("方名里的药主什么？", True), ("以青龙命名的方是哪首？", True), ("这味药主什么？", False)],
)
def test_what_a_thing_is_called_after_is_asked_for_by_its_words(question: str, expected: bool) -> None:
    assert asks_name(question) is expected


def test_entries_begin_with_a_line_that_names_them(desk: Session, database: Database, tmp_path: Path) -> None:
    (tmp_path / "herbs.md").write_text(HERBS, encoding="utf-8")
    desk.ingest([str(tmp_path / "herbs.md")], library="default")
    with database.transaction(desk.scope) as tx:
        documents = [one.id for one in desk.documents(library="default")]
        assert entries(tx, "default", documents, ["石苓"])
        assert entries(tx, "default", documents, ["石苓花"]) == entries(tx, "default", documents, ["石苓"])
        assert not entries(tx, "default", documents, ["目赤"])
        assert not entries(tx, "default", documents, ["(.*", "["])
        assert not entries(tx, "default", [], ["石苓"])
