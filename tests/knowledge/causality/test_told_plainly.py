"""What patients, relatives and notes tell of a reaction, in their own words and in numbers. All invented."""

from __future__ import annotations

import pytest

from evimed.knowledge.causality.facts import naranjo_facts
from evimed.knowledge.causality.quantities import changes


def replies(text: str) -> dict[str, str]:
    return {fact.question: fact.reply for fact in naranjo_facts(text)}


@pytest.mark.parametrize(
    ("text", "question", "reply"),
    [
        ("吃到第二晚开始腿肿。", "q2", "yes"),
        ("还没吃这药时，身上已有红圈。", "q2", "no"),
        ("服药三天起皮疹。上周自己不吃了，皮疹消下去了。", "q3", "yes"),
        ("用药后起皮疹。药停了 4 天，皮疹没有变化。", "q3", "no"),
        ("服药后恶心。改用安慰剂 5 天，症状依旧。", "q6", "yes"),
        ("查谷浓度 17.8 μg/mL（范围 4～12）。", "q7", "yes"),
        ("药量由 0.2 g 调成 0.3 g 后头晕，退回原来的量，头晕减轻。", "q8", "yes"),
        ("检索到同类病例 7 例。", "q1", "yes"),
        ("甲功、心超都查过，没看出别的毛病。", "q5", "no"),
        ("诱因既可能是利尿，也可能是出血。", "q5", "yes"),
        ("I started zelkine in May and had a rash. I quit in June and was fine from then.", "q3", "yes"),
        ("She took zelkine and had pains. She went back on it: pains back the second night.", "q4", "yes"),
        ("His platelets slid from 210 to 19. We took him off zelkine; the count was 164.", "q3", "yes"),
        ("On zelkine 2 mg she coughed. She doubled up and the cough was twice as bad.", "q8", "yes"),
        ("The company's database holds eleven such patients.", "q1", "yes"),
        ("There is nothing else to blame.", "q5", "no"),
        ("The literature was searched; no such case was found.", "q1", "no"),
    ],
)  # fmt: skip
def test_plain_words_reply(text: str, question: str, reply: str) -> None:
    assert replies(text).get(question) == reply


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("由 0.2 g 调成 0.3 g", ["more"]),
        ("brought from 1500 mg down to 900 mg", ["less"]),
        ("肌酐由 76 升至 341，6 周后肌酐 98。", ["better"]),
        ("肌酐由 76 升至 341，6 周后肌酐 330。", []),  # still where it went
        ("count fell from 210 to 19; on day 164 she died", []),  # a day, not a value
        ("from 12 to 12 mg", []),
    ],
)
def test_numbers_tell_the_course(text: str, found: list[str]) -> None:
    assert [kind for kind, _ in changes(text)] == found
