"""Complaints and questions handed to a person: records with a state, gone with their answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from evimed.store.database import Transaction

CaseState = Literal["open", "taken", "closed"]
CASE_STATES: tuple[CaseState, ...] = get_args(CaseState)


@dataclass(frozen=True, slots=True)
class CaseStep:
    """What a reviewer did with a case."""

    state: CaseState
    words: str
    user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint, or a question handed to a person; nobody has it in hand until its first step."""

    id: str
    answer_id: str
    question: str
    kind: str
    statement: int | None
    words: str
    user: str
    at: datetime
    steps: Sequence[CaseStep]
    library: str

    @property
    def replies(self) -> Sequence[CaseStep]:
        """What persons wrote to whoever asked."""
        return [step for step in self.steps if step.words]

    @property
    def state(self) -> CaseState:
        """That of its last step."""
        return self.steps[-1].state if self.steps else "open"


def case_state(name: str) -> CaseState | None:
    """The state that ``name`` names, if there is one."""
    states: dict[str, CaseState] = {state: state for state in CASE_STATES}
    return states.get(name)


def list_cases(tx: Transaction, library: str | None, want: int) -> list[Case]:
    """The latest cases whose answers the Scope sees, those not closed first."""
    rows = tx.run("case_list", library=library, id=None, answers=None, want=want).fetchall()
    return [_case(row) for row in rows]


def cases_of(tx: Transaction, answers: Sequence[str], want: int) -> list[Case]:
    """The latest cases about these answers (whole ids), those not closed first."""
    rows = tx.run("case_list", library=None, id=None, answers=list(answers), want=want).fetchall()
    return [_case(row) for row in rows]


def get_case(tx: Transaction, id_: str) -> Case | None:
    """One case."""
    row = tx.run("case_list", library=None, id=id_, answers=None, want=1).fetchone()
    return _case(row) if row is not None else None


def put_step(tx: Transaction, id_: str, state: CaseState, words: str) -> None:
    """The next step on a case."""
    tx.run("case_step_put", id=id_, state=state, words=words, user=tx.scope.user)


def _case(row: Sequence[object]) -> Case:
    *first, steps, library = row
    told: list[tuple[CaseState, str, str, str]] = steps  # pyright: ignore[reportAssignmentType]
    made = [CaseStep(state, words, user, datetime.fromisoformat(at)) for state, words, user, at in told]
    return Case(*first, made, library)  # pyright: ignore[reportArgumentType, reportCallIssue]
