"""What was found on the sources stays found, whoever words the answer."""

from __future__ import annotations

from written_things import document, hit, reply

from evimed.answer.from_model import Chat, Sources, write_answer
from evimed.answer.from_passages import Extracted
from evimed.answer.write.evidence import Given
from evimed.answer.write.following import outcome_of
from evimed.records import (
    Answer,
    Citation,
    Conflict,
    Decision,
    Label,
    Locator,
    Position,
    Statement,
)
from evimed.testing.chat import ScriptedChat

SAID = "替诺沙班的成人推荐剂量为 40 mg，每日一次。"
FOUND, TEXT = hit("概述。", SAID)
OTHER = document("d2", "指南")
CONFLICTING = Answer(
    id="a1",
    question="替诺沙班的成人推荐剂量是多少？",
    language="zh",
    route=Decision("passages", "r"),
    verdict=Decision("conflicting", "两份资料不一致。"),
    statements=(Statement(SAID, ("c2",)),),
    citations=(
        Citation("c1", OTHER, Locator((0, 5)), "30 mg"),
        Citation("c2", FOUND.document, Locator((4, 4 + len(SAID))), SAID),
    ),
    conflicts=(Conflict("threshold", "剂量", (Position("30 mg", ("c1",)), Position("40 mg", ("c2",)))),),
    label=Label("AI生成", {"Label": "1"}),
    library_version=1,
)


def test_conflicts_and_their_citations_survive_a_written_answer():
    sources = Sources((Given("k1", FOUND),), {FOUND.document.id: TEXT}, "n")
    chat = Chat(ScriptedChat([reply((SAID, [("k1", "推荐剂量为 40 mg")]))]))
    given = outcome_of(write_answer(Extracted(CONFLICTING, (), (), ()), sources, chat)).answer
    assert given.verdict == CONFLICTING.verdict
    quotes = {citation.id: citation.quote for citation in given.citations}
    assert len(quotes) == len(given.citations) == 2
    assert [quotes[id_] for id_ in given.statements[0].citations] == [SAID]
    assert given.statements[0].support == "entailed"
    (conflict,) = given.conflicts
    assert [[quotes[id_] for id_ in side.citations] for side in conflict.positions] == [["30 mg"], [SAID]]
