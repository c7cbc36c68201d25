"""What a session does about personal data: policies, questions, pseudonyms, the consent ledger."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evimed.errors import InputError, NotFoundError
from evimed.govern.audit.record import record
from evimed.govern.privacy.find import KINDS, Kind, find
from evimed.govern.privacy.gate import gate_for
from evimed.govern.privacy.keys import tenant_key
from evimed.govern.privacy.masking import mask_text
from evimed.govern.privacy.pseudonyms import TOKEN, Pseudonyms
from evimed.knowledge.gate import Gate
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database, Transaction
from evimed.store.documents import delete_document
from evimed.store.privacy import (
    MODES,
    ConsentEntry,
    Mode,
    Policy,
    add_consent,
    current_assessment,
    documents_about,
    get_policy,
    list_consent,
    list_policies,
    put_assessment,
    set_policy,
)

BASES = ("consent", "separate_consent", "guardian", "contract", "law")
_SUBJECT = re.compile(r"s[0-9a-f]{24}")
_SURE = 0.6  # of a finding in a question: a wrong one costs the answer


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What went when consent was withdrawn."""

    subject: str
    documents: tuple[str, ...]


class PrivacyOffice:
    """Personal data of one tenant. Every change is written into the audit log in its own transaction."""

    def __init__(self, database: Database, scope: Scope, settings: Settings) -> None:
        self.database = database
        self.scope = scope
        self.profile = settings.profile
        self._home = settings.home
        self._pseudonyms: Pseudonyms | None = None

    @property
    def pseudonyms(self) -> Pseudonyms:
        """The tenant's; the key is read, or made, when they are first needed."""
        if self._pseudonyms is None:
            self._pseudonyms = Pseudonyms(self._key())
        return self._pseudonyms

    def _key(self) -> bytes:
        return tenant_key(self._home, self.scope.tenant)

    def gate(self, library: str) -> Gate:
        """What documents of a library pass on their way in."""
        with self.database.transaction(self.scope) as tx:
            return gate_for(get_policy(tx, library), self._key)

    def place(self, tx: Transaction, library: str, source: str) -> str:
        """A path as the library keeps it."""
        return gate_for(get_policy(tx, library), self._key).place(source)

    def question(self, asked: str, library: str) -> str:
        """A question as it may be logged, kept and sent to a model: pseudonyms for identifiers.

        In a library that holds documents on their subjects' consent it may name them.
        """
        found = [one for one in find(asked, at_least=_SURE) if one.kind != "age_over_89"]
        if not found:
            return asked
        with self.database.transaction(self.scope) as tx:
            if get_policy(tx, library).mode == "consent":
                return asked
        return mask_text(asked, self.pseudonyms, found).text

    def policies(self) -> list[tuple[str, Policy, str, str]]:
        """Library, policy, time and person of what was set."""
        with self.database.transaction(self.scope) as tx:
            return list_policies(tx)

    def set_policy(self, library: str, mode: str, purpose: str = "") -> Policy:
        """Say what a library does with documents that hold personal data; it holds for those that come in.

        Raises
        ------
        InputError
            ``privacy_mode``, ``purpose_missing``. ``assessment_missing``: personal data may be kept only
            after its impact was assessed (PIPL 55).
        """
        valid: Mode | None = next((one for one in MODES if one == mode), None)
        if valid is None:
            raise InputError("privacy_mode", mode=mode, valid=" | ".join(MODES))
        if valid == "consent" and not purpose.strip():
            raise InputError("purpose_missing")
        policy = Policy(valid, purpose.strip())
        with self.database.transaction(self.scope) as tx:
            if valid == "consent" and current_assessment(tx) is None:
                raise InputError("assessment_missing", library=library)
            set_policy(tx, library, policy)
            record(tx, action="privacy.policy_set", object="policy:library", library=library, reason=valid)
        return policy

    def assess(self, path: Path, approved_by: str) -> str:
        """Keep that the impact assessment in a file was approved; its hash.

        Raises
        ------
        InputError
            ``no_such_path``: the file cannot be read. ``approver_missing``.
        """
        if not approved_by.strip():
            raise InputError("approver_missing")
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise InputError("no_such_path", path=path) from error
        with self.database.transaction(self.scope) as tx:
            put_assessment(tx, digest, path.name, approved_by.strip())
            record(tx, action="privacy.assessed", object=f"assessment:{digest}", after=digest)
        return digest

    def reveal(self, tokens: Sequence[str]) -> list[tuple[str, Kind, str]]:
        """Pseudonym, kind and identifier. Every use is written into the audit log.

        Raises
        ------
        InputError
            ``not_a_pseudonym``: one was not made with this tenant's key.
        """
        found: list[tuple[str, Kind, str]] = []
        for token in tokens:
            opened = self.pseudonyms.reveal(token)
            if opened is None:
                raise InputError("not_a_pseudonym", received=token[:80])
            found.append((token, *opened))
        with self.database.transaction(self.scope) as tx:
            record(
                tx,
                action="privacy.revealed",
                object="pseudonym:some",
                details={"count": len(found), "kinds": sorted({kind for _, kind, _ in found})},
            )
        return found

    def subject(self, identifier: str) -> str:
        """The name a person has in the ledger, from ``KIND:VALUE``, an identifier, a pseudonym, or that name.

        Raises
        ------
        InputError
            ``person_unknown``: nothing there says who is meant.
        """
        kind, value = self.identifier(identifier)
        return value if kind is None else self.pseudonyms.subject(kind, value)

    def identifier(self, given: str) -> tuple[Kind | None, str]:
        """Kind and value of what a person was named by; no kind: it is the name in the ledger already."""
        text = given.strip()
        if _SUBJECT.fullmatch(text):
            return None, text
        if TOKEN.fullmatch(text) and (opened := self.pseudonyms.reveal(text)) is not None:
            return opened
        head, colon, rest = text.partition(":")
        kind: Kind | None = next((one for one in KINDS if one == head), None)
        if colon and kind is not None and rest.strip():
            return kind, rest.strip()
        found = find(text)
        if len(found) == 1 and found[0].end - found[0].start >= len(text) - 1:
            return found[0].kind, text
        raise InputError("person_unknown", valid=", ".join(KINDS))

    def give_consent(
        self,
        who: str,
        purpose: str,
        *,
        basis: str = "separate_consent",
        evidence: str,
        until: str | None = None,
    ) -> str:
        """Write into the ledger that a person has consented; the person's name there.

        Raises
        ------
        InputError
            ``consent_basis``, ``purpose_missing``, ``evidence_missing``, ``consent_until``,
            ``person_unknown``.
        """
        if basis not in BASES:
            raise InputError("consent_basis", basis=basis, valid=" | ".join(BASES))
        if not purpose.strip():
            raise InputError("purpose_missing")
        if not evidence.strip():
            raise InputError("evidence_missing")
        if until is not None and not _is_day(until):
            raise InputError("consent_until", until=until)
        subject = self.subject(who)
        with self.database.transaction(self.scope) as tx:
            add_consent(
                tx, subject, purpose.strip(), given=True, basis=basis, evidence=evidence.strip(), until=until
            )
            record(tx, action="consent.given", object=f"subject:{subject}", reason=basis)
        return subject

    def withdraw_consent(self, who: str, purpose: str, *, evidence: str = "") -> Withdrawal:
        """Write a withdrawal into the ledger, and delete what came in on that consent, in one transaction."""
        subject = self.subject(who)
        with self.database.transaction(self.scope) as tx:
            add_consent(tx, subject, purpose.strip(), given=False, basis="consent", evidence=evidence.strip())
            held = documents_about(tx, subject, purpose.strip())
            for library, document in held:
                delete_document(tx, library, document)
            record(
                tx,
                action="consent.withdrawn",
                object=f"subject:{subject}",
                details={"documents": [document for _, document in held]},
            )
        return Withdrawal(subject, tuple(document for _, document in held))

    def ledger(self, who: str | None = None) -> list[ConsentEntry]:
        """The entries about one person, or all.

        Raises
        ------
        NotFoundError
            ``consent_none``: there are none about that person.
        """
        subject = None if who is None else self.subject(who)
        with self.database.transaction(self.scope) as tx:
            entries = list_consent(tx, subject)
        if subject is not None and not entries:
            raise NotFoundError("consent_none", subject=subject)
        return entries


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
