"""Complaints, and questions handed to a person: reviewers see them, take them, close them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evimed.errors import InputError, NotFoundError
from evimed.govern.access.roles import require
from evimed.govern.audit.record import record
from evimed.govern.privacy.office import PrivacyOffice
from evimed.records import Scope
from evimed.store.cases import CASE_STATES, Case, case_state, cases_of, get_case, list_cases, put_step
from evimed.store.database import Database
from evimed.store.feedback import MOST_FEEDBACK_WORDS

_MOST_OF_ANSWERS = 200


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases that a Scope sees: one's own, and those of all for whoever oversees."""

    database: Database
    scope: Scope
    privacy: PrivacyOffice

    def list(self, *, library: str | None = None, limit: int = 100) -> list[Case]:
        """The latest cases, those not closed first."""
        require(self.scope, "ask")
        if not 1 <= limit <= 1000:
            raise InputError("limit_out_of_range", limit=limit, valid="1–1000")
        with self.database.transaction(self.scope) as tx:
            return list_cases(tx, library, limit)

    def of_answers(self, answers: Sequence[str]) -> Mapping[str, Sequence[Case]]:
        """What was handed to a person about each of these answers, the latest first."""
        require(self.scope, "ask")
        found: dict[str, list[Case]] = {}
        if answers:
            with self.database.transaction(self.scope) as tx:
                for case in cases_of(tx, answers, _MOST_OF_ANSWERS):
                    found.setdefault(case.answer_id, []).append(case)
        return {
            answer: sorted(cases, key=lambda one: one.at, reverse=True) for answer, cases in found.items()
        }

    def step(self, case: str, state: str, words: str = "") -> Case:
        """Take a case, close it or open it again; it tells who did and when.

        Raises
        ------
        InputError, NotFoundError
            ``case_invalid``: an unknown state, or too many words; ``case_not_found``.
        """
        require(self.scope, "review")
        known, said = case_state(state), words.replace("\x00", "").strip()
        if known is None or len(said) > MOST_FEEDBACK_WORDS:
            raise InputError(
                "case_invalid", state=state[:50], valid=", ".join(CASE_STATES), limit=MOST_FEEDBACK_WORDS
            )
        with self.database.transaction(self.scope) as tx:
            found = get_case(tx, case)
        if found is None:
            raise NotFoundError("case_not_found", id=case)
        masked = self.privacy.question(said, found.library) if said else ""  # as questions are
        with self.database.transaction(self.scope) as tx:
            put_step(tx, case, known, masked)
            record(tx, action=f"case.{known}", object=f"feedback:{case}", library=found.library)
            return get_case(tx, case) or found
