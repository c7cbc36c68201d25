"""What readers say of answers: written once, gone with the answer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from evimed.store.database import Transaction

FeedbackKind = Literal["helpful", "wrong", "incomplete", "complaint", "hand_off"]
FEEDBACK_KINDS: tuple[FeedbackKind, ...] = get_args(FeedbackKind)
MOST_FEEDBACK_WORDS = 4000  # characters; the table holds the same


@dataclass(frozen=True, slots=True)
class Feedback:
    """One remark on an answer; ``statement`` counts from 1, ``None`` means the whole answer."""

    id: str
    answer_id: str
    question: str
    kind: FeedbackKind
    statement: int | None
    words: str
    user: str
    at: datetime


def feedback_kind(name: str) -> FeedbackKind | None:
    """The kind of remark that ``name`` names, if there is one."""
    kinds: dict[str, FeedbackKind] = {kind: kind for kind in FEEDBACK_KINDS}
    return kinds.get(name)


def put_feedback(
    tx: Transaction, answer_id: str, kind: FeedbackKind, *, statement: int | None = None, words: str = ""
) -> str:
    """Keep a remark on an answer (its whole id) and return the remark's own id."""
    made = f"f{secrets.token_hex(10)}"
    tx.run(
        "feedback_put",
        answer=answer_id,
        id=made,
        kind=kind,
        statement=statement,
        words=words,
        user=tx.scope.user,
    )
    return made


def list_feedback(tx: Transaction, library: str, limit: int) -> list[Feedback]:
    """The latest remarks on a library's answers."""
    return [Feedback(*row) for row in tx.run("feedback_list", library=library, want=limit).fetchall()]
