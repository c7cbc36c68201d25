"""Signing in with a name and a password, and the sessions that follow."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from evimed.errors import SignInError
from evimed.govern.access.authority import Account, Authority
from evimed.govern.access.credentials import Passwords, blocked_until
from evimed.govern.access.names import fold
from evimed.govern.access.roles import check_purpose
from evimed.records import Scope
from evimed.store.database import Transaction
from evimed.store.people import (
    Credentials,
    clear_ended,
    count_attempt,
    count_right,
    end_session,
    find_account,
    find_session,
    note_session_seen,
    put_session,
)

SESSION_PREFIX: Final = "evs_"
SESSION_LIFE: Final = timedelta(hours=12)
IDLE_LIFE: Final = timedelta(hours=1)
CLOCK_LEEWAY: Final = timedelta(minutes=2)
_SEEN_EVERY: Final = timedelta(minutes=1)
_MOST_UNKNOWN: Final = 10_000  # names that nobody has, counted like those of accounts
_KEPT_ENDED: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who signed in: the session's token, shown once, and what they may now."""

    session_token: str
    account: Account
    scope: Scope
    expires_at: datetime


class SignIn:
    """Sessions of one tenant; threads may share it."""

    def __init__(self, authority: Authority, passwords: Passwords) -> None:
        self._authority = authority
        self._passwords = passwords
        self._unknown: OrderedDict[str, tuple[int, datetime | None]] = OrderedDict()
        self._lock = threading.Lock()

    def sign_in(
        self, name: str, password: str, *, purpose: str = "use", former: str | None = None
    ) -> SignedIn:
        """Sign in; the session of ``former``, the browser's token until now, ends.

        Raises
        ------
        SignInError
            ``sign_in_wrong``: name or password, not told which. ``sign_in_blocked``: too many wrong ones,
            whether the name exists or not. ``account_disabled``, only after the right password.
        InputError
            ``purpose_unknown``.
        """
        check_purpose(purpose)
        folded = fold(name)[:200]
        found = self._attempt(folded)
        object_ = None if found is None else f"account:{found.id}"
        if not self._passwords.matches(found.password if found else None, password):
            self._authority.refused("session.refused", folded, "sign_in_wrong", object_=object_)
            raise SignInError("sign_in_wrong", name=name[:100])
        if found is None or found.disabled:
            self._authority.refused("session.refused", folded, "account_disabled", object_=object_)
            raise SignInError("account_disabled", name=name[:100])
        renewed = self._passwords.renewed(found.password or "", password)
        with self._authority.changing(found.name) as tx:
            count_right(tx, found.id, renewed)
            return self.begin(tx, Account(found.id, found.name), purpose, former)

    def begin(self, tx: Transaction, account: Account, purpose: str, former: str | None) -> SignedIn:
        """A new session for somebody whose identity is sure; a former one of this browser ends."""
        now = self._authority.now()
        clear_ended(tx, now - _KEPT_ENDED)
        if former is not None:
            end_session(tx, hash_of(former), now)
        token = SESSION_PREFIX + secrets.token_urlsafe(32)
        expires = now + SESSION_LIFE
        put_session(tx, hash_of(token), account.id, purpose, now, expires)
        scope = self._authority.compile(tx, account, purpose)
        self._authority.note(tx, "session.signed_in", f"account:{account.id}")
        return SignedIn(token, account, scope, expires)

    def scope_for(self, tx: Transaction, token: str) -> tuple[Account, Scope]:
        """Who holds a session's token, and what they may now.

        Raises
        ------
        SignInError
            ``session_unknown``, ``session_ended`` (signed out, idle or too old), ``clock_went_back``,
            ``account_disabled``.
        """
        now, hash_ = self._authority.now(), hash_of(token)
        found = find_session(tx, hash_)
        if found is None:
            raise SignInError("session_unknown")
        if now < found.seen_at - CLOCK_LEEWAY:
            raise SignInError("clock_went_back", then=_minute(found.seen_at), now=_minute(now))
        if found.ended_at is None and (now >= found.expires_at or now >= found.seen_at + IDLE_LIFE):
            raise EndedError(hash_)
        if found.ended_at is not None:
            raise SignInError("session_ended")
        if found.disabled:
            raise SignInError("account_disabled", name=found.name)
        if now >= found.seen_at + _SEEN_EVERY:
            note_session_seen(tx, hash_, now)
        account = Account(found.account_id, found.name)
        return account, self._authority.compile(tx, account, found.purpose)

    def sign_out(self, token: str) -> bool:
        """End a session; False if it had ended."""
        with self._authority.transaction() as tx:
            found = find_session(tx, hash_of(token))
        if found is None:
            return False
        with self._authority.changing(found.name) as tx:
            ended = end_session(tx, hash_of(token), self._authority.now())
            if ended:
                self._authority.note(tx, "session.signed_out", f"account:{found.account_id}")
        return ended

    def _attempt(self, name: str) -> Credentials | None:
        """Count an attempt as wrong before the password is looked at: many at once are counted all."""
        while True:
            now = self._authority.now()
            with self._authority.transaction() as tx:
                found = find_account(tx, name)
                if found is None or found.name != name:
                    self._attempt_unknown(name, now)
                    return None
                blocked = found.blocked_until
                if blocked is None or now >= blocked:
                    failures = found.failures + 1
                    if count_attempt(tx, found.id, found.failures, blocked_until(failures, now)):
                        return found
                    continue  # another attempt was counted meanwhile
            self._refuse_blocked(name, blocked, now, f"account:{found.id}")

    def _attempt_unknown(self, name: str, now: datetime) -> None:
        with self._lock:
            failures, until = self._unknown.pop(name, (0, None))
            refused = until is not None and now < until
            if not refused:
                failures += 1
                until = blocked_until(failures, now)
            self._unknown[name] = (failures, until)
            if len(self._unknown) > _MOST_UNKNOWN:
                self._unknown.popitem(last=False)
        if refused and until is not None:
            self._refuse_blocked(name, until, now, None)

    def _refuse_blocked(self, name: str, until: datetime, now: datetime, object_: str | None) -> None:
        seconds = int((until - now).total_seconds()) + 1
        self._authority.refused("session.refused", name, "sign_in_blocked", object_=object_)
        raise SignInError("sign_in_blocked", name=name[:100], seconds=seconds)


class EndedError(Exception):
    """A session that is over and not yet marked: so that a clock put back does not bring it back."""

    def __init__(self, hash_: bytes) -> None:
        super().__init__()
        self.hash = hash_


def hash_of(token: str) -> bytes:
    """What is kept of a random token of 256 bits; it needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).digest()


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
