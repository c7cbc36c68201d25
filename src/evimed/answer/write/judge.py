"""Entailment by a judge model: it may object to what the rules let through, never the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast, get_args

from evimed.answer.write.evidence import make_key
from evimed.answer.write.following import StoppedError
from evimed.answer.write.letters import Letters
from evimed.answer.write.prompts import load_template
from evimed.answer.write.record import Assessed, Relation
from evimed.answer.write.replies import JUDGE_SCHEMA, read_items
from evimed.catalogue import Language
from evimed.errors import EvimedError
from evimed.ports import ChatModel

_RELATIONS: Final[tuple[str, ...]] = get_args(Relation)
_LONGEST_REASON: Final = 300


def judge(
    assessed: Sequence[Assessed], language: Language, nonce: str, model: ChatModel, letters: Letters
) -> dict[str, tuple[Relation, str]] | None:
    """The judge's word and reason by statement; ``None`` if the judge could not be asked or understood.

    A statement it leaves out counts as ``neutral``: who is asked and does not confirm has not confirmed.
    """
    keys = {make_key(nonce, f"judge\n{one.text}"): one for one in assessed}
    template = load_template("judge", language)
    items = "\n\n".join(_item(key, one, language) for key, one in keys.items())
    try:
        reply = letters.ask(model, "judge", template, {"items": items}, JUDGE_SCHEMA)
    except (EvimedError, StoppedError):
        return None
    words: dict[str, tuple[Relation, str]] = {}
    understood = False
    for item in read_items(reply, "verdicts"):
        one, relation = keys.get(str(item.get("key", "")).strip("[]/ ")), item.get("verdict")
        if one is not None and relation in _RELATIONS:
            understood = True
            reason = " ".join(str(item.get("reason", "")).split())[:_LONGEST_REASON]
            words[one.text] = (cast("Relation", relation), reason)
    if not understood:
        letters.spoil("chat_answer")
        return None
    return {one.text: words.get(one.text, ("neutral", "")) for one in assessed}


def _item(key: str, one: Assessed, language: Language) -> str:
    source, statement = ("原文", "陈述") if language == "zh" else ("Source", "Statement")
    quoted = "\n".join(f"{evidence.title}\n{evidence.quote}" for evidence in one.evidence)
    inside = f"{statement}: {one.text}\n{source}: {quoted}".replace("[[", "[ [").replace("]]", "] ]")
    return f"[[{key}]]\n{inside}\n[[/{key}]]"
