"""What a question is about is not given up for its other words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from written_things import document, hit

from evimed.answer.compose import choose
from evimed.answer.furniture import without_furniture
from evimed.answer.rank import Ranked
from evimed.answer.select import FEATURES, Candidate
from evimed.govern.session import Models, Session
from evimed.records import Answer, Scope
from evimed.settings import Settings
from evimed.store.database import Database

FILES = {
    "questions.md": "# Questions on tablets\n\n"
    "## 1. Velorin: what if a dose is missed?\n\nTake the missed dose of the tablet within 12 hours.\n\n"
    "## Velorin in the sun\n\nLie in the sun for 2 hours at most.\n\n"
    "## 2. Tomarel: what if a dose is missed?\n\nTake the missed dose of the tablet within 6 hours.\n",
    "velorin_label.md": "# 达妥班片说明书\n\n商品名称：维洛林，达妥班片（Velorin）\n\n"
    "## 用法用量\n\n一次一片，每日一次，随餐服用。漏服时于当日补服。\n\n"
    "## 孕妇及哺乳期妇女用药\n\n孕妇服用维洛林后可通过胎盘，不推荐使用。\n\n"
    "## 禁忌\n\n1. 对维洛林过敏者禁用。\n2. 维洛林禁用于活动性出血者。\n3. 维洛林禁用于凝血异常者。\n"
    "4. 主动脉瓣置换后。\n\n"
    "## 肝功能不全\n\nChild-Pugh C 级者不推荐使用。\n",
    "island.md": "# Rules of the island\n\nCases are reported to the island within these times:\n\n"
    "| Case | Time |\n|---|---|\n| fatal | 3 days |\n| serious | 12 days |\n",
    "ovary.md": "# Screening for ovarian cancer\n\n"
    "The panel recommends against screening for ovarian cancer in women without symptoms.\n",
    **{
        f"notes_{season}.md": f"# Notes on Velorin in {season}\n\nMade up for tests of Evimed\n\n"
        f"Velorin was shown at {meetings} meetings.\n"
        for season, meetings in (("spring", "two"), ("summer", "three"), ("autumn", "four"))
    },
}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    home = tmp_path_factory.mktemp("focus")
    folder = home / "files"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    settings = Settings(home=home / "home")
    with Database.open(settings) as database:
        opened = Session(database, Scope.local(), settings, Models())
        opened.ingest([str(folder)], library="default")
        yield opened


def ask(session: Session, question: str) -> Answer:
    return session.ask(question, library="default")


def told(session: Session, question: str) -> str:
    return "\n".join(one.text for one in ask(session, question).statements)


def test_a_part_on_another_product_is_not_told(session: Session) -> None:
    answer = told(session, "What if a dose of Velorin is missed?")
    assert "12 hours" in answer
    assert "6 hours" not in answer


def test_who_is_asked_of_is_not_given_up_for_other_words(session: Session) -> None:
    answer = told(session, "孕妇可以服用维洛林吗？")
    assert "胎盘" in answer
    assert "随餐" not in answer
    assert "hours" not in told(session, "Can a tablet of Velorin be taken during pregnancy?")


def test_a_name_stands_in_another_word(session: Session) -> None:
    assert "Child-Pugh" not in told(session, "儿童可以服用维洛林吗？")


def test_a_drug_that_nothing_speaks_of_is_named_as_missing(session: Session) -> None:
    answer = ask(session, "维洛林与红霉素合用需要调整剂量吗？")
    assert answer.verdict.name == "insufficient"
    assert "红霉素" in answer.verdict.reason


def test_what_many_documents_carry_alike_is_no_statement(session: Session) -> None:
    answer = told(session, "How many meetings was Velorin shown at in spring, made up for tests?")
    assert "Made up" not in answer
    assert "Notes on" not in answer


def test_a_list_of_which_most_is_told_is_told_whole(session: Session) -> None:
    answer = [one.text for one in ask(session, "维洛林的禁忌有哪些？").statements]
    items = [text for text in answer if any(word in text for word in ("过敏", "出血", "凝血", "主动脉"))]
    assert [text.rstrip("。") for text in items] == [
        "对维洛林过敏者禁用",
        "维洛林禁用于活动性出血者",
        "维洛林禁用于凝血异常者",
        "主动脉瓣置换后",
    ]


def test_another_disease_of_the_same_kind_is_another(session: Session) -> None:
    assert told(session, "Is screening for ovarian cancer recommended?")
    answer = ask(session, "Is screening for prostate cancer recommended?")
    assert answer.verdict.name == "insufficient"
    assert "prostate" in answer.verdict.reason


def test_rows_under_a_sentence_that_opens_them_are_told(session: Session) -> None:
    answer = told(session, "How soon must a fatal case and a serious case be reported to the island?")
    assert "3 days" in answer
    assert "12 days" in answer


def test_beside_the_answer_nothing_is_told_that_holds_much_less_of_the_question() -> None:
    passage, _ = hit("Take the missed tablet at once.", "Take it with food.", "The tablet is white.")
    passage = replace(passage, passage=replace(passage.passage, language="en"))

    def ranked(index: int, context: float, score: float) -> Ranked:
        features = tuple(context if name == "context" else 0.0 for name in FEATURES)
        return Ranked(Candidate(passage, index, features), score)

    told = choose([ranked(0, 0.9, 9.0), ranked(1, 0.3, 8.9), ranked(2, 0.7, 8.8)], "What of a missed tablet?")
    assert [one.candidate.index for one in told] == [0, 2]


def test_a_sentence_that_many_documents_have_is_no_furniture() -> None:
    def line(id_: str, text: str) -> Ranked:
        one, _ = hit(text, id_=id_, of=document(id_, title="老年高血压管理指南"))
        return Ranked(Candidate(one, 0, ()), 1.0)

    def left(text: str) -> int:
        return len(without_furniture([line(id_, text) for id_ in ("a", "b", "c")]))

    assert left("许可证有效期为五年。") == 3  # three laws agree
    assert left("虚构示例 仅供测试") == 0
    assert left("老年高血压管理指南") == 0
    assert left("高血压。") == 3  # a word that the title has too
