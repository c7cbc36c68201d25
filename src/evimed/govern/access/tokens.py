"""API tokens: shown once, kept as a hash, limited to some verbs and to a time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from evimed.errors import InputError, NotFoundError, SignInError
from evimed.govern.access.authority import Account, Authority
from evimed.govern.access.names import find_person, new_id
from evimed.govern.access.roles import VERBS, check_purpose, check_verbs, require
from evimed.govern.access.sign_in import CLOCK_LEEWAY, hash_of
from evimed.records import Scope, Verb
from evimed.store.database import Transaction
from evimed.store.people import TokenRow, find_token, list_tokens, note_token_used, put_token, revoke_token

TOKEN_PREFIX: Final = "evt_"  # noqa: S105  -- what a token begins with
MOST_DAYS: Final = 366
_USED_EVERY: Final = timedelta(minutes=1)


class Tokens:
    """The tokens of one tenant; threads may share it."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def issue(
        self,
        by: Scope,
        account: str,
        name: str,
        *,
        verbs: Iterable[str] = ("read", "ask"),
        days: int = 90,
        purpose: str = "use",
    ) -> tuple[str, TokenRow]:
        """A new token for an account, and what is kept of it. It opens no more than its account may then.

        Raises
        ------
        InputError
            ``days`` or ``verbs`` are out of bounds.
        NotFoundError
            ``account_not_found``.
        NotPermittedError
            ``by`` may not give tokens.
        """
        require(by, "manage")
        wanted = check_verbs(verbs)
        if not 1 <= days <= MOST_DAYS:
            raise InputError("token_days", days=days, most=MOST_DAYS)
        now = self._authority.now()
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        with self._authority.changing(by.user) as tx:
            person = find_person(tx, account)
            if person.disabled:
                raise SignInError("account_disabled", name=person.name)
            row = TokenRow(
                new_id("t"),
                person.id,
                person.name,
                name[:100],
                sorted(wanted),
                check_purpose(purpose),
                now,
                now + timedelta(days=days),
                None,
                None,
            )
            put_token(tx, row, hash_of(secret))
            self._authority.note(
                tx,
                "token.issued",
                f"token:{row.id}",
                account=person.id,
                verbs=",".join(row.verbs),
                expires=row.expires_at.date().isoformat(),
            )
        return secret, row

    def list(self, by: Scope, account: str | None = None) -> list[TokenRow]:
        """Tokens without their secrets, of one account or of all."""
        require(by, "manage")
        with self._authority.transaction() as tx:
            return list_tokens(tx, None if account is None else find_person(tx, account).id)

    def revoke(self, by: Scope, token_id: str) -> None:
        """End a token; the next request with it is refused.

        Raises
        ------
        NotFoundError
            ``token_not_found``: there is none of that id, or it had ended.
        """
        require(by, "manage")
        with self._authority.changing(by.user) as tx:
            if not revoke_token(tx, token_id, self._authority.now()):
                raise NotFoundError("token_not_found", id=token_id)
            self._authority.note(tx, "token.revoked", f"token:{token_id}")

    def scope_for(self, tx: Transaction, token: str) -> tuple[Account, Scope]:
        """Whose token it is, and what it opens now.

        Raises
        ------
        SignInError
            ``token_unknown``, ``token_revoked``, ``token_expired``, ``clock_went_back``,
            ``account_disabled``.
        """
        now = self._authority.now()
        found = find_token(tx, hash_of(token))
        if found is None:
            raise SignInError("token_unknown")
        ended = "token_revoked" if found.revoked_at is not None else None
        if now < (found.used_at or found.created_at) - CLOCK_LEEWAY:
            ended = ended or "clock_went_back"
        if now >= found.expires_at:
            ended = ended or "token_expired"
        if ended is not None:
            raise SignInError(
                ended,
                token=found.id,
                account=found.name,
                expires=found.expires_at.isoformat(timespec="minutes"),
                then=(found.used_at or found.created_at).isoformat(timespec="minutes"),
                now=now.isoformat(timespec="minutes"),
            )
        if found.disabled:
            raise SignInError("account_disabled", name=found.name)
        if found.used_at is None or now >= found.used_at + _USED_EVERY:
            note_token_used(tx, found.id, now)
        account = Account(found.account_id, found.name)
        verbs: frozenset[Verb] = frozenset(verb for verb in VERBS if verb in found.verbs)
        return account, self._authority.compile(tx, account, found.purpose, verbs)
